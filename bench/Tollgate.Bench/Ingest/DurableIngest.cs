using Tollgate.Bench.Rounds;
using Tollgate.Bench.World;

namespace Tollgate.Bench.Ingest;

/// <summary>P3: durable ingest in the process.</summary>
public sealed class DurableIngest() : Measurement("P3", "durable ingest in process, SQLite, 10,000 accounts", "events/s")
{
    private const int EventsInBatch = 1_000;

    private Shop? _shop;

    public override IReadOnlyList<Comparison> Comparisons { get; } = [new("against decoding on one thread", 1, 0, 0.40)];

    public override IReadOnlyList<Contender> Prepare(Scale scale)
    {
        _shop = new Shop(SampleEvents.Accounts);
        var events = new SampleEvents(scale.Of(500), EventsInBatch, seed: 3, DateTimeOffset.UtcNow);
        var intake = new Intake(_shop.Environment, events);
        int count = events.Batches.Count;
        return
        [
            new("Utf8JsonReader, one thread", () => Figure.Rate((long)count * EventsInBatch, () =>
            {
                long all = 0;
                foreach (byte[] batch in events.Batches)
                    all ^= Decoding.Run(batch);
                GC.KeepAlive(all);
            })),
            new("Tollgate", () =>
            {
                foreach (byte[] batch in events.Batches)
                    events.Renew(batch);
                return Figure.Rate((long)count * EventsInBatch, () => intake.Run(count));
            }),
        ];
    }

    public override void Dispose()
    {
        _shop?.Dispose();
        base.Dispose();
    }
}
