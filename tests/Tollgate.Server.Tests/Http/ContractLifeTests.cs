using System.Text.Json;
using Tollgate.Engine.Tests.Scenarios;

namespace Tollgate.Server.Tests.Http;

/// <summary>Phases, pauses, terms and cancellations over HTTP: what held at an instant, what was believed of it, and what is refused where.</summary>
public sealed class ContractLifeTests
{
    [Fact]
    public async Task Rights_are_those_that_held_as_they_were_known()
    {
        await using var server = new RunningServer();
        await server.InitializeAsync();
        string key = (await server.As(server.LiveKey).Post("/v1/environments", """{"id":"life","kind":"test","clock":"2025-06-01T00:00:00Z"}""")).At("key")!;
        Caller caller = server.As(key);
        (await caller.Put("/v1/catalog", LifecycleCatalogs.Days, "application/json")).Status.ShouldBe(200);
        (await caller.Post("/v1/accounts", """{"id":"acme"}""")).Status.ShouldBe(201);
        Answered made = await caller.Post("/v1/contracts", """{"account_id":"acme","phases":[{"plan":"monthly","starts_at":"2025-06-01T00:00:00Z","ends_at":"2025-09-01T00:00:00Z"},{"plan":"bigger"}]}""");
        made.Status.ShouldBe(201, made.Text);
        string contract = $"/v1/contracts/{made.At("id")}";
        await Advance(caller, "2025-06-10");
        (await caller.Post($"{contract}/pause", """{"from":"2025-07-01T00:00:00Z","until":"2025-08-01T00:00:00Z","reason":"summer","author":"ana"}""")).Status.ShouldBe(200);
        await Advance(caller, "2025-06-20");
        (await caller.Post($"{contract}/amend", """{"plan":"bigger","effective_at":"2025-06-20T00:00:00Z"}""")).Status.ShouldBe(200);
        await Advance(caller, "2025-07-10");
        (await caller.Post($"{contract}/resume", """{"reason":"back","author":"ana"}""")).Status.ShouldBe(200);
        await Advance(caller, "2025-10-01");

        // Each line: the instant, as it was known when, the units of calls that it includes, and what was believed of the contract.
        (string At, string? KnownAt, string Calls, string Plan)[] expected =
        [
            ("2025-06-05", null, "100", "monthly"),
            ("2025-06-25", null, "500", "bigger"),
            ("2025-07-05", null, "contract_expired", "bigger paused"),
            ("2025-07-15", null, "500", "bigger"),
            ("2025-08-15", null, "500", "bigger"),
            ("2025-09-15", null, "500", "bigger"),
            ("2025-06-25", "2025-06-05", "100", "monthly"),
            ("2025-07-05", "2025-06-05", "100", "monthly"),
            ("2025-09-15", "2025-06-05", "500", "bigger"),
            ("2025-06-25", "2025-06-15", "100", "monthly"),
            ("2025-07-05", "2025-06-15", "contract_expired", "monthly paused"),
            ("2025-07-15", "2025-06-15", "contract_expired", "monthly paused"),
            ("2025-08-15", "2025-06-15", "100", "monthly"),
            ("2025-07-15", "2025-06-25", "contract_expired", "bigger paused"),
            ("2025-08-15", "2025-06-25", "500", "bigger"),
        ];
        for (int start = 0; start < 2; start++)
        {
            foreach ((string at, string? knownAt, string calls, string plan) in expected)
            {
                string query = $"?at={at}T00:00:00Z{(knownAt is null ? "" : $"&known_at={knownAt}T00:00:00Z")}";
                Answered rights = await caller.Get($"/v1/accounts/acme/entitlements{query}");
                JsonElement right = rights.Json.GetProperty("data").EnumerateArray().Single(one => one.GetProperty("feature").GetString() == "calls");
                string limit = right.TryGetProperty("usage_limit", out JsonElement known) && known.ValueKind == JsonValueKind.String ? known.GetString()! : right.GetProperty("reason").GetString()!;
                limit.ShouldBe(calls, $"{start} {query}");
                Answered held = await caller.Get(contract + query);
                string fee = string.Concat(held.Json.GetProperty("charges").EnumerateArray().Take(1).Select(charge => charge.GetProperty("price").GetString()));
                fee.ShouldBe(plan switch { "monthly" => "flat at 30.00", "bigger" => "flat at 60.00", _ => "" }, $"{start} {query}");
                $"{held.At("plan")}{(held.Json.TryGetProperty("paused", out _) ? " paused" : "")}".ShouldBe(plan, $"{start} {query}");
            }

            string explained = (await caller.Get("/v1/accounts/acme/explain?feature=calls&at=2025-07-05T00:00:00Z")).Text;
            explained.ShouldContain("with the plan bigger (version 1 of the catalog) had been paused since");
            explained.ShouldContain("While it was paused the contract gave nothing.");
            explained.ShouldContain("It would have helped to resume the contract.");
            await server.Restart();
            caller = server.As(key);
        }
    }

    private static async Task Advance(Caller caller, string to) => (await caller.Post("/v1/clock/advance", $$"""{"to":"{{to}}T00:00:00Z"}""")).Status.ShouldBe(200);
}
