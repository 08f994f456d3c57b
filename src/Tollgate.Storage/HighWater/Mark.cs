using Tollgate.Storage.Journal;

namespace Tollgate.Storage.HighWater;

/// <summary>How far a stream had come when the mark was written.</summary>
public readonly record struct Mark(long Incarnation, long Epoch, long Seq, BlockHash Hash)
{
    public static Mark Of(Head head) => new(head.Incarnation, head.Epoch, head.Seq, head.Hash);
}
