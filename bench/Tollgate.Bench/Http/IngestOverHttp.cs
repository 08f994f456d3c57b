using System.Net;
using System.Net.Http.Headers;
using Tollgate.Bench.Rounds;
using Tollgate.Bench.World;

namespace Tollgate.Bench.Http;

/// <summary>P4: durable ingest over HTTP in batches of 1,000, until the projections hold it. The load runs in the bench's own process, on the same cores.</summary>
internal sealed class IngestOverHttp(IReadOnlyList<StoreKind> stores) : Measurement("P4", "durable ingest over HTTP, batches of 1,000, 10,000 accounts", "events/s")
{
    private const int EventsInBatch = 1_000;
    private const int Connections = 8;

    public override IReadOnlyList<Comparison> Comparisons { get; } = [.. stores.Select((_, i) => new Comparison(1 + i, 0, 0.40))];

    public override IReadOnlyList<Contender> Prepare(Scale scale)
    {
        Served discard = Keep(new Served("discard"));
        var events = new SampleEvents(scale.Of(300), EventsInBatch, seed: 4, DateTimeOffset.UtcNow);
        return [new("read and discarded", () => Round(discard, events, settle: () => { })), .. stores.Select(store => Of(store, events))];
    }

    private Contender Of(StoreKind store, SampleEvents events)
    {
        Served served = Keep(Served.Tollgate(store));
        return new(Place.NameOf(store), () => Round(served, events, served.Settle));
    }

    private static Figure Round(Served server, SampleEvents events, Action settle)
    {
        foreach (byte[] batch in events.Batches)
            events.Renew(batch);
        using var client = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = Connections }) { BaseAddress = new Uri(server.Url) };
        client.DefaultRequestHeaders.Authorization = new("Bearer", server.Key);
        TimeSpan cpu = server.ProcessorTime;
        long count = (long)events.Batches.Count * EventsInBatch;
        Figure figure = Figure.Rate(count, () =>
        {
            int next = -1;
            Task.WaitAll([.. Enumerable.Range(0, Connections).Select(_ => Task.Run(async () =>
            {
                while (Interlocked.Increment(ref next) is var mine && mine < events.Batches.Count)
                    await Send(client, events.Batches[mine]);
            }))]);
            settle();
        });
        return figure with { CpuMicroseconds = (server.ProcessorTime - cpu).TotalMicroseconds / count, AllocatedBytes = null };
    }

    private static async Task Send(HttpClient client, byte[] batch)
    {
        using var content = new ByteArrayContent(batch);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        using HttpResponseMessage answer = await client.PostAsync("/v1/events", content);
        string text = await answer.Content.ReadAsStringAsync();
        if (answer.StatusCode != HttpStatusCode.Accepted || !text.Contains("\"rejected\":[]", StringComparison.Ordinal))
            throw new InvalidOperationException($"A batch was answered {answer.StatusCode}: {text[..Math.Min(text.Length, 300)]}");
    }
}
