namespace Tollgate.Server.Tests.Http;

/// <summary>What a throttle, a grace and a part look like over HTTP.</summary>
public class ThrottleTests(RunningServer server) : IClassFixture<RunningServer>
{
    private const string Catalog =
        """
        currency: USD
        meters:
          api_calls: {event: api_calls, aggregation: sum, value: quantity}
        features:
          api_calls: {kind: metered, meter: api_calls}
        plans:
          steady:
            period: month
            entitlements:
              api_calls: {included: 1, enforcement: throttle, rate: 0.5, burst: 2}
          graced:
            period: month
            entitlements:
              api_calls: {included: 10, enforcement: grace, grace_units: 5, grace_free: true}
            charges:
              api_calls: {meter: api_calls, after: included, model: per_unit, amount: "2.00"}
        """;

    [Fact]
    public async Task The_gate_tells_a_throttled_caller_when_to_come_back()
    {
        Caller caller = await World("throttled-gate", "steady");
        const string One = "/v1/gate?account=acme&feature=api_calls&mode=consume";
        for (int i = 0; i < 3; i++)
            (await caller.Post(One)).Status.ShouldBe(204);
        Answered throttled = await caller.Post(One);
        (throttled.Status, throttled.Headers["Retry-After"], throttled.Headers["Tollgate-Reason"]).ShouldBe((429, "2", "throttled"));
        Answered denied = await caller.Post(One + "&deny_status=403");
        (denied.Status, denied.Headers["Tollgate-Status"]).ShouldBe((403, "429"));

        (await caller.Post("/v1/clock/advance", """{"to":"2025-06-01T00:00:02.5Z"}""")).Status.ShouldBe(200);
        (await caller.Post(One)).Status.ShouldBe(204);
        // Half a second has dripped in: the next comes a second and a half later, which a header says in whole ones.
        (await caller.Post(One)).Headers["Retry-After"].ShouldBe("2");
    }

    [Fact]
    public async Task A_batch_tells_it_of_each_and_grants_parts()
    {
        Caller caller = await World("throttled-batch", "steady");
        Answered answer = await caller.Post("/v1/entitlements/consume-batch", """
            {"requests":[
              {"account_id":"acme","feature":"api_calls","requested_units":2,"event_id":"e1"},
              {"account_id":"acme","feature":"api_calls","requested_units":2,"event_id":"e2"},
              {"account_id":"acme","feature":"api_calls","requested_units":2,"event_id":"e3","allow_partial":true},
              {"account_id":"acme","feature":"api_calls","event_id":"e4"}]}
            """);
        answer.Json.GetProperty("results").EnumerateArray().Select(result => result.GetRawText()).ShouldBe(
        [
            """{"allowed":true,"remaining":"0"}""",
            """{"allowed":false,"remaining":"0","reason":"throttled","retry_after_ms":2000}""",
            """{"allowed":true,"remaining":"0","reason":"throttled","granted_units":"1","retry_after_ms":2000}""",
            """{"allowed":false,"remaining":"0","reason":"throttled","retry_after_ms":2000}""",
        ]);
    }

    [Fact]
    public async Task A_part_that_was_granted_is_granted_again_also_after_a_restart()
    {
        await using var own = new RunningServer();
        await own.InitializeAsync();
        string key = own.TestKey;
        (await own.As(key).Put("/v1/catalog", Catalog, "application/yaml")).Status.ShouldBe(200);
        (await own.As(key).Post("/v1/accounts", """{"id":"acme"}""")).Status.ShouldBe(201);
        (await own.As(key).Post("/v1/contracts", """{"account_id":"acme","plan":"graced"}""")).Status.ShouldBe(201);
        const string Many = """{"account_id":"acme","feature":"api_calls","requested_units":20,"event_id":"e1","allow_partial":true}""";
        Answered first = await own.As(key).Post("/v1/entitlements/consume", Many);
        (first.At("allowed"), first.At("granted_units"), first.At("reason"), first.At("overage_units"), first.At("overage_price")).ShouldBe(("True", "15", "quota_exceeded", "5", "0"), first.Text);
        for (int start = 0; start < 2; start++)
        {
            Answered again = await own.As(key).Post("/v1/entitlements/consume", Many);
            (again.At("allowed"), again.At("granted_units"), again.At("duplicate")).ShouldBe(("True", "15", "True"), again.Text);
            again.Text.ShouldNotContain("conflict");
            await own.Restart();
        }

        Answered page = await own.As(key).Get("/v1/events/e1?account_id=acme");
        page.At("quantity").ShouldBe("15");
        page.Json.GetProperty("receipts").EnumerateArray().ShouldAllBe(receipt => !receipt.GetProperty("conflict").GetBoolean());
        Answered preview = await own.As(key).Post("/v1/invoices/preview", """{"account_id":"acme"}""");
        (preview.At("lines.0.quantity"), preview.At("lines.0.free_in_grace"), preview.At("total")).ShouldBe(("5", "5", "0.00"), preview.Text);
    }

    private async Task<Caller> World(string environment, string plan)
    {
        Caller caller = await server.Environment(environment);
        (await caller.Put("/v1/catalog", Catalog, "application/yaml")).Status.ShouldBe(200);
        (await caller.Post("/v1/accounts", """{"id":"acme"}""")).Status.ShouldBe(201);
        (await caller.Post("/v1/contracts", $$"""{"account_id":"acme","plan":"{{plan}}","starts_at":"2025-06-01T00:00:00Z"}""")).Status.ShouldBe(201);
        return caller;
    }
}
