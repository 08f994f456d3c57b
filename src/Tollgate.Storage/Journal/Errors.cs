namespace Tollgate.Storage.Journal;

/// <summary>Something about a journal is wrong. The message names the stream or file, what is wrong, and what to do.</summary>
public abstract class JournalException(string message, Exception? cause = null) : Exception(message, cause);

/// <summary>What is stored is not what was written: a flipped bit, a missing block, a file that is not a journal.</summary>
public sealed class JournalCorruptException : JournalException
{
    public JournalCorruptException(StreamId stream, long? seq, string what, Exception? cause = null)
        : base(seq is { } at ? $"Journal {stream}, block {at}: {what}" : $"Journal {stream}: {what}", cause)
    {
        Stream = stream;
        Seq = seq;
        What = what;
    }

    public StreamId Stream { get; }

    /// <summary>The block that is wrong, or null when it is the file or its head.</summary>
    public long? Seq { get; }

    public string What { get; }
}

/// <summary>Another owner has taken the stream over. The block was not written; the loser's tentative state is void.</summary>
public sealed class JournalFencedException(StreamId stream, Head expected, Head found)
    : JournalException($"Journal {stream} has another owner: this one expected epoch {expected.Epoch} and block {expected.Seq}, and found epoch {found.Epoch} and block {found.Seq}.")
{
    public Head Expected => expected;

    public Head Found => found;
}

/// <summary>There is no room for the block. It was not written; it can be tried again once there is.</summary>
public sealed class JournalFullException(string message, Exception? cause = null) : JournalException(message, cause);

/// <summary>The store could not be read or written now. Whether a block being appended was written is unknown.</summary>
public sealed class JournalUnavailableException(string message, Exception? cause = null) : JournalException(message, cause);

/// <summary>
/// The operating system could not say that a block is durable. The process must stop: a second fsync may claim success for pages that the
/// kernel has dropped, so that only reading the file again can tell.
/// </summary>
public sealed class JournalSyncFailedException(string message, Exception? cause = null) : JournalException(message, cause);

/// <summary>The file is a journal, but not this one: of another stream or installation, or written by a newer Tollgate.</summary>
public sealed class JournalMismatchException(string message) : JournalException(message);
