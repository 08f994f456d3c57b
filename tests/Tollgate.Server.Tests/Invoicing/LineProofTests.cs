namespace Tollgate.Server.Tests.Invoicing;

/// <summary>The events behind a line come with the proof that they are the line.</summary>
public class LineProofTests(RunningServer server) : IClassFixture<RunningServer>
{
    private const string Catalog =
        """
        currency: USD
        meters:
          calls: {event: calls, aggregation: sum, dimensions: [model]}
          paid: {event: payment, aggregation: sum, value: amount}
        features:
          calls: {kind: metered, meter: calls}
        plans:
          team:
            period: month
            entitlements: {calls: {included: 10, enforcement: soft}}
            charges:
              calls: {meter: calls, after: included, model: per_unit, amount: "1.00"}
              fees: {meter: paid, model: percentage, percent: 10, fixed_amount: "0.30", discount_percent: 50}
              cost: {meter: paid, model: dynamic, amount_path: cost}
        """;

    [Fact]
    public async Task Grants_before_and_after_the_events_are_in_the_proof()
    {
        Caller caller = await World("proof-grants");
        string early = await Grant(caller, """{"account_id":"acme","feature":"calls","amount":5,"effective_at":"2025-06-01T00:00:00Z","priority":1}""");
        await Use(caller, """{"event_id":"e1","account_id":"acme","meter":"calls","quantity":12,"timestamp":"2025-06-05T08:00:00Z"}""");
        await Use(caller, """{"event_id":"e2","account_id":"acme","meter":"calls","quantity":11,"timestamp":"2025-06-06T08:00:00Z"}""");
        // 5 of the grant and 10 of the allowance cover 15 of 23; 3 more are covered by a grant that comes behind them.
        string late = await Grant(caller, """{"account_id":"acme","feature":"calls","amount":3,"effective_at":"2025-06-01T00:00:00Z"}""");
        Answered proof = await caller.Get($"/v1/invoices/{await Invoice(caller)}/lines/1/events");
        (proof.At("complete"), proof.At("events"), proof.At("line_events")).ShouldBe(("True", "2", "2"), proof.Text);
        (proof.At("metered"), proof.At("covered"), proof.At("covered_later"), proof.At("quantity"), proof.At("line_quantity")).ShouldBe(("23", "18", "3", "5", "5"));
        Dictionary<string, string?> burnt = proof.Json.GetProperty("grants").EnumerateArray().ToDictionary(grant => grant.GetProperty("lot").GetString()!, grant => grant.GetProperty("units").GetString());
        (burnt.Count, burnt[early], burnt[late]).ShouldBe((2, "5", "3"));
        (proof.At("buckets.0.day"), proof.At("buckets.0.billed"), proof.At("buckets.1.day"), proof.At("buckets.1.billed")).ShouldBe(("2025-06-05", "0", "2025-06-06", "8"));
        (proof.At("plan"), proof.At("catalog_version"), proof.At("contract_version")).ShouldBe(("team", "1", "1"));
    }

    [Fact]
    public async Task What_each_event_cost_adds_up_to_the_line()
    {
        Caller caller = await World("proof-fees");
        await Use(caller, """{"event_id":"p1","account_id":"acme","meter":"payment","timestamp":"2025-06-05T08:00:00Z","properties":{"amount":100,"cost":"1.25"}}""");
        await Use(caller, """{"event_id":"p2","account_id":"acme","meter":"payment","timestamp":"2025-06-06T08:00:00Z","properties":{"amount":7,"cost":"0.50"}}""");
        await Use(caller, """{"event_id":"p3","account_id":"acme","meter":"payment","timestamp":"2025-06-07T08:00:00Z","properties":{"amount":9}}""");
        string invoice = await Invoice(caller);
        Answered fees = await caller.Get($"/v1/invoices/{invoice}/lines/2/events");
        (fees.At("data.0.fee"), fees.At("data.1.fee"), fees.At("data.2.fee"), fees.At("fees"), fees.At("line_fees"), fees.At("complete")).ShouldBe(("10.3", "1", "1.2", "12.5", "12.5", "True"), fees.Text);
        Answered line = await caller.Get($"/v1/invoices/{invoice}/lines/2");
        line.At("exact_amount").ShouldBe("6.25");
        // The third has no amount of its own: it is on no line, and shown beside them.
        Answered cost = await caller.Get($"/v1/invoices/{invoice}/lines/3/events");
        (cost.At("events"), cost.At("fees"), cost.At("line_fees"), cost.At("complete")).ShouldBe(("2", "1.75", "1.75", "True"), cost.Text);
    }

    [Fact]
    public async Task Usage_that_came_late_leads_to_the_line_that_corrects_and_what_was_in_time_to_the_first()
    {
        Caller caller = await World("proof-late");
        await Use(caller, """{"event_id":"e1","account_id":"acme","meter":"calls","quantity":12,"timestamp":"2025-06-05T08:00:00Z"}""");
        string first = await Invoice(caller);
        await Use(caller, """{"event_id":"late","account_id":"acme","meter":"calls","quantity":3,"timestamp":"2025-06-06T08:00:00Z"}""");
        (await Billing(caller, "late")).ShouldBe(("recorded_after_cutoff", null, null));
        (await caller.Post("/v1/clock/advance", """{"to":"2025-08-01T00:00:00Z"}""")).Status.ShouldBe(200);
        (await caller.Post("/v1/billing/run", "{}")).Status.ShouldBe(200);
        string second = (await caller.Get("/v1/invoices?account_id=acme")).At("data.1.id")!;
        (await Billing(caller, "late")).ShouldBe(("draft", second, "4"));
        (await caller.Post($"/v1/invoices/{second}/finalize")).Status.ShouldBe(200);
        (await Billing(caller, "late")).ShouldBe(("invoiced", second, "4"));
        (await Billing(caller, "e1")).ShouldBe(("invoiced", first, "1"));
        Answered events = await caller.Get($"/v1/invoices/{second}/lines/4/events");
        (events.At("data.0.event_id"), events.At("events"), events.At("complete")).ShouldBe(("late", "1", "True"), events.Text);
    }

    private static async Task<(string?, string?, string?)> Billing(Caller caller, string id)
    {
        Answered found = await caller.Get($"/v1/events/{id}?account_id=acme");
        return (found.At("counted.0.charges.0.billing"), found.At("counted.0.charges.0.invoice_id"), found.At("counted.0.charges.0.line"));
    }

    private async Task<Caller> World(string environment)
    {
        Caller caller = await server.Environment(environment, "2025-06-10T00:00:00Z");
        (await caller.Put("/v1/catalog", Catalog, "application/yaml")).Status.ShouldBe(200);
        (await caller.Post("/v1/accounts", """{"id":"acme"}""")).Status.ShouldBe(201);
        (await caller.Post("/v1/contracts", """{"account_id":"acme","plan":"team","starts_at":"2025-06-01T00:00:00Z"}""")).Status.ShouldBe(201);
        return caller;
    }

    private static async Task<string> Invoice(Caller caller)
    {
        (await caller.Post("/v1/clock/advance", """{"to":"2025-07-03T00:00:00Z"}""")).Status.ShouldBe(200);
        (await caller.Post("/v1/billing/run", "{}")).Status.ShouldBe(200);
        return (await caller.Get("/v1/invoices?account_id=acme")).At("data.0.id")!;
    }

    private static async Task<string> Grant(Caller caller, string grant)
    {
        Answered issued = await caller.Post("/v1/grants", grant);
        issued.Status.ShouldBe(201, issued.Text);
        return issued.At("id")!;
    }

    private static async Task Use(Caller caller, string used)
    {
        Answered answer = await caller.Post("/v1/events", $"[{used}]");
        (answer.Status, answer.At("accepted")).ShouldBe((202, "1"), answer.Text);
    }
}
