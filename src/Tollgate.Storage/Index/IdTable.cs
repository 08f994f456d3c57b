using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace Tollgate.Storage.Index;

/// <summary>
/// The newest ids: open addressing with linear probing, at most three quarters full, 32 bytes an id. For one thread, until nothing is added any
/// more; then for any.
/// </summary>
internal sealed class IdTable(int placeBits = IdTable.FirstPlaceBits)
{
    private const int FirstPlaceBits = 10;

    private Place[] _places = new Place[1 << placeBits];
    private int _shift = 64 - placeBits;

    /// <summary>An id, and where and what its first fact was. A free place has no bits: every key has those of its kind.</summary>
    public struct Place
    {
        public UInt128 Bits;
        public long Seq;
        public int Ordinal;
        public uint Mark;
    }

    public int Count { get; private set; }

    public int PlaceBits => 64 - _shift;

    public ReadOnlySpan<Place> Places => _places;

    public bool TryFind(UInt128 bits, out Place found)
    {
        found = _places[IndexOf(bits)];
        return found.Bits != default;
    }

    /// <summary>Has the place where an id would stand fetched from memory, for whoever asks for it in a moment.</summary>
    public unsafe void Prefetch(UInt128 bits)
    {
        if (Sse.IsSupported)
            Sse.Prefetch0(Unsafe.AsPointer(ref _places[HomeOf(bits)]));
    }

    /// <summary>Adds an id, or puts it in the place of an earlier one that was forgotten since.</summary>
    public void Put(in Place place)
    {
        int index = IndexOf(place.Bits);
        if (_places[index].Bits == default)
        {
            if ((Count + 1) * 4L > _places.Length * 3L)
            {
                Grow();
                index = IndexOf(place.Bits);
            }

            Count++;
        }

        _places[index] = place;
    }

    public void Remove(UInt128 bits)
    {
        int hole = IndexOf(bits);
        if (_places[hole].Bits == default)
            return;
        Count--;
        // What stands behind a hole and was pushed there by it moves forward; otherwise a search would stop at the hole and miss it.
        int mask = _places.Length - 1;
        for (int next = hole + 1 & mask; _places[next].Bits != default; next = next + 1 & mask)
        {
            if ((next - HomeOf(_places[next].Bits) & mask) >= (next - hole & mask))
            {
                _places[hole] = _places[next];
                hole = next;
            }
        }

        _places[hole] = default;
    }

    private void Grow()
    {
        Place[] old = _places;
        _places = new Place[old.Length * 2];
        _shift--;
        foreach (ref readonly Place place in old.AsSpan())
        {
            if (place.Bits != default)
                _places[IndexOf(place.Bits)] = place;
        }
    }

    private int IndexOf(UInt128 bits)
    {
        Place[] places = _places;
        int mask = places.Length - 1;
        int index = HomeOf(bits);
        while (places[index].Bits != default && places[index].Bits != bits)
            index = index + 1 & mask;
        return index;
    }

    private int HomeOf(UInt128 bits) => unchecked((int)((ulong)(bits >> 64) >> _shift));
}
