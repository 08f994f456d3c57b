using Tollgate.Engine;
using Tollgate.Engine.Metering;
using Tollgate.Engine.Requests;
using Tollgate.Engine.Time;
using Tollgate.Storage.Journal;

namespace Tollgate.Storage.Index;

/// <summary>
/// The one index of ids of a stream: usage event ids, idempotency keys, and which blocks hold an account's usage. Held in memory and made again
/// from the journal at start. <see cref="Add(Fact, FactPosition)"/>, <see cref="Commit"/> and <see cref="Discard"/> are for the loop's thread; every
/// question may be asked from any.
/// </summary>
public sealed class IdIndex(IndexKeys keys)
{
    private const int PartBits = 8;

    private readonly FingerprintTable[] _parts = [.. Enumerable.Range(0, 1 << PartBits).Select(_ => new FingerprintTable())];
    private readonly AccountBlocks _accountBlocks = new();
    private readonly Receipts _receipts = new();
    private readonly Queue<Tentative> _tentative = new();
    private long _committed = -1;

    /// <summary>What was added for a block that is not durable yet, so that it can be taken out again.</summary>
    private readonly record struct Tentative(long Seq, TentativeKind Kind, UInt128 Bits, string? Account);

    private enum TentativeKind
    {
        Id,
        Receipt,
        Usage,
    }

    public IndexKeys Keys => keys;

    /// <summary>The last block whose entries are committed; -1 when there is none.</summary>
    public long CommittedSeq => Interlocked.Read(ref _committed);

    /// <summary>How many ids it knows.</summary>
    public long Count => _parts.Sum(part => (long)part.Count);

    /// <summary>Also sees what is not committed, and says so.</summary>
    public Verdict Probe(IndexKey key) => Part(key.Bits).TryFind(key.Bits, out IndexEntry entry)
        ? new(true, new(entry.Seq, entry.Ordinal), entry.Content, entry.Seq <= CommittedSeq)
        : Verdict.Unknown;

    /// <summary>Notes whatever a fact brings: called for each fact in order, as it is applied or played from the journal.</summary>
    /// <param name="at">Where it will stand once its block is committed.</param>
    public void Add(Fact fact, FactPosition at)
    {
        switch (fact)
        {
            case UsageCounted { Event: var usage }:
                Add(keys.OfUsageEvent(usage.AccountId, usage.Source, usage.Id), at, UsageContent.Fingerprint(usage));
                AddUsage(usage.AccountId, usage.Time, at.Seq);
                break;
            case UsageRepeated repeated:
                AddReceipt(keys.OfUsageEvent(repeated.AccountId, repeated.Source, repeated.EventId), at);
                break;
            case UsageAttributed attributed:
                AddUsage(attributed.AccountId, attributed.Time, at.Seq);
                break;
            case AnswerKept kept:
                Add(keys.OfIdempotencyKey(kept.Key), at, content: 0);
                break;
        }
    }

    /// <summary>The same for a usage event whose key and mark are known already.</summary>
    /// <returns>False when the id was known; the first entry stays.</returns>
    public bool Add(IndexKey key, FactPosition first, ulong content)
    {
        IndexEntry entry = new() { Bits = key.Bits, Content = content, Seq = first.Seq, Ordinal = first.Ordinal, Taken = true };
        if (!Part(key.Bits).TryAdd(entry))
            return false;
        _tentative.Enqueue(new(first.Seq, TentativeKind.Id, key.Bits, null));
        return true;
    }

    /// <summary>Notes that a block holds usage of an account at a time.</summary>
    public void AddUsage(string account, EffectiveAt time, long seq)
    {
        _accountBlocks.Add(account, time, seq);
        _tentative.Enqueue(new(seq, TentativeKind.Usage, default, account));
    }

    public void AddReceipt(IndexKey key, FactPosition at)
    {
        _receipts.Add(key.Bits, at);
        _tentative.Enqueue(new(at.Seq, TentativeKind.Receipt, key.Bits, null));
    }

    /// <summary>Blocks up to <paramref name="seq"/> are durable.</summary>
    public void Commit(long seq)
    {
        if (seq > CommittedSeq)
            Interlocked.Exchange(ref _committed, seq);
        while (_tentative.TryPeek(out Tentative oldest) && oldest.Seq <= seq)
            _tentative.Dequeue();
    }

    /// <summary>A write failed: everything that is not committed is forgotten, as if it had never come.</summary>
    public void Discard()
    {
        long committed = CommittedSeq;
        foreach (Tentative added in _tentative)
        {
            if (added.Kind == TentativeKind.Id)
                Part(added.Bits).Remove(added.Bits);
            else if (added.Kind == TentativeKind.Receipt)
                _receipts.Discard(added.Bits, committed);
            else
                _accountBlocks.Discard(added.Account!, committed);
        }

        _tentative.Clear();
    }

    /// <summary>Plays a durable block: how the index is made again at start.</summary>
    public void Play(Block block)
    {
        for (int i = 0; i < block.Facts.Count; i++)
            Add(block.Facts[i], block.PositionOf(i));
        Commit(block.Header.Seq);
    }

    /// <summary>
    /// The committed blocks that may hold an account's usage with an effective time in <c>[from, to)</c>, in order. A block in the list can hold none
    /// of it: an account's earliest and latest time in it are known, not those between.
    /// </summary>
    public IReadOnlyList<long> BlocksOf(string account, EffectiveAt from, EffectiveAt to) => _accountBlocks.Find(account, from, to, CommittedSeq);

    /// <summary>Where the committed further receipts of an event stand, in order; the first one is <see cref="Verdict.First"/>.</summary>
    public IReadOnlyList<FactPosition> ReceiptsOf(IndexKey key) => _receipts.Find(key.Bits, CommittedSeq);

    private FingerprintTable Part(UInt128 bits) => _parts[(int)(bits >> 128 - PartBits)];
}
