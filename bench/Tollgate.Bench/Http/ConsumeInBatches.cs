using Tollgate.Bench.Rivals;
using Tollgate.Bench.Rounds;
using Tollgate.Bench.World;

namespace Tollgate.Bench.Http;

/// <summary>P6 in batches: durable consumes over HTTP, 100 in a request with compact answers, against one at a time. All figures are of one decision.</summary>
internal sealed class ConsumeInBatches(IReadOnlyList<StoreKind> stores)
    : Measurement("P6-batch", "durable consume over HTTP in batches of 100, 64 connections, 10,000 accounts", "consumes/s")
{
    private const int Together = 100;

    public override IReadOnlyList<Comparison> Comparisons { get; } = [.. stores.Select((_, i) => new Comparison(1 + i, 0, 6))];

    public override IReadOnlyList<Contender> Prepare(Scale scale)
    {
        int seconds = Wrk.Seconds(scale);
        Contender Of(StoreKind store)
        {
            Served served = Keep(Served.Tollgate(store));
            return new(Place.NameOf(store), () =>
            {
                MustBeAllowed(served);
                Figure figure = Wrk.Run(served, "/v1/entitlements/consume-batch", seconds, SampleEvents.Accounts, Together);
                // What is left to be done of it would stand in the way of the next one.
                served.Settle();
                return figure;
            });
        }

        Served redis = Keep(new Served("redis", Keep(new RedisServer()).Address));
        return
        [
            new("a Lua script in Redis, one at a time", () => Wrk.Run(redis, "/v1/entitlements/consume", seconds, SampleEvents.Accounts)),
            .. stores.Select(Of),
        ];
    }

    /// <summary>A batch is answered with success whatever its requests say, so that the load alone would not notice.</summary>
    private static void MustBeAllowed(Served served)
    {
        IEnumerable<string> requests = Enumerable.Range(0, Together).Select(i => $$"""{"account_id":"{{SampleEvents.AccountId(i)}}","feature":"api_calls"}""");
        string body = $$"""{"requests":[{{string.Join(',', requests)}}]}""";
        using var client = new HttpClient { BaseAddress = new Uri(served.Url) };
        client.DefaultRequestHeaders.Authorization = new("Bearer", served.Key);
        using var content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");
        using HttpResponseMessage answer = client.PostAsync("/v1/entitlements/consume-batch", content).Result;
        string text = answer.Content.ReadAsStringAsync().Result;
        if (text.Split("\"allowed\":true").Length != Together + 1)
            throw new InvalidOperationException($"A batch was answered {answer.StatusCode}: {text[..Math.Min(text.Length, 300)]}");
    }
}
