using System.Diagnostics;
using System.Text;
using System.Text.Json;

namespace Tollgate.Server.Tests.Cli;

/// <summary>An import as whoever moves in runs it: cut off half-way, and with rows that are wrong.</summary>
public sealed class ImportVerbTests(ServerForVerbs server) : IClassFixture<ServerForVerbs>
{
    private const string Catalog = """
        {"currency":"USD","meters":{"api_calls":{"event":"api_calls","aggregation":"sum"}},"features":{"api_calls":{"kind":"metered","meter":"api_calls"}},
         "plans":{"growth":{"period":"month","entitlements":{"api_calls":{"included":1000,"enforcement":"hard"}}}}}
        """;

    [Fact]
    public async Task One_that_was_cut_off_is_run_again_and_makes_nothing_twice()
    {
        const int Accounts = 40;
        Caller caller = await Published();
        var rows = new StringBuilder();
        for (int i = 0; i < Accounts; i++)
        {
            rows.AppendLine($$"""{"kind":"account","id":"cut-{{i}}","currency":"USD"}""");
            rows.AppendLine($$"""{"kind":"contract","id":"C-{{i}}","account_id":"cut-{{i}}","plan":"growth","starts_at":"2025-06-01T00:00:00Z"}""");
            rows.AppendLine($$"""{"kind":"override","id":"L-{{i}}","account_id":"cut-{{i}}","feature":"api_calls","cap":2000,"enforcement":"soft","starts_at":"2025-06-01T00:00:00Z"}""");
            rows.AppendLine($$"""{"kind":"grant","id":"B-{{i}}","account_id":"cut-{{i}}","feature":"api_calls","amount":"{{i + 1}}"}""");
        }

        string file = server.Write("cut.ndjson", rows.ToString());
        string report = server.Write("cut.csv", "");
        using (Process first = Process.Start(new ProcessStartInfo("dotnet", [Terminal.Program, "import", file, "--report", report, .. server.Connection.Split(' ')]) { RedirectStandardOutput = true, RedirectStandardError = true })!)
        {
            for (int looks = 0; looks < 600 && Lines(report) < Accounts; looks++)
                await Task.Delay(50, TestContext.Current.CancellationToken);
            first.Kill(entireProcessTree: true);
            await first.WaitForExitAsync(TestContext.Current.CancellationToken);
        }

        // The row that was on its way may have been made without being told.
        int before = Lines(report) - 1;
        before.ShouldBeInRange(1, (Accounts * 4) - 1);
        (await caller.Get("/v1/accounts/cut-0")).Status.ShouldBe(200);
        (await caller.Get($"/v1/accounts/cut-{Accounts - 1}")).Status.ShouldBe(404);

        Said again = await Import(file);
        again.ExitCode.ShouldBe(0, again.ToString());
        string[] words = again.Out.Trim().Split(' ');
        (int made, int there) = (int.Parse(words[0], null), int.Parse(words[2], null));
        (made + there).ShouldBe(Accounts * 4, again.Out);
        there.ShouldBeInRange(before, before + 1);
        (await Import(file)).Out.Trim().ShouldBe($"0 made, {Accounts * 4} already there, 0 refused.");
        for (int i = 0; i < Accounts; i++)
        {
            (await Count(caller, $"/v1/contracts?account_id=cut-{i}")).ShouldBe(1);
            (await Count(caller, $"/v1/grants?account_id=cut-{i}")).ShouldBe(1);
            (await Count(caller, $"/v1/overrides?account_id=cut-{i}")).ShouldBe(1);
        }
    }

    [Fact]
    public async Task A_file_that_is_no_whole_table_is_refused_before_anything_is_made()
    {
        Caller caller = await Published();
        (await Import(server.Write("empty.csv", ""))).ShouldSatisfyAllConditions(said => said.ExitCode.ShouldBe(1), said => said.Error.ShouldContain("is empty"));
        (await Import(server.Write("twice.csv", "kind,id,id\naccount,t-1,t-2\n"))).ShouldSatisfyAllConditions(said => said.ExitCode.ShouldBe(1), said => said.Error.ShouldContain("the header has 'id' twice"));
        string latin = server.Write("latin.csv", "");
        await File.WriteAllBytesAsync(latin, Encoding.Latin1.GetBytes("kind,id,name\naccount,t-3,Plain\naccount,t-4,Söhne\n"), TestContext.Current.CancellationToken);
        (await Import(latin)).ShouldSatisfyAllConditions(said => said.ExitCode.ShouldBe(1), said => said.Error.ShouldContain("is no UTF-8"));
        foreach (string account in new[] { "t-1", "t-2", "t-3" })
            (await caller.Get($"/v1/accounts/{account}")).Status.ShouldBe(404);
    }

    [Fact]
    public async Task A_file_that_was_cut_off_inside_its_last_row_is_told()
    {
        await Published();
        // Nothing tells 250 from 25 but the line break behind it.
        Said cut = await Import(server.Write("inside.csv", "kind,id,account_id,feature,amount\naccount,i-1,,,\ngrant,I-1,i-1,api_calls,25"));
        (cut.ExitCode, cut.Out.Trim()).ShouldBe((0, "2 made, 0 already there, 0 refused."), cut.ToString());
        cut.Error.ShouldContain("does not end with a line break");
        Said fields = await Import(server.Write("fields.csv", "kind,id,account_id,feature,amount\ngrant,I-2,i-1"));
        (fields.ExitCode, fields.Error.Contains("line 2: It has 3 fields, and the header has 5.", StringComparison.Ordinal)).ShouldBe((1, true), fields.ToString());
        (await Import(server.Write("half.ndjson", "{\"kind\":\"account\",\"id\":\"i-2\"}\n{\"kind\":\"acc"))).Error.ShouldContain("line 2: This is no JSON object on one line.");
    }

    [Fact]
    public async Task Each_row_that_is_wrong_is_told_with_its_line_and_the_others_are_made()
    {
        await Published();
        string file = server.Write("wrong.csv", """
            kind,id,account_id,plan,starts_at,feature,amount,currency,name
            account,w-1,,,,,,USD,"Wide, ""and"" quoted"
            contract,W-1,w-1,none,2025-06-01T00:00:00Z,,,,
            contract,W-1,w-1,growth,2025-06-01T00:00:00Z,,,,
            grant,W-2,nobody,,,api_calls,5,,
            grant,W-3,w-1,,,api_calls,many,,
            grant,,w-1,,,api_calls,5,,
            subscription,W-4,w-1,,,,,,
            grant,W-5,w-1,,
            grant,W-6,,,,api_calls,5,,
            account,w-2,,,,,,EUR,
            contract,W-7,w-2,growth,2025-06-01T00:00:00Z,,,,
            account,live:w,,,,,,,
            """);
        string[] expected =
        [
            "line 3: contract W-1: The catalog has no plan 'none'. It has: growth.",
            "line 4: contract W-1: There is another contract 'W-1' above it in the file; each has an id of its own.",
            "line 5: grant W-2: There is no account 'nobody'",
            "line 6: grant W-3: ",
            "line 7: It has no id.",
            "line 8: Its kind is 'subscription'; write one of account, contract, grant, override.",
            "line 9: It has 5 fields, and the header has 9.",
            "line 10: grant W-6: It has no account_id.",
            "line 12: contract W-7: The account is billed in EUR, and the plan 'growth' is priced in USD.",
            "line 13: account live:w: ",
        ];
        foreach (bool dry in (bool[])[true, false])
        {
            Said said = await Import(file, dry ? ["--dry-run"] : []);
            said.ExitCode.ShouldBe(1, said.ToString());
            foreach (string line in expected)
                said.Error.ShouldContain("tollgate: " + line);
            said.Out.ShouldContain("10 refused", customMessage: said.ToString());
        }
    }

    [Fact]
    public async Task A_file_that_is_no_table_of_rows_is_refused_as_a_whole()
    {
        (await Import(server.Write("headless.csv", "account,acme\n"))).Error.ShouldContain("Line 1: the header needs kind and id, separated by commas. It has: account, acme.");
        (await Import(server.Write("open.csv", "kind,id,name\naccount,a,\"never closed\n"))).Error.ShouldContain("Line 2: a quoted field has no end.");
        (await Terminal.Run("import", "missing.csv")).Error.ShouldContain("There is no file ");
        Said broken = await Import(server.Write("broken.ndjson", "{\"kind\":\"account\"\n[]\n\n{\"kind\":\"account\",\"id\":\"broken-1\"}\n"));
        broken.Out.Trim().ShouldBe("1 made, 0 already there, 2 refused.");
        broken.Error.ShouldContain("line 1: This is no JSON object on one line.");
        broken.Error.ShouldContain("line 2: This is no JSON object on one line.");
    }

    private async Task<Caller> Published()
    {
        Caller caller = server.Caller();
        (await caller.Put("/v1/catalog", Catalog, "application/json")).Status.ShouldBe(200);
        return caller;
    }

    private Task<Said> Import(string file, params string[] more) => Terminal.Run(["import", file, .. server.Connection.Split(' '), .. more]);

    private static async Task<int> Count(Caller caller, string path) => JsonDocument.Parse((await caller.Get(path)).Text).RootElement.GetProperty("data").GetArrayLength();

    private static int Lines(string path)
    {
        using var file = new StreamReader(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        int lines = 0;
        while (file.ReadLine() is not null)
            lines++;
        return lines;
    }
}
