using System.Collections.Immutable;
using Tollgate.Engine;
using Tollgate.Engine.Alerts;
using Tollgate.Engine.Invoicing;
using Tollgate.Engine.Metering;
using Tollgate.Engine.Time;
using Tollgate.Storage.Journal;
using Tollgate.Storage.Snapshots;

namespace Tollgate.Server.Shards;

/// <summary>What a shard knew at an instant: throwaway states, made from the journal for one question.</summary>
public sealed class PastStates(IJournalReader journal, ISnapshots? snapshots, ILogger log)
{
    /// <summary>
    /// The books after the last fact recorded at or before an instant. A shard's time never goes back, so everything behind the first later
    /// fact is later too.
    /// </summary>
    /// <param name="happenedBy">
    /// Leaves out usage of later than this and invoices dated later, so that its period is open and holds what had been used by then. Null takes all.
    /// </param>
    /// <param name="committed">The last block to look at.</param>
    /// <remarks>It may replay the whole journal: not for the loop's thread, nor for a request that has no patience.</remarks>
    /// <exception cref="JournalException">The journal cannot be read.</exception>
    public Books AsOf(RecordedAt knownAt, EffectiveAt? happenedBy, long committed, CancellationToken cancel = default)
    {
        var loader = new StreamLoader<Books>(journal, snapshots, () => new Books(), log);
        (Books books, long from) = Before(loader, knownAt, happenedBy, committed);
        foreach (EncodedBlock encoded in journal.Read(from))
        {
            using EncodedBlock bytes = encoded;
            cancel.ThrowIfCancellationRequested();
            if (bytes.Header.Seq > committed || !ApplyUntil(books, BlockDecoder.Decode(bytes), knownAt, happenedBy))
                break;
        }

        return books;
    }

    /// <summary>A snapshot that is old enough, so that it holds nothing that is left out, spares the replay of what is before it.</summary>
    private static (Books Books, long From) Before(StreamLoader<Books> loader, RecordedAt knownAt, EffectiveAt? happenedBy, long committed) =>
        loader.TryFromSnapshot(committed, books => books.Now <= knownAt && (happenedBy is null || AcceptanceWindow.Latest(books.Now) <= happenedBy)) is { } snapshot
            ? (snapshot.State, snapshot.Seq + 1)
            : (new Books(), 0);

    /// <returns>False when the block holds a fact of later.</returns>
    private static bool ApplyUntil(Books books, Block block, RecordedAt knownAt, EffectiveAt? happenedBy)
    {
        foreach (Fact fact in block.Facts)
        {
            if (RecordedInstants.Of(fact) > knownAt)
                return false;
            if (happenedBy is not { } last)
                books.Apply(fact);
            else if (By(fact, last) is { } happened)
                books.Apply(happened);
        }

        return true;
    }

    /// <summary>The fact as it counts at an instant; null when it is about a later one.</summary>
    private static Fact? By(Fact fact, EffectiveAt last) => fact switch
    {
        UsageCounted counted => counted.Event.Time > last ? null : counted with { Tallies = BeforeCutoff(counted.Tallies) },
        UsageAttributed attributed => attributed.Time > last ? null : attributed with { Tallies = BeforeCutoff(attributed.Tallies) },
        InvoiceDrafted drafted => drafted.Date > last ? null : drafted,
        InvoiceFinalized finalized => finalized.Date > last ? null : finalized,
        PeriodClosed closed => closed.Date > last ? null : closed,
        // Nobody asks it for alerts, and what one is about may be left out.
        AlertRaised => null,
        _ => fact,
    };

    /// <summary>What came after its period was closed was used all the same.</summary>
    private static ImmutableArray<Tally> BeforeCutoff(ImmutableArray<Tally> tallies) => tallies.Any(tally => tally.Target.AfterCutoff)
        ? [.. tallies.Select(tally => tally with { Target = tally.Target with { AfterCutoff = false } })]
        : tallies;
}
