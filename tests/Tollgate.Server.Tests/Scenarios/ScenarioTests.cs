using System.Text.Json.Nodes;

namespace Tollgate.Server.Tests.Scenarios;

/// <summary>Every scenario in this folder, each on a server of its own.</summary>
public sealed class ScenarioTests
{
    private static string Folder => Path.Combine(Repository.Root, "tests", "Tollgate.Server.Tests", "Scenarios");

    public static TheoryData<string> Files => [.. Directory.GetFiles(Folder, "*.yaml").Select(file => Path.GetFileName(file)!).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Files))]
    public async Task Plays(string file)
    {
        JsonObject scenario = Yaml.Read(await File.ReadAllTextAsync(Path.Combine(Folder, file), TestContext.Current.CancellationToken)).AsObject();
        await using ServerProcess server = await ServerProcess.Start();
        await new Player(server, Repository.Root).Play(scenario);
    }
}
