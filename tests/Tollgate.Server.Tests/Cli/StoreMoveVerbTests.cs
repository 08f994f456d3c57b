using System.Diagnostics;
using System.Text.RegularExpressions;
using Tollgate.Server.Tests.BadInput;
using Tollgate.Server.Tests.Crash;
using Tollgate.Storage.Installation;

namespace Tollgate.Server.Tests.Cli;

/// <summary><c>tollgate store move</c> over an installation with usage, invoices and several environments, there and back.</summary>
[Collection(nameof(Alone))]
public sealed class StoreMoveVerbTests : IAsyncLifetime
{
    private static readonly string[] Accounts = ["acme", "globex", "initech"];

    private readonly string _database = PostgresForTests.NewDatabase();
    private ServerProcess _server = null!;
    private string _key = "";

    public async ValueTask InitializeAsync()
    {
        _server = await ServerProcess.Start();
        _key = await CrashWorld.Make(_server, Accounts);
        Caller crash = CrashWorld.As(_server, _key);
        for (int batch = 0; batch < 8; batch++)
            await Send(crash, batch, Accounts[batch % Accounts.Length]);
        (await crash.Post("/v1/clock/advance", """{"to":"2025-07-03T00:00:00Z"}""")).Status.ShouldBe(200);
        (await crash.Post("/v1/billing/run", "{}")).Status.ShouldBe(200);
        Caller live = CrashWorld.As(_server, _server.Key("live"));
        (await live.Put("/v1/catalog", BadWorld.Catalog, "application/yaml")).Status.ShouldBe(200);
        (await live.Post("/v1/accounts", """{"id":"acme"}""")).Status.ShouldBe(201);
        (await live.Post("/v1/events", string.Join('\n', Enumerable.Range(0, 500).Select(i => BadWorld.Good("live-" + i))), "application/x-ndjson")).At("accepted").ShouldBe("500");
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task There_and_back_it_gives_the_same_digests_answers_and_invoices()
    {
        string answers = await Answers();
        (await _server.Stop()).ShouldBe(0);
        string digests = await Digests("sqlite");

        Said there = await Move("--to", _database);
        there.ExitCode.ShouldBe(0, there.ToString());
        there.Out.ShouldNotContain("differs");
        Regex.Count(there.Out, "^equal ", RegexOptions.Multiline).ShouldBe(3 * 3, there.Out);
        there.Out.ShouldContain("Once you are sure, remove it: rm -rf ");
        (await Digests(_database)).ShouldBe(digests);
        (await Digests("sqlite")).ShouldBe(digests);
        File.ReadAllText(Path.Combine(_server.Data, "store")).ShouldNotContain("Password");

        Said unnamed = await Terminal.Run("serve", "--port", "0", "--data", _server.Data);
        unnamed.ExitCode.ShouldBe(1);
        unnamed.Error.ShouldContain("lives in the database 127.0.0.1:");
        _server.Store = ["--store", _database];
        await _server.Start();
        (await Answers()).ShouldBe(answers);
        await Send(CrashWorld.As(_server, _key), 100, "globex");
        answers = await Answers();
        (await _server.Stop()).ShouldBe(0);
        digests = await Digests(_database);

        Said occupied = await Move("--from", _database, "--to", "sqlite");
        occupied.ExitCode.ShouldBe(1);
        string remove = Regex.Match(occupied.Error, "remove them with: (.*)").Groups[1].Value;
        (await Terminal.Shell(remove)).ExitCode.ShouldBe(0);
        Said back = await Move("--from", _database, "--to", "sqlite");
        back.ExitCode.ShouldBe(0, back.ToString());
        (await Digests("sqlite")).ShouldBe(digests);
        _server.Store = [];
        await _server.Start();
        (await Answers()).ShouldBe(answers);
        (await _server.Stop()).ShouldBe(0);

        // What was left behind is removed as it said.
        string drop = Regex.Match(back.Out, "DROP SCHEMA [^']*").Value;
        PostgresForTests.Ask(_database, drop);
        PostgresForTests.Ask(_database, "SELECT count(*) FROM pg_namespace WHERE nspname LIKE 'tollgate%'").ShouldBe(0L);
    }

    [Fact]
    public async Task Killed_again_and_again_it_goes_on_and_loses_nothing()
    {
        string answers = await Answers();
        (await _server.Stop()).ShouldBe(0);
        string digests = await Digests("sqlite");
        var random = new Random(CrashWorld.Seed);
        int killed = 0;
        for (int kill = 0; kill < 6; kill++)
        {
            var start = new ProcessStartInfo("dotnet", [Terminal.Program, "store", "move", "--data", _server.Data, "--to", _database]) { RedirectStandardOutput = true, RedirectStandardError = true };
            using Process move = Process.Start(start)!;
            // It is struck once it works, wherever it has come by then; the first time at once, so that no machine is too fast for it.
            while (await move.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken) is { } line && !line.StartsWith("to ", StringComparison.Ordinal))
                continue;
            Task<string> said = move.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
            await Task.WhenAny(move.WaitForExitAsync(TestContext.Current.CancellationToken), Task.Delay(kill == 0 ? 0 : random.Next(1000), TestContext.Current.CancellationToken));
            if (move.HasExited)
                break;
            move.Kill();
            await move.WaitForExitAsync(TestContext.Current.CancellationToken);
            _ = await said;
            killed++;
            (await Digests("sqlite")).ShouldBe(digests, "the old store can be read, and is as it was");
        }

        TestContext.Current.TestOutputHelper!.WriteLine($"TOLLGATE_SEED={CrashWorld.Seed}, killed {killed} times");
        killed.ShouldBeGreaterThan(0);
        if (StoreRecord.Read(_server.Data)!.Home == "sqlite")
        {
            Said whole = await Move("--to", _database);
            whole.ExitCode.ShouldBe(0, whole.ToString());
        }

        (await Digests(_database)).ShouldBe(digests);
        _server.Store = ["--store", _database];
        await _server.Start();
        (await Answers()).ShouldBe(answers);
    }

    private Task<Said> Move(params string[] stores) => Terminal.Run(["store", "move", "--data", _server.Data, .. stores]);

    private static async Task Send(Caller caller, int batch, string account) => (await caller.Post(
        "/v1/events",
        SentEvent.Lines(Enumerable.Range(0, 500).Select(i => new SentEvent($"e{batch}-{i}", account, (i % 7) + 1))),
        "application/x-ndjson")).At("accepted").ShouldBe("500");

    /// <summary>Facts and blocks of each stream and the digests of what they lead to, without how far it was at times and how long it took.</summary>
    private async Task<string> Digests(string store)
    {
        Said said = await Terminal.Run("journal", "replay", "--data", _server.Data, "--store", store);
        said.ExitCode.ShouldBe(0, said.ToString());
        said.Out.ShouldContain("crash/shard-0");
        return Regex.Replace(said.Out, @"^.*: \d+%\s|[\d.]+ s", "", RegexOptions.Multiline);
    }

    private async Task<string> Answers()
    {
        Caller caller = CrashWorld.As(_server, _key);
        List<string> answers = [(await caller.Get("/v1/invoices")).Text];
        foreach (string account in Accounts)
            answers.Add(await CrashWorld.Usage(caller, account));
        return string.Join('\n', answers);
    }
}
