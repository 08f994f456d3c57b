using System.Text.Json;
using Tollgate.Server.Tests.Entitlements;

namespace Tollgate.Server.Tests.Exceptions;

/// <summary>Overrides over HTTP: which of two wins, and that the list has them all, page by page.</summary>
public sealed class OverrideTests(RunningServer server) : IClassFixture<RunningServer>
{
    [Fact]
    public async Task Of_two_for_one_instant_the_later_recorded_wins_and_says_so()
    {
        Caller caller = await ExplainWorld.In(server, "two");
        string first = await Set(caller, "\"feature\":\"max_projects\",\"value\":20,\"starts_at\":\"2025-06-15T00:00:00Z\",\"ends_at\":\"2025-06-20T00:00:00Z\"", []);
        // Recorded later, although it begins earlier and ends later.
        string second = await Set(caller, "\"feature\":\"max_projects\",\"value\":30,\"starts_at\":\"2025-06-01T00:00:00Z\"", [first]);
        string apart = await Set(caller, "\"feature\":\"sso\",\"value\":false", []);
        (await Decided(caller)).ShouldBe(("30", second));
        // Ended before its time it gives way to the one beneath.
        Answered ended = await ExplainWorld.Made(caller, $"/v1/overrides/{second}/void", """{"reason":"over","author":"kim"}""", 200);
        ended.At("supersedes.0").ShouldBe(first);
        (await Decided(caller)).ShouldBe(("20", first));
        string third = await Set(caller, "\"feature\":\"max_projects\",\"value\":40", [first]);
        (await Decided(caller)).ShouldBe(("40", third));

        // The list says it still, by the time at which each was set.
        JsonElement[] all = [.. (await caller.Get("/v1/overrides?account_id=acme")).Json.GetProperty("data").EnumerateArray()];
        all.Select(one => (one.GetProperty("id").GetString(), string.Join(',', one.GetProperty("supersedes").EnumerateArray().Select(id => id.GetString())))).ShouldBe([
            (first, ""), (second, first), (apart, ""), (third, first),
        ]);
    }

    [Fact]
    public async Task The_list_has_pages()
    {
        Caller caller = await ExplainWorld.In(server, "pages");
        List<string> set = [];
        for (int i = 0; i < 5; i++)
            set.Add(await Set(caller, $"\"feature\":\"max_projects\",\"value\":{i},\"starts_at\":\"2025-07-0{i + 1}T00:00:00Z\",\"ends_at\":\"2025-07-0{i + 2}T00:00:00Z\"", []));

        List<string> listed = [];
        List<int> sizes = [];
        for (string? cursor = ""; cursor is not null;)
        {
            Answered page = await caller.Get($"/v1/overrides?account_id=acme&limit=2{(cursor.Length == 0 ? "" : "&cursor=" + cursor)}");
            page.Status.ShouldBe(200, page.Text);
            string[] ids = [.. page.Json.GetProperty("data").EnumerateArray().Select(one => one.GetProperty("id").GetString()!)];
            listed.AddRange(ids);
            sizes.Add(ids.Length);
            cursor = page.At("next_cursor");
            // What is set meanwhile comes last.
            if (listed.Count == 4)
                set.Add(await Set(caller, "\"feature\":\"sso\",\"value\":true", []));
        }

        listed.ShouldBe(set);
        sizes.ShouldBe([2, 2, 2]);
        (await caller.Get("/v1/overrides?account_id=acme&limit=6")).At("next_cursor").ShouldBeNull();
        Answered refused = await caller.Get("/v1/overrides?account_id=acme&cursor=ovr_none");
        (refused.Status, refused.Code, refused.Pointer).ShouldBe((400, "parameter_invalid", "?cursor"));
        refused = await caller.Get("/v1/overrides?account_id=acme&limit=0");
        (refused.Status, refused.Code, refused.Pointer).ShouldBe((400, "parameter_invalid", "?limit"));
    }

    private static async Task<(string? Value, string? Override)> Decided(Caller caller)
    {
        Answered decided = await ExplainWorld.Made(caller, "/v1/entitlements/check", """{"account_id":"acme","feature":"max_projects"}""", 200);
        return (decided.At("value"), decided.At("explanation.override.id"));
    }

    private static async Task<string> Set(Caller caller, string fields, string[] supersedes)
    {
        Answered set = await ExplainWorld.Made(caller, "/v1/overrides", $$"""{"account_id":"acme",{{fields}},"reason":"test","author":"kim"}""", 201);
        set.Json.GetProperty("supersedes").EnumerateArray().Select(id => id.GetString()).ShouldBe(supersedes);
        return set.At("id")!;
    }
}
