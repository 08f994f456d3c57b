using Tollgate.Bench.Ingest;
using Tollgate.Bench.Rounds;
using Tollgate.Bench.World;
using Tollgate.Storage.Index;
using Tollgate.Storage.Installation;
using Tollgate.Storage.Journal;

namespace Tollgate.Bench.Ids;

/// <summary>
/// P7: what the ids inside the window take in memory and on disk, beside 16 bytes an id, and what durable ingest loses when the window is full.
/// Two installations with the same journal stand side by side; the index of one is filled before it starts.
/// </summary>
public sealed class FullWindow(long ids) : Measurement("P7", FormattableString.Invariant($"{ids:N0} ids inside the window, SQLite"), "bytes/id")
{
    private const int EventsInBatch = 1_000;

    public override IReadOnlyList<Comparison> Comparisons { get; } =
    [
        new(1, 0, 2.0 / 16, Better.Lower, "memory"),
        new(2, 0, 1, Better.Lower, "disk"),
        new(4, 3, 0.70, Aspect: "durable ingest"),
    ];

    public override IReadOnlyList<Contender> Prepare(Scale scale)
    {
        long count = Math.Max(1, scale.Quick ? ids / 10 : ids);
        Shop empty = Keep(FilledWindow.Shop());
        Shop full = Keep(FilledWindow.Shop());
        double memory = 0;
        double disk = 0;
        full.Restart(() =>
        {
            FilledWindow.Fill(full.Place, count, Console.Error.WriteLine);
            (memory, disk) = Weigh(full.Place);
        });
        var events = new SampleEvents(scale.Of(300), EventsInBatch, seed: 7, DateTimeOffset.UtcNow);
        return
        [
            new("16 bytes an id", () => new Figure(16)),
            new("Runs", () => new Figure(memory / count)),
            new("Runs", () => new Figure(disk / count)),
            new("an empty window", () => new Intake(empty.Environment, events).Round(), "events/s"),
            new("a full window", () => new Intake(full.Environment, events).Round(), "events/s"),
        ];
    }

    /// <summary>By how much the managed heap grows with the index open, and what its files take.</summary>
    private static (long Memory, long Disk) Weigh(Place place)
    {
        using IStore store = place.Open();
        using IJournalReader journal = store.OpenReader(FilledWindow.Shard);
        long before = GC.GetTotalMemory(forceFullCollection: true);
        using var index = new IdIndex(new IndexKeys(store.Folder.Secret.Span), store.OpenIndex(FilledWindow.Shard));
        if (index.Open(journal) is { } reason)
            throw new InvalidOperationException(reason);
        long memory = GC.GetTotalMemory(forceFullCollection: true) - before;
        long disk = new DirectoryInfo(store.Folder.IndexPath(FilledWindow.Shard)).EnumerateFiles().Sum(file => file.Length);
        return (memory, disk);
    }
}
