using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Tollgate.Server.Tests.Scenarios;

/// <summary>
/// Many callers at once who ask for 1 to a few units of a limited feature until each was denied three times, while the server is killed under them. What was not
/// answered is said again, under its own event id, until it is. Every moment that is looked at in between must add up to the limit.
/// </summary>
/// <param name="terms">
/// <c>account, feature, limit, callers, most_units, kills, seed</c>; of the callers <c>in_batches</c> ask for twenty at a time, and <c>reserving</c> hold units, settle for
/// less, and leave once anybody was denied.
/// </param>
internal sealed class Burst(ServerProcess server, string key, JsonObject terms)
{
    private const int Denials = 3;
    private const int InABatch = 20;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    private readonly string _account = terms["account"]!.GetValue<string>();
    private readonly string _feature = terms["feature"]!.GetValue<string>();
    private readonly long _limit = Whole(terms, "limit");
    private readonly ConcurrentBag<string> _broken = [];
    private long _granted;
    private long _calls;
    private long _unanswered;
    private long _events;
    private long _duplicates;
    private long _looks;
    private long _leastDenied = long.MaxValue;
    private bool _anybodyDenied;

    /// <summary>Everybody has been denied often enough.</summary>
    public async Task Play()
    {
        var watch = Stopwatch.StartNew();
        int callers = (int)Whole(terms, "callers");
        int batches = (int)Whole(terms, "in_batches");
        int reserving = (int)Whole(terms, "reserving");
        int seed = (int)Whole(terms, "seed");
        using var handler = new SocketsHttpHandler { MaxConnectionsPerServer = 2 * callers };
        using var over = new CancellationTokenSource();
        Task[] all =
        [
            .. Enumerable.Range(0, callers).Select(number => Task.Run(() => (number < reserving, number < reserving + batches) switch
            {
                (true, _) => Reserve(handler, number, new Random(seed + number)),
                (_, true) => ConsumeInBatches(handler, number, new Random(seed + number)),
                _ => Consume(handler, number, new Random(seed + number)),
            })),
        ];
        Task watching = Watch(handler, over.Token);
        await Kill((int)Whole(terms, "kills"), Task.WhenAll(all));
        await Task.WhenAll(all);
        await over.CancelAsync();
        await watching;
        _broken.ShouldBeEmpty();
        _looks.ShouldBeGreaterThan(0);

        long granted = Interlocked.Read(ref _granted);
        granted.ShouldBeLessThanOrEqualTo(_limit);
        // What reservations gave back came after others had gone.
        if (reserving == 0)
            (_limit - granted).ShouldBeLessThan(_leastDenied);
        long swept = await Sweep(handler);
        (granted + swept).ShouldBe(_limit);
        await ShouldBeCounted(handler);
        watch.Stop();
        Tell($"{_calls:N0} calls answered, {_unanswered:N0} broken off and said again, in {watch.Elapsed.TotalSeconds:N0} s; {granted:N0} of {_limit:N0} units granted while all asked, {swept:N0} to the last one; {_events:N0} events counted; {_duplicates:N0} answered as counted before; {_looks:N0} looks in between");
    }

    private async Task Consume(SocketsHttpHandler handler, int number, Random random)
    {
        using HttpClient client = Client(handler);
        int denied = 0;
        for (int call = 0; denied < Denials; call++)
        {
            long units = random.Next(1, (int)Whole(terms, "most_units") + 1);
            JsonElement answer = await Ask(client, "/v1/entitlements/consume", Request(units, $"c{number}-{call}"));
            if (!Take(answer, units))
                denied++;
        }
    }

    private async Task ConsumeInBatches(SocketsHttpHandler handler, int number, Random random)
    {
        using HttpClient client = Client(handler);
        int denied = 0;
        for (int call = 0; denied < Denials; call++)
        {
            long[] units = [.. Enumerable.Range(0, InABatch).Select(_ => (long)random.Next(1, (int)Whole(terms, "most_units") + 1))];
            var requests = new JsonArray([.. units.Select((asked, i) => (JsonNode)Request(asked, $"b{number}-{call}-{i}"))]);
            JsonElement answer = await Ask(client, "/v1/entitlements/consume-batch", new JsonObject { ["requests"] = requests, ["verbose"] = true });
            JsonElement[] results = [.. answer.GetProperty("results").EnumerateArray()];
            results.Length.ShouldBe(units.Length);
            // All of them, also behind the last denial: what asks for less may still have been granted.
            for (int i = 0; i < results.Length; i++)
            {
                if (!Take(results[i], units[i]))
                    denied++;
            }
        }
    }

    private async Task Reserve(SocketsHttpHandler handler, int number, Random random)
    {
        using HttpClient client = Client(handler);
        for (int call = 0; !Volatile.Read(ref _anybodyDenied); call++)
        {
            long units = random.Next(1, (int)Whole(terms, "most_units") + 1);
            JsonObject request = Request(units, $"r{number}-{call}");
            request["ttl_seconds"] = 3600;
            JsonElement held = await Ask(client, "/v1/reservations", request);
            if (!held.GetProperty("allowed").GetBoolean())
            {
                Deny(units);
                return;
            }

            long used = random.NextInt64(units + 1);
            JsonElement settled = await Ask(client, $"/v1/reservations/{held.GetProperty("reservation_id").GetString()}/settle", new JsonObject { ["units"] = used });
            // Said again after a kill, it may have been settled: then it was by the same words.
            if (settled.TryGetProperty("code", out JsonElement code) && code.GetString() != "reservation_settled")
                _broken.Add(settled.ToString());
            Interlocked.Add(ref _granted, used);
            Interlocked.Add(ref _events, used > 0 ? 1 : 0);
        }
    }

    /// <returns>False when it was denied.</returns>
    private bool Take(JsonElement answer, long units)
    {
        if (!answer.TryGetProperty("allowed", out JsonElement allowed))
        {
            _broken.Add(answer.ToString());
            return false;
        }

        if (!allowed.GetBoolean())
        {
            Deny(units);
            return false;
        }

        if (answer.GetProperty("granted_units").GetString() != units.ToString(CultureInfo.InvariantCulture))
            _broken.Add($"{units} were asked for: {answer}");
        if (answer.GetProperty("duplicate").GetBoolean())
            Interlocked.Increment(ref _duplicates);
        Interlocked.Add(ref _granted, units);
        Interlocked.Increment(ref _events);
        return true;
    }

    private void Deny(long units)
    {
        Volatile.Write(ref _anybodyDenied, true);
        long least = Interlocked.Read(ref _leastDenied);
        while (units < least)
            least = Interlocked.CompareExchange(ref _leastDenied, units, least) is var seen && seen == least ? units : seen;
    }

    /// <summary>At whichever moment somebody looks, each unit of the limit is in one place.</summary>
    private async Task Watch(SocketsHttpHandler handler, CancellationToken over)
    {
        using HttpClient client = Client(handler);
        while (!over.IsCancellationRequested)
        {
            JsonElement balances = await Ask(client, $"/v1/accounts/{_account}/balances", null);
            JsonElement[] lots = [.. balances.GetProperty("data").EnumerateArray()];
            long sum = lots.Sum(lot => Units(lot, "available") + Units(lot, "reserved") + Units(lot, "consumed"));
            if (sum != _limit || lots.Any(lot => Units(lot, "available") < 0))
                _broken.Add(balances.ToString());
            _looks++;
            await Task.Delay(Pause, CancellationToken.None);
        }
    }

    /// <summary>The server is killed as by a power cut, each time that a further part of the limit is gone.</summary>
    private async Task Kill(int kills, Task done)
    {
        for (int kill = 1; kill <= kills; kill++)
        {
            while (Interlocked.Read(ref _granted) < _limit * kill / (kills + 1) && !done.IsCompleted)
                await Task.Delay(Pause);
            done.IsCompleted.ShouldBeFalse("all was over before the server was killed often enough");
            long before = Interlocked.Read(ref _granted);
            await server.Kill();
            var down = Stopwatch.StartNew();
            await server.Start();
            Tell($"killed with {before:N0} of {_limit:N0} units granted, there again after {down.Elapsed.TotalSeconds:F1} s");
        }
    }

    /// <summary>One caller takes what is left, to the last unit and no further.</summary>
    private async Task<long> Sweep(SocketsHttpHandler handler)
    {
        using HttpClient client = Client(handler);
        long swept = 0;
        while (Take(await Ask(client, "/v1/entitlements/consume", Request(1, $"s-{swept}")), 1))
            swept++;
        return swept;
    }

    private async Task ShouldBeCounted(SocketsHttpHandler handler)
    {
        using HttpClient client = Client(handler);
        JsonElement last = await Ask(client, "/v1/entitlements/check", Request(0, null));
        (last.GetProperty("usage_consumed").GetString(), last.GetProperty("usage_reserved").GetString(), last.GetProperty("remaining").GetString())
            .ShouldBe((_limit.ToString(CultureInfo.InvariantCulture), "0", "0"));
        string meter = terms["meter"]!.GetValue<string>();
        JsonElement usage = await Ask(client, $"/v1/accounts/{_account}/usage?meter={meter}&from={terms["from"]}&to={terms["to"]}&window=month", null);
        JsonElement[] windows = [.. usage.GetProperty("data").EnumerateArray()];
        windows.Sum(window => window.GetProperty("events").GetInt64()).ShouldBe(Interlocked.Read(ref _events));
        windows.Sum(window => Units(window, "quantity")).ShouldBe(_limit);
    }

    private static void Tell(FormattableString line) => TestContext.Current.TestOutputHelper?.WriteLine(line.ToString(CultureInfo.InvariantCulture));

    private HttpClient Client(SocketsHttpHandler handler)
    {
        var client = new HttpClient(handler, disposeHandler: false) { Timeout = TimeSpan.FromMinutes(2) };
        client.DefaultRequestHeaders.Authorization = new("Bearer", key);
        return client;
    }

    /// <summary>Says it until it is answered, by whichever process is there.</summary>
    private async Task<JsonElement> Ask(HttpClient client, string path, JsonObject? body)
    {
        string? text = body?.ToJsonString();
        while (true)
        {
            try
            {
                var address = new Uri(server.Url, path);
                using HttpResponseMessage response = text is null
                    ? await client.GetAsync(address)
                    : await client.PostAsync(address, new StringContent(text, Encoding.UTF8, "application/json"));
                string answer = await response.Content.ReadAsStringAsync();
                // 5xx is no answer: the server is going down, or not up yet.
                if ((int)response.StatusCode < 500)
                {
                    Interlocked.Increment(ref _calls);
                    return JsonSerializer.Deserialize<JsonElement>(answer);
                }

                Interlocked.Increment(ref _unanswered);
            }
            catch (HttpRequestException nobody) when (nobody.HttpRequestError == HttpRequestError.ConnectionError)
            {
                // No server took it: it was not said at all.
            }
            catch (Exception lost) when (lost is HttpRequestException or IOException or TaskCanceledException)
            {
                Interlocked.Increment(ref _unanswered);
            }

            await Task.Delay(Pause);
        }
    }

    private JsonObject Request(long units, string? eventId)
    {
        var request = new JsonObject { ["account_id"] = _account, ["feature"] = _feature, ["requested_units"] = units };
        if (eventId is not null)
            request["event_id"] = eventId;
        return request;
    }

    private static long Units(JsonElement of, string name) => long.Parse(of.GetProperty(name).GetString()!, CultureInfo.InvariantCulture);

    private static long Whole(JsonObject terms, string name) => long.Parse(terms[name]?.ToString() ?? "0", CultureInfo.InvariantCulture);
}
