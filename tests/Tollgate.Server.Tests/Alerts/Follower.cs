using System.Net.Http.Headers;
using System.Net.ServerSentEvents;
using System.Text.Json;

namespace Tollgate.Server.Tests.Alerts;

/// <summary>Somebody who follows alerts, as a browser does.</summary>
internal sealed class Follower : IAsyncDisposable
{
    private readonly HttpClient _client;
    private readonly HttpResponseMessage _response;
    private readonly SseParser<string> _events;
    private readonly IAsyncEnumerator<SseItem<string>> _items;

    private Follower(HttpClient client, HttpResponseMessage response, Stream body)
    {
        (_client, _response) = (client, response);
        _events = SseParser.Create(body);
        _items = _events.EnumerateAsync(TestContext.Current.CancellationToken).GetAsyncEnumerator();
    }

    /// <summary>Behind which event he has come.</summary>
    public string Position => _events.LastEventId;

    public static async Task<Follower> Begin(Uri url, string key, string query = "", string? lastEventId = null)
    {
        var client = new HttpClient { BaseAddress = url };
        using var request = new HttpRequestMessage(HttpMethod.Get, "/v1/alerts/stream" + query);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        if (lastEventId is not null)
            request.Headers.Add("Last-Event-ID", lastEventId);
        HttpResponseMessage response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
        response.StatusCode.ShouldBe(System.Net.HttpStatusCode.OK);
        response.Content.Headers.ContentType!.MediaType.ShouldBe("text/event-stream");
        return new Follower(client, response, await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken));
    }

    public async Task<(string Id, string Event, JsonElement Alert)> Next()
    {
        (await _items.MoveNextAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken)).ShouldBeTrue();
        SseItem<string> item = _items.Current;
        return (item.EventId!, item.EventType, JsonSerializer.Deserialize<JsonElement>(item.Data));
    }

    /// <summary>Event and threshold of the next few.</summary>
    public async Task<string[]> Next(int count)
    {
        List<string> told = [];
        for (int i = 0; i < count; i++)
        {
            (_, string type, JsonElement alert) = await Next();
            told.Add($"{alert.GetProperty("account_id").GetString()} {type} {alert.GetProperty("threshold").GetString()}");
        }

        return [.. told];
    }

    public ValueTask DisposeAsync()
    {
        // As a closed window: nothing is said.
        _response.Dispose();
        _client.Dispose();
        return ValueTask.CompletedTask;
    }
}
