namespace Tollgate.Storage.Journal;

/// <summary>
/// An append-only, ordered, durable stream of blocks with one owner at a time. Reading is safe for many threads; taking over and appending
/// are for the owner's writer.
/// </summary>
public interface IJournal : IJournalReader
{
    /// <summary>Raises the epoch by compare-and-set: whoever owned the stream before can append nothing more.</summary>
    /// <returns>The head that the new owner's first block follows.</returns>
    Head TakeOver();

    /// <summary>
    /// Makes a block durable: in one transaction the head that the block was closed upon becomes the block's own, by compare-and-set, and the
    /// block is inserted.
    /// </summary>
    /// <returns>The head that the next block follows.</returns>
    /// <exception cref="JournalFencedException">The head is not the one that the block was closed upon: another owner has taken over.</exception>
    /// <exception cref="JournalFullException">There is no room. Nothing was written.</exception>
    /// <exception cref="JournalUnavailableException">The store failed; whether the block was written is unknown until the head is read again.</exception>
    /// <exception cref="JournalSyncFailedException">The block may look written and yet be lost: the process must stop.</exception>
    Head Append(EncodedBlock block);

    /// <summary>
    /// Moves what is durable in a log to where it is read from, without standing in a writer's way. For a background thread, now and then; called
    /// by the writer between two appends it also lets the log begin anew.
    /// </summary>
    /// <exception cref="JournalSyncFailedException">As for <see cref="Append"/>: the process must stop.</exception>
    Checkpointed Checkpoint();
}

/// <summary>What a checkpoint left: pages that stand in the log, and how many of them are where they belong by now.</summary>
public readonly record struct Checkpointed(long PagesInLog, long PagesMoved)
{
    public bool Complete => PagesMoved == PagesInLog;
}
