using Tollgate.Engine.Contracts;
using Tollgate.Engine;
using Tollgate.Engine.Environments;
using Tollgate.Engine.Ledger;
using Tollgate.Engine.Metering;
using Tollgate.Engine.Requests;
using Tollgate.Engine.Time;
using Tollgate.Storage.Index.Runs;
using Tollgate.Storage.Journal;

namespace Tollgate.Storage.Index;

/// <summary>
/// The one index of ids of a stream: usage event ids with their receipts, idempotency keys, and which blocks hold an account's usage. The newest
/// are in a memtable, which is the loop's; all others in sorted runs, which any thread may ask. It has no thread and no clock of its own: what is
/// due in the background is done by <see cref="Step"/>, and its time is that of the last committed block.
/// </summary>
/// <param name="files">Where the runs lie; null keeps them in memory.</param>
public sealed partial class IdIndex(IndexKeys keys, IRunFiles? files = null, IndexLimits? limits = null) : IDisposable
{
    // Behind so many sealed memtables the newest one grows on, instead of being sealed.
    private const int MostSealed = 2;
    private const int EmptyPlaceBits = 10;
    private const int FullPlaceBits = 18;

    private readonly IRunFiles _files = files ?? new MemoryRunFiles();
    private readonly IndexLimits _limits = limits ?? new();
    private readonly Queue<(long Seq, UInt128 Bits)> _tentative = new();
    private Memtable _live = new(1, 0, EmptyPlaceBits);
    private volatile IndexView _view = new([], [], 0);
    private long _committed = -1;
    private long _now = long.MinValue;
    private int _windowDays = -1;
    private BlockHash _lastHash;

    public IndexKeys Keys => keys;

    /// <summary>The last block whose entries are committed; -1 when there is none.</summary>
    public long CommittedSeq => Interlocked.Read(ref _committed);

    /// <summary>Something is to be done by <see cref="Step"/>. Called on the loop's thread.</summary>
    public event Action? WorkArrived;

    /// <summary>Asks all that is sealed or in runs. For any thread; reads a page only when a filter says that the id may be there.</summary>
    public IndexProbe Probe(IndexKey key)
    {
        try
        {
            while (true)
            {
                IndexView view = _view;
                try
                {
                    return new(key, view.Newest, view.Find(key, IndexView.FromTheBeginning));
                }
                catch (ObjectDisposedException) when (view != _view)
                {
                    // A run was merged away under this question; what it held is in the view of now.
                }
            }
        }
        catch (Exception e) when (e is RunDamagedException or ObjectDisposedException)
        {
            // The loop will find the same, and has it mended; or the index is closed, and the loop takes nothing any more.
            Damage = e as RunDamagedException ?? Damage;
            return new(key, IndexView.FromTheBeginning, Verdict.Unknown);
        }
    }

    /// <summary>Completes a probe with what was added and sealed since. For the loop's thread.</summary>
    /// <exception cref="RunDamagedException">The index has to be made again: see <see cref="Damage"/>.</exception>
    public Verdict Resolve(in IndexProbe probe)
    {
        if (_live.Ids.TryFind(probe.Key.Bits, out IdTable.Place place))
            return new(true, new(place.Seq, place.Ordinal), place.Mark, place.Seq <= CommittedSeq);
        // What was sealed since is newer, also than what the probe had found: that may have been forgotten, and have come again.
        return _view.Newest != probe.Seen && FindSince(probe.Key, probe.Seen) is { Known: true } newer ? newer : probe.Verdict;
    }

    /// <summary>Probes and resolves. For the loop's thread.</summary>
    /// <inheritdoc cref="Resolve"/>
    public Verdict Find(IndexKey key) => Resolve(Probe(key));

    /// <summary>An id will be resolved soon: has its place in the memtable fetched meanwhile. For the loop's thread.</summary>
    public void Prefetch(IndexKey key) => _live.Ids.Prefetch(key.Bits);

    /// <summary>Notes whatever a fact brings: called for each fact in order, as it is applied or played from the journal.</summary>
    /// <param name="at">Where it will stand once its block is committed.</param>
    /// <param name="known">The key of a usage event or an idempotency key, when it was made already; an id that is new, as its verdict says.</param>
    public void Add(Fact fact, FactPosition at, IndexKey? known = null)
    {
        switch (fact)
        {
            case UsageCounted { Event: var usage } counted:
                Add(known ?? keys.OfUsageEvent(usage.AccountId, usage.Source, usage.Id), at, UsageContent.Fingerprint(usage), usage.AccountId, usage.Time, counted.At);
                break;
            case UsageRepeated repeated:
                _live.AddReceipt((known ?? keys.OfUsageEvent(repeated.AccountId, repeated.Source, repeated.EventId)).Bits, at);
                // As long as the event itself can be, whose timestamp may be later than its receipt.
                _live.Note(IndexKind.Receipt, AcceptanceWindow.Latest(repeated.At).Microseconds);
                break;
            case UsageAttributed attributed:
                _live.Stays.Add(attributed.AccountId, attributed.Time.Microseconds, at.Seq);
                break;
            case UnitsBurnt burnt:
                _live.Stays.Add(burnt.AccountId, burnt.Time.Microseconds, at.Seq);
                break;
            case LedgerFact moved:
                _live.Stays.Add(moved.AccountId, moved.At.Microseconds, at.Seq);
                break;
            case UsageRetallied retallied:
                _live.Stays.Add(retallied.AccountId, retallied.At.Microseconds, at.Seq);
                break;
            case AnswerKept kept:
                Add(known ?? keys.OfIdempotencyKey(kept.Key), at, content: 0, kept.At.Microseconds);
                break;
            case ControlAdopted { Item: EnvironmentCreated environment }:
                _windowDays = environment.AcceptanceWindowDays;
                break;
        }
    }

    /// <summary>The same for a counted event of which key and mark are known.</summary>
    public void Add(IndexKey key, FactPosition first, ulong content, in UsageRow counted) =>
        Add(key, first, content, counted.AccountId, counted.Time, counted.At);

    /// <summary>The same for a key and a mark that are known.</summary>
    /// <param name="latest">The later of receipt and timestamp, in microseconds: it is remembered for its time from then on.</param>
    public void Add(IndexKey key, FactPosition first, ulong content, long latest)
    {
        _live.Ids.Put(new() { Bits = key.Bits, Seq = first.Seq, Ordinal = first.Ordinal, Mark = checked((uint)content) });
        _live.Note(key.Kind, latest);
        _tentative.Enqueue((first.Seq, key.Bits));
    }

    /// <summary>Blocks up to the head are durable.</summary>
    /// <param name="at">When the last of them was closed.</param>
    public void Commit(Head head, RecordedAt at)
    {
        if (head.Seq > CommittedSeq)
        {
            Interlocked.Exchange(ref _committed, head.Seq);
            _lastHash = head.Hash;
            Interlocked.Exchange(ref _now, Math.Max(_now, at.Microseconds));
        }

        while (_tentative.TryPeek(out (long Seq, UInt128) oldest) && oldest.Seq <= head.Seq)
            _tentative.Dequeue();
        _live.Stays.Commit(head.Seq);
        if (IsFull && _view.Sealed.Length < MostSealed)
            Seal();
    }

    /// <summary>A write failed: everything that is not committed is forgotten, as if it had never come.</summary>
    public void Discard()
    {
        foreach ((_, UInt128 bits) in _tentative)
            _live.Ids.Remove(bits);
        _tentative.Clear();
        _live.DiscardReceipts(CommittedSeq);
        _live.Stays.Discard();
    }

    private bool IsFull =>
        _live.Ids.Count >= _limits.Ids
        || _live.Stays.Count >= _limits.Stays
        || _live.Receipts >= _limits.Receipts
        || CommittedSeq - _live.FirstSeq + 1 >= _limits.Blocks;

    private int? WindowDays => Volatile.Read(ref _windowDays) is >= 0 and var days ? days : null;

    /// <summary>
    /// The committed part of the memtable waits to be written from here on; what is tentative goes on in a new one. It happens by itself when the
    /// memtable is full. For the loop's thread.
    /// </summary>
    public void Seal()
    {
        if (CommittedSeq < _live.FirstSeq)
            return;
        Memtable full = _live;
        long committed = CommittedSeq;
        Memtable next = new(full.Number + 1, committed + 1, full.Ids.Count >= _limits.Ids ? Math.Min(FullPlaceBits, full.Ids.PlaceBits) : EmptyPlaceBits);
        full.MoveTentativeTo(next, _tentative.Select(tentative => tentative.Bits), committed);
        var waiting = new SealedMemtable(full, committed, _lastHash, _now);
        lock (_publishing)
            _view = new(_view.Sealed.Add(waiting), _view.Runs, full.Number);
        // Only now, so that whoever sees the new memtable sees the old one in the view.
        Volatile.Write(ref _live, next);
        WorkArrived?.Invoke();
    }

    private void Add(IndexKey key, FactPosition first, ulong content, string account, EffectiveAt time, RecordedAt received)
    {
        Add(key, first, content, Later(received, time));
        _live.Stays.Add(account, time.Microseconds, first.Seq);
    }

    private Verdict FindSince(IndexKey key, long since)
    {
        while (true)
        {
            IndexView view = _view;
            try
            {
                return view.Find(key, since);
            }
            catch (ObjectDisposedException) when (view != _view)
            {
            }
            catch (RunDamagedException damaged)
            {
                Damage = damaged;
                throw;
            }
        }
    }

    private static long Later(RecordedAt received, EffectiveAt timestamp) => Math.Max(received.Microseconds, timestamp.Microseconds);
}
