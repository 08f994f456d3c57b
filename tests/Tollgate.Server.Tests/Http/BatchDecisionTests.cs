using System.Text.Json;
using Tollgate.Server.Entitlements;

namespace Tollgate.Server.Tests.Http;

/// <summary>Many decisions in one call: each as if it had come alone, in order, and none at its neighbours' cost.</summary>
public class BatchDecisionTests(RunningServer server) : IClassFixture<RunningServer>
{
    private const string Catalog =
        """
        currency: USD
        meters:
          api_calls: {event: api_calls, aggregation: sum, value: quantity}
        features:
          api_calls: {kind: metered, meter: api_calls}
          max_projects: {kind: config, type: number}
        plans:
          tight:
            period: month
            entitlements:
              api_calls: {included: 10, enforcement: hard}
              max_projects: 3
          wide:
            period: month
            entitlements:
              api_calls: {included: 5000, enforcement: hard}
        """;

    [Fact]
    public async Task A_check_of_many_answers_each_in_its_place()
    {
        Caller caller = await World("check-batch");
        Answered answer = await caller.Post("/v1/entitlements/check-batch", Batch(
            """{"account_id":"acme","feature":"api_calls","requested_units":4}""",
            """{"account_id":"acme","feature":"api_calls","requested_units":11}""",
            """{"account_id":"acme","feature":"api_calls","requested_units":11,"allow_partial":true}""",
            """{"account_id":"acme"}""",
            """{"account_id":"acme","feature":"api_calls","requested_units":-1}""",
            """{"account_id":"acme","feature":"api_calls","timestamp":"now"}""",
            """{"account_id":"acme","feature":"api_calls","event_id":"e1"}""",
            """{"account_id":"acme","feature":"api_calls","subject":"\ud800"}""",
            """{"account_id":"acme","feature":"api_calls","properties":{"a":[1,{"b":2}],"a":1}}""",
            "7",
            """{"account_id":"nobody","feature":"api_calls"}""",
            """{"account_id":"acme","feature":"max_projects"}""",
            """{"customer_id":"crm:7","feature":"api_calls","properties":{"region":"eu"}}"""));
        answer.Status.ShouldBe(200, answer.Text);
        Results(answer).ShouldBe(
        [
            """{"allowed":true,"remaining":"10"}""",
            """{"allowed":false,"remaining":"10","reason":"quota_exceeded"}""",
            """{"allowed":true,"remaining":"10","reason":"quota_exceeded","granted_units":"10"}""",
            """{"index":3,"code":"missing_key","detail":"The field 'feature' is missing.","pointer":"/feature"}""",
            """{"index":4,"code":"quantity_negative","detail":"A quantity cannot be negative.","pointer":"/requested_units"}""",
            "5 malformed_timestamp /timestamp",
            "6 unknown_key /event_id",
            """{"index":7,"code":"malformed_text","detail":"A string in the request is no Unicode text."}""",
            "8 duplicate_key /properties/a",
            "9 wrong_type ",
            """{"allowed":false,"remaining":null,"reason":"account_not_found"}""",
            """{"allowed":true,"remaining":null,"value":3}""",
            """{"allowed":true,"remaining":"10"}""",
        ]);
        answer.Json.GetProperty("as_of").GetProperty("shard").GetInt32().ShouldBe(0);
    }

    [Fact]
    public async Task A_consume_of_many_takes_in_order_and_once()
    {
        Caller caller = await World("consume-batch");
        string[] requests =
        [
            """{"account_id":"acme","feature":"api_calls","requested_units":4,"event_id":"e1"}""",
            """{"account_id":"acme","feature":"api_calls","requested_units":4,"event_id":"e1"}""",
            """{"account_id":"acme","feature":"api_calls","requested_units":5,"event_id":"e1"}""",
            """{"account_id":"acme","feature":"api_calls","requested_units":9,"event_id":"e2"}""",
            """{"account_id":"acme","feature":"api_calls","requested_units":5,"event_id":"e3","timestamp":"2020-01-01T00:00:00Z"}""",
            """{"account_id":"acme","feature":"api_calls","requested_units":5,"event_id":"e2"}""",
            """{"account_id":"acme","feature":"api_calls","requested_units":3,"event_id":"e4","allow_partial":true}""",
            """{"account_id":"acme","feature":"api_calls","requested_units":3,"event_id":"e4","allow_partial":true}""",
            """{"account_id":"acme","feature":"api_calls","event_id":"e5"}""",
        ];
        Answered answer = await caller.Post("/v1/entitlements/consume-batch", Batch(requests));
        Results(answer).ShouldBe(
        [
            """{"allowed":true,"remaining":"6"}""",
            """{"allowed":true,"remaining":"6","duplicate":true}""",
            """{"allowed":true,"remaining":"6","granted_units":"0","duplicate":true,"conflict":true}""",
            """{"allowed":false,"remaining":"6","reason":"quota_exceeded"}""",
            """{"allowed":false,"remaining":null,"reason":"contract_not_started"}""",
            """{"allowed":true,"remaining":"1"}""",
            """{"allowed":true,"remaining":"0","reason":"quota_exceeded","granted_units":"1"}""",
            """{"allowed":true,"remaining":"0","granted_units":"1","duplicate":true}""",
            """{"allowed":false,"remaining":"0","reason":"quota_exceeded"}""",
        ]);
        (await caller.Get("/v1/events/e4?account_id=acme")).At("quantity").ShouldBe("1");
        (await caller.Get("/v1/accounts/acme/usage?meter=api_calls&from=2025-06-01T00:00:00Z&to=2025-07-01T00:00:00Z&window=month")).At("data.0.quantity").ShouldBe("10");

        // All again: what was counted is allowed again and burns nothing.
        string[] again = Results(await caller.Post("/v1/entitlements/consume-batch", Batch(requests)));
        again.Count(result => result.Contains("\"duplicate\":true", StringComparison.Ordinal)).ShouldBe(7);
        again[6].ShouldBe("""{"allowed":true,"remaining":"0","granted_units":"1","duplicate":true}""");
    }

    [Fact]
    public async Task The_whole_answer_is_kept_under_an_idempotency_key()
    {
        Caller caller = await World("batch-once");
        string body = Batch("""{"account_id":"acme","feature":"api_calls","requested_units":4}""", """{"account_id":"acme"}""", """{"account_id":"acme","feature":"api_calls","requested_units":9,"event_id":"p","allow_partial":true}""");
        Answered first = await caller.Post("/v1/entitlements/consume-batch", body, idempotencyKey: "k");
        Answered again = await caller.Post("/v1/entitlements/consume-batch", body, idempotencyKey: "k");
        again.Text.ShouldBe(first.Text);
        again.Headers["Idempotent-Replayed"].ShouldBe("true");
        Results(first)[2].ShouldBe("""{"allowed":true,"remaining":"0","reason":"quota_exceeded","granted_units":"6"}""");
        (await caller.Post("/v1/entitlements/consume-batch", Batch(), idempotencyKey: "k")).Code.ShouldBe("idempotency_key_reused");

        // Under another key the part that was granted is asked of its first receipt, and that answer is kept.
        Answered other = await caller.Post("/v1/entitlements/consume-batch", body, idempotencyKey: "k2");
        Results(other)[2].ShouldBe("""{"allowed":true,"remaining":"0","granted_units":"6","duplicate":true}""");
        (await caller.Post("/v1/entitlements/consume-batch", body, idempotencyKey: "k2")).Text.ShouldBe(other.Text);

        string check = Batch("""{"account_id":"acme","feature":"api_calls"}""");
        Answered asked = await caller.Post("/v1/entitlements/check-batch", check, idempotencyKey: "c");
        (await caller.Post("/v1/entitlements/check-batch", check, idempotencyKey: "c")).Text.ShouldBe(asked.Text);
    }

    [Fact]
    public async Task Verbose_answers_are_those_of_single_requests()
    {
        Caller caller = await World("verbose");
        const string One = """{"account_id":"acme","feature":"api_calls","requested_units":4}""";
        Answered batch = await caller.Post("/v1/entitlements/check-batch", $$"""{"verbose":true,"requests":[{{One}},{"account_id":"acme"}]}""");
        Answered single = await caller.Post("/v1/entitlements/check", One);
        batch.Json.GetProperty("results")[0].GetRawText().ShouldBe(single.Text);
        batch.At("results.1.code").ShouldBe("missing_key");

        Answered consumed = await caller.Post("/v1/entitlements/consume-batch", $$"""{"verbose":true,"requests":[{{One[..^1]}},"event_id":"e1"}]}""");
        (consumed.At("results.0.event_id"), consumed.At("results.0.remaining"), consumed.At("results.0.decision_id")![..4]).ShouldBe(("e1", "6", "dec_"));
    }

    [Fact]
    public async Task An_event_id_that_was_made_is_answered_and_can_be_looked_up()
    {
        Caller caller = await World("made-ids");
        const string One = """{"account_id":"acme","feature":"api_calls"}""";
        Answered answer = await caller.Post("/v1/entitlements/consume-batch", Batch(One, One, One));
        string[] ids = [.. Enumerable.Range(0, 3).Select(i => answer.At($"results.{i}.event_id")!)];
        ids.ShouldBeUnique();
        foreach (string id in ids)
            (await caller.Get($"/v1/events/{id}?account_id=acme")).At("quantity").ShouldBe("1");
    }

    [Fact]
    public async Task A_thousand_are_taken_in_one_call_and_not_one_more()
    {
        Caller caller = await World("thousand");
        string[] requests = [.. Enumerable.Range(0, DecisionBatch.Most).Select(i => $$"""{"account_id":"acme","feature":"api_calls","requested_units":0.01,"event_id":"e{{i}}"}""")];
        Answered answer = await caller.Post("/v1/entitlements/consume-batch", Batch(requests));
        answer.Status.ShouldBe(200);
        answer.At("results.999.remaining").ShouldBe("0");
        Results(answer).ShouldAllBe(result => result.StartsWith("""{"allowed":true,"remaining":""", StringComparison.Ordinal));

        Answered tooMany = await caller.Post("/v1/entitlements/consume-batch", Batch([.. requests, requests[0]]));
        (tooMany.Status, tooMany.Code).ShouldBe((413, "batch_too_large"));
        Answered none = await caller.Post("/v1/entitlements/check-batch", Batch());
        none.Json.GetProperty("results").GetArrayLength().ShouldBe(0);
    }

    /// <summary>Each caller sends batches of its own and each batch twice, as somebody does whose answer was lost.</summary>
    [Fact]
    public async Task Many_callers_with_batches_get_all_there_is_and_no_more()
    {
        Caller caller = await World("crowd", "wide");
        int seed = Random.Shared.Next();
        int[] granted = await Task.WhenAll(Enumerable.Range(0, 8).Select(number => Task.Run(async () =>
        {
            var random = new Random(seed + number);
            int taken = 0;
            for (int batch = 0; batch < 12; batch++)
            {
                int[] units = [.. Enumerable.Range(0, 40).Select(_ => random.Next(1, 8))];
                string body = Batch([.. units.Select((asked, i) => $$"""{"account_id":"acme","feature":"api_calls","requested_units":{{asked}},"event_id":"c{{number}}-{{batch}}-{{i}}","allow_partial":{{(i % 5 == 0 ? "true" : "false")}}}""")]);
                JsonElement[] first = [.. (await caller.Post("/v1/entitlements/consume-batch", body)).Json.GetProperty("results").EnumerateArray()];
                JsonElement[] again = [.. (await caller.Post("/v1/entitlements/consume-batch", body)).Json.GetProperty("results").EnumerateArray()];
                for (int i = 0; i < units.Length; i++)
                {
                    int of = Granted(first[i], units[i]);
                    taken += of;
                    // What was denied may be granted the second time, when somebody asked for more than was left and somebody else for less.
                    taken += first[i].GetProperty("allowed").GetBoolean() ? 0 : Granted(again[i], units[i]);
                    if (of > 0)
                        (again[i].GetProperty("duplicate").GetBoolean(), Granted(again[i], units[i])).ShouldBe((true, of), $"seed {seed}");
                }
            }

            return taken;
        })));

        granted.Sum().ShouldBe(5000, $"seed {seed}");
        Answered check = await caller.Post("/v1/entitlements/check", """{"account_id":"acme","feature":"api_calls"}""");
        (check.At("allowed"), check.At("usage_consumed"), check.At("remaining")).ShouldBe(("False", "5000", "0"), $"seed {seed}");

        static int Granted(JsonElement result, int asked) => !result.GetProperty("allowed").GetBoolean() ? 0
            : result.TryGetProperty("granted_units", out JsonElement part) ? int.Parse(part.GetString()!, null)
            : asked;
    }

    [Fact]
    public async Task Each_verb_needs_its_own_scope()
    {
        Caller caller = await World("batch-scopes");
        string key = (await caller.Post("/v1/keys", """{"name":"reader","scopes":["entitlements:read"]}""")).At("key")!;
        (await server.As(key).Post("/v1/entitlements/check-batch", Batch())).Status.ShouldBe(200);
        (await server.As(key).Post("/v1/entitlements/consume-batch", Batch())).Code.ShouldBe("scope_missing");
    }

    private static string Batch(params string[] requests) => $$"""{"requests":[{{string.Join(',', requests)}}]}""";

    /// <summary>Each result as it was written, those of a reader's faults as index, code and place.</summary>
    private static string[] Results(Answered answer) =>
    [
        .. answer.Json.GetProperty("results").EnumerateArray().Select(result =>
            result.TryGetProperty("code", out JsonElement code) && code.GetString() is "malformed_timestamp" or "unknown_key" or "duplicate_key" or "wrong_type"
                ? $"{result.GetProperty("index")} {code} {result.GetProperty("pointer").GetString()}"
                : result.GetRawText()),
    ];

    private async Task<Caller> World(string environment, string plan = "tight")
    {
        Caller caller = await server.Environment(environment);
        (await caller.Put("/v1/catalog", Catalog, "application/yaml")).Status.ShouldBe(200);
        (await caller.Post("/v1/accounts", """{"id":"acme","external_ids":{"crm":"7"}}""")).Status.ShouldBe(201);
        (await caller.Post("/v1/contracts", $$"""{"account_id":"acme","plan":"{{plan}}","starts_at":"2025-06-01T00:00:00Z"}""")).Status.ShouldBe(201);
        return caller;
    }
}
