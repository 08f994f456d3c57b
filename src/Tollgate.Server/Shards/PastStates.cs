using System.Collections.Immutable;
using Tollgate.Engine;
using Tollgate.Engine.Accounts;
using Tollgate.Engine.Alerts;
using Tollgate.Engine.Bookkeeping;
using Tollgate.Engine.Contracts;
using Tollgate.Engine.Entitlements;
using Tollgate.Engine.Environments;
using Tollgate.Engine.Exceptions;
using Tollgate.Engine.Invoicing;
using Tollgate.Engine.Ledger;
using Tollgate.Engine.Metering;
using Tollgate.Engine.Numbers;
using Tollgate.Engine.Receivables;
using Tollgate.Engine.Seats;
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
            if (bytes.Header.Seq > committed || !ApplyUntil(books, BlockDecoder.Decode(bytes), knownAt, happenedBy, cancel))
                break;
        }

        if (happenedBy is { } last)
            KeepSeats(books, last);
        return books;
    }

    /// <summary>The books after some facts of a block and all that stands before them: a state that was never more than tentative.</summary>
    /// <param name="seq">-1 for the empty state.</param>
    /// <param name="facts">How many of the block's facts.</param>
    /// <param name="progress">Told how many blocks are done.</param>
    /// <exception cref="JournalException">The journal cannot be read.</exception>
    public Books After(long seq, int facts, Action<long>? progress = null, CancellationToken cancel = default)
    {
        var loader = new StreamLoader<Books>(journal, snapshots, () => new Books(), log);
        LoadedState<Books>? snapshot = loader.TryFromSnapshot(seq - 1);
        Books books = snapshot?.State ?? new Books();
        if (seq < 0)
            return books;
        foreach (EncodedBlock encoded in journal.Read((snapshot?.Seq ?? -1) + 1))
        {
            using EncodedBlock bytes = encoded;
            cancel.ThrowIfCancellationRequested();
            Block block = BlockDecoder.Decode(bytes);
            bool last = block.Header.Seq == seq;
            Playback.Apply(books, last ? block with { Facts = [.. block.Facts.Take(facts)] } : block, journal.Identity.Stream);
            progress?.Invoke(block.Header.Seq + 1);
            if (last)
                return books;
        }

        throw new JournalCorruptException(journal.Identity.Stream, seq, "it is missing");
    }

    /// <summary>A snapshot that is old enough, so that it holds nothing that is left out, spares the replay of what is before it.</summary>
    private static (Books Books, long From) Before(StreamLoader<Books> loader, RecordedAt knownAt, EffectiveAt? happenedBy, long committed) =>
        loader.TryFromSnapshot(committed, books => books.Now <= knownAt && (happenedBy is null || AcceptanceWindow.Latest(books.Now) <= happenedBy)) is { } snapshot
            ? (snapshot.State, snapshot.Seq + 1)
            : (new Books(), 0);

    /// <returns>False when the block holds a fact of later.</returns>
    private bool ApplyUntil(Books books, Block block, RecordedAt knownAt, EffectiveAt? happenedBy, CancellationToken cancel)
    {
        for (int i = 0; i < block.Facts.Count; i++)
        {
            Fact fact = block.Facts[i];
            if (RecordedInstants.Of(fact) > knownAt)
                return false;
            if (happenedBy is not { } last)
                books.Apply(fact);
            else if (fact is UsageRetallied retallied)
                books.Apply(Retally(books, retallied, block.PositionOf(i), last, cancel));
            else if ((fact is LedgerFact moved ? PastHoldings.By(books, moved, last) : By(books, fact, last)) is { } happened)
                books.Apply(happened);
        }

        return true;
    }

    /// <summary>Usage that was counted again, as it counts at an instant: what had been used by then, from the journal.</summary>
    private UsageRetallied Retally(Books books, UsageRetallied retallied, FactPosition at, EffectiveAt last, CancellationToken cancel)
    {
        var retally = Engine.Contracts.Retally.Again(books, retallied);
        foreach ((Fact fact, _, FactPosition position) in Before(at, cancel))
        {
            if (fact is OverageCovered covered && covered.From <= last)
                retally.Expect(covered.Parts.IsDefaultOrEmpty ? covered : covered with { Units = covered.Parts.Where(part => part.At <= last).Aggregate(Units.Zero, (sum, part) => sum + Units.Of(part.Units)) }, position);
        }

        foreach ((Fact fact, Fact? next, FactPosition position) in Before(at, cancel))
        {
            Fact? counted = fact switch
            {
                UsageCounted usage when usage.Event.Time <= last => usage with { Tallies = InTime(usage.Tallies) },
                UsageAttributed usage when usage.Time <= last => usage with { Tallies = InTime(usage.Tallies) },
                _ => null,
            };
            if (counted is not null)
                retally.Count(counted, next is UnitsBurnt burnt ? burnt with { Burns = [.. burnt.Burns.Select(burn => burn with { Target = burn.Target with { AfterCutoff = false } })] } : null, position);
        }

        retally.Finish();
        return retally.Result(retallied.At);
    }

    private IEnumerable<(Fact Fact, Fact? Next, FactPosition Position)> Before(FactPosition end, CancellationToken cancel)
    {
        foreach (EncodedBlock encoded in journal.Read(0))
        {
            using EncodedBlock bytes = encoded;
            cancel.ThrowIfCancellationRequested();
            if (bytes.Header.Seq > end.Seq)
                yield break;
            Block block = BlockDecoder.Decode(bytes);
            for (int i = 0; i < block.Facts.Count && block.PositionOf(i).CompareTo(end) < 0; i++)
                yield return (block.Facts[i], i + 1 < block.Facts.Count ? block.Facts[i + 1] : null, block.PositionOf(i));
        }
    }

    private static ImmutableArray<Tally> InTime(ImmutableArray<Tally> tallies) => [.. tallies.Select(tally => tally with { Target = tally.Target with { AfterCutoff = false } })];

    /// <summary>The fact as it counts at an instant; null when it is about a later one.</summary>
    private static Fact? By(Books books, Fact fact, EffectiveAt last) => fact switch
    {
        UsageCounted counted => counted.Event.Time > last ? null : counted with { Tallies = BeforeCutoff(books, counted.Tallies) },
        UsageAttributed attributed => attributed.Time > last ? null : attributed with { Tallies = BeforeCutoff(books, attributed.Tallies) },
        InvoiceDrafted drafted => drafted.Date > last ? null : drafted,
        InvoiceFinalized finalized => finalized.Date > last ? null : finalized,
        PeriodClosed closed => closed.Date > last ? null : closed,
        // Nobody asks it for alerts, and what one is about may be left out.
        AlertRaised => null,
        // An override says itself of which time it speaks, and so does what an account owes since.
        OverrideSet or DelinquencyMarked => fact,
        GroupsSet set => set.At.Microseconds > last.Microseconds ? null : set,
        ControlAdopted { Item: AttributesSet set } => set.At.Microseconds > last.Microseconds ? null : fact,
        StandingFact said => said.At.Microseconds > last.Microseconds ? null : said,
        // A throttle runs on the time of recording.
        ThrottlePassed passed => passed.At.Microseconds > last.Microseconds ? null : passed,
        SeatFact seat => seat.At.Microseconds > last.Microseconds ? null : seat,
        ReceivableFact said => said.At.Microseconds > last.Microseconds || !books.Invoices.ContainsKey(said.InvoiceId) ? null : said,
        AccountingPeriodClosed closed => closed.At.Microseconds > last.Microseconds ? null : closed,
        _ => fact,
    };

    /// <summary>A seat that ran out later was held then, though it has run out by the time of which the state is.</summary>
    private static void KeepSeats(Books books, EffectiveAt last)
    {
        foreach ((string id, AccountBook account) in books.Accounts)
        {
            Seat[] held = [.. account.Seats?.Held(new RecordedAt(last.Microseconds)) ?? []];
            foreach (Seat seat in held.Where(seat => seat.FreeAt is not null))
                books.Apply(new SeatRenewed(id, seat.Feature, seat.Subject, seat.ExpiresAt, null, seat.TakenAt));
        }
    }

    /// <summary>What came after its period was closed was used all the same, and of the allowance that the period had then.</summary>
    private static ImmutableArray<Tally> BeforeCutoff(Books books, ImmutableArray<Tally> tallies) => tallies.Any(tally => tally.Target.AfterCutoff)
        ? [.. tallies.Select(tally => tally.Target.AfterCutoff ? InTime(books.Contracts[tally.Target.ContractId!], tally) : tally)]
        : tallies;

    private static Tally InTime(ContractBook contract, in Tally late)
    {
        Quantity fromAllowance = Allowance.Of(contract, contract.PeriodAt(late.Target.PeriodStart), late.Target.Meter)?.Cover(late.Value - late.Covered) ?? Quantity.Zero;
        return late with { Target = late.Target with { AfterCutoff = false }, Covered = late.Covered + fromAllowance };
    }
}
