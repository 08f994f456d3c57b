using System.Collections;
using System.Diagnostics.CodeAnalysis;
using Tollgate.Engine.Numbers;

namespace Tollgate.Engine.Metering;

/// <summary>
/// Totals by key, walked in the order of the keys. A period has a few, and each event changes some: they lie side by side in one array, so that
/// finding one costs one look into memory and not one for each step down a tree.
/// </summary>
internal sealed class Totals<TKey>(Comparison<TKey> order) : IReadOnlyDictionary<TKey, Total>
    where TKey : IEquatable<TKey>
{
    // Up to so many are looked through from the front; more are halved.
    private const int Few = 8;

    private Entry[] _entries = [];
    private int _count;

    private struct Entry
    {
        public TKey Key;
        public Total Total;
    }

    public int Count => _count;

    public IEnumerable<TKey> Keys => this.Select(entry => entry.Key);

    public IEnumerable<Total> Values => this.Select(entry => entry.Value);

    public Total this[TKey key] => TryGetValue(key, out Total total) ? total : throw new KeyNotFoundException($"There is no total of '{key}'.");

    public void Add(TKey key, in Tally tally, Money fee = default)
    {
        int place = PlaceOf(key);
        if (place < 0)
            Insert(place = ~place, key);
        ref Total total = ref _entries[place].Total;
        total = total.With(tally, fee);
    }

    public void Plus(TKey key, in Total more)
    {
        int place = PlaceOf(key);
        if (place < 0)
            Insert(place = ~place, key);
        _entries[place].Total = _entries[place].Total.Plus(more);
    }

    /// <exception cref="KeyNotFoundException">There is no such total.</exception>
    public void Cover(TKey key, Quantity units)
    {
        int place = PlaceOf(key);
        if (place < 0)
            throw new KeyNotFoundException($"There is no total of '{key}' that could be covered.");
        _entries[place].Total = _entries[place].Total.Cover(units);
    }

    /// <exception cref="ArgumentException">The key has a total already.</exception>
    public void Add(TKey key, Total total)
    {
        int place = PlaceOf(key);
        if (place >= 0)
            throw new ArgumentException($"'{key}' has a total already.", nameof(key));
        Insert(~place, key);
        _entries[~place].Total = total;
    }

    public bool ContainsKey(TKey key) => PlaceOf(key) >= 0;

    public bool TryGetValue(TKey key, [MaybeNullWhen(false)] out Total value)
    {
        int place = PlaceOf(key);
        value = place >= 0 ? _entries[place].Total : default;
        return place >= 0;
    }

    public IEnumerator<KeyValuePair<TKey, Total>> GetEnumerator()
    {
        for (int i = 0; i < _count; i++)
            yield return KeyValuePair.Create(_entries[i].Key, _entries[i].Total);
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <returns>The complement of where it would stand when it is not there.</returns>
    private int PlaceOf(TKey key)
    {
        if (_count <= Few)
        {
            for (int i = 0; i < _count; i++)
            {
                if (_entries[i].Key.Equals(key))
                    return i;
            }
        }

        int low = 0;
        int high = _count - 1;
        while (low <= high)
        {
            int middle = (low + high) / 2;
            int side = order(_entries[middle].Key, key);
            if (side == 0)
                return middle;
            if (side < 0)
                low = middle + 1;
            else
                high = middle - 1;
        }

        return ~low;
    }

    private void Insert(int place, TKey key)
    {
        if (_count == _entries.Length)
            Array.Resize(ref _entries, Math.Max(1, _count * 2));
        Array.Copy(_entries, place, _entries, place + 1, _count - place);
        _entries[place] = new Entry { Key = key };
        _count++;
    }
}
