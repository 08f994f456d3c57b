namespace Tollgate.Storage.Journal;

/// <summary>The end of a stream, and who may write the next block.</summary>
/// <param name="Epoch">Rises with every owner; only a writer that knows the current one can append.</param>
/// <param name="Seq">The last block's number; -1 when there is none yet.</param>
/// <param name="Hash">The last block's hash; <see cref="BlockHash.None"/> when there is none yet.</param>
/// <param name="Incarnation">The branch of history, from 1; it rises only when acknowledged work may have been lost.</param>
public readonly record struct Head(long Epoch, long Seq, BlockHash Hash, long Incarnation)
{
    /// <summary>The head of a stream that was just made.</summary>
    public static Head Empty => new(0, -1, BlockHash.None, 1);
}
