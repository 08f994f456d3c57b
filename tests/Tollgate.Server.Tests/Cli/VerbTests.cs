using System.Net;
using System.Net.Sockets;

namespace Tollgate.Server.Tests.Cli;

/// <summary>The verbs from the outside: what they say, and the exit code a script goes by.</summary>
public sealed class VerbTests(ServerForVerbs server) : IClassFixture<ServerForVerbs>
{
    [Theory]
    [InlineData("", "Commands:")]
    [InlineData("serve", "--port <N>")]
    [InlineData("demo", "--demo-key <FILE>")]
    [InlineData("catalog", "plan <file>")]
    [InlineData("catalog plan", "Changes nothing.")]
    [InlineData("catalog apply", "as the next version.")]
    [InlineData("catalog promote", "--from-key <KEY>")]
    [InlineData("catalog schema", "for editors")]
    [InlineData("events", "send <file>")]
    [InlineData("events send", "NDJSON: one event a line")]
    [InlineData("invoice", "show <id>")]
    [InlineData("invoice show", "The invoice's id.")]
    [InlineData("grants", "issue <account> <feature> <amount>")]
    [InlineData("grants list", "--json")]
    [InlineData("grants issue", "Example: tollgate grants issue acme api_calls 10000 --for 72h")]
    [InlineData("grants pay", "waits for its payment")]
    [InlineData("grants void", "--reason <TEXT>")]
    [InlineData("balances", "--known-at <INSTANT>")]
    [InlineData("ledger", "--lot <ID>")]
    [InlineData("wallets", "money and the credits")]
    [InlineData("overrides", "they are gone on time.")]
    [InlineData("overrides list", "also those that are over")]
    [InlineData("overrides set", "--enforcement <WORD>")]
    [InlineData("overrides end", "whoever is logged in")]
    [InlineData("accounts", "suspend <account>")]
    [InlineData("accounts suspend", "Example: tollgate accounts suspend acme")]
    [InlineData("accounts resume", "End a suspension.")]
    [InlineData("accounts delinquent", "--after-days <N>")]
    [InlineData("accounts clear", "has paid")]
    [InlineData("reservations", "settle <id> <units>")]
    [InlineData("reservations settle", "return the rest")]
    [InlineData("reservations release", "Return all")]
    [InlineData("exceptions", "and when it ends")]
    [InlineData("explain", "--decision <ID>")]
    [InlineData("seats", "return <account> <feature> <subject>")]
    [InlineData("seats list", "--feature <ID>")]
    [InlineData("seats take", "--ttl <SECONDS>")]
    [InlineData("seats return", "The user or device")]
    [InlineData("alerts", "list")]
    [InlineData("alerts list", "--account <ID>")]
    [InlineData("alerts follow", "--after <POSITION>")]
    [InlineData("webhooks", "dead <id>")]
    [InlineData("webhooks list", "how many of their messages")]
    [InlineData("webhooks add", "--type <TYPE>")]
    [InlineData("webhooks remove", "The webhook's id.")]
    [InlineData("webhooks rotate", "--overlap <HOURS>")]
    [InlineData("webhooks test", "The webhook's id.")]
    [InlineData("webhooks dead", "given up")]
    [InlineData("webhooks resend", "Only these messages")]
    [InlineData("journal", "Needs no server.")]
    [InlineData("journal verify", "--stream <NAME>")]
    [InlineData("journal dump", "--from <SEQ>")]
    [InlineData("journal replay", "digest of the balances")]
    [InlineData("decision", "Needs no server.")]
    [InlineData("decision verify", "--properties <FILE>")]
    [InlineData("decision rotate-key", "Earlier public keys stay published.")]
    public async Task Every_verb_explains_itself(string verb, string says)
    {
        Said said = await Terminal.Run([.. verb.Split(' ', StringSplitOptions.RemoveEmptyEntries), "--help"]);
        (said.ExitCode, said.Error).ShouldBe((0, ""));
        said.Out.ShouldContain(says);
        said.Out.ShouldContain($"tollgate {verb}".TrimEnd());
        // Each option and verb has a sentence of its own.
        foreach (string line in said.Out.Split('\n').Where(line => line.StartsWith("  -", StringComparison.Ordinal)))
            line.Length.ShouldBeGreaterThan(25, line);
    }

    [Fact]
    public async Task Every_verb_stands_on_its_page()
    {
        string page = Repository.Read("docs/reference/command-line.md");
        string[] lines = (await Terminal.Run("--help")).Out.Split('\n');
        string[] verbs = [.. lines.SkipWhile(line => !line.StartsWith("Commands:", StringComparison.Ordinal)).Skip(1).Where(line => line.Length > 2 && char.IsLetter(line[2])).Select(line => line.Trim().Split(' ')[0])];
        verbs.Length.ShouldBeGreaterThan(15);
        verbs.Where(verb => !page.Contains($"| `tollgate {verb}", StringComparison.Ordinal)).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("fly", "'fly'")]
    [InlineData("serve --colour red", "'--colour'")]
    [InlineData("serve --port many", "'many' is no port; one is a number from 0 to 65535.")]
    [InlineData("serve --port 70000", "'70000' is no port")]
    [InlineData("serve --log xml", "xml")]
    [InlineData("catalog", "Required command")]
    [InlineData("catalog plan", "Required argument missing for command: 'plan'.")]
    [InlineData("catalog promote --from a", "Option '--to' is required.")]
    [InlineData("invoice show", "Required argument missing for command: 'show'.")]
    [InlineData("journal dump --from -1", "'-1' is no block. They are counted from 0.")]
    [InlineData("journal dump --from x", "'x'")]
    public Task What_is_not_understood_is_said(string command, string says) => ShouldFail(command, says);

    [Theory]
    [InlineData("catalog plan missing.yaml", "There is no file ")]
    [InlineData("catalog plan .", "There is no file ")]
    [InlineData("events send missing.ndjson", "There is no file ")]
    [InlineData("journal verify --data missing", "There is no installation in ")]
    [InlineData("journal dump --data missing", "There is no installation in ")]
    [InlineData("journal replay --data missing", "There is no installation in ")]
    [InlineData("invoice show i", "No key. Give --key, --keys FILE, or set TOLLGATE_KEY.")]
    [InlineData("invoice show i --keys missing.json", "There is no file ")]
    [InlineData("invoice show i --key k --url nowhere", "'nowhere' is no address")]
    [InlineData("invoice show i --key k --url ftp://127.0.0.1", "is no address")]
    [InlineData("invoice show i --key k\u0007 --url http://127.0.0.1:1", "This is no key")]
    [InlineData("invoice show i --key k --url http://127.0.0.1:1", "http://127.0.0.1:1 does not answer: ")]
    [InlineData("demo --key k --url http://127.0.0.1:1 --demo-key missing/key.json", "does not answer")]
    public Task What_is_missing_is_said(string command, string says) => ShouldFail(command, says);

    [Fact]
    public async Task A_wrong_key_is_said()
    {
        await ShouldFail($"invoice show i --key nonsense --url {server.Url}", "This is no key: its form or its checksum is wrong. Copy it again, whole. [401 key_invalid]");
        await ShouldFail($"invoice show i --key {Access.ApiKey.Make("live")} --url {server.Url}", "The key is not known, or was revoked. [401 key_invalid]");
        await ShouldFail($"invoice show i --keys {server.KeysFile} --environment mars --url {server.Url}", "has no key for the environment 'mars'");
    }

    [Fact]
    public async Task An_invoice_that_is_not_there_is_said() =>
        await ShouldFail($"invoice show inv_none_1 {server.Connection}", "There is no invoice 'inv_none_1' in this environment. [404 invoice_not_found]");

    [Fact]
    public async Task Something_else_than_a_server_is_said()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        CancellationToken cancel = TestContext.Current.CancellationToken;
        Task answering = Task.Run(async () =>
        {
            using TcpClient asker = await other.AcceptTcpClientAsync(cancel);
            await asker.GetStream().WriteAsync("HTTP/1.1 200 OK\r\nContent-Length: 6\r\nConnection: close\r\n\r\n<html>"u8.ToArray(), cancel);
        }, cancel);
        await ShouldFail($"invoice show i --key k --url http://{other.LocalEndpoint}", "The answer is no JSON (200). Is it a Tollgate server that listens there?");
        await answering;
    }

    private static async Task ShouldFail(string command, string says)
    {
        Said said = await Terminal.Run(command.Split(' '));
        said.ExitCode.ShouldBe(1, said.ToString());
        said.Error.ShouldContain(says);
        said.ToString().ShouldNotContain("   at ");
        said.ToString().ShouldNotContain("System.");
    }
}
