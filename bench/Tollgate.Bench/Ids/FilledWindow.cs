using System.Diagnostics;
using Tollgate.Bench.Ingest;
using Tollgate.Bench.World;
using Tollgate.Engine;
using Tollgate.Engine.Environments;
using Tollgate.Storage.Index;
using Tollgate.Storage.Installation;
using Tollgate.Storage.Journal;

namespace Tollgate.Bench.Ids;

/// <summary>
/// Fills an installation's index with ids, as the product's own index does it: block by block of its journal, through memtable, runs and merges,
/// each block with ids more than it has. To ingest hundreds of millions of events for that would take hours.
/// </summary>
internal static class FilledWindow
{
    public static readonly StreamId Shard = StreamId.OfShard("live", 0);

    // A memtable is sealed when it holds so many, and at the end of a block.
    private const int IdsInBlock = 180_000;
    private const int Blocks = 600;
    private const int EventsInBlock = 10;
    private const long Day = 86_400_000_000;

    /// <summary>With a journal that has blocks enough.</summary>
    public static Shop Shop(StoreKind store)
    {
        var shop = new Shop(SampleEvents.Accounts, store);
        var events = new SampleEvents(1, EventsInBlock, seed: 70, DateTimeOffset.UtcNow);
        var intake = new Intake(shop.Environment, events);
        for (int i = 0; i < Blocks; i++)
        {
            events.Renew(events.Batches[0]);
            intake.Send(events.Batches[0]).Wait();
        }

        return shop;
    }

    /// <summary>While the installation is closed.</summary>
    public static void Fill(Place place, long ids, Action<string> tell)
    {
        long begun = Stopwatch.GetTimestamp();
        using IStore store = place.Open();
        using IJournalReader journal = store.OpenReader(Shard);
        var keys = new IndexKeys(store.Folder.Secret.Span);
        using var index = new IdIndex(keys, store.OpenIndex(Shard));
        index.Open(journal);
        index.Reset();
        long first = journal.Head.Seq - Blocks + 1;
        long inBlock = Math.Max(IdsInBlock, (ids + Blocks - 1) / Blocks);
        long added = 0;
        foreach (EncodedBlock encoded in journal.Read(0))
        {
            using EncodedBlock bytes = encoded;
            Block block = BlockDecoder.Decode(bytes);
            long until = block.Header.Seq < first ? 0 : Math.Min(ids, added + inBlock);
            for (int ordinal = 0; added < until; added++, ordinal++)
                index.Add(KeyOf(keys, added), new FactPosition(block.Header.Seq, ordinal), content: (ulong)added & 0xffffff, TimeOf(added, ids, block));
            index.Play(block);
            if (Stopwatch.GetElapsedTime(begun) > TimeSpan.FromSeconds(20) && added % (20 * inBlock) == 0)
                tell($"P7: {added:N0} of {ids:N0} ids after {Stopwatch.GetElapsedTime(begun).TotalSeconds:N0} s");
        }

        while (index.Step() is not null)
        {
        }

        // What is in the memtable alone would be played from the journal, which has it not.
        index.Seal();
        while (index.Step() is not null)
        {
        }

        IndexFigures figures = index.Figures;
        if (figures.Ids < ids)
            throw new InvalidOperationException($"The index holds {figures.Ids:N0} ids, and not {ids:N0}.");
        tell($"P7: {figures.Ids:N0} ids in {figures.Runs} runs after {Stopwatch.GetElapsedTime(begun).TotalSeconds:N0} s");
    }

    // Of a source that the rounds do not send: none of theirs is a duplicate.
    private static IndexKey KeyOf(IndexKeys keys, long number) => keys.OfUsageEvent("acct_0001", "past", number.ToString(System.Globalization.CultureInfo.InvariantCulture));

    /// <summary>Spread over the window, the oldest first, so that the runs lie in its parts as they would.</summary>
    private static long TimeOf(long number, long ids, Block block) =>
        block.Header.RecordedAt.Microseconds - (long)((EnvironmentCreation.DefaultAcceptanceWindowDays - 1) * Day * (1 - (double)number / ids));
}
