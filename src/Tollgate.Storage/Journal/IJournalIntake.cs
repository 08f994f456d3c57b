namespace Tollgate.Storage.Journal;

/// <summary>
/// Takes in a stream as another store has it, block by block and byte by byte: its epochs and incarnations are history here, and not an owner's
/// to raise. For one caller, while nobody writes the stream.
/// </summary>
public interface IJournalIntake : IDisposable
{
    /// <summary>How far the stream has been taken in.</summary>
    /// <exception cref="JournalException">It cannot be read, or its head does not name its last block.</exception>
    Head Head { get; }

    /// <summary>Takes in the next blocks, all in one transaction or none.</summary>
    /// <returns>The head behind them.</returns>
    /// <exception cref="JournalFencedException">They do not follow what is there.</exception>
    /// <exception cref="JournalFullException">There is no room. Nothing was written.</exception>
    /// <exception cref="JournalUnavailableException">The store failed; whether they were written the head tells.</exception>
    Head Take(IReadOnlyList<EncodedBlock> blocks);

    /// <summary>Every block is there: the head becomes that of the other store, whose owner may have taken over since its last block.</summary>
    /// <exception cref="JournalFencedException">The last block is not the one that it names.</exception>
    void Finish(Head head);
}
