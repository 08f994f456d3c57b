namespace Tollgate.Storage.Index;

/// <summary>One entry: a key's bits, and where and what its first fact was.</summary>
internal struct IndexEntry
{
    public UInt128 Bits;
    public ulong Content;
    public long Seq;
    public int Ordinal;

    /// <summary>An empty place has none.</summary>
    public bool Taken;
}

/// <summary>
/// A part of the index: open addressing with linear probing, at most three quarters full. The index is many of these, so that growing one holds
/// nobody up for long. One writer, any number of readers.
/// </summary>
internal sealed class FingerprintTable
{
    private const int FirstSize = 16;

    private readonly Lock _gate = new();
    private IndexEntry[] _places = new IndexEntry[FirstSize];

    public int Count { get; private set; }

    public bool TryFind(UInt128 bits, out IndexEntry entry)
    {
        lock (_gate)
        {
            entry = _places[PlaceOf(_places, bits)];
            return entry.Taken;
        }
    }

    /// <returns>False when the key was there already; the first entry stays.</returns>
    public bool TryAdd(in IndexEntry entry)
    {
        lock (_gate)
        {
            int place = PlaceOf(_places, entry.Bits);
            if (_places[place].Taken)
                return false;
            if ((Count + 1) * 4L > _places.Length * 3L)
            {
                Grow();
                place = PlaceOf(_places, entry.Bits);
            }

            _places[place] = entry;
            Count++;
            return true;
        }
    }

    public void Remove(UInt128 bits)
    {
        lock (_gate)
        {
            int hole = PlaceOf(_places, bits);
            if (!_places[hole].Taken)
                return;
            Count--;
            CloseHole(hole);
        }
    }

    // What stands behind a hole and was pushed there by it moves forward; otherwise a search would stop at the hole and miss it.
    private void CloseHole(int hole)
    {
        int mask = _places.Length - 1;
        for (int next = hole + 1 & mask; _places[next].Taken; next = next + 1 & mask)
        {
            int home = HomeOf(_places, _places[next].Bits);
            if ((next - home & mask) >= (next - hole & mask))
            {
                _places[hole] = _places[next];
                hole = next;
            }
        }

        _places[hole] = default;
    }

    private void Grow()
    {
        IndexEntry[] larger = new IndexEntry[_places.Length * 2];
        foreach (ref readonly IndexEntry entry in _places.AsSpan())
        {
            if (entry.Taken)
                larger[PlaceOf(larger, entry.Bits)] = entry;
        }

        _places = larger;
    }

    private static int PlaceOf(IndexEntry[] places, UInt128 bits)
    {
        int mask = places.Length - 1;
        int place = HomeOf(places, bits);
        while (places[place].Taken && places[place].Bits != bits)
            place = place + 1 & mask;
        return place;
    }

    private static int HomeOf(IndexEntry[] places, UInt128 bits) => unchecked((int)(ulong)bits) & places.Length - 1;
}
