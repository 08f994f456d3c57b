namespace Tollgate.Server.Tests.Receipts;

/// <summary>Decisions at every kind of limit, and on grants that burn, expire and recur, are made again from the journal alone.</summary>
public sealed class ReceiptsAtTheLimitTests(RunningServer server) : IClassFixture<RunningServer>
{
    private const string Catalog =
        """
        currency: USD
        meters:
          calls:    {event: calls, aggregation: sum, value: quantity}
          searches: {event: search, aggregation: count}
          renders:  {event: render, aggregation: count}
        features:
          calls:    {kind: metered, meter: calls}
          searches: {kind: metered, meter: searches}
          renders:  {kind: metered, meter: renders}
          exports:  {kind: boolean}
          desk:     {kind: seat, type: concurrent, heartbeat: 5min}
        plans:
          team:
            period: month
            entitlements:
              calls: {included: 100, enforcement: hard}
              searches: {included: 5, enforcement: throttle, rate: 2/s, burst: 3}
              renders: {included: 2, enforcement: grace, grace_units: 3, grace_period: 1h}
              desk: {seats: 1}
              exports: {seat: desk}
        """;

    [Fact]
    public async Task A_part_throttle_and_grace_are_made_again()
    {
        Caller caller = await World("limits");
        List<string> receipts = [];
        async Task Consume(string fields, string reason, string granted) => receipts.Add(await Decided(caller, "consume", fields, reason, granted));
        async Task Check(string fields, string reason, string granted) => receipts.Add(await Decided(caller, "check", fields, reason, granted));

        await Check("""
            "feature":"calls","requested_units":150,"allow_partial":true
            """, "quota_exceeded", "100");
        await Consume("""
            "feature":"calls","requested_units":150,"allow_partial":true,"event_id":"c1"
            """, "quota_exceeded", "100");
        await Consume("""
            "feature":"calls","requested_units":150,"allow_partial":true,"event_id":"c1"
            """, "within_limit", "100");
        await Consume("""
            "feature":"calls","requested_units":150,"event_id":"c2"
            """, "quota_exceeded", "0");
        for (int i = 0; i < 10; i++)
        {
            string reason = i < 8 ? "" : "throttled";
            await Consume($$"""
                "feature":"searches","event_id":"s{{i}}"
                """, reason, i < 8 ? "1" : "0");
            await Check("""
                "feature":"searches"
                """, "", "");
        }

        await Consume("""
            "feature":"renders","requested_units":4,"event_id":"r1"
            """, "in_grace", "4");
        (await caller.Post("/v1/clock/advance", """{"to":"2025-06-15T12:59:59Z"}""")).Status.ShouldBe(200);
        await Check("""
            "feature":"renders"
            """, "in_grace", "1");
        (await caller.Post("/v1/clock/advance", """{"to":"2025-06-15T13:00:00Z"}""")).Status.ShouldBe(200);
        await Check("""
            "feature":"renders"
            """, "quota_exceeded", "0");
        await Check("""
            "feature":"searches","requested_units":3
            """, "", "3");
        Hold(receipts);
    }

    [Fact]
    public async Task Decisions_on_grants_are_made_again_also_when_something_fell_due_in_between()
    {
        Caller caller = await World("grants");
        List<string> receipts = [];
        async Task Ask(string verb, string fields, string reason, string granted) => receipts.Add(await Decided(caller, verb, fields, reason, granted));

        foreach (string grant in new[]
        {
            """{"account_id":"acme","feature":"calls","amount":50,"priority":50,"source":"promotion","expires_at":"2025-06-16T00:00:00Z"}""",
            """{"account_id":"acme","feature":"calls","amount":30,"source":"purchase"}""",
        })
            (await caller.Post("/v1/grants", grant)).Status.ShouldBe(201);
        await Ask("check", """
            "feature":"calls","requested_units":180
            """, "within_limit", "180");
        await Ask("consume", """
            "feature":"calls","requested_units":20,"event_id":"c1"
            """, "within_limit", "20");
        (await caller.Post("/v1/clock/advance", """{"to":"2025-06-17T00:00:00Z"}""")).Status.ShouldBe(200);
        // The promotion has expired; the check computes it, and the consume is the first to have it recorded.
        await Ask("check", """
            "feature":"calls","requested_units":131
            """, "quota_exceeded", "0");
        await Ask("consume", """
            "feature":"calls","requested_units":131,"event_id":"c2"
            """, "quota_exceeded", "0");
        await Ask("consume", """
            "feature":"calls","requested_units":120,"event_id":"c3"
            """, "within_limit", "120");
        await Ask("consume", """
            "feature":"calls","requested_units":120,"event_id":"c3"
            """, "within_limit", "120");
        await Ask("check", """
            "feature":"calls","requested_units":1,"timestamp":"2025-06-15T13:00:00Z"
            """, "", "");
        Hold(receipts);
    }

    [Fact]
    public async Task Decisions_on_seats_are_made_again_also_when_one_has_run_out_in_between()
    {
        Caller caller = await World("seats");
        List<string> receipts = [];
        async Task Ask(string verb, string feature, string reason) => receipts.Add(await Decided(caller, verb, $$"""
            "feature":"{{feature}}","subject":"kim"
            """, reason, reason == "within_limit" ? "1" : "0"));

        await Ask("check", "desk", "seat_not_assigned");
        (await caller.Post("/v1/accounts/acme/seats", """{"feature":"desk","subject":"kim"}""")).At("allowed").ShouldBe("True");
        await Ask("check", "desk", "within_limit");
        await Ask("consume", "exports", "within_limit");
        (await caller.Post("/v1/clock/advance", """{"to":"2025-06-15T12:05:30Z"}""")).Status.ShouldBe(200);
        // The seat has run out; the check computes it, and the consume is the first to have it recorded.
        await Ask("check", "exports", "seat_not_assigned");
        await Ask("consume", "exports", "seat_not_assigned");
        Hold(receipts);
    }

    private void Hold(IEnumerable<string> receipts)
    {
        foreach (string receipt in receipts)
            OfflineProof.Of(receipt, server.Data).Differences.ShouldBeEmpty(receipt);
    }

    /// <param name="reason">And granted: empty where the test leaves it open.</param>
    private static async Task<string> Decided(Caller caller, string verb, string fields, string reason, string granted)
    {
        (Answered decision, Answered receipt) = await ReceiptWorld.Decided(caller, verb, $$"""{"account_id":"acme",{{fields}}}""");
        if (reason.Length > 0)
            decision.At("reason").ShouldBe(reason, decision.Text);
        if (granted.Length > 0)
            decision.At("granted_units").ShouldBe(granted, decision.Text);
        receipt.At("payload.answer.reason").ShouldBe(decision.At("reason"));
        return receipt.Text;
    }

    private async Task<Caller> World(string environment)
    {
        Caller caller = await server.Environment(environment, "2025-06-15T12:00:00Z");
        (await caller.Put("/v1/catalog", Catalog, "application/yaml")).Status.ShouldBe(200);
        (await caller.Post("/v1/accounts", """{"id":"acme"}""")).Status.ShouldBe(201);
        (await caller.Post("/v1/contracts", """{"account_id":"acme","plan":"team","starts_at":"2025-01-01T00:00:00Z"}""")).Status.ShouldBe(201);
        return caller;
    }
}
