using Microsoft.Extensions.Logging.Abstractions;
using Tollgate.Bench.Ingest;
using Tollgate.Bench.Rounds;
using Tollgate.Bench.World;
using Tollgate.Engine;
using Tollgate.Server.Shards;
using Tollgate.Storage.Journal;

namespace Tollgate.Bench.Journal;

/// <summary>P9, first half: the state is made from the whole journal. The index of ids is not; it is found again in its runs.</summary>
public sealed class Replay(IReadOnlyList<StoreKind> stores) : Measurement("P9", "full replay of the journal, 10,000 accounts", "facts/s")
{
    public override IReadOnlyList<Comparison> Comparisons { get; } =
    [
        .. stores.SelectMany((_, i) => (Comparison[])[new(2 + 2 * i, 0, 1), new(2 + 2 * i, 1 + 2 * i, Goal: null)]),
    ];

    public override IReadOnlyList<Contender> Prepare(Scale scale)
    {
        int batches = scale.Of(500);
        return [new("the goal", () => new Figure(1_000_000)), .. stores.SelectMany(store => Of(store, batches))];
    }

    private Contender[] Of(StoreKind store, int batches)
    {
        Shop shop = Keep(new Shop(SampleEvents.Accounts, store));
        var events = new SampleEvents(batches, 1_000, seed: 9, DateTimeOffset.UtcNow);
        new Intake(shop.Environment, events).Run(batches);
        StreamLoop<Books> shard = shop.Environment.Shard;
        long last = shard.Committed.Seq;
        long facts = Read(shard.Journal, last);
        var loader = new StreamLoader<Books>(shard.Journal, null, () => new Books(), NullLogger.Instance);
        return
        [
            new($"blocks read from {Place.NameOf(store)}, hashes checked", () => Figure.Rate(facts, () => Read(shard.Journal, last))),
            new(Place.NameOf(store), () => Figure.Rate(facts, () => loader.Load(last))),
        ];
    }

    private static long Read(IJournalReader journal, long last)
    {
        long facts = 0;
        foreach (EncodedBlock encoded in journal.Read(0))
        {
            using EncodedBlock block = encoded;
            facts += block.Header.FactCount;
            if (block.Header.Seq == last)
                break;
        }

        return facts;
    }
}
