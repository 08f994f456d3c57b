using Tollgate.Bench.Ingest;
using Tollgate.Bench.Rounds;
using Tollgate.Bench.World;
using Tollgate.Storage.Journal;

namespace Tollgate.Bench.Journal;

/// <summary>
/// P12: what an event takes in the journal, on disk, beside the JSON in which it was sent: blocks, headers, the database's own pages and indexes.
/// </summary>
public sealed class JournalBytes(IReadOnlyList<StoreKind> stores) : Measurement("P12", "journal bytes an event, random ids of 11 hex digits", "bytes/event")
{
    private static readonly StreamId Shard = StreamId.OfShard("live", 0);

    public override IReadOnlyList<Comparison> Comparisons { get; } = [.. stores.Select((_, i) => new Comparison(1 + i, 0, 1.0 / 8, Better.Lower))];

    public override IReadOnlyList<Contender> Prepare(Scale scale)
    {
        var events = new SampleEvents(scale.Of(100), 1_000, seed: 12, DateTimeOffset.UtcNow);
        return [new("the JSON as sent", () => new Figure(SampleEvents.EventBytes)), .. stores.Select(store => Of(store, events))];
    }

    private Contender Of(StoreKind store, SampleEvents events)
    {
        Shop shop = Keep(new Shop(SampleEvents.Accounts, store));
        var intake = new Intake(shop.Environment, events);
        return new(Place.NameOf(store), () =>
        {
            long before = shop.Place.JournalBytes(Shard);
            intake.Round();
            return new Figure((double)(shop.Place.JournalBytes(Shard) - before) / (events.Batches.Count * events.EventsInBatch));
        });
    }
}
