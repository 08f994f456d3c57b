using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using Tollgate.Server.Tests.Cli;
using Tollgate.Server.Tests.Crash;

namespace Tollgate.Server.Tests.BadDays;

/// <summary>A data folder that cannot be served: the program says in a sentence what is wrong and what to do, ends with 1, and changes nothing.</summary>
public sealed class BadFolderTests(FilledFolder filled) : IClassFixture<FilledFolder>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Two_servers_on_one_folder()
    {
        await using ServerProcess first = await ServerProcess.Start();
        ShouldRefuse(await Serve(first.Data), $"The data folder {first.Data} is in use by another server \\(process \\d+\\)\\. Stop it first");
        (await CrashWorld.As(first, first.Key("live")).Get("/v1/accounts")).Status.ShouldBe(200);
    }

    [Theory]
    [InlineData("secret", "secret is not the secret of this installation .* Restore it from a backup")]
    [InlineData("installation", "holds environments but no installation id. Restore the files")]
    public async Task A_file_that_is_lost(string file, string says)
    {
        using HarmedFolder folder = filled.Copy();
        File.Delete(folder[file]);
        ShouldRefuse(await Serve(folder.Root), says);
        File.Exists(folder[file]).ShouldBeFalse("Nothing may be made in its place.");
    }

    [Theory]
    [InlineData("secret", "secret is not the secret of this installation")]
    [InlineData("installation", "does not hold an installation's id")]
    [InlineData("high-water/live.shard-0.mark", "live.shard-0.mark is damaged")]
    [InlineData("environments/live/shard-0.db", "live/shard-0")]
    [InlineData("environments/live/control.db", "live/control")]
    public async Task A_file_that_was_cut_off(string file, string says)
    {
        using HarmedFolder folder = filled.Copy();
        using (FileStream stream = new(folder[file], FileMode.Open))
            stream.SetLength(stream.Length / 2);
        ShouldRefuse(await Serve(folder.Root), says);
    }

    [Fact]
    public async Task A_journal_older_than_its_high_water_mark()
    {
        using HarmedFolder old = filled.Copy(), folder = filled.Copy();
        await using (Running running = await Running.Start(folder.Root))
            (await running.As(filled.Key).Post("/v1/events", BadInput.BadWorld.Good("newer"))).At("accepted").ShouldBe("1");
        File.Copy(old.Shard, folder.Shard, overwrite: true);
        ShouldRefuse(await Serve(folder.Root), "Journal live/shard-0 has gone backwards\\. The high-water mark .* An old copy was put back.* Put the newest copy of the store back");
    }

    [Theory]
    [InlineData("environments/test/shard-0.db", "holds the stream test/shard-0, and live/shard-0 was expected.* put them back")]
    [InlineData("environments/live/control.db", "holds the stream live/control, and live/shard-0 was expected")]
    [InlineData("environments/live/projections.db", "is a database, but not a Tollgate journal")]
    [InlineData("secret", "damaged or no journal")]
    public async Task A_file_in_the_place_of_another(string file, string says)
    {
        using HarmedFolder folder = filled.Copy();
        File.Copy(folder[file], folder.Shard, overwrite: true);
        ShouldRefuse(await Serve(folder.Root), says);
    }

    [Fact]
    public async Task A_journal_of_another_installation()
    {
        using HarmedFolder folder = filled.Copy();
        await using ServerProcess other = await ServerProcess.Start();
        await other.Stop();
        File.Copy(Path.Combine(other.Data, "environments", "live", "shard-0.db"), folder.Shard, overwrite: true);
        ShouldRefuse(await Serve(folder.Root), "belongs to the installation [0-9a-f]{32}, and this is [0-9a-f]{32}\\. It was copied from another data folder");
    }

    [Fact]
    public async Task A_folder_that_is_a_file_or_cannot_be_made()
    {
        using HarmedFolder folder = filled.Copy();
        ShouldRefuse(await Serve(folder["secret"]), "is a file. Name a folder");
        ShouldRefuse(await Serve("/proc/tollgate"), "The data folder /proc/tollgate cannot be written");
    }

    [Fact]
    public async Task A_folder_that_may_only_be_read()
    {
        using HarmedFolder folder = filled.Copy();
        await Terminal.RunCommand("chmod", "-R", "a-w", folder.Root);
        try
        {
            // Root may write anywhere, unless that right is taken from it.
            string[] weak = Environment.IsPrivilegedProcess ? ["setpriv", "--bounding-set=-dac_override", "dotnet"] : ["dotnet"];
            Said said = await Terminal.RunCommand(weak[0], [.. weak[1..], Terminal.Program, "serve", "--port", "0", "--data", folder.Root]);
            ShouldRefuse(said, $"The data folder {folder.Root} cannot be written: .*denied.* Check its owner and rights");
        }
        finally
        {
            await Terminal.RunCommand("chmod", "-R", "u+w", folder.Root);
        }
    }

    [Theory]
    [InlineData("/proc/tollgate/keys.json")]
    [InlineData("/proc")]
    public async Task A_keys_file_that_cannot_be_written(string file)
    {
        using HarmedFolder folder = filled.Copy();
        ShouldRefuse(await Terminal.Run("serve", "--port", "0", "--data", folder.Root, "--keys", file), $"The keys cannot be written to {file}: ");
    }

    [Fact]
    public async Task A_port_in_use()
    {
        using HarmedFolder folder = filled.Copy();
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        int port = ((IPEndPoint)taken.LocalEndpoint).Port;
        ShouldRefuse(await Terminal.Run("serve", "--port", $"{port}", "--data", folder.Root), $"Port {port} cannot be used: .* choose another with --port");
        taken.Stop();
        await using Running after = await Running.Start(folder.Root);
        (await FilledFolder.Ask(after.As(filled.Key))).ShouldBe(filled.Answers);
    }

    [Theory]
    [InlineData("nothing", 0, false)]
    [InlineData("garbage", 0, true)]
    [InlineData("header", 0, true)]
    [InlineData("pages", 8192, true)]
    public async Task Projections_that_are_damaged_are_made_again(string harm, int from, bool dropped)
    {
        using HarmedFolder folder = filled.Copy();
        if (harm is "nothing" or "garbage")
            await File.WriteAllTextAsync(folder.Projections, harm is "nothing" ? "" : harm, Cancel);
        else
            for (long at = from; at < new FileInfo(folder.Projections).Length; at += 8192)
                HarmedFolder.Flip(folder.Projections, at, 5);
        await using Running running = await Running.Start(folder.Root);
        // Damage that is met in the middle of an answer is answered with "come back".
        await Running.Until(async () => (await running.As(filled.Key).Get("/v1/accounts/acme/usage?meter=api_calls&window=minute")).Status == 200);
        await Running.Until(async () => await FilledFolder.Ask(running.As(filled.Key)) == filled.Answers);
        running.Log.Contains("the projections were dropped", StringComparison.Ordinal).ShouldBe(dropped);
    }

    [Fact]
    public async Task Snapshots_that_are_damaged_are_passed_over()
    {
        using HarmedFolder folder = filled.Copy();
        string[] snapshots = Directory.GetFiles(folder["environments/live/snapshots/shard-0"]);
        snapshots.ShouldNotBeEmpty();
        foreach (string snapshot in snapshots)
            HarmedFolder.Flip(snapshot, new FileInfo(snapshot).Length / 2);
        await using Running running = await Running.Start(folder.Root);
        (await FilledFolder.Ask(running.As(filled.Key))).ShouldBe(filled.Answers);
        running.Log.ShouldContain("is passed over: it is damaged or incomplete");
    }

    private static Task<Said> Serve(string data) => Terminal.Run("serve", "--port", "0", "--data", data);

    private static void ShouldRefuse(Said said, string pattern)
    {
        said.ExitCode.ShouldBe(1, said.ToString());
        string told = said.Error.Split('\n').Single(line => line.StartsWith("tollgate: ", StringComparison.Ordinal));
        Regex.IsMatch(told, pattern).ShouldBeTrue(told);
        (said.Out + said.Error).ShouldNotContain("   at ");
    }
}
