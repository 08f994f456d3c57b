using Tollgate.Storage.Index.Runs;

namespace Tollgate.Storage.Index;

/// <summary>
/// Which of the newest blocks hold an account's usage, and of which time: how an account's events are found without reading the whole journal.
/// Those of an open block are the loop's; a committed block is seen by any thread, as a whole.
/// </summary>
internal sealed class AccountStays
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, List<Span>> _committed = new(StringComparer.Ordinal);
    private readonly Queue<OpenStays> _open = new();
    private OpenStays? _last;

    /// <summary>One account's usage in one block: between these two times in microseconds, both inclusive.</summary>
    private record struct Span(long Seq, long Earliest, long Latest);

    private sealed record OpenStays(long Seq)
    {
        public Dictionary<string, Span> Of { get; } = new(StringComparer.Ordinal);
    }

    /// <summary>How many pairs of an account and a block are committed.</summary>
    public int Count { get; private set; }

    /// <summary>The latest time of committed usage.</summary>
    public long Latest { get; private set; } = long.MinValue;

    /// <param name="seq">Never below one that was given before.</param>
    public void Add(string account, long at, long seq)
    {
        if (_last?.Seq != seq)
            _open.Enqueue(_last = new(seq));
        ref Span span = ref System.Runtime.InteropServices.CollectionsMarshal.GetValueRefOrAddDefault(_last.Of, account, out bool there);
        span = there ? new(seq, Math.Min(span.Earliest, at), Math.Max(span.Latest, at)) : new(seq, at, at);
    }

    public void Commit(long seq)
    {
        lock (_gate)
        {
            while (_open.TryPeek(out OpenStays? block) && block.Seq <= seq)
            {
                foreach ((string account, Span span) in block.Of)
                {
                    if (!_committed.TryGetValue(account, out List<Span>? spans))
                        _committed.Add(account, spans = []);
                    spans.Add(span);
                    Latest = Math.Max(Latest, span.Latest);
                }

                Count += block.Of.Count;
                _open.Dequeue();
            }

            if (_open.Count == 0)
                _last = null;
        }
    }

    public void Discard()
    {
        _open.Clear();
        _last = null;
    }

    /// <summary>Hands the blocks that are not committed to the next memtable.</summary>
    public void MoveOpenTo(AccountStays next)
    {
        while (_open.TryDequeue(out OpenStays? block))
            next._open.Enqueue(block);
        next._last = _last;
        _last = null;
    }

    /// <summary>The committed blocks that may hold usage of <c>[from, to)</c>, in order.</summary>
    public void Find(string account, long from, long to, List<long> found)
    {
        lock (_gate)
        {
            foreach (Span span in _committed.GetValueOrDefault(account) ?? [])
            {
                if (span.Earliest < to && span.Latest >= from)
                    found.Add(span.Seq);
            }
        }
    }

    /// <summary>All that is committed, as a run holds it. To be asked when nothing is committed to it any more.</summary>
    public Stay[] Sorted(IndexKeys keys)
    {
        lock (_gate)
        {
            var stays = new List<Stay>(Count);
            foreach ((string account, List<Span> spans) in _committed)
            {
                ulong bits = keys.OfAccount(account);
                foreach (Span span in spans)
                    stays.Add(new(bits, span.Seq, Stay.HourOf(span.Earliest), Stay.HourOf(span.Latest)));
            }

            stays.Sort((left, right) => left.Account != right.Account ? left.Account.CompareTo(right.Account) : left.Seq.CompareTo(right.Seq));
            return [.. Folded(stays)];
        }
    }

    // Two accounts that share their bits are one, as far as a run knows.
    private static IEnumerable<Stay> Folded(List<Stay> sorted)
    {
        for (int i = 0; i < sorted.Count; i++)
        {
            Stay stay = sorted[i];
            for (; i + 1 < sorted.Count && sorted[i + 1].Account == stay.Account && sorted[i + 1].Seq == stay.Seq; i++)
                stay = stay with { Earliest = Math.Min(stay.Earliest, sorted[i + 1].Earliest), Latest = Math.Max(stay.Latest, sorted[i + 1].Latest) };
            yield return stay;
        }
    }
}
