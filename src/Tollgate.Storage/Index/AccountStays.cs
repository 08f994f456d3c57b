using System.Runtime.InteropServices;
using Tollgate.Storage.Index.Runs;

namespace Tollgate.Storage.Index;

/// <summary>
/// Which of the newest blocks hold an account's usage, and of which time: how an account's events are found without reading the whole journal.
/// Those of an open block are the loop's; a committed block is seen by any thread, as a whole.
/// </summary>
internal sealed class AccountStays
{
    private readonly Lock _gate = new();
    private readonly List<BlockStays> _committed = [];
    private readonly Queue<OpenStays> _open = new();
    private OpenStays? _last;

    /// <summary>Each account's place in the last open block.</summary>
    private Dictionary<string, int> _placeOf = new(StringComparer.Ordinal);

    // Hardly anybody asks, and each event that is counted would pay for an answer that is ready: it is made when somebody asks, of the blocks since.
    private readonly Dictionary<string, List<(int Block, int Place)>> _found = new(StringComparer.Ordinal);
    private int _foundUpTo;

    /// <summary>One account's usage in one block: between these two times in microseconds, both inclusive.</summary>
    private record struct Span(string Account, long Earliest, long Latest);

    private sealed record OpenStays(long Seq, List<Span> Spans);

    private readonly record struct BlockStays(long Seq, Span[] Spans);

    /// <summary>How many pairs of an account and a block are committed.</summary>
    public int Count { get; private set; }

    /// <summary>The latest time of committed usage.</summary>
    public long Latest { get; private set; } = long.MinValue;

    /// <param name="seq">Never below one that was given before.</param>
    public void Add(string account, long at, long seq)
    {
        if (_last?.Seq != seq)
        {
            _open.Enqueue(_last = new(seq, new(_last?.Spans.Count ?? 16)));
            _placeOf.Clear();
        }

        ref int place = ref CollectionsMarshal.GetValueRefOrAddDefault(_placeOf, account, out bool there);
        if (!there)
        {
            place = _last.Spans.Count;
            _last.Spans.Add(new(account, at, at));
            return;
        }

        ref Span span = ref CollectionsMarshal.AsSpan(_last.Spans)[place];
        span.Earliest = Math.Min(span.Earliest, at);
        span.Latest = Math.Max(span.Latest, at);
    }

    public void Commit(long seq)
    {
        lock (_gate)
        {
            while (_open.TryPeek(out OpenStays? block) && block.Seq <= seq)
            {
                foreach (ref readonly Span span in CollectionsMarshal.AsSpan(block.Spans))
                    Latest = Math.Max(Latest, span.Latest);
                _committed.Add(new(block.Seq, [.. block.Spans]));
                Count += block.Spans.Count;
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
        (next._placeOf, _placeOf) = (_placeOf, next._placeOf);
        _last = null;
    }

    /// <summary>The committed blocks that may hold usage of <c>[from, to)</c>, in order.</summary>
    public void Find(string account, long from, long to, List<long> found)
    {
        lock (_gate)
        {
            for (; _foundUpTo < _committed.Count; _foundUpTo++)
                NoteForFinding(_committed[_foundUpTo].Spans);
            foreach ((int block, int place) in _found.GetValueOrDefault(account) ?? [])
            {
                Span span = _committed[block].Spans[place];
                if (span.Earliest < to && span.Latest >= from)
                    found.Add(_committed[block].Seq);
            }
        }
    }

    /// <summary>All that is committed, as a run holds it. To be asked when nothing is committed to it any more.</summary>
    public Stay[] Sorted(IndexKeys keys)
    {
        lock (_gate)
        {
            var stays = new List<Stay>(Count);
            var bitsOf = new Dictionary<string, ulong>(StringComparer.Ordinal);
            foreach (BlockStays block in _committed)
            {
                foreach (Span span in block.Spans)
                {
                    ref ulong bits = ref CollectionsMarshal.GetValueRefOrAddDefault(bitsOf, span.Account, out bool there);
                    if (!there)
                        bits = keys.OfAccount(span.Account);
                    stays.Add(new(bits, block.Seq, Stay.HourOf(span.Earliest), Stay.HourOf(span.Latest)));
                }
            }

            stays.Sort((left, right) => left.Account != right.Account ? left.Account.CompareTo(right.Account) : left.Seq.CompareTo(right.Seq));
            return [.. Folded(stays)];
        }
    }

    private void NoteForFinding(Span[] spans)
    {
        for (int place = 0; place < spans.Length; place++)
        {
            ref List<(int, int)>? places = ref CollectionsMarshal.GetValueRefOrAddDefault(_found, spans[place].Account, out _);
            (places ??= []).Add((_foundUpTo, place));
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
