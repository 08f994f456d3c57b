using System.Text;

namespace Tollgate.Server.Tests.Http;

/// <summary>What several limits on one feature look like over HTTP, whatever the way that usage came.</summary>
public class SeveralLimitsTests(RunningServer server) : IClassFixture<RunningServer>
{
    private const string Catalog =
        """
        currency: USD
        meters:
          calls: {event: calls, aggregation: sum, value: quantity}
        features:
          calls: {kind: metered, meter: calls}
        plans:
          team:
            period: month
            entitlements:
              calls:
                included: 1000
                enforcement: soft
                thresholds: []
                spend_cap: "3.00"
                spend_thresholds: [50]
                burn_rate: {per: hour, units: 300}
                limits: [{per: day, units: 200, subject: each}, {per: day, units: 1100}]
            charges:
              calls: {meter: calls, after: included, model: per_unit, amount: "0.05"}
        """;

    [Fact]
    public async Task A_batch_of_reports_counts_in_every_window_also_after_a_restart()
    {
        await using var own = new RunningServer();
        await own.InitializeAsync();
        string key = (await own.As(own.LiveKey).Post("/v1/environments", """{"id":"limited","kind":"test","clock":"2025-06-01T00:00:00Z"}""")).At("key")!;
        await Open(own.As(key));
        // More than what is looked at alone, so that they take the way of batches.
        var batch = new StringBuilder();
        for (int i = 0; i < 600; i++)
            batch.Append(System.Globalization.CultureInfo.InvariantCulture, $$"""{"event_id":"b{{i}}","account_id":"acme","meter":"calls","quantity":1,"subject":"user_{{i % 4}}"}""").Append('\n');
        (await own.As(key).Post("/v1/events", batch.ToString(), "application/x-ndjson")).At("accepted").ShouldBe("600");
        for (int start = 0; start < 2; start++)
        {
            Answered state = await own.As(key).Post("/v1/entitlements/check", """{"account_id":"acme","feature":"calls","requested_units":0,"subject":"user_3"}""");
            (state.At("explanation.limits.1.name"), state.At("explanation.limits.1.used"), state.At("explanation.limits.2.name"), state.At("explanation.limits.2.used"))
                .ShouldBe(("per_day", "600", "per_day_each_subject", "150"), state.Text);
            Answered over = await own.As(key).Post("/v1/entitlements/check", """{"account_id":"acme","feature":"calls","requested_units":51,"subject":"user_3"}""");
            (over.At("reason"), over.At("explanation.tightest_limit"), over.At("remaining")).ShouldBe(("quota_exceeded", "per_day_each_subject", "50"), over.Text);
            await own.Restart();
        }

        Answered burnt = await own.As(key).Get("/v1/alerts?kind=burn_rate");
        (burnt.At("data.0.event_id"), burnt.At("data.0.reached"), burnt.Json.GetProperty("data").GetArrayLength()).ShouldBe(("b299", "300", 1), burnt.Text);
    }

    [Fact]
    public async Task The_gate_tells_the_limit_of_which_least_is_left()
    {
        Caller caller = await server.Environment("limited-gate");
        await Open(caller);
        Answered answer = await Through(caller, 150);
        (answer.Status, answer.Headers["RateLimit-Policy"], answer.Headers["RateLimit"]).ShouldBe((204, "\"calls\";q=200", "\"calls\";r=50;t=86400"));
        answer = await Through(caller, 51);
        (answer.Status, answer.Headers["Retry-After"], answer.Headers["Tollgate-Reason"]).ShouldBe((429, "86400", "quota_exceeded"));
        Answered nobody = await caller.Post("/v1/gate?account=acme&feature=calls&mode=consume&units=1");
        (nobody.Status, nobody.Headers["Tollgate-Reason"]).ShouldBe((403, "condition_not_met"));
    }

    [Fact]
    public async Task A_batch_of_consumes_stops_at_the_cap_on_spend()
    {
        Caller caller = await server.Environment("limited-batch");
        await Open(caller);
        await caller.Post("/v1/events", """{"event_id":"u1","account_id":"acme","meter":"calls","quantity":990}""");
        Answered answer = await caller.Post("/v1/entitlements/consume-batch", """
            {"requests":[
              {"account_id":"acme","feature":"calls","requested_units":60,"event_id":"e1","subject":"ann"},
              {"account_id":"acme","feature":"calls","requested_units":40,"event_id":"e2","subject":"bob"},
              {"account_id":"acme","feature":"calls","requested_units":40,"event_id":"e3","subject":"bob","allow_partial":true},
              {"account_id":"acme","feature":"calls","event_id":"e4"}]}
            """);
        answer.Json.GetProperty("results").EnumerateArray().Select(result => result.GetRawText()).ShouldBe(
        [
            """{"allowed":true,"remaining":"0"}""",
            """{"allowed":false,"remaining":"0","reason":"spend_cap_exceeded"}""",
            """{"allowed":true,"remaining":"0","reason":"spend_cap_exceeded","granted_units":"10"}""",
            """{"allowed":false,"remaining":"0","reason":"condition_not_met"}""",
        ]);
        Answered spent = await caller.Get("/v1/alerts?kind=spend");
        (spent.At("data.0.threshold"), spent.At("data.0.of"), spent.At("data.0.reached"), spent.At("data.0.event_id")).ShouldBe(("50", "3", "2.5", "e1"), spent.Text);
        Answered preview = await caller.Post("/v1/invoices/preview", """{"account_id":"acme"}""");
        preview.At("total").ShouldBe("3.00", preview.Text);
    }

    [Fact]
    public async Task What_a_reservation_holds_is_left_of_no_limit()
    {
        Caller caller = await server.Environment("limited-holding");
        await Open(caller);
        await caller.Post("/v1/events", """{"event_id":"u1","account_id":"acme","meter":"calls","quantity":990}""");
        Answered held = await caller.Post("/v1/reservations", """{"account_id":"acme","feature":"calls","requested_units":50,"subject":"ann","ttl_seconds":60}""");
        (held.Status, held.At("allowed"), held.At("usage_reserved")).ShouldBe((200, "True", "50"), held.Text);
        held.Json.GetProperty("explanation").GetProperty("limits").EnumerateArray().Select(limit => $"{limit.GetProperty("name")} {limit.GetProperty("used")}, left {limit.GetProperty("remaining")}")
            .ShouldBe(["usage_limit 990, left 0", "per_day 990, left 60", "per_day_each_subject 0, left 150", "spend_cap 0, left 1"], held.Text);
        (await Through(caller, 21)).Headers["Tollgate-Reason"].ShouldBe("spend_cap_exceeded");
        Answered again = await caller.Post("/v1/reservations", """{"account_id":"acme","feature":"calls","requested_units":21,"subject":"bob","ttl_seconds":60}""");
        (again.At("allowed"), again.At("reason"), again.At("reservation_id")).ShouldBe(("False", "spend_cap_exceeded", null), again.Text);
        Answered settled = await caller.Post($"/v1/reservations/{held.At("reservation_id")}/settle", """{"units":70}""");
        settled.Status.ShouldBe(200, settled.Text);
        Answered state = await caller.Post("/v1/entitlements/check", """{"account_id":"acme","feature":"calls","requested_units":0,"subject":"ann"}""");
        (state.At("explanation.limits.2.used"), state.At("explanation.limits.3.used"), state.At("explanation.limits.3.remaining")).ShouldBe(("70", "3", "0"), state.Text);
    }

    private static Task<Answered> Through(Caller caller, int units) =>
        caller.Send(HttpMethod.Post, $"/v1/gate?account=acme&feature=calls&mode=consume&units={units}", null, null, ("Tollgate-Subject", "ann"));

    private static async Task Open(Caller caller)
    {
        (await caller.Put("/v1/catalog", Catalog, "application/yaml")).Status.ShouldBe(200);
        (await caller.Post("/v1/accounts", """{"id":"acme"}""")).Status.ShouldBe(201);
        (await caller.Post("/v1/contracts", """{"account_id":"acme","plan":"team","starts_at":"2025-06-01T00:00:00Z"}""")).Status.ShouldBe(201);
    }
}
