using System.Globalization;
using Tollgate.Server.Tests.BadInput;
using Tollgate.Server.Tests.Crash;

namespace Tollgate.Server.Tests.BadDays;

/// <summary>The disk runs full under a server: it says so, answers what needs no room, loses nothing, and goes on when there is room again.</summary>
[Collection(nameof(Alone))]
public class FullDiskTests
{
    private const int Batch = 200;
    private readonly Random _random = new(CrashWorld.Seed);
    private int _batches;

    [Fact]
    public async Task It_goes_on_when_there_is_room_again()
    {
        await using SmallDisk disk = await SmallDisk.Make(kilobytes: 4096);
        Caller caller = (await disk.Serve())!;
        (int acknowledged, string refused) = await Fill(caller);

        // What is smaller than the refused batch may still find room; it is acknowledged then, and counts.
        Answered consume;
        for (int small = 0; (consume = await Consume(caller, small)).Status == 200; small++)
            acknowledged++;
        (consume.Status, consume.Code, consume.Headers["Retry-After"]).ShouldBe((503, "storage_full", "1"), consume.Text);
        // The control stream has a log of its own, with what room that has left.
        Answered account = await caller.Post("/v1/accounts", """{"id":"globex"}""", idempotencyKey: "globex");
        if (account.Status != 201)
            (account.Status, account.Code).ShouldBe((503, "storage_full"), account.Text);
        Answered environment = await caller.Post("/v1/environments", """{"id":"more","kind":"test"}""");
        (environment.Status, environment.Code).ShouldBe((503, "storage_full"), environment.Text);
        (await caller.Get("/readyz")).At("status").ShouldBe("not_ready");
        await Running.Until(async () => (await caller.Post("/v1/entitlements/check", """{"account_id":"acme","feature":"api_calls"}""")).Status == 200);
        (await caller.Get("/v1/events/e0-0?account_id=acme")).Status.ShouldBe(200);

        await disk.MakeRoom();
        await Running.Until(async () => (await Send(caller, refused)).Status == 202);
        await ShouldCount(caller, acknowledged + Batch);
        (await caller.Post("/v1/accounts", """{"id":"globex"}""", idempotencyKey: "globex")).Status.ShouldBe(201);
        (await caller.Post("/v1/environments", """{"id":"more","kind":"test"}""")).Status.ShouldBe(201);
        (await caller.Post("/v1/entitlements/check", """{"account_id":"globex","feature":"api_calls"}""")).At("reason").ShouldNotBe("account_not_found");
        (await caller.Get("/readyz")).At("status").ShouldBe("ready");
        (await disk.Verify()).ShouldBe(0);
    }

    [Fact]
    public async Task After_a_kill_it_says_so_or_starts_and_nothing_is_lost()
    {
        await using SmallDisk disk = await SmallDisk.Make(kilobytes: 4096);
        Caller caller = (await disk.Serve())!;
        (int acknowledged, string refused) = await Fill(caller);
        await disk.Kill();
        // What a log held that was checkpointed at the start may be all the room there is, or none.
        if (await disk.Serve() is not null)
            await disk.Kill();
        else
            disk.Log.ShouldContain("tollgate: There is no room for");
        disk.Log.ShouldNotContain("Unhandled");

        await disk.MakeRoom();
        Caller after = (await disk.Serve()).ShouldNotBeNull(disk.Log);
        Answered again = await Send(after, refused);
        again.Status.ShouldBe(202);
        (int.Parse(again.At("accepted")!, CultureInfo.InvariantCulture) + int.Parse(again.At("duplicates")!, CultureInfo.InvariantCulture)).ShouldBe(Batch);
        await ShouldCount(after, acknowledged + Batch);
        (await disk.Verify()).ShouldBe(0);
    }

    [Theory]
    [InlineData(64)]
    [InlineData(256)]
    [InlineData(400)]
    public async Task A_first_start_without_room_is_a_sentence(int kilobytes)
    {
        await using SmallDisk disk = await SmallDisk.Make(kilobytes);
        (await disk.Serve()).ShouldBeNull(disk.Log);
        disk.Log.ShouldContain("tollgate: There is no room for");
        disk.Log.ShouldNotContain("   at ");
        await disk.MakeRoom();
        (await disk.Serve()).ShouldNotBeNull(disk.Log);
    }

    /// <summary>Sends until the disk is full.</summary>
    /// <returns>How many events were acknowledged, and the batch that was not.</returns>
    private async Task<(int Acknowledged, string Refused)> Fill(Caller caller)
    {
        (await caller.Put("/v1/catalog", BadWorld.Catalog, "application/yaml")).Status.ShouldBe(200);
        (await caller.Post("/v1/accounts", """{"id":"acme"}""")).Status.ShouldBe(201);
        (await caller.Post("/v1/contracts", """{"account_id":"acme","plan":"growth","starts_at":"2025-01-01T00:00:00Z"}""")).Status.ShouldBe(201);
        for (int acknowledged = 0; ; acknowledged += Batch)
        {
            string batch = Make();
            Answered answer = await Send(caller, batch);
            if (answer.Status == 202)
                continue;
            (answer.Status, answer.Code, answer.Headers["Retry-After"]).ShouldBe((503, "storage_full", "1"), answer.Text);
            return (acknowledged, batch);
        }
    }

    private static async Task ShouldCount(Caller caller, int events)
    {
        const string path = "/v1/accounts/acme/usage?meter=api_calls&window=day";
        // The projections come back on their own, some seconds after the journal.
        await Running.Until(async () => (await caller.Get("/readyz")).Json.GetProperty("environments").EnumerateArray().All(one => one.GetProperty("projection_lag_blocks").GetInt64() == 0));
        CrashWorld.Sum((await caller.Get(path)).Text).ShouldBe((events, events));
        (await caller.Post("/v1/entitlements/check", """{"account_id":"acme","feature":"api_calls"}""")).At("usage_consumed").ShouldNotBeNull();
    }

    private static Task<Answered> Consume(Caller caller, int number) =>
        caller.Post("/v1/entitlements/consume", $$"""{"account_id":"acme","feature":"api_calls","event_id":"c{{number}}"}""");

    private static Task<Answered> Send(Caller caller, string batch) => caller.Post("/v1/events", batch, "application/x-ndjson");

    private string Make()
    {
        int batch = _batches++;
        return string.Join('\n', Enumerable.Range(0, Batch).Select(i => $"{BadWorld.Good($"e{batch}-{i}")[..^1]},\"properties\":{{\"trace\":\"{_random.GetHexString(200)}\"}}}}"));
    }
}
