using System.Text.Json;
using Tollgate.Server.Tests.Entitlements;

namespace Tollgate.Server.Tests.Cli;

/// <summary>The exception desk as somebody in support uses it: every exception has a reason and an author, is seen, and is gone on time.</summary>
public sealed class DeskVerbTests(RunningServer server) : IClassFixture<RunningServer>
{
    private static Desk? _refusing;

    [Fact]
    public async Task Units_for_three_days()
    {
        Desk desk = await Open("units");
        await ExplainWorld.Consume(desk.Caller, "api_calls", 100);
        Said issued = await desk.Done("grants", "issue", "acme", "api_calls", "10000", "--for", "72h", "--reason", "outage of 9 June", "--author", "kim@example.com", "--idempotency-key", "ticket-77");
        string grant = issued.Out.Split(' ')[0];
        issued.Out.Trim().ShouldBe($"{grant} gives acme 10,000 units of api_calls, from 2025-06-15T12:00:00Z until 2025-06-18T12:00:00Z.");
        (await desk.Done("grants", "issue", "acme", "api_calls", "10000", "--for", "72h", "--reason", "outage of 9 June", "--author", "kim@example.com", "--idempotency-key", "ticket-77")).Out.ShouldStartWith(grant);
        await ExplainWorld.Consume(desk.Caller, "api_calls", 2500);

        (await desk.Rows("grants", "list", "acme")).ShouldBe([
            "Grant Feature Source Amount Left Used From Until By Why",
            $"{grant} api_calls support 10,000 7,500 2,500 2025-06-15T12:00:00Z 2025-06-18T12:00:00Z kim@example.com outage of 9 June",
        ]);
        (await desk.Rows("exceptions", "acme")).ShouldBe([
            "acme at 2025-06-15T12:00:00Z",
            "Exception What From Until Left By Why",
            $"grant {grant} 7,500 of 10,000 units of api_calls left 2025-06-15T12:00:00Z 2025-06-18T12:00:00Z 3 d 0 h kim@example.com outage of 9 June",
        ]);
        string[] balances = await desk.Rows("balances", "acme");
        balances[..3].ShouldBe(["acme at 2025-06-15T12:00:00Z", "Lot Feature Source Priority From Until Issued Left Used", $"{grant} api_calls support 100 2025-06-15T12:00:00Z 2025-06-18T12:00:00Z 10,000 7,500 2,500"]);
        balances[3].ShouldContain("api_calls allowance 100 2025-06-01T00:00:00Z 2025-07-01T00:00:00Z 100 0 100");
        string[] ledger = await desk.Rows("ledger", "acme", "--lot", grant);
        ledger.Length.ShouldBe(2);
        ledger[0].ShouldBe($"2025-06-15T12:00:00Z issue 10,000 issued -> available {grant}");
        ledger[1].ShouldStartWith($"2025-06-15T12:00:00Z consume 2,500 available -> consumed {grant} by event evt_");

        await ExplainWorld.Advance(desk.Caller, "2025-06-18T12:00:00Z");
        (await desk.Rows("exceptions", "acme")).ShouldBe(["acme at 2025-06-18T12:00:00Z", "Nothing was decided by hand that stands now or is to come."]);
        Said explained = await desk.Done("explain", "acme", "api_calls");
        explained.Out.ShouldStartWith("Denied. On 18 June 2025 12:00 UTC, acme may not use 1 unit of api_calls: quota_exceeded.");
        explained.Out.ShouldContain($"- The grant {grant} (support, issued on 15 June 2025 12:00 UTC by kim@example.com: outage of 9 June) gave 10,000 units of api_calls");
        explained.Out.ShouldContain("2,500 are used and 7,500 expired unused.");
        Said then = await desk.Done("explain", "acme", "api_calls", "--units", "100", "--at", "2025-06-16T00:00:00Z");
        then.Out.ShouldStartWith("Allowed. On 16 June 2025 00:00 UTC, acme could use 100 units of api_calls: within_limit.");
        (await desk.Rows("balances", "acme", "--at", "2025-06-16T00:00:00Z"))[2].ShouldContain("10,000 7,500 2,500");
    }

    [Fact]
    public async Task A_grant_is_paid_and_taken_back()
    {
        Desk desk = await Open("paid");
        string grant = (await desk.Done("grants", "issue", "acme", "api_calls", "50", "--source", "purchase", "--priority", "10", "--pending-payment", "--reason", "order 4711")).Out.Split(' ')[0];
        (await desk.Rows("grants", "list", "acme"))[1].ShouldContain("waits for its payment");
        (await desk.Done("grants", "pay", grant)).Out.Trim().ShouldBe($"{grant} is paid: 50 units of api_calls can be used.");
        await ExplainWorld.Consume(desk.Caller, "api_calls", 20);
        (await desk.Done("grants", "void", grant, "--reason", "order was cancelled", "--author", "kim")).Out.Trim().ShouldBe($"{grant} is void: 30 units of api_calls taken back, 20 used before.");
        (await desk.Failed("grants", "void", grant, "--reason", "again")).ShouldContain("[409 grant_already_voided]");
        // Whoever is logged in on the machine, where nobody is named.
        JsonElement known = JsonSerializer.Deserialize<JsonElement>((await desk.Done("grants", "list", "acme", "--json")).Out);
        known.GetProperty("author").GetString().ShouldBe(Environment.UserName);
    }

    [Fact]
    public async Task Money_and_credits_go_into_a_wallet()
    {
        Desk desk = await Open("wallets-cli");
        await ExplainWorld.Account(desk.Caller, "prepaid", ExplainWorld.Start, plan: "prepaid");
        (await desk.Done("wallets", "prepaid")).Out.ShouldContain("The account 'prepaid' has no wallets.");
        Said issued = await desk.Done("grants", "issue", "prepaid", "USD", "25.50", "--wallet", "--for", "3d", "--reason", "outage of 9 June", "--author", "kim");
        string grant = issued.Out.Split(' ')[0];
        issued.Out.Trim().ShouldBe($"{grant} gives prepaid 25.5 USD, from 2025-06-15T12:00:00Z until 2025-06-18T12:00:00Z.");
        string sparks = (await desk.Done("grants", "issue", "prepaid", "sparks", "1200", "--wallet", "--source", "purchase", "--pending-payment", "--reason", "order 8", "--author", "kim")).Out.Split(' ')[0];
        await ExplainWorld.Consume(desk.Caller, "calls", 250, "prepaid");

        (await desk.Rows("wallets", "prepaid")).ShouldBe(["Wallet Left Used Unpaid", "USD 25 0.5 0", "sparks 0 0 1,200"]);
        (await desk.Rows("exceptions", "prepaid"))[2..].ShouldBe([$"grant {grant} 25 of 25.5 USD left 2025-06-15T12:00:00Z 2025-06-18T12:00:00Z 3 d 0 h kim outage of 9 June"]);
        (await desk.Rows("grants", "list", "prepaid"))[0].ShouldBe("Grant Wallet Source Amount Left Used From Until State By Why");
        (await desk.Done("grants", "pay", sparks)).Out.Trim().ShouldBe($"{sparks} is paid: 1,200 sparks can be used.");
        (await desk.Done("grants", "void", grant, "--reason", "by mistake")).Out.Trim().ShouldBe($"{grant} is void: 25 USD taken back, 0.5 used before.");
        (await desk.Done("explain", "prepaid", "calls")).Out.ShouldContain("Denied. On 15 June 2025 12:00 UTC, prepaid may not use 1 unit of calls: insufficient_credits.");
        (await desk.Failed("grants", "issue", "prepaid", "EUR", "5", "--wallet", "--reason", "r")).ShouldContain("There are no wallets in 'EUR'; an account's are in its currency or in credits of the catalog: USD, sparks. (at /wallet) [422 wallet_not_found]");
    }

    [Fact]
    public async Task A_limit_is_soft_for_a_day()
    {
        Desk desk = await Open("soft");
        await ExplainWorld.Consume(desk.Caller, "api_calls", 100);
        string week = (await desk.Done("overrides", "set", "acme", "api_calls", "--enforcement", "soft", "--until", "2025-06-20T00:00:00Z", "--reason", "launch week", "--author", "kim")).Out.Split(' ')[0];
        Said set = await desk.Done("overrides", "set", "acme", "api_calls", "--enforcement", "hard", "--cap", "250000", "--from", "2025-06-16T00:00:00Z", "--for", "1d", "--reason", "pause", "--author", "lee");
        string pause = set.Out.Split(' ')[0];
        set.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries).ShouldBe([
            $"{pause} stands above the plan of acme from 2025-06-16T00:00:00Z to 2025-06-17T00:00:00Z: api_calls hard, limited to 250,000 units.",
            $"It supersedes {week} where both speak of one instant, since it was recorded later.",
        ]);
        string sso = (await desk.Done("overrides", "set", "acme", "sso", "--value", "false", "--reason", "audit", "--author", "lee")).Out.Split(' ')[0];

        (await desk.Rows("exceptions", "acme")).ShouldBe([
            "acme at 2025-06-15T12:00:00Z",
            "Exception What From Until Left By Why",
            $"override {pause} api_calls hard, limited to 250,000 units 2025-06-16T00:00:00Z 2025-06-17T00:00:00Z not yet begun lee pause",
            $"override {week} api_calls soft 2025-06-15T12:00:00Z 2025-06-20T00:00:00Z 4 d 12 h kim launch week",
            $"override {sso} sso is false 2025-06-15T12:00:00Z ended by hand lee audit",
        ]);
        (await desk.Done("overrides", "end", week, "--reason", "launch was put off")).Out.Trim().ShouldBe($"{week} was ended at 2025-06-15T12:00:00Z.");
        (await desk.Failed("overrides", "end", week, "--reason", "again")).ShouldContain("[409 override_already_ended]");
        string[] listed = await desk.Rows("overrides", "list", "acme");
        listed[0].ShouldBe("Override Feature What From Until Ended Set By Why");
        listed[1].ShouldBe($"{week} api_calls soft 2025-06-15T12:00:00Z 2025-06-20T00:00:00Z 2025-06-15T12:00:00Z 2025-06-15T12:00:00Z kim launch week");
        listed.Length.ShouldBe(4);
    }

    [Fact]
    public async Task A_limit_is_raised_for_a_day()
    {
        Desk desk = await Open("raised");
        await ExplainWorld.Account(desk.Caller, "atelier", ExplainWorld.Start, plan: "studio");
        Said set = await desk.Done("overrides", "set", "atelier", "tokens", "--overage-cap", "5000", "--spend-cap", "50.00", "--for", "24h", "--reason", "launch day", "--author", "kim");
        string raised = set.Out.Split(' ')[0];
        set.Out.Trim().ShouldBe($"{raised} stands above the plan of atelier from 2025-06-15T12:00:00Z to 2025-06-16T12:00:00Z: tokens overage up to 5,000 units, spend up to 50.");
        string seats = (await desk.Done("overrides", "set", "atelier", "editor", "--seats", "1", "--for", "2d", "--reason", "fewer", "--author", "kim")).Out.Split(' ')[0];
        string pilot = (await desk.Done("overrides", "set", "atelier", "beta", "--value", "true", "--when", "groups=pilot", "--when", "groups=staff", "--when", "attributes.tier=gold", "--for", "3d", "--reason", "pilot", "--author", "kim")).Out.Split(' ')[0];

        (await desk.Rows("exceptions", "atelier"))[2..].ShouldBe([
            $"override {raised} tokens overage up to 5,000 units, spend up to 50 2025-06-15T12:00:00Z 2025-06-16T12:00:00Z 1 d 0 h kim launch day",
            $"override {seats} editor 1 seat 2025-06-15T12:00:00Z 2025-06-17T12:00:00Z 2 d 0 h kim fewer",
            $"override {pilot} beta is true if tier is gold, groups is pilot or staff 2025-06-15T12:00:00Z 2025-06-18T12:00:00Z 3 d 0 h kim pilot",
        ]);
        (await desk.Done("explain", "atelier", "tokens", "--units", "141")).Out.ShouldStartWith("Allowed. On 15 June 2025 12:00 UTC, atelier may use 141 units of tokens: soft_limit_exceeded.");
        (await desk.Done("explain", "atelier", "tokens", "--units", "141", "--at", "2025-06-16T12:00:00Z")).Out.ShouldStartWith("Denied. On 16 June 2025 12:00 UTC, atelier may not use 141 units of tokens: spend_cap_exceeded.");
        (await desk.Done("explain", "atelier", "tokens", "--units", "141", "--at", "2025-06-16T12:00:00Z", "--allow-partial")).Out.ShouldStartWith("Allowed. On 16 June 2025 12:00 UTC, atelier may use 140 of 141 units of tokens: spend_cap_exceeded.");
        (await desk.Done("explain", "atelier", "beta", "--subject", "ada")).Out.ShouldContain("- The override holds only if the account's attribute tier is 'gold', and the account has none: beta is denied.");
        (await desk.Failed("overrides", "set", "atelier", "beta", "--value", "true", "--when", "pilot", "--reason", "r")).ShouldContain("'pilot' is no condition; write its name, = and its value, such as groups=pilot.");
        (await desk.Failed("overrides", "set", "atelier", "beta", "--value", "true", "--when", "group=pilot", "--reason", "r")).ShouldContain("(at /when/group)");
        (await desk.Failed("overrides", "set", "atelier", "beta", "--seats", "3", "--reason", "r")).ShouldContain("'beta' is a boolean feature");
    }

    [Fact]
    public async Task An_account_is_stopped_and_owes()
    {
        Desk desk = await Open("stopped");
        (await desk.Done("accounts", "suspend", "acme", "--reason", "charge back", "--author", "kim")).Out.Trim()
            .ShouldBe("acme is suspended since 2025-06-15T12:00:00Z: everything is denied. 'tollgate accounts resume' ends it.");
        (await desk.Failed("accounts", "suspend", "acme", "--reason", "again")).ShouldContain("was suspended at 2025-06-15T12:00:00Z by kim: charge back [409 account_already_suspended]");
        (await desk.Done("accounts", "delinquent", "acme", "--policy", "deny", "--after-days", "14", "--reason", "invoice is overdue", "--author", "billing")).Out.Trim()
            .ShouldBe("acme is delinquent since 2025-06-15T12:00:00Z; its policy, deny, sets in after 14 days. 'tollgate accounts clear' ends it.");
        (await desk.Rows("exceptions", "acme"))[2..].ShouldBe([
            "suspension everything is denied 2025-06-15T12:00:00Z ended by hand kim charge back",
            "delinquency deny after 14 days 2025-06-15T12:00:00Z ended by hand billing invoice is overdue",
        ]);
        (await desk.Done("explain", "acme", "sso")).Out.ShouldContain("- The account was suspended on 15 June 2025 12:00 UTC by kim: charge back.");
        (await desk.Done("accounts", "resume", "acme", "--reason", "settled")).Out.Trim().ShouldBe("acme is not suspended any more.");
        (await desk.Done("accounts", "clear", "acme", "--reason", "paid")).Out.Trim().ShouldBe("acme is not delinquent any more.");
        (await desk.Failed("accounts", "clear", "acme", "--reason", "paid")).ShouldContain("[409 account_not_delinquent]");
    }

    [Fact]
    public async Task A_reservation_that_was_left_open_is_ended()
    {
        Desk desk = await Open("left-open");
        async Task<string> Held() => (await ExplainWorld.Made(desk.Caller, "/v1/reservations", """{"account_id":"acme","feature":"api_calls","requested_units":40}""", 200)).At("reservation_id")!;
        string first = await Held();
        (await desk.Done("reservations", "settle", first, "30")).Out.Trim().ShouldBe($"{first} is settled: 30 of 40 units of api_calls were used, 0 are overage.");
        string second = await Held();
        (await desk.Done("reservations", "release", second)).Out.Trim().ShouldBe($"{second} is released: 40 units of api_calls are returned.");
        (await desk.Failed("reservations", "settle", second, "1")).ShouldContain("[409 reservation_released]");
    }

    [Fact]
    public async Task A_decision_that_was_given_is_explained()
    {
        Desk desk = await Open("given-cli");
        string id = (await desk.Caller.Post("/v1/entitlements/check", """{"account_id":"acme","feature":"api_calls","requested_units":101}""")).At("decision_id")!;
        (await desk.Done("explain", "acme", "--decision", id)).Out.ShouldStartWith("Denied. On 15 June 2025 12:00 UTC, acme could not use 101 units of api_calls: quota_exceeded.");
        await ExplainWorld.Made(desk.Caller, "/v1/grants", """{"account_id":"acme","feature":"api_calls","amount":50,"dimensions":{"region":"eu"}}""", 201);
        (await desk.Done("explain", "acme", "api_calls", "--units", "150", "--property", "region=eu", "--property", "note=a=b")).Out.ShouldStartWith("Allowed.");
        (await desk.Done("explain", "acme", "api_calls", "--units", "150", "--property", "region=us")).Out.ShouldStartWith("Denied.");
        JsonElement told = JsonSerializer.Deserialize<JsonElement>((await desk.Done("explain", "acme", "nothing", "--json")).Out);
        told.GetProperty("reason").GetString().ShouldBe("feature_not_found");
    }

    [Theory]
    [InlineData("explain nobody sso", "There is no account 'nobody' in this environment. [404 account_not_found]")]
    [InlineData("explain acme", "Say of which feature, such as 'tollgate explain acme api_calls', or give --decision ID.")]
    [InlineData("explain acme api_calls --property region", "'region' is no property; write each once, as its name, = and its value, such as region=eu.")]
    [InlineData("explain acme api_calls --property a=b --property a=c", "'a=c' is no property; write each once")]
    [InlineData("explain acme sso --at 9999-01-01T00:00:00Z", "at is 9999-01-01T00:00:00Z; it lies up to 10 years ahead")]
    [InlineData("explain acme sso --at yesterday", "'yesterday' is no RFC 3339 timestamp")]
    [InlineData("explain acme api_calls --units -1", "requested_units is a decimal, zero or more.")]
    [InlineData("grants issue acme api_calls 5", "Option '--reason' is required.")]
    [InlineData("grants issue nobody api_calls 5 --reason r", "[404 account_not_found]")]
    [InlineData("grants issue nobody api_calls 5 --for 1h --reason r", "[404 account_not_found]")]
    [InlineData("grants issue acme nothing 5 --reason r", "The catalog has no feature 'nothing'. (at /feature) [422 feature_not_found] For money or credits, add --wallet.")]
    [InlineData("grants issue acme sso 5 --reason r", "[422 feature_not_metered]")]
    [InlineData("grants issue acme api_calls 0 --reason r", "[422 amount_not_positive]")]
    [InlineData("grants issue acme api_calls many --reason r", "[400 malformed_number]")]
    [InlineData("grants issue acme api_calls 5 --source gift --reason r", "one of purchase, promotion, commit, top_up, support")]
    [InlineData("grants issue acme api_calls 5 --for 72 --reason r", "'72' is no length of time; write a whole number and s, min, h or d, such as 72h.")]
    [InlineData("grants issue acme api_calls 5 --for 0h --reason r", "'0h' is no length of time")]
    [InlineData("grants issue acme api_calls 5 --for 1h --until 2025-07-01T00:00:00Z --reason r", "Give --until or --for, not both.")]
    [InlineData("grants issue acme api_calls 5 --from now --for 1h --reason r", "'now' is no RFC 3339 timestamp")]
    [InlineData("grants issue acme api_calls 5 --from 8999-12-31T00:00:00Z --for 2d --reason r", "It would last until after 9000-01-01T00:00:00Z.")]
    [InlineData("grants issue acme api_calls 5 --until 2025-06-01T00:00:00Z --reason r", "[422 grant_ends_before_start]")]
    [InlineData("grants list nobody", "[404 account_not_found]")]
    [InlineData("grants pay grt_none", "[404 grant_not_found]")]
    [InlineData("balances nobody", "[404 account_not_found]")]
    [InlineData("ledger nobody", "[404 account_not_found]")]
    [InlineData("wallets nobody", "[404 account_not_found]")]
    [InlineData("overrides set acme sso --enforcement soft --reason r", "'sso' is a boolean feature")]
    [InlineData("overrides set acme api_calls --enforcement grace --reason r", "'grace' is not allowed here; one of hard, soft is. (at /enforcement) [400 value_not_allowed]")]
    [InlineData("overrides set acme api_calls --cap -1 --reason r", "[422 quantity_negative]")]
    [InlineData("overrides end ovr_none --reason r", "[404 override_not_found]")]
    [InlineData("overrides list nobody", "[404 account_not_found]")]
    [InlineData("accounts suspend nobody --reason r", "[404 account_not_found]")]
    [InlineData("accounts delinquent acme --reason r", "Option '--policy' is required.")]
    [InlineData("accounts delinquent acme --policy shout --reason r", "one of allow, degrade, deny")]
    [InlineData("accounts delinquent acme --policy deny --after-days -1 --reason r", "[422 days_out_of_range]")]
    [InlineData("accounts resume acme --reason r", "[409 account_not_suspended]")]
    [InlineData("reservations settle res_none 1", "[404 reservation_not_found]")]
    [InlineData("reservations release res_none", "[404 reservation_not_found]")]
    [InlineData("exceptions nobody", "[404 account_not_found]")]
    public async Task What_makes_no_sense_is_said(string command, string says) =>
        (await (_refusing ??= await Open("refusing-cli")).Failed(command.Split(' '))).ShouldContain(says);

    [Fact]
    public async Task A_reason_and_an_author_are_needed()
    {
        Desk desk = await Open("needed");
        (await desk.Failed("accounts", "suspend", "acme", "--reason", " ")).ShouldContain("Say why: --reason TEXT.");
        (await desk.Failed("accounts", "suspend", "acme", "--reason", "r", "--author", "")).ShouldContain("Say who does it: --author NAME.");
    }

    private async Task<Desk> Open(string environment)
    {
        Answered made = await server.As(server.LiveKey).Post("/v1/environments", $$"""{"id":"{{environment}}","kind":"test","clock":"2025-06-15T12:00:00Z"}""");
        made.Status.ShouldBe(201, made.Text);
        string key = made.At("key")!;
        var desk = new Desk(server.Url.ToString(), key, server.As(key));
        await ExplainWorld.Put(desk.Caller);
        return desk;
    }

    /// <summary>The verbs with the key of an environment.</summary>
    private sealed record Desk(string Url, string Key, Caller Caller)
    {
        public async Task<Said> Done(params string[] verb)
        {
            Said said = await Terminal.Run([.. verb, "--url", Url, "--key", Key]);
            said.ExitCode.ShouldBe(0, said.ToString());
            return said;
        }

        /// <returns>What it said of it.</returns>
        public async Task<string> Failed(params string[] verb)
        {
            Said said = await Terminal.Run([.. verb, "--url", Url, "--key", Key]);
            said.ExitCode.ShouldBe(1, said.ToString());
            said.ToString().ShouldNotContain("   at ");
            return said.Error;
        }

        /// <summary>The lines of a table, without its rules and its widths.</summary>
        public async Task<string[]> Rows(params string[] verb) =>
        [
            .. (await Done(verb)).Out.Split('\n')
                .Select(line => string.Join(' ', line.Split((char[])[' ', '│', '┃', '|'], StringSplitOptions.RemoveEmptyEntries)))
                .Where(line => line.Any(c => c is not ('─' or '━' or '-' or ' '))),
        ];
    }
}
