using Tollgate.Engine;
using Tollgate.Engine.Time;
using Tollgate.Storage.Journal;
using Tollgate.Storage.Snapshots;

namespace Tollgate.Server.Shards;

/// <summary>What a shard knew at an instant: throwaway states, made from the journal for one question.</summary>
public sealed class PastStates(IJournalReader journal, SnapshotStore? snapshots, ILogger log)
{
    /// <summary>
    /// The books after the last fact recorded at or before an instant. A shard's time never goes back, so everything behind the first later
    /// fact is later too.
    /// </summary>
    /// <param name="committed">The last block to look at.</param>
    /// <remarks>It may replay the whole journal: not for the loop's thread, nor for a request that has no patience.</remarks>
    /// <exception cref="JournalException">The journal cannot be read.</exception>
    public Books AsOf(RecordedAt knownAt, long committed, CancellationToken cancel = default)
    {
        var loader = new StreamLoader<Books>(journal, snapshots, () => new Books(), log);
        (Books books, long from) = Before(loader, knownAt, committed);
        foreach (EncodedBlock encoded in journal.Read(from))
        {
            using EncodedBlock bytes = encoded;
            cancel.ThrowIfCancellationRequested();
            if (bytes.Header.Seq > committed || !ApplyUntil(books, BlockDecoder.Decode(bytes), knownAt))
                break;
        }

        return books;
    }

    /// <summary>A snapshot that is old enough spares the replay of what is before it.</summary>
    private static (Books Books, long From) Before(StreamLoader<Books> loader, RecordedAt knownAt, long committed) =>
        loader.TryFromSnapshot(committed, books => books.Now <= knownAt) is { } snapshot ? (snapshot.State, snapshot.Seq + 1) : (new Books(), 0);

    /// <returns>False when the block holds a fact of later.</returns>
    private static bool ApplyUntil(Books books, Block block, RecordedAt knownAt)
    {
        foreach (Fact fact in block.Facts)
        {
            if (RecordedInstants.Of(fact) > knownAt)
                return false;
            books.Apply(fact);
        }

        return true;
    }
}
