using System.Net;
using System.Net.Http.Headers;
using Tollgate.Bench.Rounds;
using Tollgate.Bench.World;

namespace Tollgate.Bench.Http;

/// <summary>P4: durable ingest over HTTP in batches of 1,000.</summary>
internal sealed class IngestOverHttp() : Measurement("P4", "durable ingest over HTTP, batches of 1,000, 10,000 accounts", "events/s")
{
    private const int EventsInBatch = 1_000;
    private const int Connections = 8;

    private Served? _discard;
    private Served? _tollgate;

    public override IReadOnlyList<Comparison> Comparisons { get; } = [new("against reading and discarding the same bodies", 1, 0, 0.40)];

    public override string Remark => "The load runs in the bench's own process, on the same two cores.";

    public override IReadOnlyList<Contender> Prepare(Scale scale)
    {
        _discard = new Served("discard");
        _tollgate = new Served("tollgate");
        var events = new SampleEvents(scale.Of(500), EventsInBatch, seed: 4, DateTimeOffset.UtcNow);
        return
        [
            new("read and discarded", () => Round(_discard, events)),
            new("Tollgate", () => Round(_tollgate, events)),
        ];
    }

    public override void Dispose()
    {
        _discard?.Dispose();
        _tollgate?.Dispose();
        base.Dispose();
    }

    private static Figure Round(Served server, SampleEvents events)
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
