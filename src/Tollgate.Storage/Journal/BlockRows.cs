using Tollgate.Engine;
using Tollgate.Engine.Metering;

namespace Tollgate.Storage.Journal;

/// <summary>
/// A block as it is played back: counted events are rows, where they can be (<see cref="UsageRow"/>), and all else whole facts, in the order in which
/// they were decided. One is used again for block after block, so that a row costs no allocation: whoever is handed it keeps nothing of it.
/// </summary>
public sealed class BlockRows
{
    // What a block of the usual size holds; the room that a larger one took is given back.
    private const int MostKept = 16_384;

    private Item[] _items = [];
    private int _count;

    /// <summary>A fact of the block: the whole of it, or a row where that is null.</summary>
    public readonly struct Item(Fact? fact, in UsageRow row)
    {
        public readonly Fact? Fact = fact;

        // A field, so that looking at it copies nothing.
        public readonly UsageRow Row = row;
    }

    public BlockHeader Header { get; private set; }

    public BlockHash Hash { get; private set; }

    /// <summary>By their place in the block.</summary>
    public ReadOnlySpan<Item> Items => _items.AsSpan(0, _count);

    public FactPosition PositionOf(int ordinal) => new(Header.Seq, ordinal);

    internal void Begin(EncodedBlock block)
    {
        Header = block.Header;
        Hash = block.Hash;
        _count = 0;
        if (_items.Length > MostKept)
            _items = [];
    }

    internal void Add(Fact fact) => Next() = new(fact, default);

    internal void Add(in UsageRow row) => Next() = new(null, row);

    private ref Item Next()
    {
        if (_count == _items.Length)
            Array.Resize(ref _items, Math.Max(256, _count * 2));
        return ref _items[_count++];
    }
}
