namespace Tollgate.Server.Tests.Http;

/// <summary>From a catalog to an invoice whose every line opens to its events, as S1a has it, and what lies beside that way.</summary>
public class JourneyTests(RunningServer server) : IClassFixture<RunningServer>
{
    private const string Catalog =
        """
        currency: USD
        meters:
          api_calls: {event: api_calls, aggregation: sum, value: quantity, dimensions: [region]}
        features:
          bulk_export: {kind: boolean}
          max_projects: {kind: config, type: number}
          api_calls: {kind: metered, meter: api_calls}
        plans:
          growth:
            name: Growth
            period: month
            entitlements:
              bulk_export: true
              max_projects: 10
              api_calls: {included: 10000000, enforcement: soft}
            charges:
              platform: {model: flat, amount: "3000.00", bill: advance}
              api_calls: {meter: api_calls, after: included, model: package, package_size: 1000, amount: "0.20"}
          tight:
            name: Tight
            period: month
            entitlements:
              api_calls: {included: 10, enforcement: hard}
        """;

    [Fact]
    public async Task The_upgrade_month()
    {
        Caller caller = await World("journey");
        Answered contract = await caller.Post("/v1/contracts", """{"account_id":"crm:7","plan":"growth","starts_at":"2025-06-01T00:00:00Z"}""");
        contract.Status.ShouldBe(201, contract.Text);
        Answered found = await caller.Get($"/v1/contracts/{contract.At("id")}");
        found.Text.ShouldStartWith(contract.Text[..^1]);
        found.At("charges.0.price").ShouldBe("flat at 3,000.00");
        (await caller.Get("/v1/accounts?external_id=crm:7")).At("data.0.id").ShouldBe("acme");
        await caller.Post("/v1/clock/advance", """{"to":"2025-06-20T00:00:00Z"}""");
        Answered sent = await caller.Post("/v1/events", """
            [{"event_id":"e1","account_id":"acme","meter":"api_calls","quantity":9999999,"timestamp":"2025-06-05T00:00:00Z","properties":{"region":"eu"}},
             {"event_id":"e2","account_id":"crm:7","meter":"api_calls","quantity":"2345679","timestamp":"2025-06-19T23:59:59Z"},
             {"event_id":"e3","account_id":"acme","meter":"api_cals","quantity":1},
             {"event_id":"e4","account_id":"acme","meter":"api_calls","quantity":-1},
             {"event_id":"e5","account_id":"acme","meter":"api_calls","quantity":1,"timestamp":"2024-01-01T00:00:00Z"}]
            """);
        (sent.Status, sent.At("accepted"), sent.At("duplicates")).ShouldBe((202, "2", "0"));
        sent.Json.GetProperty("rejected").EnumerateArray().Select(item => item.GetProperty("index").GetInt32() + item.GetProperty("code").GetString())
            .ShouldBe(["2meter_not_found", "3quantity_negative", "4event_too_old"]);

        Answered preview = await caller.Post("/v1/invoices/preview", """{"account_id":"acme"}""");
        (preview.At("status"), preview.At("total")).ShouldBe(("preview", "3469.20"));
        Answered usage = await caller.Get("/v1/accounts/acme/usage?meter=api_calls&from=2025-06-01T00:00:00Z&to=2025-07-01T00:00:00Z&window=month&group_by=region");
        usage.Json.GetProperty("data").EnumerateArray().Select(window => window.GetProperty("quantity").GetString()).ShouldBe(["2345679", "9999999"]);

        await caller.Post("/v1/clock/advance", """{"to":"2025-07-02T00:00:00Z"}""");
        Answered run = await caller.Post("/v1/billing/run", """{"until":"2025-07-02T00:00:00Z"}""");
        run.At("finalized.count").ShouldBe("2", run.Text);
        (await caller.Post("/v1/billing/run", """{"until":"2025-07-02T00:00:00Z"}""")).At("finalized.count").ShouldBe("0");
        string july = (await caller.Get("/v1/invoices?account_id=acme")).Json.GetProperty("data").EnumerateArray()
            .Single(item => item.GetProperty("date").GetString() == "2025-07-01T00:00:00Z").GetProperty("id").GetString()!;
        Answered invoice = await caller.Get($"/v1/invoices/{july}");
        (invoice.At("status"), invoice.At("total"), invoice.At("lines.1.amount"), invoice.At("lines.1.tiers.0.packages")).ShouldBe(("finalized", "3469.20", "469.20", "2346"));

        Answered finalizedAgain = await caller.Post($"/v1/invoices/{july}/finalize");
        (finalizedAgain.Status, finalizedAgain.Code).ShouldBe((409, "invoice_already_final"));
        finalizedAgain.At("detail")!.ShouldContain(invoice.At("number")!);

        (await caller.Post("/v1/invoices/preview", """{"account_id":"acme","at":"2025-06-20T00:00:00Z"}""")).At("total").ShouldBe("3469.20");

        Answered events = await caller.Get($"/v1/invoices/{july}/lines/2/events");
        (events.At("events"), events.At("quantity"), events.At("line_quantity"), events.At("complete")).ShouldBe(("2", "2345678", "2345678", "True"));
        (await caller.Get($"/v1/invoices/{july}/lines/1/events")).At("complete").ShouldBe("True");
        (await caller.Get($"/v1/invoices/{july}/lines/9")).Code.ShouldBe("invoice_line_not_found");
        Answered page = await caller.Get("/v1/events/e2?account_id=acme");
        (page.At("counted.0.charges.0.billing"), page.At("counted.0.charges.0.invoice_id"), page.At("counted.0.charges.0.line")).ShouldBe(("invoiced", july, "2"));

        // Late usage is kept, and shown as not yet billed.
        await caller.Post("/v1/events", """{"event_id":"late","account_id":"acme","meter":"api_calls","quantity":322,"timestamp":"2025-06-30T00:00:00Z"}""");
        (await caller.Get($"/v1/invoices/{july}")).At("not_yet_billed.0.code").ShouldBe("recorded_after_cutoff");
        (await caller.Get("/v1/events/late?account_id=acme")).At("counted.0.charges.0.billing").ShouldBe("recorded_after_cutoff");
        (await caller.Get("/v1/journal/verify")).At("sound").ShouldBe("True");
        (await caller.Get("/v1/accounts/acme/entitlements?at=2025-06-02T00:00:00Z&known_at=2025-06-10T00:00:00Z")).At("data.0.usage_consumed").ShouldBe("0");
    }

    [Fact]
    public async Task A_consume_names_the_block_that_holds_it_and_says_when_its_retry_differs()
    {
        Caller caller = await World("retries");
        await caller.Post("/v1/contracts", """{"account_id":"acme","plan":"growth","starts_at":"2025-06-01T00:00:00Z"}""");
        const string Five = """{"account_id":"acme","feature":"api_calls","requested_units":5,"event_id":"c1"}""";
        Answered kept = await caller.Post("/v1/entitlements/consume", Five, idempotencyKey: "once");
        (await caller.Post("/v1/entitlements/consume", Five, idempotencyKey: "once")).Text.ShouldBe(kept.Text);
        Answered next = await caller.Post("/v1/entitlements/consume", """{"account_id":"acme","feature":"api_calls","event_id":"c2"}""");
        (int.Parse(next.At("as_of.seq")!) - int.Parse(kept.At("as_of.seq")!)).ShouldBe(1);

        Answered other = await caller.Post("/v1/entitlements/consume", Five.Replace("5", "6"));
        (other.At("duplicate"), other.At("conflict"), other.At("granted_units")).ShouldBe(("True", "True", "0"), other.Text);
        (await caller.Post("/v1/entitlements/consume", Five)).Text.ShouldNotContain("conflict");
    }

    [Fact]
    public async Task An_external_id_alone_names_its_account_while_it_is_the_only_one()
    {
        Caller caller = await World("names");
        (await Sent("e1", "7")).ShouldBe("1");
        (await caller.Get("/v1/events/e1?account_id=acme")).At("account_id").ShouldBe("acme");
        (await caller.Get("/v1/accounts/7")).At("id").ShouldBe("acme");
        Answered taken = await caller.Post("/v1/accounts", """{"id":"7"}""");
        (taken.Status, taken.Code, taken.Pointer).ShouldBe((409, "external_id_taken", "/id"));

        (await caller.Post("/v1/accounts", """{"id":"other","external_ids":{"erp":"7","billing":"acme"}}""")).Status.ShouldBe(201);
        (await Sent("e2", "7")).ShouldBe("0");
        (await Sent("e2", "erp:7")).ShouldBe("1");
        (await Sent("e3", "acme")).ShouldBe("1");
        (await caller.Get("/v1/events/e3?account_id=acme")).Status.ShouldBe(200);

        async Task<string?> Sent(string id, string account) =>
            (await caller.Post("/v1/events", $$"""{"event_id":"{{id}}","account_id":"{{account}}","meter":"api_calls","quantity":1}""")).At("accepted");
    }

    [Fact]
    public async Task Rights_at_an_instant_are_those_of_then_also_when_its_period_is_closed()
    {
        Caller caller = await World("then");
        await caller.Post("/v1/contracts", """{"account_id":"acme","plan":"growth","starts_at":"2025-06-01T00:00:00Z","terms":{}}""");
        await caller.Post("/v1/clock/advance", """{"to":"2025-06-20T00:00:00Z"}""");
        await caller.Post("/v1/events", """
            [{"event_id":"a","account_id":"acme","meter":"api_calls","quantity":1000,"timestamp":"2025-06-05T00:00:00Z"},
             {"event_id":"b","account_id":"acme","meter":"api_calls","quantity":20,"timestamp":"2025-06-15T00:00:00Z"}]
            """);
        string[] asked = ["?at=2025-06-04T23:59:59Z", "?at=2025-06-05T00:00:00Z", "?at=2025-06-14T00:00:00Z", "?at=2025-06-20T00:00:00Z"];
        (await Consumed(asked)).ShouldBe(["0", "1000", "1000", "1020"]);

        await caller.Post("/v1/clock/advance", """{"to":"2025-07-02T00:00:00Z"}""");
        (await caller.Post("/v1/billing/run")).At("finalized.count").ShouldBe("2");
        await caller.Post("/v1/events", """{"event_id":"late","account_id":"acme","meter":"api_calls","quantity":3,"timestamp":"2025-06-10T00:00:00Z"}""");
        (await Consumed(asked)).ShouldBe(["0", "1000", "1003", "1023"]);
        (await Consumed("?at=2025-06-20T00:00:00Z&known_at=2025-06-30T00:00:00Z", "?known_at=2025-06-20T00:00:00Z", "")).ShouldBe(["1020", "1020", "0"]);
        (await caller.Get("/v1/accounts/acme/entitlements" + asked[^1])).At("data.0.remaining").ShouldBe("9998977");

        async Task<List<string?>> Consumed(params string[] questions)
        {
            List<string?> answers = [];
            foreach (string question in questions)
                answers.Add((await caller.Get("/v1/accounts/acme/entitlements" + question)).At("data.0.usage_consumed"));
            return answers;
        }
    }

    [Fact]
    public async Task Invoices_are_numbered_by_account_whatever_their_contracts_are_called()
    {
        Caller caller = await World("numbering");
        string[] accounts = ["f", "b", "e", "a", "d", "c"];
        foreach (string account in accounts)
        {
            await caller.Post("/v1/accounts", $$"""{"id":"{{account}}"}""");
            await caller.Post("/v1/contracts", $$"""{"account_id":"{{account}}","plan":"growth","starts_at":"2025-06-01T00:00:00Z"}""");
        }

        await caller.Post("/v1/clock/advance", """{"to":"2025-06-03T00:00:00Z"}""");
        (await caller.Post("/v1/billing/run")).At("finalized.count").ShouldBe("6");
        (await caller.Get("/v1/invoices")).Json.GetProperty("data").EnumerateArray()
            .OrderBy(invoice => invoice.GetProperty("number").GetString(), StringComparer.Ordinal)
            .Select(invoice => invoice.GetProperty("account_id").GetString())
            .ShouldBe(accounts.Order());
    }

    [Fact]
    public async Task Decisions_say_why()
    {
        Caller caller = await World("decisions");
        await caller.Post("/v1/contracts", """{"account_id":"acme","plan":"tight","starts_at":"2025-06-01T00:00:00Z"}""");
        Answered check = await caller.Post("/v1/entitlements/check", """{"account_id":"acme","feature":"api_calls","requested_units":4}""");
        (check.Status, check.At("allowed"), check.At("remaining"), check.At("usage_reserved"), check.At("explanation.burns.0.units")).ShouldBe((200, "True", "10", "0", "4"));
        check.At("explanation.limited_by").ShouldBe("acme");
        check.At("decision_id")!.ShouldStartWith("dec_");

        const string consume = """{"account_id":"acme","feature":"api_calls","requested_units":"7","event_id":"c1"}""";
        Answered consumed = await caller.Post("/v1/entitlements/consume", consume);
        (consumed.At("allowed"), consumed.At("remaining"), consumed.At("duplicate"), consumed.At("event_id")).ShouldBe(("True", "3", "False", "c1"));
        Answered again = await caller.Post("/v1/entitlements/consume", consume);
        (again.At("duplicate"), again.At("granted_units")).ShouldBe(("True", "7"));
        Answered other = await caller.Post("/v1/entitlements/consume", consume.Replace("\"7\"", "\"700\"", StringComparison.Ordinal));
        (other.At("duplicate"), other.At("granted_units"), other.At("remaining")).ShouldBe(("True", "0", "3"));
        Answered denied = await caller.Post("/v1/entitlements/consume", """{"account_id":"acme","feature":"api_calls","requested_units":4}""");
        (denied.Status, denied.At("allowed"), denied.At("reason"), denied.At("enforcement")).ShouldBe((200, "False", "quota_exceeded", "hard"));
        (await caller.Post("/v1/entitlements/check", """{"account_id":"nobody","feature":"api_calls"}""")).At("reason").ShouldBe("account_not_found");
        (await caller.Post("/v1/entitlements/check", """{"account_id":"acme","feature":"flying"}""")).At("reason").ShouldBe("feature_not_found");
        Answered missing = await caller.Post("/v1/entitlements/check", """{"account_id":"acme","feature":"bulk_export"}""");
        (missing.At("reason"), missing.At("explanation.plan")).ShouldBe(("feature_not_included", "tight"));

        const string once = """{"account_id":"acme","feature":"api_calls","requested_units":1}""";
        Answered first = await caller.Post("/v1/entitlements/consume", once, idempotencyKey: "one");
        (await caller.Post("/v1/entitlements/consume", once, idempotencyKey: "one")).Text.ShouldBe(first.Text);
        (await caller.Post("/v1/entitlements/check", once)).At("remaining").ShouldBe("2");
    }

    [Theory]
    [InlineData("feature=api_calls&account=acme&units=4", 204, null)]
    [InlineData("feature=api_calls&account=acme&units=11", 429, null)]
    [InlineData("feature=api_calls&account=acme&units=11&deny_status=403", 403, "429")]
    [InlineData("feature=bulk_export&account=acme", 403, null)]
    [InlineData("feature=api_calls&account=nobody", 403, null)]
    public async Task A_gateway_reads_the_status(string query, int status, string? trueStatus)
    {
        Caller caller = await World("gateway-" + Guid.NewGuid().ToString("N")[..8]);
        await caller.Post("/v1/contracts", """{"account_id":"acme","plan":"tight","starts_at":"2025-06-01T00:00:00Z"}""");
        Answered answer = await caller.Get("/v1/gate?" + query);
        answer.Status.ShouldBe(status);
        answer.Headers.GetValueOrDefault("Tollgate-Status").ShouldBe(trueStatus);
        answer.Headers.ContainsKey("Retry-After").ShouldBe(status == 429 || trueStatus == "429");
    }

    [Fact]
    public async Task A_catalog_says_what_it_changes_or_everything_that_is_wrong_with_it()
    {
        Caller caller = await World("catalog");
        (await caller.Put("/v1/catalog", Catalog, "application/yaml")).At("changes").ShouldBe("[]");
        Answered plan = await caller.Put("/v1/catalog?dry_run=true", Catalog.Replace("10000000", "12000000", StringComparison.Ordinal), "application/yaml");
        (plan.At("version"), plan.At("changes.0.kind")).ShouldBe(("2", "changed"));
        (await caller.Get("/v1/catalog")).At("version").ShouldBe("1");
        (await caller.Get("/v1/catalog?version=9")).Code.ShouldBe("catalog_version_not_found");

        string wrong = Catalog.Replace("meter: api_calls}", "meter: api_cals}", StringComparison.Ordinal).Replace("soft", "softly", StringComparison.Ordinal);
        Answered refused = await caller.Put("/v1/catalog", wrong, "application/yaml");
        refused.Status.ShouldBe(422);
        var problems = refused.Json.GetProperty("problems").EnumerateArray().ToList();
        problems.Count.ShouldBeGreaterThan(1);
        problems.ShouldAllBe(problem => problem.GetProperty("line").GetInt64() > 1);
        (await caller.Put("/v1/catalog", "currency: [", "application/yaml")).Code.ShouldBe("malformed_yaml");
        (await caller.Put("/v1/catalog", """{"currency":"USD","currency":"EUR"}""", "application/json")).Code.ShouldBe("duplicate_key");
    }

    [Fact]
    public async Task The_calculator_needs_no_account()
    {
        Answered answer = await server.As(server.LiveKey).Post(
            "/v1/rating/preview",
            """{"currency":"USD","price":{"model":"graduated","tiers":[{"up_to":"100","unit_amount":"1.00"},{"up_to":null,"unit_amount":"0.50","flat_amount":"10.00"}]},"quantity":"150"}"""
        );
        (answer.At("amount"), answer.At("exact_amount"), answer.At("billed_quantity")).ShouldBe(("135.00", "135.00", "150"));
        answer.Json.GetProperty("tiers")[0].GetRawText().ShouldBe("""{"from":"0","up_to":"100","quantity":"100","unit_amount":"1.00","flat_amount":"0","amount":"100.00"}""");
        Answered matrix = await server.As(server.LiveKey).Post(
            "/v1/rating/preview",
            """{"currency":"USD","price":{"model":"matrix","dimensions":["model"],"cells":[{"model":"a","price":{"model":"per_unit","amount":"2"}}]},"events":[{"quantity":"3","properties":{"model":"a"}},{"properties":{"model":"b"}}]}"""
        );
        (matrix.Status, matrix.Code, matrix.Pointer).ShouldBe((422, "price_missing", "/events/1/properties"));
    }

    [Fact]
    public async Task Everything_is_there_after_a_restart()
    {
        await using var own = new RunningServer();
        await own.InitializeAsync();
        string key = own.TestKey;
        (await own.As(key).Put("/v1/catalog", Catalog, "application/yaml")).Status.ShouldBe(200);
        (await own.As(key).Post("/v1/accounts", """{"id":"acme"}""")).Status.ShouldBe(201);
        const string one = """{"event_id":"e1","account_id":"acme","meter":"api_calls","quantity":5}""";
        (await own.As(key).Post("/v1/events", one)).At("accepted").ShouldBe("1");
        await own.Restart();
        (await own.As(key).Post("/v1/events", one)).At("duplicates").ShouldBe("1");
        (await own.As(key).Get("/v1/accounts/acme")).Status.ShouldBe(200);
        (await own.As(key).Get("/v1/events/e1?account_id=acme")).Json.GetProperty("receipts").GetArrayLength().ShouldBe(2);
    }

    private async Task<Caller> World(string environment)
    {
        Caller caller = await server.Environment(environment);
        Answered published = await caller.Put("/v1/catalog", Catalog, "application/yaml");
        published.Status.ShouldBe(200, published.Text);
        Answered account = await caller.Post("/v1/accounts", """{"id":"acme","currency":"USD","external_ids":{"crm":"7"}}""");
        account.Status.ShouldBe(201, account.Text);
        return caller;
    }
}
