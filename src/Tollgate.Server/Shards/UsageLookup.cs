using System.Collections.Immutable;
using Tollgate.Engine;
using Tollgate.Engine.Contracts;
using Tollgate.Engine.Ledger;
using Tollgate.Engine.Metering;
using Tollgate.Engine.Time;
using Tollgate.Storage.Index;
using Tollgate.Storage.Index.Runs;
using Tollgate.Storage.Journal;

namespace Tollgate.Server.Shards;

/// <summary>A usage event as the journal has it.</summary>
/// <param name="Position">Where it was counted: its first receipt.</param>
/// <param name="Repetitions">Every further receipt, in order.</param>
public sealed record FoundEvent(FactPosition Position, UsageCounted Counted, IReadOnlyList<(FactPosition Position, UsageRepeated Repeated)> Repetitions);

/// <summary>An event being counted, or being taken up by a contract that was made after it.</summary>
/// <param name="Position">Of the fact that moved the totals.</param>
/// <param name="Attributed">Null when it was counted; else the taking up of what was counted before, and under no contract.</param>
public readonly record struct UsageEntry(FactPosition Position, UsageCounted Counted, UsageAttributed? Attributed)
{
    /// <summary>What this fact moved.</summary>
    public ImmutableArray<Tally> Tallies => CountedAgain ?? Attributed?.Tallies ?? Counted.Tallies;

    /// <summary>What it moves since it was counted again under other terms; null when it was not.</summary>
    public ImmutableArray<Tally>? CountedAgain { get; init; }

    public RecordedAt At => Attributed?.At ?? Counted.At;
}

/// <summary>Finds a shard's usage in its journal, by way of the index. Everything that it answers is durable.</summary>
public sealed class UsageLookup(StreamLoop<Books> shard)
{
    /// <summary>An event by its identity, or null.</summary>
    /// <param name="account">Or an external id.</param>
    /// <exception cref="StreamUnavailableException">The shard does not answer now.</exception>
    /// <exception cref="JournalException">The journal cannot be read.</exception>
    public async Task<FoundEvent?> Find(string account, string source, string eventId, CancellationToken cancel = default)
    {
        // Asked in the loop, so that an event that was just acknowledged, or is about to be, is found.
        NewestOfEvent? newest = await shard
            .Read((books, _) => books.Account(account)?.Account.Id is { } id ? shard.Ids.Newest(shard.Ids.Keys.OfUsageEvent(id, source, eventId)) : null, cancel)
            .ConfigureAwait(false);
        if (newest is null || Committed(newest) is not { } found)
            return null;

        var blocks = new RecentBlock(shard.Journal);
        var repetitions = new List<(FactPosition, UsageRepeated)>();
        foreach (FactPosition at in found.Receipts)
            repetitions.Add((at, (UsageRepeated)blocks.Fact(at)));
        return new FoundEvent(found.First, (UsageCounted)blocks.Fact(found.First), repetitions);
    }

    private IndexedEvent? Committed(NewestOfEvent newest)
    {
        try
        {
            return shard.Ids.Event(newest);
        }
        catch (RunDamagedException damage)
        {
            throw Unavailable.Mending(damage);
        }
    }

    /// <summary>
    /// An account's usage with a time in <c>[from, to)</c>, in the order of the journal, read block by block while it is enumerated.
    /// </summary>
    /// <param name="accountId">The account's own id.</param>
    /// <param name="upTo">The last fact to look at: an invoice's cutoff; null looks at all that is durable.</param>
    /// <exception cref="JournalException">The journal cannot be read.</exception>
    public IEnumerable<UsageEntry> Of(string accountId, EffectiveAt from, EffectiveAt to, FactPosition? upTo = null)
    {
        var earlier = new RecentBlock(shard.Journal);
        var withoutContract = new Dictionary<IndexKey, FactPosition>();
        foreach (long seq in BlocksOf(accountId, from, to))
        {
            if (seq > (upTo?.Seq ?? long.MaxValue))
                yield break;
            Block block = RecentBlock.Read(shard.Journal, seq);
            for (int i = 0; i < block.Facts.Count; i++)
            {
                FactPosition at = block.PositionOf(i);
                if (upTo is { } last && at.CompareTo(last) > 0)
                    yield break;
                if (Entry(block.Facts[i], at, accountId, earlier, withoutContract) is { } entry && entry.Counted.Event.Time >= from && entry.Counted.Event.Time < to)
                    yield return entry;
            }
        }
    }

    /// <summary>All that moved units of an account, usage and grants, in the order of the journal, with the facts beside each.</summary>
    /// <param name="accountId">The account's own id.</param>
    /// <param name="fromSeq">The block to begin with.</param>
    /// <param name="upTo">The last block to look at.</param>
    /// <param name="since">Blocks that hold only what is effective, and recorded, before this instant may be left out.</param>
    /// <exception cref="JournalException">The journal cannot be read.</exception>
    public IEnumerable<Moved> Movements(string accountId, long fromSeq, long upTo, EffectiveAt since)
    {
        foreach (long seq in BlocksOf(accountId, since, new EffectiveAt(long.MaxValue)))
        {
            if (seq < fromSeq)
                continue;
            if (seq > upTo)
                yield break;
            Block block = RecentBlock.Read(shard.Journal, seq);
            for (int i = 0; i < block.Facts.Count; i++)
            {
                if (IsOf(block.Facts[i], accountId))
                    yield return new Moved(block.PositionOf(i), i > 0 ? block.Facts[i - 1] : null, block.Facts[i], i + 1 < block.Facts.Count ? block.Facts[i + 1] : null);
            }
        }
    }

    private static bool IsOf(Fact fact, string accountId) => fact switch
    {
        UsageCounted counted => counted.Event.AccountId == accountId,
        UsageAttributed attributed => attributed.AccountId == accountId,
        LedgerFact moved => moved.AccountId == accountId,
        UsageRetallied retallied => retallied.AccountId == accountId,
        _ => false,
    };

    private IReadOnlyList<long> BlocksOf(string accountId, EffectiveAt from, EffectiveAt to)
    {
        try
        {
            return shard.Ids.BlocksOf(accountId, from, to);
        }
        catch (RunDamagedException damage)
        {
            throw Unavailable.Mending(damage);
        }
    }

    /// <param name="withoutContract">
    /// Where the events stand that no contract had taken up yet. One that was taken up later has the same time, so that it was met before; the ids
    /// themselves may be forgotten by then.
    /// </param>
    private UsageEntry? Entry(Fact fact, FactPosition at, string accountId, RecentBlock earlier, Dictionary<IndexKey, FactPosition> withoutContract)
    {
        switch (fact)
        {
            case UsageCounted counted when counted.Event.AccountId == accountId:
                if (counted.Tallies.Any(tally => tally.Target.ContractId is null))
                    withoutContract[shard.Ids.Keys.OfUsageEvent(accountId, counted.Event.Source, counted.Event.Id)] = at;
                return new UsageEntry(at, counted, null);
            case UsageAttributed attributed when attributed.AccountId == accountId:
                // Of another time than was asked for, it was not met, and is not asked for either.
                return withoutContract.TryGetValue(shard.Ids.Keys.OfUsageEvent(accountId, attributed.Source, attributed.EventId), out FactPosition first)
                    ? new UsageEntry(at, (UsageCounted)earlier.Fact(first), attributed)
                    : null;
            default:
                return null;
        }
    }

    /// <summary>Reads facts by position, and keeps the last block, since neighbours are asked for one after another.</summary>
    private sealed class RecentBlock(IJournalReader journal)
    {
        private Block? _block;

        public Fact Fact(FactPosition at)
        {
            if (_block?.Header.Seq != at.Seq)
                _block = Read(journal, at.Seq);
            return _block!.Facts[at.Ordinal];
        }

        public static Block Read(IJournalReader journal, long seq)
        {
            using EncodedBlock bytes = journal.ReadBlock(seq)
                ?? throw new JournalCorruptException(journal.Identity.Stream, seq, "the index names it, and it is missing");
            return BlockDecoder.Decode(bytes);
        }
    }
}
