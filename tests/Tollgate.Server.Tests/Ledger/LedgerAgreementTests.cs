using System.Globalization;
using System.Text.Json;
using Tollgate.Server.Tests.Entitlements;

namespace Tollgate.Server.Tests.Ledger;

/// <summary>The rows of a ledger add up to the balances of the same account, whenever both are asked of, and as they were known at any instant.</summary>
public sealed class LedgerAgreementTests(RunningServer server) : IClassFixture<RunningServer>
{
    private static readonly string[] Names = ["issued", "pending", "available", "reserved", "consumed", "expired", "rolled_over", "voided"];

    [Fact]
    public async Task The_rows_that_are_effective_and_recorded_by_then_are_the_balances()
    {
        Caller caller = await ExplainWorld.In(server, "agreement");
        string promotion = await Grant(caller, "\"amount\":30,\"priority\":50,\"source\":\"promotion\",\"expires_at\":\"2025-06-20T00:00:00Z\"");
        await Grant(caller, "\"amount\":7,\"recurrence\":{\"every\":\"day\",\"anchor\":\"2025-06-15T00:00:00Z\"},\"rollover\":{\"min\":1,\"max\":3},\"expires_at\":\"2025-06-18T00:00:00Z\"");
        string pending = await Grant(caller, "\"amount\":9,\"pending_payment\":true,\"priority\":200");
        await ExplainWorld.Consume(caller, "api_calls", 20);
        string released = await Reserve(caller, 20);
        await ExplainWorld.Advance(caller, "2025-06-15T13:00:00Z");
        await ExplainWorld.Made(caller, $"/v1/reservations/{released}/release", "{}", 200);
        await ExplainWorld.Made(caller, $"/v1/grants/{pending}/pay", "{}", 200);
        await Report(caller, "late-1", 5, "2025-06-15T12:30:00Z");

        await ExplainWorld.Advance(caller, "2025-06-25T00:00:00Z");
        await Report(caller, "late-2", 6, "2025-06-18T10:00:00Z");
        string settled = await Reserve(caller, 30);
        await ExplainWorld.Advance(caller, "2025-06-25T00:01:00Z");
        await ExplainWorld.Made(caller, $"/v1/reservations/{settled}/settle", """{"units":4}""", 200);
        await Report(caller, "much", 200, "2025-06-24T00:00:00Z");
        string open = await Reserve(caller, 0, expectNone: true);
        open.ShouldBeEmpty();
        await Grant(caller, "\"amount\":50,\"effective_at\":\"2025-06-20T00:00:00Z\"");
        string mistaken = await Grant(caller, "\"amount\":5");
        await ExplainWorld.Made(caller, $"/v1/grants/{mistaken}/void", """{"reason":"order was cancelled","author":"kim"}""", 200);

        await ExplainWorld.Advance(caller, "2025-07-03T00:00:00Z");
        await ExplainWorld.Consume(caller, "api_calls", 11);
        await Reserve(caller, 12);
        await Report(caller, "late-3", 3, "2025-06-19T00:00:00Z");

        JsonElement[] all = await Rows(caller, "limit=3");
        all.Length.ShouldBe((await Rows(caller, "limit=500")).Length, "in pages as at once");
        all.Select(row => Text(row, "position")).ShouldBeUnique();
        foreach (string movement in (string[])["issue", "pay", "reserve", "release", "consume", "expire", "return", "roll_over", "void", "cover", "overage"])
            all.ShouldContain(row => Text(row, "movement") == movement, movement);
        all.ShouldContain(row => Text(row, "movement") == "expire" && Text(row, "lot").EndsWith("/api_calls/2025-06-01T00:00:00Z", StringComparison.Ordinal), "what June's allowance had left expired at its end");

        string[] instants = [.. all.Select(row => Text(row, "effective_at")).Where(instant => string.CompareOrdinal(instant, "2025-07-03T00:00:00Z") <= 0).Distinct()];
        string[] known = [.. all.Select(row => Text(row, "recorded_at")).Where(instant => string.CompareOrdinal(instant, "2025-06-15T12") >= 0).Distinct()];
        await ShouldAgree(caller, "");
        foreach (string at in instants.Where(at => string.CompareOrdinal(at, "2025-06-01T00:00:00Z") >= 0))
        {
            await ShouldAgree(caller, $"at={at}");
            foreach (string then in known.Where(then => string.CompareOrdinal(then, at) >= 0))
                await ShouldAgree(caller, $"at={at}&known_at={then}");
        }

        foreach (string then in known)
            await ShouldAgree(caller, $"known_at={then}");

        (await caller.Get("/v1/grants?account_id=acme&state=active")).Json.GetProperty("data").EnumerateArray().ShouldAllBe(grant => Text(grant, "state") == "active");
        (await caller.Get("/v1/grants?account_id=acme&state=ended")).Json.GetProperty("data").EnumerateArray().Select(grant => Text(grant, "id")).ShouldContain(promotion);
        Answered voided = await caller.Get($"/v1/grants/{mistaken}");
        (voided.At("state"), voided.At("void_reason"), voided.At("void_author")).ShouldBe(("voided", "order was cancelled", "kim"));
        (await caller.Get("/v1/grants?account_id=acme&state=gone")).Code.ShouldBe("parameter_invalid");
    }

    [Fact]
    public async Task Open_reservations_are_listed()
    {
        Caller caller = await ExplainWorld.In(server, "open-reservations");
        string[] made = [await Reserve(caller, 1), await Reserve(caller, 2), await Reserve(caller, 3)];
        await ExplainWorld.Made(caller, $"/v1/reservations/{made[1]}/release", "{}", 200);
        string[] open = [.. ((string[])[made[0], made[2]]).Order(StringComparer.Ordinal)];
        Answered first = await caller.Get("/v1/reservations?account_id=acme&limit=1");
        (first.Status, first.At("data.0.reservation_id"), first.At("data.0.state")).ShouldBe((200, open[0], "open"));
        Answered second = await caller.Get($"/v1/reservations?account_id=acme&cursor={first.At("next_cursor")}");
        (second.At("data.0.reservation_id"), second.At("next_cursor")).ShouldBe((open[1], null));
        await ExplainWorld.Advance(caller, "2025-06-15T14:00:00Z");
        (await caller.Get("/v1/reservations?account_id=acme")).Json.GetProperty("data").GetArrayLength().ShouldBe(0, "their time is over");
        (await caller.Get("/v1/reservations")).Code.ShouldBe("parameter_invalid");
        (await caller.Get("/v1/reservations?account_id=nobody")).Code.ShouldBe("account_not_found");
    }

    private static async Task ShouldAgree(Caller caller, string query)
    {
        Answered held = await caller.Get($"/v1/accounts/acme/balances?{query}");
        held.Status.ShouldBe(200, held.Text);
        var sums = new Dictionary<(string Lot, string Balance), decimal>();
        foreach (JsonElement row in await Rows(caller, $"limit=500&{query}"))
        {
            decimal units = Number(row, "units");
            string lot = Text(row, "lot");
            sums[(lot, Text(row, "from"))] = sums.GetValueOrDefault((lot, Text(row, "from"))) - units;
            sums[(lot, Text(row, "to"))] = sums.GetValueOrDefault((lot, Text(row, "to"))) + units;
        }

        var listed = new HashSet<string>();
        foreach (JsonElement lot in held.Json.GetProperty("data").EnumerateArray())
        {
            listed.Add(Text(lot, "lot"));
            foreach (string name in Names)
                Number(lot, name).ShouldBe(sums.GetValueOrDefault((Text(lot, "lot"), name)) * (name == "issued" ? -1 : 1), $"{name} of {Text(lot, "lot")} with {query}");
        }

        // Allowances of other periods, and what stands beside all, are in the ledger alone.
        sums.Keys.Select(key => key.Lot).Where(lot => lot.StartsWith("grt_", StringComparison.Ordinal)).ShouldAllBe(lot => listed.Contains(lot), query);
    }

    private static async Task<JsonElement[]> Rows(Caller caller, string query)
    {
        List<JsonElement> rows = [];
        for (string? cursor = ""; cursor is not null;)
        {
            Answered page = await caller.Get($"/v1/accounts/acme/ledger?{query}{(cursor.Length > 0 ? "&cursor=" + cursor : "")}");
            page.Status.ShouldBe(200, page.Text);
            rows.AddRange(page.Json.GetProperty("data").EnumerateArray());
            cursor = page.At("next_cursor");
        }

        return [.. rows];
    }

    private static async Task<string> Grant(Caller caller, string fields) =>
        (await ExplainWorld.Made(caller, "/v1/grants", $$"""{"account_id":"acme","feature":"api_calls",{{fields}}}""", 201)).At("id")!;

    private static async Task<string> Reserve(Caller caller, int units, bool expectNone = false)
    {
        Answered made = await ExplainWorld.Made(caller, "/v1/reservations", $$"""{"account_id":"acme","feature":"api_calls","requested_units":{{units}},"ttl_seconds":3601}""", 200);
        (made.At("reservation_id") is null).ShouldBe(expectNone, made.Text);
        return made.At("reservation_id") ?? "";
    }

    private static Task<Answered> Report(Caller caller, string id, int units, string time) =>
        ExplainWorld.Made(caller, "/v1/events", $$"""{"event_id":"{{id}}","account_id":"acme","meter":"api_calls","quantity":{{units}},"timestamp":"{{time}}"}""", 202);

    private static string Text(JsonElement element, string name) => element.GetProperty(name).ToString();

    private static decimal Number(JsonElement element, string name) => decimal.Parse(Text(element, name), CultureInfo.InvariantCulture);
}
