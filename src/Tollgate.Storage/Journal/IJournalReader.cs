namespace Tollgate.Storage.Journal;

/// <summary>Whose journal it is: a file of another installation or stream is refused, however alike it looks.</summary>
/// <param name="Installation">The id that the data folder was given when it was made.</param>
public readonly record struct JournalIdentity(string Installation, StreamId Stream);

/// <summary>Reads one stream, also while another process writes it. Safe for many threads.</summary>
public interface IJournalReader : IDisposable
{
    JournalIdentity Identity { get; }

    /// <summary>The head as it is now in the store.</summary>
    /// <exception cref="JournalCorruptException">The head does not name the last block that is there.</exception>
    /// <exception cref="JournalUnavailableException">The store cannot be read.</exception>
    Head Head { get; }

    /// <summary>One block, or null when the stream has not come that far. The caller disposes it.</summary>
    /// <exception cref="JournalCorruptException">Its bytes are not those that were written.</exception>
    /// <exception cref="JournalUnavailableException">The store cannot be read.</exception>
    EncodedBlock? ReadBlock(long seq);

    /// <summary>
    /// The committed blocks from <paramref name="fromSeq"/> on, in order, up to the last one there is when the reading comes to it. Each is
    /// checked against its hash and against the one before it. The caller disposes each.
    /// </summary>
    /// <exception cref="JournalCorruptException">A block is missing, changed, or does not follow the one before it.</exception>
    IEnumerable<EncodedBlock> Read(long fromSeq);
}
