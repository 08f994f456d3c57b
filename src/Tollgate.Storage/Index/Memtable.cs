using Tollgate.Engine;
using Tollgate.Storage.Index.Runs;
using Tollgate.Storage.Journal;

namespace Tollgate.Storage.Index;

/// <summary>When the newest ids are sealed and written as a run. Whichever comes first.</summary>
/// <param name="Ids">With 32 bytes each in a table that is three quarters full at most, some 8 MB.</param>
/// <param name="Blocks">A start plays no more blocks than some such.</param>
public sealed record IndexLimits(int Ids = 180_000, int Stays = 400_000, int Receipts = 100_000, int Blocks = 16_384);

/// <summary>The newest part of the index, the loop's alone. What is not committed can be taken out of it again.</summary>
/// <param name="number">From 1; the memtables of one opened index are counted.</param>
/// <param name="firstSeq">The first block that can be in it.</param>
internal sealed class Memtable(long number, long firstSeq, int placeBits)
{
    private readonly List<(UInt128 Bits, FactPosition At)> _receipts = [];
    private readonly long[] _latest = [long.MinValue, long.MinValue, long.MinValue, long.MinValue];

    public long Number => number;

    public long FirstSeq => firstSeq;

    public IdTable Ids { get; } = new(placeBits);

    public AccountStays Stays { get; } = new();

    public int Receipts => _receipts.Count;

    /// <summary>The latest instant of a kind, in microseconds.</summary>
    public long Latest(IndexKind kind) => _latest[(int)kind];

    public void Note(IndexKind kind, long instant) => _latest[(int)kind] = Math.Max(_latest[(int)kind], instant);

    public void AddReceipt(UInt128 bits, FactPosition at) => _receipts.Add((bits, at));

    /// <summary>Takes out the receipts behind a block.</summary>
    public void DiscardReceipts(long committed)
    {
        while (_receipts.Count > 0 && _receipts[^1].At.Seq > committed)
            _receipts.RemoveAt(_receipts.Count - 1);
    }

    public void FindReceipts(UInt128 bits, long upTo, List<FactPosition> found)
    {
        foreach ((UInt128 of, FactPosition at) in _receipts)
        {
            if (of == bits && at.Seq <= upTo)
                found.Add(at);
        }
    }

    /// <summary>What is tentative goes on in the next memtable.</summary>
    public void MoveTentativeTo(Memtable next, IEnumerable<UInt128> ids, long committed)
    {
        foreach (UInt128 bits in ids)
        {
            if (Ids.TryFind(bits, out IdTable.Place place))
                next.Ids.Put(place);
        }

        for (int i = _receipts.FindLastIndex(receipt => receipt.At.Seq <= committed) + 1; i < _receipts.Count; i++)
            next._receipts.Add(_receipts[i]);
        foreach (IndexKind kind in (ReadOnlySpan<IndexKind>)[IndexKind.Event, IndexKind.RequestKey, IndexKind.Receipt])
            next.Note(kind, Latest(kind));
        Stays.MoveOpenTo(next.Stays);
    }

    /// <summary>What is committed of a kind, as a run holds it. To be asked when it is sealed.</summary>
    public RunEntry[] Sorted(IndexKind kind, long committed)
    {
        List<RunEntry> entries = [];
        if (kind == IndexKind.Receipt)
        {
            foreach ((UInt128 bits, FactPosition at) in _receipts)
            {
                if (at.Seq <= committed)
                    entries.Add(RunEntry.Of(bits, at.Seq, at.Ordinal, 0));
            }

            entries.Sort((left, right) => left.IsBefore(right) ? -1 : right.IsBefore(left) ? 1 : 0);
            return [.. entries];
        }

        entries.EnsureCapacity(Ids.Count);
        foreach (ref readonly IdTable.Place place in Ids.Places)
        {
            if (place.Bits != default && new IndexKey(place.Bits).Kind == kind && place.Seq <= committed)
                entries.Add(RunEntry.Of(place.Bits, place.Seq, place.Ordinal, place.Mark));
        }

        RunEntry[] sorted = [.. entries];
        SortNearlySorted(sorted);
        return sorted;
    }

    // The table keeps a key near the place that its highest bits name, so that few steps are left to go.
    private static void SortNearlySorted(RunEntry[] entries)
    {
        for (int i = 1; i < entries.Length; i++)
        {
            RunEntry entry = entries[i];
            int to = i;
            for (; to > 0 && entry.IsBefore(entries[to - 1]); to--)
                entries[to] = entries[to - 1];
            entries[to] = entry;
        }
    }
}

/// <summary>A memtable that nothing is added to any more, and the last block that counts in it.</summary>
internal sealed record SealedMemtable(Memtable Table, long Covered, BlockHash Hash, long At)
{
    public bool TryFind(UInt128 bits, out IdTable.Place found) => Table.Ids.TryFind(bits, out found) && found.Seq <= Covered;
}
