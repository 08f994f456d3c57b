using System.Buffers;
using System.Text;
using Tollgate.Engine;
using Tollgate.Engine.Accounts;
using Tollgate.Engine.Metering;
using Tollgate.Engine.Time;
using Tollgate.Storage.Index;

namespace Tollgate.Server.Shards;

/// <summary>What came of one event of a batch.</summary>
public enum EventOutcome
{
    /// <summary>Nothing yet.</summary>
    Waits,
    Counted,

    /// <summary>It was counted before.</summary>
    Duplicate,

    /// <summary>It was counted before with another content.</summary>
    Conflict,
    Refused,
}

/// <summary>One event of a batch, on its way from the gate to the block.</summary>
public struct BatchedEvent
{
    public EventContent Usage;

    /// <summary>The time is the sender's own; otherwise it is the instant of receipt.</summary>
    public bool TimeGiven;

    /// <summary>The event's place in the request, from 0.</summary>
    public int Line;

    /// <summary>What came of it.</summary>
    public EventOutcome Outcome;

    internal int IdAt;
    internal int IdLength;

    /// <summary>Whose it is, while the loop has it; null when it is to be looked at alone.</summary>
    internal AccountBook? Account;

    /// <summary>What it says, in few bits (<see cref="UsageContent"/>).</summary>
    internal ulong Content;

    /// <summary>What is committed of its id, as the gate found it.</summary>
    internal IndexProbe Probe;
}

/// <summary>
/// Reported events that came together, in order, and what came of them. They come by the million, so that none of them is an object: they lie in
/// arrays that are used again, and their ids are bytes until somebody asks for one. A gate fills it, then the loop has it alone until it answers.
/// </summary>
public sealed class UsageBatch
{
    private readonly List<(int Event, Rejection Why)> _refused = [];
    private readonly int[] _outcomes = new int[(int)EventOutcome.Refused + 1];
    private BatchedEvent[] _events = ArrayPool<BatchedEvent>.Shared.Rent(64);
    private byte[] _ids = ArrayPool<byte>.Shared.Rent(1024);
    private int _idsLength;

    public int Count { get; private set; }

    public ref readonly BatchedEvent this[int i] => ref _events[i];

    /// <summary>Which were refused, in order.</summary>
    public IReadOnlyList<(int Event, Rejection Why)> Refused => _refused;

    /// <summary>One of them met a mistake of Tollgate's own.</summary>
    internal bool HasFault => _refused.Exists(refused => refused.Why.Kind == RejectionKind.Fault);

    /// <summary>The event whose turn it is.</summary>
    internal int Next { get; private set; }

    /// <summary>How many events something came of.</summary>
    public int CountOf(EventOutcome outcome) => _outcomes[(int)outcome];

    /// <param name="id">In UTF-8.</param>
    /// <param name="usage">Its account may still be named by an external id.</param>
    public void Add(ReadOnlySpan<byte> id, in EventContent usage, bool timeGiven, int line)
    {
        Reserve(ref _events, Count, 1);
        Reserve(ref _ids, _idsLength, id.Length);
        id.CopyTo(_ids.AsSpan(_idsLength));
        ref BatchedEvent added = ref _events[Count++];
        added.Usage = usage;
        added.TimeGiven = timeGiven;
        added.Line = line;
        added.IdAt = _idsLength;
        added.IdLength = id.Length;
        added.Probe = default;
        _idsLength += id.Length;
    }

    /// <summary>Events without a time of their own get this one.</summary>
    public void FillTimes(EffectiveAt received)
    {
        foreach (ref BatchedEvent added in _events.AsSpan(0, Count))
        {
            if (!added.TimeGiven)
                added.Usage = added.Usage with { Time = received };
        }
    }

    public string IdOf(int i) => Encoding.UTF8.GetString(IdBytesOf(i));

    /// <summary>An event as an object.</summary>
    public UsageEvent EventOf(int i) => _events[i].Usage.With(IdOf(i));

    /// <summary>
    /// Gives the arrays back, for whoever has heard from the loop and asks no more. A batch of which nobody heard must not be given back, since the
    /// loop may still have it; the collector takes it then.
    /// </summary>
    public void Return()
    {
        Array.Clear(_events, 0, Count);
        ArrayPool<BatchedEvent>.Shared.Return(_events);
        ArrayPool<byte>.Shared.Return(_ids);
        _events = [];
        _ids = [];
        Count = 0;
    }

    internal ReadOnlySpan<byte> IdBytesOf(int i) => _ids.AsSpan(_events[i].IdAt, _events[i].IdLength);

    /// <summary>An event as a command of its own.</summary>
    internal ReportUsage CommandOf(int i) => new(EventOf(i), Seen: null, _events[i].TimeGiven);

    /// <summary>Asks for each event what is committed of its id, on the thread that brings it.</summary>
    internal void Probe(IdIndex ids)
    {
        for (int i = 0; i < Count; i++)
        {
            ref BatchedEvent added = ref _events[i];
            added.Probe = ids.Probe(ids.Keys.OfUsageEvent(added.Usage.AccountId, added.Usage.Source, IdBytesOf(i)));
            added.Content = UsageContent.Fingerprint(added.Usage);
        }
    }

    /// <summary>
    /// Finds the accounts of those that are left, all in one go: each look-up waits for memory, and they then wait together. The places of their ids
    /// are fetched meanwhile.
    /// </summary>
    internal void FindAccounts(Books books, IdIndex ids)
    {
        foreach (ref BatchedEvent left in _events.AsSpan(Next, Count - Next))
        {
            ids.Prefetch(left.Probe.Key);
            // A key that nobody asked for, or one under another name than the account's own id, is for the loop to look up.
            left.Account = left.Probe.Key != default && books.Account(left.Usage.AccountId) is { } account && string.Equals(account.Id, left.Usage.AccountId)
                ? account
                : null;
        }
    }

    /// <summary>It enters the loop, as if nothing had come of it yet.</summary>
    internal void Begin()
    {
        Next = 0;
        _refused.Clear();
        _outcomes.AsSpan().Clear();
    }

    /// <summary>Something came of the event whose turn it is.</summary>
    internal void Became(EventOutcome outcome)
    {
        _events[Next++].Outcome = outcome;
        _outcomes[(int)outcome]++;
    }

    /// <inheritdoc cref="Became(EventOutcome)"/>
    internal void Became(Outcome outcome)
    {
        if (outcome.Rejection is { } why)
        {
            _refused.Add((Next, why));
            Became(EventOutcome.Refused);
            return;
        }

        var reported = (UsageReported)outcome.Answer!;
        Became(reported.Conflict ? EventOutcome.Conflict : reported.Duplicate ? EventOutcome.Duplicate : EventOutcome.Counted);
    }

    private static void Reserve<T>(ref T[] array, int used, int more)
    {
        if (array.Length - used >= more)
            return;
        T[] larger = ArrayPool<T>.Shared.Rent(Math.Max(array.Length * 2, used + more));
        Array.Copy(array, larger, used);
        ArrayPool<T>.Shared.Return(array);
        array = larger;
    }
}

/// <summary>Reports the events of a batch, each of which is counted or refused by itself; the answer is the batch.</summary>
public sealed record ReportBatch(UsageBatch Events) : Command<UsageBatch>;
