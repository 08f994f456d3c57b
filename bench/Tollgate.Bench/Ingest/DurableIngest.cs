using Tollgate.Bench.Rounds;
using Tollgate.Bench.World;

namespace Tollgate.Bench.Ingest;

/// <summary>P3: durable ingest in the process.</summary>
public sealed class DurableIngest(IReadOnlyList<StoreKind> stores) : Measurement("P3", "durable ingest in process, 10,000 accounts", "events/s")
{
    private const int EventsInBatch = 1_000;

    public override IReadOnlyList<Comparison> Comparisons { get; } = [.. stores.Select((_, i) => new Comparison(1 + i, 0, 0.40))];

    public override IReadOnlyList<Contender> Prepare(Scale scale)
    {
        var events = new SampleEvents(scale.Of(300), EventsInBatch, seed: 3, DateTimeOffset.UtcNow);
        int count = events.Batches.Count;
        var limit = new Contender("Utf8JsonReader, one thread", () => Figure.Rate((long)count * EventsInBatch, () =>
        {
            long all = 0;
            foreach (byte[] batch in events.Batches)
                all ^= Decoding.Run(batch);
            GC.KeepAlive(all);
        }));
        return [limit, .. stores.Select(store => Of(store, events))];
    }

    private Contender Of(StoreKind store, SampleEvents events)
    {
        var intake = new Intake(Keep(new Shop(SampleEvents.Accounts, store)).Environment, events);
        return new(Place.NameOf(store), intake.Round);
    }
}
