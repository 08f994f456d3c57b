using System.Text;
using System.Text.Json;

namespace Tollgate.Server.Tests.Crash;

/// <summary>
/// Somebody who reports usage and does not give up: what was not acknowledged is sent again, with the same ids, until it is. It knows what was
/// acknowledged, and that must be true for ever.
/// </summary>
internal sealed class Sender(ServerProcess server, string key, int number, int seed)
{
    private static readonly string[] Accounts = ["acme", "globex", "initech"];

    private readonly Random _random = new(seed + number);
    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromMinutes(1) };
    private readonly List<SentEvent[]> _batches = [];
    private int _made;
    private int _answers;

    public List<SentEvent> Acknowledged { get; } = [];

    /// <summary>How often it was answered; for any thread.</summary>
    public int Answers => Volatile.Read(ref _answers);

    /// <summary>Sent at least once, and never answered.</summary>
    public List<SentEvent> Unanswered { get; } = [];

    /// <summary>What should not have been answered as it was.</summary>
    public List<string> Broken { get; } = [];

    public async Task Run(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            switch (_random.Next(10))
            {
                case < 5:
                    SentEvent[] batch = [.. Enumerable.Range(0, _random.Next(50, 501)).Select(_ => Make())];
                    await Persist(batch, () => Report(batch), stop);
                    _batches.Add(batch);
                    break;
                case < 9:
                    SentEvent one = Make();
                    await Persist([one], () => Consume(one), stop);
                    break;
                default:
                    await Repeat(stop);
                    break;
            }
        }
    }

    /// <summary>Sends until it is answered.</summary>
    private async Task Persist(SentEvent[] events, Func<Task<bool>> send, CancellationToken stop)
    {
        while (!await send())
        {
            if (stop.IsCancellationRequested)
            {
                Unanswered.AddRange(events);
                return;
            }

            await Task.Delay(_random.Next(1, 20), CancellationToken.None);
        }

        Acknowledged.AddRange(events);
    }

    /// <summary>An old batch once more, as a sender does that has lost its own memory: all of it must be known.</summary>
    private async Task Repeat(CancellationToken stop)
    {
        if (_batches.Count == 0 || stop.IsCancellationRequested)
            return;
        SentEvent[] batch = _batches[_random.Next(_batches.Count)];
        if (Unanswered.Contains(batch[0]) || await Post("/v1/events", "application/x-ndjson", SentEvent.Lines(batch)) is not { } answer)
            return;
        if (answer.GetProperty("duplicates").GetInt32() != batch.Length)
            Broken.Add($"Of {batch.Length} acknowledged events, beginning with {batch[0].Id}: {answer}");
    }

    private async Task<bool> Report(SentEvent[] batch)
    {
        if (await Post("/v1/events", "application/x-ndjson", SentEvent.Lines(batch)) is not { } answer)
            return false;
        if (answer.GetProperty("accepted").GetInt32() + answer.GetProperty("duplicates").GetInt32() != batch.Length)
            Broken.Add($"Of {batch.Length} good events, beginning with {batch[0].Id}: {answer}");
        return true;
    }

    private async Task<bool> Consume(SentEvent one)
    {
        if (await Post("/v1/entitlements/consume", "application/json", one.ConsumeJson) is not { } answer)
            return false;
        if (!answer.GetProperty("allowed").GetBoolean())
            Broken.Add($"Consuming {one.Id}: {answer}");
        return true;
    }

    /// <returns>Null when the outcome is not known.</returns>
    private async Task<JsonElement?> Post(string path, string type, string body)
    {
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(server.Url, path)) { Content = new StringContent(body, Encoding.UTF8, type) };
            request.Headers.Authorization = new("Bearer", key);
            using HttpResponseMessage response = await _http.SendAsync(request, CancellationToken.None);
            string text = await response.Content.ReadAsStringAsync(CancellationToken.None);
            Interlocked.Increment(ref _answers);
            if (response.IsSuccessStatusCode)
                return JsonSerializer.Deserialize<JsonElement>(text);
            if ((int)response.StatusCode != 503)
                Broken.Add($"{path} was answered {(int)response.StatusCode}: {text}");
            return null;
        }
        catch (Exception cut) when (cut is HttpRequestException or IOException or TaskCanceledException)
        {
            return null;
        }
    }

    private SentEvent Make() => new($"sender-{number}-{_made++}", Accounts[_random.Next(Accounts.Length)], _random.Next(1, 1000));
}
