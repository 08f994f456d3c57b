using System.Diagnostics;
using Microsoft.Extensions.Logging.Abstractions;
using Tollgate.Bench.Engine;
using Tollgate.Bench.Rounds;
using Tollgate.Bench.World;
using Tollgate.Engine;
using Tollgate.Server.Shards;
using Tollgate.Storage.Installation;
using Tollgate.Storage.Journal;
using Tollgate.Storage.Snapshots;

namespace Tollgate.Bench.Journal;

/// <summary>P9, second half: the state is made from a snapshot, as a start does it, beside reading and checking the same bytes.</summary>
public sealed class SnapshotStart(IReadOnlyList<StoreKind> stores) : Measurement("P9-start", "state of 1,000,000 accounts with their contracts from a snapshot", "s")
{
    private static readonly StreamId Shard = StreamId.OfShard("live", 0);

    public override IReadOnlyList<Comparison> Comparisons { get; } =
    [
        .. stores.SelectMany((_, i) => (Comparison[])[new(2 + 2 * i, 0, 1, Better.Lower), new(2 + 2 * i, 1 + 2 * i, Goal: null, Better.Lower)]),
    ];

    public override IReadOnlyList<Contender> Prepare(Scale scale)
    {
        Books books = EngineConsume.Fill(scale.Of(1_000_000));
        return [new("the goal", () => new Figure(10)), .. stores.SelectMany(store => Of(store, books))];
    }

    private Contender[] Of(StoreKind kind, Books books)
    {
        Place place = Keep(new Place(kind));
        // A snapshot is one of a journal: its first blocks are enough.
        new Shop(1, place, granted: false).Dispose();
        IStore store = Keep(place.Open());
        IJournalReader journal = Keep(store.OpenReader(Shard));
        ISnapshots snapshots = store.OpenSnapshots(Shard);
        Head head = journal.Head;
        snapshots.Write(new SnapshotPlace(head.Seq, head.Hash), to => CarriedState.Write(to, Shard, books));
        var loader = new StreamLoader<Books>(journal, snapshots, () => new Books(), NullLogger.Instance);
        string name = Place.NameOf(kind);
        return
        [
            new($"the bytes read from {name} and checked", () => Timed(() => Must(snapshots.Find(journal).Snapshot))),
            new(name, () => Timed(() => Must(loader.TryFromSnapshot(head.Seq)))),
        ];
    }

    private static void Must(object? found)
    {
        if (found is null)
            throw new InvalidOperationException("The snapshot that was just written is not there.");
    }

    private static Figure Timed(Action run)
    {
        GC.Collect();
        long started = Stopwatch.GetTimestamp();
        run();
        return new Figure(Stopwatch.GetElapsedTime(started).TotalSeconds);
    }
}
