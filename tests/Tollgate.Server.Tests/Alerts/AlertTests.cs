using System.Diagnostics;
using System.Text;
using System.Text.Json;
using Tollgate.Server.Tests.Webhooks;

namespace Tollgate.Server.Tests.Alerts;

/// <summary>Alerts over HTTP: listed, and followed as they are raised.</summary>
public sealed class AlertTests(RunningServer server) : IClassFixture<RunningServer>
{
    [Fact]
    public async Task Every_way_in_raises_each_alert_once_and_the_list_has_it()
    {
        Caller caller = await WebhookWorld.In(server, "listed");
        await WebhookWorld.Consume(caller, 85);
        // One event, and then as many as take the way of batches.
        await caller.Post("/v1/events", """{"event_id":"one","account_id":"acme","meter":"calls","quantity":5}""");
        var batch = new StringBuilder();
        for (int i = 0; i < 500; i++)
            batch.Append(System.Globalization.CultureInfo.InvariantCulture, $$"""{"event_id":"b{{i}}","account_id":"{{(i % 2 == 0 ? "acme" : "globex")}}","meter":"calls","quantity":1}""").Append('\n');
        Answered sent = await caller.Post("/v1/events", batch.ToString(), "application/x-ndjson");
        (sent.At("accepted"), sent.At("duplicates")).ShouldBe(("500", "0"));
        (await caller.Post("/v1/events", batch.ToString(), "application/x-ndjson")).At("duplicates").ShouldBe("500");

        Listed(await caller.Get("/v1/alerts?account_id=crm:acme-1")).ShouldBe(["usage 80 85", "usage 90 90", "usage 100 100", "overage 100 101"]);
        Listed(await caller.Get("/v1/alerts?account_id=globex")).ShouldBe(["usage 80 80", "usage 90 90", "usage 100 100", "overage 100 101"]);
        Listed(await caller.Get("/v1/alerts?kind=overage")).Length.ShouldBe(2);
        Answered page = await caller.Get("/v1/alerts?limit=3");
        Answered next = await caller.Get($"/v1/alerts?limit=500&cursor={page.At("next_cursor")}");
        (Listed(page).Length, Listed(next).Length, next.At("next_cursor")).ShouldBe((3, 5, null));
        // What crossed the hundredth is named: b18 is acme's tenth of the batch.
        Answered crossed = await caller.Get("/v1/alerts?account_id=acme&limit=500");
        (crossed.At("data.2.event_id"), crossed.At("data.2.source")).ShouldBe(("b18", "api"));
        (await caller.Get("/v1/alerts?kind=noise")).Code.ShouldBe("parameter_invalid");
        (await caller.Get("/v1/alerts?account_id=nobody")).Code.ShouldBe("account_not_found");
        (await caller.Get("/v1/alerts?cursor=x")).Code.ShouldBe("parameter_invalid");
    }

    [Fact]
    public async Task A_follower_hears_within_a_second_and_goes_on_where_he_was()
    {
        (Caller caller, string key) = await World("followed");
        await WebhookWorld.Consume(caller, 80);
        await using Follower follower = await Follower.Begin(server.Url, key);
        var clock = Stopwatch.StartNew();
        await WebhookWorld.Consume(caller, 10);
        (string id, string type, JsonElement alert) = await follower.Next();
        clock.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(1));
        (type, alert.GetProperty("threshold").GetString(), alert.GetProperty("position").GetString()).ShouldBe(("alert.usage", "90", id));
        (await caller.Get("/v1/alerts")).Json.GetProperty("data")[1].GetRawText().ShouldBe(alert.GetRawText());
        await follower.DisposeAsync();

        await WebhookWorld.Consume(caller, 15);
        await using Follower header = await Follower.Begin(server.Url, key, lastEventId: id);
        (await header.Next(2)).ShouldBe(["acme alert.usage 100", "acme alert.overage 100"]);
        await using Follower query = await Follower.Begin(server.Url, key, "?after=" + id);
        (await query.Next(2)).ShouldBe(["acme alert.usage 100", "acme alert.overage 100"]);
        await using Follower all = await Follower.Begin(server.Url, key, "?after=beginning");
        (await all.Next(4)).Length.ShouldBe(4);
        await WebhookWorld.Consume(caller, 80, "globex");
        foreach (Follower each in (Follower[])[header, query, all])
            (await each.Next(1)).ShouldBe(["globex alert.usage 80"]);
    }

    [Fact]
    public async Task Who_loses_the_connection_before_the_first_alert_misses_none()
    {
        (Caller caller, string key) = await World("early");
        await using Follower follower = await Follower.Begin(server.Url, key);
        await WebhookWorld.Consume(caller, 80, "globex");
        await follower.Next();
        // The place where he began is the first thing that he is told.
        await using Follower again = await Follower.Begin(server.Url, key);
        Task<(string Id, string Event, JsonElement Alert)> waiting = again.Next();
        while (again.Position.Length == 0)
            await Task.Delay(10, TestContext.Current.CancellationToken);
        string begun = again.Position;
        await WebhookWorld.Consume(caller, 80);
        await waiting;
        await again.DisposeAsync();
        await using Follower third = await Follower.Begin(server.Url, key, lastEventId: begun);
        (await third.Next(1)).ShouldBe(["acme alert.usage 80"]);
    }

    [Fact]
    public async Task One_account_may_be_followed_and_another_environment_is_not_heard()
    {
        (Caller caller, string key) = await World("filtered");
        (Caller other, _) = await World("elsewhere");
        await using Follower follower = await Follower.Begin(server.Url, key, "?account_id=crm:globex-1");
        await WebhookWorld.Consume(other, 110);
        await WebhookWorld.Consume(caller, 110);
        await WebhookWorld.Consume(caller, 95, "globex");
        (await follower.Next(2)).ShouldBe(["globex alert.usage 80", "globex alert.usage 90"]);
    }

    [Theory]
    [InlineData("?after=x")]
    [InlineData("?after=0.1")]
    [InlineData("?after=1.0.0")] // of another shard
    [InlineData("?after=0.-2.0")]
    [InlineData("?after=0.0.-1")]
    [InlineData("?from=0.0.0")]
    public async Task A_position_that_is_none_is_refused(string query) =>
        (await server.As(server.LiveKey).Get("/v1/alerts/stream" + query)).Code.ShouldBe("parameter_invalid");

    [Fact]
    public async Task There_is_an_end_to_how_many_follow()
    {
        (_, string key) = await World("crowded");
        List<Follower> followers = [];
        for (int i = 0; i < Server.Alerts.AlertReaders.Most; i++)
            followers.Add(await Follower.Begin(server.Url, key));
        Answered refused = await server.As(key).Get("/v1/alerts/stream");
        (refused.Status, refused.Code, refused.Headers["Retry-After"]).ShouldBe((429, "too_many_streams", "5"));
        await followers[0].DisposeAsync();
        // He is gone when the server notices.
        while ((await Try(key)) == 429)
            await Task.Delay(50, TestContext.Current.CancellationToken);
        foreach (Follower follower in followers)
            await follower.DisposeAsync();
    }

    private async Task<int> Try(string key)
    {
        using var client = new HttpClient { BaseAddress = server.Url };
        client.DefaultRequestHeaders.Authorization = new("Bearer", key);
        using HttpResponseMessage response = await client.GetAsync("/v1/alerts/stream", HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
        return (int)response.StatusCode;
    }

    private async Task<(Caller Caller, string Key)> World(string id)
    {
        Answered made = await server.As(server.LiveKey).Post("/v1/environments", $$"""{"id":"{{id}}","kind":"test","clock":"2025-06-01T00:00:00Z"}""");
        string key = made.At("key")!;
        Caller caller = server.As(key);
        await WebhookWorld.Fill(caller);
        return (caller, key);
    }

    private static string[] Listed(Answered page) => [.. page.Json.GetProperty("data").EnumerateArray().Select(alert =>
        $"{alert.GetProperty("kind").GetString()} {alert.GetProperty("threshold").GetString()} {alert.GetProperty("reached").GetString()}")];
}
