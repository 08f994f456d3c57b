using System.Diagnostics;
using Tollgate.Server.Tests.BadInput;

namespace Tollgate.Server.Tests.Cli;

/// <summary>The verbs that take a file or write much, on good files and bad ones.</summary>
public sealed class FileVerbTests(ServerForVerbs server) : IClassFixture<ServerForVerbs>
{
    [Fact]
    public async Task A_catalog_is_planned_and_applied()
    {
        string file = server.Write("good.yaml", BadWorld.Catalog);
        // Nobody else uses this environment.
        const string test = " --environment test";
        Said plan = await Run("catalog plan " + file + test);
        (plan.ExitCode, plan.Error).ShouldBe((0, ""));
        plan.Out.ShouldContain("added    Plan growth: charge api_calls counts api_calls beyond what is included (new)\n");
        plan.Out.ShouldContain("It would become version 1.");
        (await Run("catalog apply " + file + test)).Out.ShouldContain("Version 1 is in force.");
        (await Run("catalog apply " + file + test)).Out.ShouldBe("Nothing changes: version 1 is in force.\n");
    }

    [Fact]
    public async Task A_catalog_is_promoted_from_one_environment_to_another()
    {
        Caller live = server.Caller();
        string[] keys = [];
        foreach (string id in new[] { "promoting", "promoted" })
            keys = [.. keys, (await live.Post("/v1/environments", $$"""{"id":"{{id}}","kind":"test"}""")).At("key")!];
        string file = server.Write("promotion-keys.json", $$"""{"promoting":"{{keys[0]}}","promoted":"{{keys[1]}}"}""");
        string catalog = server.Write("promoted.yaml", BadWorld.Catalog);
        string promote = $"catalog promote --from promoting --to promoted --url {server.Url}";
        (await Terminal.Run([.. $"{promote} --keys {file} --yes".Split(' ')])).Error.ShouldContain("There is no catalog yet");
        (await Terminal.Run([.. $"catalog apply {catalog} --url {server.Url} --key {keys[0]}".Split(' ')])).ExitCode.ShouldBe(0);

        Said shown = await Terminal.Run([.. $"{promote} --keys {file}".Split(' ')]);
        shown.ExitCode.ShouldBe(1);
        shown.Out.ShouldContain("Version 1 of promoting in promoted:\nadded    Currency USD (new)\n");
        shown.Error.ShouldContain("Say --yes to put it into force as version 1 of promoted.");

        (await Terminal.Run([.. $"{promote} --from-key {keys[0]} --to-key {keys[1]} --to-url {server.Url} --yes".Split(' ')])).Out.ShouldContain("Version 1 is in force.");
        (await Terminal.Run([.. $"{promote} --keys {file}".Split(' ')])).Out.ShouldContain("Nothing changes: version 1 is in force.\n");
        (await Terminal.Run([.. promote.Split(' ')])).Error.ShouldContain("No key of the environment 'promoting'. Give --keys FILE, or --from-key.");
        (await Terminal.Run([.. $"{promote} --keys {server.KeysFile}".Split(' ')])).Error.ShouldContain("has no key for the environment 'promoting'.");
    }

    [Theory]
    [InlineData("bad.yaml", "currency: USD\nmeters:\n  a: {event: a, aggregation: guess}\n", "bad.yaml:3:17 /meters/a/aggregation: ")]
    [InlineData("broken.yaml", "currency: USD\nplans: [\n", "broken.yaml:3:1: This is no YAML: ")]
    [InlineData("twice.yaml", "currency: USD\ncurrency: EUR\n", "twice.yaml:2:1 /currency: ")]
    [InlineData("broken.json", "{\n\"currency\": USD}", "broken.json: The body is no JSON, at line 2, byte 13: ")]
    [InlineData("empty.yaml", "", "empty.yaml:1:1: The document is empty.")]
    public async Task A_bad_catalog_is_told_with_file_line_and_column(string name, string text, string says)
    {
        string file = server.Write(name, text);
        foreach (string verb in new[] { "plan", "apply" })
        {
            Said said = await Run($"catalog {verb} {file}");
            (said.ExitCode, said.Out).ShouldBe((1, ""));
            said.Error.ShouldContain("tollgate: " + says);
        }
    }

    [Fact]
    public async Task A_broken_line_costs_only_itself_and_sending_again_counts_nothing_twice()
    {
        await Apply();
        string file = server.Write("events.ndjson", $"{BadWorld.Good("n1")}\n\n{{\"event_id\":\n{BadWorld.Good("n2")}\n{BadWorld.Good("n3").Replace("acme", "nobody", StringComparison.Ordinal)}\n");
        Said first = await Run("events send " + file);
        first.ExitCode.ShouldBe(1);
        first.Out.ShouldContain("2 accepted, 0 duplicates, 2 rejected.");
        first.Error.ShouldContain("tollgate: line 3: The line is no JSON");
        first.Error.ShouldContain("tollgate: line 5: There is no account 'nobody'");
        Said again = await Run("events send " + file);
        (again.ExitCode, again.Out.Contains("0 accepted, 2 duplicates, 2 rejected.", StringComparison.Ordinal)).ShouldBe((1, true));
        Said good = await Run("events send " + server.Write("good.ndjson", BadWorld.Good("n1") + "\n" + BadWorld.Good("n4")));
        (good.ExitCode, good.Error).ShouldBe((0, ""));
        good.Out.ShouldContain("1 accepted, 1 duplicates, 0 rejected.");
        (await Run("events send " + server.Write("empty.ndjson", ""))).ExitCode.ShouldBe(0);
    }

    [Fact]
    public async Task A_pipe_that_closes_early_is_no_mistake()
    {
        await Fill();
        Said said = await Terminal.Shell($"tollgate journal dump --data {server.Data} | head -1; echo ${{PIPESTATUS[0]}}");
        string[] lines = said.Out.TrimEnd().Split('\n');
        lines[0].ShouldStartWith("{\"stream\":\"live/control\",\"position\":\"0.0\"");
        (lines.Length, lines[1], said.Error).ShouldBe((2, "0", ""));
    }

    [Fact]
    public async Task Journals_can_be_verified_dumped_and_replayed_beside_the_server()
    {
        await Apply();
        foreach (string verb in new[] { "verify", "dump", "replay" })
        {
            Said said = await Terminal.Run("journal", verb, "--data", server.Data);
            (said.ExitCode, said.Error).ShouldBe((0, ""), said.ToString());
            said.Out.Split('\n').ShouldContain(line => line.Contains("live/shard-0", StringComparison.Ordinal));
        }

        Said unknown = await Terminal.Run("journal", "verify", "--data", server.Data, "--stream", "live/shard-9");
        unknown.Error.ShouldContain("There is no stream 'live/shard-9'. There are: live/control, live/shard-0, test/control, test/shard-0.");
    }

    [Fact]
    public async Task Ctrl_C_ends_a_long_verb_without_a_fuss()
    {
        await Fill();
        var start = new ProcessStartInfo("dotnet", [Terminal.Program, "journal", "dump", "--data", server.Data]) { RedirectStandardOutput = true, RedirectStandardError = true };
        using Process dump = Process.Start(start)!;
        // It has begun, and stands still in the middle because nobody reads on.
        await dump.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken);
        await Terminal.RunCommand("kill", "-INT", $"{dump.Id}");
        Task<string> rest = dump.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        string error = await dump.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await dump.WaitForExitAsync(TestContext.Current.CancellationToken);
        (dump.ExitCode, error).ShouldBe((130, ""));
        (await rest).ShouldNotContain("   at ");
    }

    /// <summary>More than a pipe holds.</summary>
    private async Task Fill()
    {
        await Apply();
        for (int batch = 0; batch < 10; batch++)
            (await server.Caller().Post("/v1/events", string.Join('\n', Enumerable.Range(0, 500).Select(i => BadWorld.Good($"p{batch}-{i}"))), "application/x-ndjson")).Status.ShouldBe(202);
    }

    private async Task Apply()
    {
        Caller caller = server.Caller();
        (await caller.Put("/v1/catalog", BadWorld.Catalog, "application/yaml")).Status.ShouldBe(200);
        (await caller.Post("/v1/accounts", """{"id":"acme"}""")).Status.ShouldBeOneOf(201, 409);
    }

    private Task<Said> Run(string command) => Terminal.Run($"{command} {server.Connection}".Split(' '));
}
