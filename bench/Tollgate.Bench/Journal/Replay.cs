using Microsoft.Extensions.Logging.Abstractions;
using Tollgate.Bench.Ingest;
using Tollgate.Bench.Rounds;
using Tollgate.Bench.World;
using Tollgate.Engine;
using Tollgate.Server.Shards;
using Tollgate.Storage.Journal;

namespace Tollgate.Bench.Journal;

/// <summary>P9, first half: the state is made from the whole journal.</summary>
public sealed class Replay() : Measurement("P9", "full replay of the journal, SQLite, 10,000 accounts", "facts/s")
{
    private Shop? _shop;

    public override IReadOnlyList<Comparison> Comparisons { get; } =
    [
        new("against 1,000,000/s", 1, 2, 1),
        new("against reading the same blocks and checking their hashes", 1, 0, 0.05),
    ];

    public override string Remark => "The goal is a rate: 1,000,000 facts/s. Without the index of ids, which is measured by P7.";

    public override IReadOnlyList<Contender> Prepare(Scale scale)
    {
        _shop = new Shop(SampleEvents.Accounts);
        var events = new SampleEvents(scale.Of(1_000), 1_000, seed: 9, DateTimeOffset.UtcNow);
        new Intake(_shop.Environment, events).Run(events.Batches.Count);
        StreamLoop<Books> shard = _shop.Environment.Shard;
        long last = shard.Committed.Seq;
        long facts = Read(shard.Journal, last);
        var loader = new StreamLoader<Books>(shard.Journal, null, () => new Books(), NullLogger.Instance);
        return
        [
            new("blocks read, hashes checked", () => Figure.Rate(facts, () => Read(shard.Journal, last))),
            new("Tollgate", () => Figure.Rate(facts, () => loader.Load(last))),
            new("the goal", () => new Figure(1_000_000)),
        ];
    }

    public override void Dispose()
    {
        _shop?.Dispose();
        base.Dispose();
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
