using Tollgate.Engine;

namespace Tollgate.Storage.Journal;

/// <summary>A block with its facts, in the order in which they were decided.</summary>
public sealed record Block(BlockHeader Header, BlockHash Hash, IReadOnlyList<Fact> Facts)
{
    public FactPosition PositionOf(int ordinal) => new(Header.Seq, ordinal);
}
