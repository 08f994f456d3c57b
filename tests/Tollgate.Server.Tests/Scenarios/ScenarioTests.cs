using System.Text.Json.Nodes;

namespace Tollgate.Server.Tests.Scenarios;

/// <summary>Every scenario in this folder, each on a server of its own; but for the burst, which takes the machine for itself.</summary>
public sealed class ScenarioTests
{
    private static string Folder => Path.Combine(Repository.Root, "tests", "Tollgate.Server.Tests", "Scenarios");

    public static TheoryData<string> Files => [.. Directory.GetFiles(Folder, "*.yaml").Select(file => Path.GetFileName(file)!).Where(file => file != BurstTests.File).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Files))]
    public Task Plays(string file) => Play(file);

    [Theory]
    [InlineData("S1a-the-upgrade-month.yaml")]
    [InlineData("S1b-the-promotion.yaml")]
    [InlineData("S1c-usage-after-the-invoice.yaml")]
    [InlineData("S1d-the-upgrade-in-the-middle.yaml")]
    [InlineData("S3-the-duplicate.yaml")]
    [InlineData("S12-the-order-from-the-erp.yaml")]
    [InlineData("S5-grace-and-throttle.yaml")]
    [InlineData("charges-out.yaml")]
    [InlineData("conditions.yaml")]
    [InlineData("one-bill-for-all.yaml")]
    [InlineData("seats.yaml")]
    [InlineData("several-limits.yaml")]
    public Task Plays_on_PostgreSQL(string file) => Play(file, "--store", PostgresForTests.NewDatabase());

    internal static async Task Play(string file, params string[] arguments)
    {
        JsonObject scenario = Yaml.Read(await File.ReadAllTextAsync(Path.Combine(Folder, file), TestContext.Current.CancellationToken)).AsObject();
        await using ServerProcess server = await ServerProcess.Start(arguments);
        await new Player(server, Repository.Root).Play(scenario);
    }
}
