using System.Text.Json;
using Tollgate.Engine.Tests.Scenarios;

namespace Tollgate.Server.Tests.BadInput;

/// <summary>Phases, pauses, terms and cancellations that make no sense: each is told with its place, and changes nothing.</summary>
public sealed class BadContractLifeTests(RunningServer server) : IClassFixture<RunningServer>
{
    private static int _environments;

    // Each line: where it is sent, what, the code and its place.
    [Theory]
    [InlineData("", """{"account_id":"acme","phases":[]}""", "empty_list", "/phases")]
    [InlineData("", """{"account_id":"acme","phases":{}}""", "wrong_type", "/phases")]
    [InlineData("", """{"account_id":"acme","phases":[7]}""", "wrong_type", "/phases/0")]
    [InlineData("", """{"account_id":"acme","phases":[{}]}""", "missing_key", "/phases/0/plan")]
    [InlineData("", """{"account_id":"acme","phases":[{"plan":"monthly","price":1}]}""", "unknown_key", "/phases/0/price")]
    [InlineData("", """{"account_id":"acme","plan":"monthly","phases":[{"plan":"monthly"}]}""", "unknown_key", "/plan")]
    [InlineData("", """{"account_id":"acme","terms":{"prices":{}},"phases":[{"plan":"monthly"}]}""", "unknown_key", "/terms")]
    [InlineData("", """{"account_id":"acme","phases":[{"plan":"monthly","bundle":"b"}]}""", "unknown_key", "/phases/0/plan")]
    [InlineData("", """{"account_id":"acme","phases":[{"plan":"monthly","ends_at":"soon"}]}""", "malformed_timestamp", "/phases/0/ends_at")]
    [InlineData("", """{"account_id":"acme","phases":[{"plan":"monthly","starts_at":"2026-01-01T00:00:00Z"},{"plan":"bigger"}]}""", "phase_end_missing", "/phases/0/ends_at")]
    [InlineData("", """{"account_id":"acme","phases":[{"plan":"monthly","starts_at":"2026-01-01T00:00:00Z","ends_at":"2026-03-01T00:00:00Z"},{"plan":"bigger","starts_at":"2026-02-01T00:00:00Z"}]}""", "phases_overlap", "/phases/1/starts_at")]
    [InlineData("", """{"account_id":"acme","phases":[{"plan":"monthly","starts_at":"2026-01-01T00:00:00Z","ends_at":"2026-03-01T00:00:00Z"},{"plan":"bigger","terms":{"prices":{"fees":{"multiplier":"2"}}}}]}""", "unknown_reference", "/phases/1/terms/prices/fees")]
    [InlineData("", """{"account_id":"acme","plan":"monthly","term":{}}""", "missing_key", "/term/months")]
    [InlineData("", """{"account_id":"acme","plan":"monthly","term":{"months":0}}""", "term_out_of_range", "/term/months")]
    [InlineData("", """{"account_id":"acme","plan":"monthly","term":{"months":1,"notice_days":-1}}""", "term_out_of_range", "/term/notice_days")]
    [InlineData("", """{"account_id":"acme","plan":"monthly","term":{"months":1},"ends_at":"2027-01-01T00:00:00Z"}""", "end_said_twice", "/term")]
    [InlineData("", """{"account_id":"acme","plan":"monthly","co_term_with":"ctr_none"}""", "contract_not_found", "/co_term_with")]
    [InlineData("", """{"account_id":"acme","plan":"licence","starts_at":"2026-01-01T00:00:00Z","add_ons":[{"add_on":"maintenance","ends_at":"2025-01-01T00:00:00Z"}]}""", "add_on_ends_before_start", "/add_ons")]
    [InlineData("/pause", """{"from":"2025-06-10T00:00:00Z","until":"2025-06-10T00:00:00Z"}""", "pause_ends_before_start", "/until")]
    [InlineData("/pause", """{"from":"2020-06-10T00:00:00Z"}""", "amendment_outside_contract", "/from")]
    [InlineData("/pause", """{"at":"2025-06-10T00:00:00Z"}""", "unknown_key", "/at")]
    [InlineData("/pause", "[]", "wrong_type", "")]
    [InlineData("/resume", "{}", "contract_not_paused", "/at")]
    [InlineData("/resume", """{"at":7}""", "wrong_type", "/at")]
    [InlineData("/cancel", """{"at":"2020-06-10T00:00:00Z"}""", "contract_ends_before_start", "/at")]
    [InlineData("/cancel", """{"at":"2027-01-01T00:00:00Z"}""", "contract_ends_already", "/at")]
    [InlineData("/reinstate", "{}", "contract_not_cancelled", null)]
    [InlineData("/amend", """{"plan":"bigger","effective_at":"9500-01-01T00:00:00Z"}""", "amendment_outside_contract", "/effective_at")]
    public async Task Bad_input_is_told_with_its_place(string path, string body, string code, string? pointer)
    {
        Caller caller = await server.Environment($"life-{Interlocked.Increment(ref _environments)}", "2025-06-01T00:00:00Z");
        (await caller.Put("/v1/catalog", LifecycleCatalogs.Days, "application/json")).Status.ShouldBe(200);
        (await caller.Post("/v1/accounts", """{"id":"acme"}""")).Status.ShouldBe(201);
        string contract = (await caller.Post("/v1/contracts", """{"account_id":"acme","plan":"monthly","ends_at":"2026-01-01T00:00:00Z"}""")).At("id")!;
        Answered answer = await caller.Post(path.Length > 0 ? $"/v1/contracts/{contract}{path}" : "/v1/contracts", body);
        answer.Status.ShouldBeInRange(400, 422, answer.Text);
        (answer.At("code"), answer.Json.TryGetProperty("pointer", out JsonElement place) ? place.GetString() : null).ShouldBe((code, pointer), answer.Text);
    }
}
