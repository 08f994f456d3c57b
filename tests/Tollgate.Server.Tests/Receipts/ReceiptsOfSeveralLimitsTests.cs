namespace Tollgate.Server.Tests.Receipts;

/// <summary>Decisions under several limits are made again from the journal alone, whichever of them answered.</summary>
public sealed class ReceiptsOfSeveralLimitsTests(RunningServer server) : IClassFixture<RunningServer>
{
    private const string Catalog =
        """
        currency: USD
        meters:
          calls: {event: calls, aggregation: sum, value: quantity}
          jobs: {event: jobs, aggregation: count}
        features:
          calls: {kind: metered, meter: calls}
          jobs: {kind: metered, meter: jobs}
        plans:
          team:
            period: month
            spend_cap: "30.00"
            entitlements:
              calls: {included: 10, enforcement: soft, overage_cap: 20, spend_cap: "15.00", limits: [{per: minute, units: 12}]}
              jobs: {included: unlimited, limits: [{per: day, units: 3, subject: each}]}
            charges:
              calls: {meter: calls, after: included, model: per_unit, amount: "1.00"}
        """;

    [Fact]
    public async Task Each_limit_answers_again_as_it_did()
    {
        Caller caller = await server.Environment("several-receipts", "2025-06-15T12:00:00Z");
        (await caller.Put("/v1/catalog", Catalog, "application/yaml")).Status.ShouldBe(200);
        (await caller.Post("/v1/accounts", """{"id":"acme"}""")).Status.ShouldBe(201);
        (await caller.Post("/v1/contracts", """{"account_id":"acme","plan":"team","starts_at":"2025-06-01T00:00:00Z"}""")).Status.ShouldBe(201);
        List<string> receipts = [];

        await Ask("consume", "\"feature\":\"calls\",\"requested_units\":12,\"event_id\":\"c1\"", "soft_limit_exceeded", "usage_limit");
        await Ask("consume", "\"feature\":\"calls\",\"event_id\":\"c2\"", "quota_exceeded", "per_minute");
        await Ask("check", "\"feature\":\"calls\"", "quota_exceeded", "per_minute");
        await Ask("consume", "\"feature\":\"calls\",\"requested_units\":12,\"event_id\":\"c1\"", "within_limit", null);
        for (int subject = 0; subject < 2; subject++)
            await Ask("consume", $"\"feature\":\"jobs\",\"requested_units\":3,\"subject\":\"user_{subject}\",\"event_id\":\"j{subject}\"", "within_limit", "per_day_each_subject");
        await Ask("check", "\"feature\":\"jobs\",\"subject\":\"user_1\"", "quota_exceeded", "per_day_each_subject");
        await Ask("check", "\"feature\":\"jobs\"", "condition_not_met", "per_day_each_subject");

        (await caller.Post("/v1/clock/advance", """{"to":"2025-06-15T12:01:00Z"}""")).Status.ShouldBe(200);
        (await caller.Post("/v1/reservations", """{"account_id":"acme","feature":"calls","requested_units":10,"ttl_seconds":600}""")).At("reservation_id").ShouldNotBeNull();
        (await caller.Post("/v1/clock/advance", """{"to":"2025-06-15T12:02:00Z"}""")).Status.ShouldBe(200);
        await Ask("consume", "\"feature\":\"calls\",\"requested_units\":4,\"event_id\":\"c3\"", "spend_cap_exceeded", "spend_cap");
        await Ask("consume", "\"feature\":\"calls\",\"requested_units\":4,\"event_id\":\"c4\",\"allow_partial\":true", "spend_cap_exceeded", "spend_cap");
        (await caller.Post("/v1/overrides", """{"account_id":"acme","feature":"calls","cap":26,"spend_cap":"1000","reason":"launch","author":"kim"}""")).Status.ShouldBe(201);
        await Ask("check", "\"feature\":\"calls\",\"requested_units\":2", "quota_exceeded", "cap");
        (await caller.Post("/v1/clock/advance", """{"to":"2025-06-15T12:11:00Z"}""")).Status.ShouldBe(200);
        // What was held has expired: the check computes it, and the consume is the first to have it recorded.
        await Ask("check", "\"feature\":\"calls\",\"requested_units\":11", "soft_limit_exceeded", null);
        await Ask("consume", "\"feature\":\"calls\",\"requested_units\":11,\"event_id\":\"c5\"", "soft_limit_exceeded", null);

        foreach (string receipt in receipts)
            OfflineProof.Of(receipt, server.Data).Differences.ShouldBeEmpty(receipt);

        async Task Ask(string verb, string fields, string reason, string? tightest)
        {
            (Answered decision, Answered receipt) = await ReceiptWorld.Decided(caller, verb, $$"""{"account_id":"acme",{{fields}}}""");
            decision.At("reason").ShouldBe(reason, decision.Text);
            if (tightest is not null)
                decision.At("explanation.tightest_limit").ShouldBe(tightest, decision.Text);
            receipt.At("payload.answer.reason").ShouldBe(reason);
            receipts.Add(receipt.Text);
        }
    }
}
