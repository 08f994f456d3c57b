namespace Tollgate.Server.Tests.BadInput;

/// <summary>Invoices, orders and books asked for in ways that make no sense: each is refused with its code, and what is final stays as it is.</summary>
public sealed class BadBillingTests(RunningServer server) : IClassFixture<RunningServer>
{
    private const string Catalog =
        """
        currency: USD
        meters:
          calls: {event: calls, aggregation: sum}
        features:
          calls: {kind: metered, meter: calls}
        plans:
          growth:
            period: month
            charges:
              platform: {model: flat, amount: "300.00", bill: advance}
              calls: {meter: calls, model: per_unit, amount: "1.00"}
        """;

    [Fact]
    public async Task Finalizing_at_once_makes_one_invoice_final_and_refuses_the_others()
    {
        Caller caller = await World("bad-twice", "2025-07-01T06:00:00Z");
        (await caller.Post("/v1/billing/run", "{}")).Status.ShouldBe(200);
        string draft = (await caller.Get("/v1/invoices?status=draft")).At("data.0.id")!;
        Answered[] answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => caller.Post($"/v1/invoices/{draft}/finalize")));
        answers.Count(answer => answer.Status == 200).ShouldBe(1);
        answers.Where(answer => answer.Status != 200).ShouldAllBe(answer => answer.Status == 409 && answer.Code == "invoice_already_final");
        (await caller.Get($"/v1/invoices/{draft}")).At("number").ShouldBe("INV-000002");
    }

    [Fact]
    public async Task An_invoice_of_a_period_that_has_not_ended_is_not_made_final_however_far_ahead_it_is()
    {
        Caller caller = await World("bad-ahead", "2025-07-02T00:00:00Z");
        (await caller.Post("/v1/billing/run", "{}")).Status.ShouldBe(200);
        string known = (await caller.Get("/v1/invoices?account_id=acme")).At("data.1.id")!;
        Answered next = await caller.Post($"/v1/invoices/{known[..^1]}2/finalize");
        (next.Status, next.Code).ShouldBe((409, "period_not_ended"));
        next.At("detail")!.ShouldContain("2025-08-01T00:00:00Z");
        // Behind the last year of the calendar there is no date to tell.
        foreach (string place in new[] { "99999", "9223372036854775807", "-1", "01x" })
            (await caller.Post($"/v1/invoices/{known[..^1]}{place}/finalize")).ShouldSatisfyAllConditions(answer => answer.Status.ShouldBe(404), answer => answer.Code.ShouldBe("draft_not_found"));
    }

    [Fact]
    public async Task A_catalog_changes_nothing_of_a_period_that_is_closed_and_says_who_keeps_his_terms()
    {
        Caller caller = await World("bad-closed", "2025-07-02T00:00:00Z");
        (await caller.Post("/v1/billing/run", "{}")).Status.ShouldBe(200);
        string july = (await caller.Get("/v1/invoices?account_id=acme")).At("data.1.id")!;
        string before = (await caller.Get($"/v1/invoices/{july}")).Text;
        string dearer = Catalog.Replace("300.00", "900.00", StringComparison.Ordinal).Replace("1.00", "7.00", StringComparison.Ordinal);
        Answered touched = await caller.Put("/v1/catalog?dry_run=true", dearer, "application/yaml");
        (touched.At("stays.contracts"), touched.At("touches.0.name"), touched.At("touches.0.contracts")).ShouldBe(("1", "growth", "1"), touched.Text);
        (await caller.Put("/v1/catalog", dearer, "application/yaml")).Status.ShouldBe(200);
        (await caller.Get($"/v1/invoices/{july}")).Text.ShouldBe(before);
        // Nor of one that is open: the contract stays on its version, and nothing is corrected.
        (await caller.Post("/v1/clock/advance", """{"to":"2025-08-02T00:00:00Z"}""")).Status.ShouldBe(200);
        (await caller.Post("/v1/billing/run", "{}")).Status.ShouldBe(200);
        (await caller.Get("/v1/invoices?account_id=acme")).At("data.2.total").ShouldBe("300.00");
    }

    [Theory]
    [InlineData("""{"order_id":"O-1","account":{"id":"acme"}}""", 400, "missing_key", "/lines")]
    [InlineData("""{"order_id":"O-1","account":{"id":"acme"},"lines":[],"revision":9223372036854775807}""", 400, "number_too_large", "/revision")]
    [InlineData("""{"order_id":"O-1","account":{"id":"acme"},"lines":[],"revision":1.5}""", 400, "wrong_type", "/revision")]
    [InlineData("""{"order_id":"O-1","account":{"id":"acme"},"lines":[],"revision":0}""", 422, "order_revision_not_positive", "/revision")]
    [InlineData("""{"order_id":"O-1","account":{"id":"acme"},"lines":[{"id":"1"}]}""", 400, "missing_key", "/lines/0")]
    public async Task An_order_that_does_not_say_all_of_itself_is_refused(string order, int status, string code, string pointer)
    {
        Caller caller = await World($"bad-orders-{order.Length}", "2025-06-15T00:00:00Z");
        Answered refused = await caller.Post("/v1/orders", order);
        (refused.Status, refused.Code, refused.Pointer).ShouldBe((status, code, pointer), refused.Text);
        (await caller.Get("/v1/orders/O-1")).Status.ShouldBe(404);
    }

    [Fact]
    public async Task Revenue_until_the_end_of_time_is_told()
    {
        Caller caller = await World("bad-until", "2025-07-02T00:00:00Z");
        (await caller.Post("/v1/billing/run", "{}")).Status.ShouldBe(200);
        Answered all = await caller.Get("/v1/exports/revenue?until=9999-12-31T23:59:59Z");
        (all.Status, all.Text.Contains("\"recognized\"", StringComparison.Ordinal)).ShouldBe((200, true), all.Text);
    }

    private async Task<Caller> World(string environment, string clock)
    {
        Caller caller = await server.Environment(environment, clock);
        (await caller.Put("/v1/catalog", Catalog, "application/yaml")).Status.ShouldBe(200);
        (await caller.Post("/v1/accounts", """{"id":"acme","time_zone":"Pacific/Kiritimati"}""")).Status.ShouldBe(201);
        (await caller.Post("/v1/contracts", """{"account_id":"acme","plan":"growth","starts_at":"2025-06-01T00:00:00Z"}""")).Status.ShouldBe(201);
        return caller;
    }
}
