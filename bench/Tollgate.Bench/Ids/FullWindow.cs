using Tollgate.Bench.Ingest;
using Tollgate.Bench.Rounds;
using Tollgate.Bench.World;
using Tollgate.Storage.Index;
using Tollgate.Storage.Installation;
using Tollgate.Storage.Journal;

namespace Tollgate.Bench.Ids;

/// <summary>
/// P7: what the ids inside the window take in memory and on disk, beside 16 bytes an id, and what durable ingest loses when the window is full.
/// For each store two installations with the same journal stand side by side; the index of one is filled before it starts.
/// </summary>
public sealed class FullWindow(IReadOnlyList<StoreKind> stores, long ids) : Measurement("P7", FormattableString.Invariant($"{ids:N0} ids inside the window"), "bytes/id")
{
    private const int EventsInBatch = 1_000;
    private const int OfEach = 5;

    public override IReadOnlyList<Comparison> Comparisons { get; } = [.. stores.SelectMany((store, i) => Of(store, 1 + (OfEach * i)))];

    public override IReadOnlyList<Contender> Prepare(Scale scale)
    {
        long count = Math.Max(1, scale.Quick ? ids / 10 : ids);
        var events = new SampleEvents(scale.Of(300), EventsInBatch, seed: 7, DateTimeOffset.UtcNow);
        return [new("16 bytes an id", () => new Figure(16)), .. stores.SelectMany(store => Of(store, count, events))];
    }

    private static IEnumerable<Comparison> Of(StoreKind store, int first)
    {
        string name = Place.NameOf(store);
        yield return new(first, 0, 2.0 / 16, Better.Lower, "memory, " + name);
        yield return new(first + 1, 0, 1, Better.Lower, "disk, " + name);
        if (store == StoreKind.Postgres)
            yield return new(first + 2, 0, null, Better.Lower, "copies in the folder, " + name);
        yield return new(first + 4, first + 3, 0.70, Aspect: "durable ingest, " + name);
    }

    private IEnumerable<Contender> Of(StoreKind store, long count, SampleEvents events)
    {
        Shop empty = Keep(FilledWindow.Shop(store));
        Shop full = Keep(FilledWindow.Shop(store));
        (long Memory, long Disk, long Copies) weight = default;
        full.Restart(() =>
        {
            FilledWindow.Fill(full.Place, count, Console.Error.WriteLine);
            weight = Weigh(full.Place);
        });
        return
        [
            new("Runs", () => new Figure((double)weight.Memory / count)),
            new("Runs", () => new Figure((double)weight.Disk / count)),
            new("Runs", () => new Figure((double)weight.Copies / count)),
            new("an empty window", () => new Intake(empty.Environment, events).Round(), "events/s"),
            new("a full window", () => new Intake(full.Environment, events).Round(), "events/s"),
        ];
    }

    /// <summary>By how much the managed heap grows with the index open, what its files take in the store, and what copies of them take in the folder.</summary>
    private static (long Memory, long Disk, long Copies) Weigh(Place place)
    {
        using IStore store = place.Open();
        using IJournalReader journal = store.OpenReader(FilledWindow.Shard);
        long before = GC.GetTotalMemory(forceFullCollection: true);
        using var index = new IdIndex(new IndexKeys(store.Folder.Secret.Span), store.OpenIndex(FilledWindow.Shard));
        if (index.Open(journal) is { } reason)
            throw new InvalidOperationException(reason);
        long memory = GC.GetTotalMemory(forceFullCollection: true) - before;
        long files = new DirectoryInfo(store.Folder.IndexPath(FilledWindow.Shard)).EnumerateFiles().Sum(file => file.Length);
        return place.IndexBytes() is { } inDatabase ? (memory, inDatabase, files) : (memory, files, 0);
    }
}
