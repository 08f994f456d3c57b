using SQLitePCL;
using Tollgate.Storage.Journal;

namespace Tollgate.Storage.Sqlite;

/// <summary>What a result of SQLite means for a journal.</summary>
internal static class SqliteFailure
{
    // IOERR with what failed in the second byte, see https://sqlite.org/rescode.html
    internal const int SyncFailed = raw.SQLITE_IOERR | 4 << 8;
    internal const int DirectorySyncFailed = raw.SQLITE_IOERR | 5 << 8;

    /// <summary>The file that readers and the writer share cannot grow: there is no room for it.</summary>
    internal const int SharedMemoryCannotGrow = raw.SQLITE_IOERR | 19 << 8;

    /// <param name="result">The extended result code.</param>
    /// <param name="doing">What was being done, as in "while <c>appending block 7</c>".</param>
    public static JournalException Of(int result, string message, string path, StreamId stream, string doing, Exception? cause = null)
    {
        string told = $"{path}, while {doing}: {message} (SQLite {result})";
        if (result is SyncFailed or DirectorySyncFailed)
            return new JournalSyncFailedException($"The disk could not make {told} durable. The server must stop; the next start reads the journal again and goes on from what is really there.", cause);
        return (result == SharedMemoryCannotGrow ? raw.SQLITE_FULL : result & 0xFF) switch
        {
            raw.SQLITE_FULL => new JournalFullException($"There is no room for {told}. Nothing was written; free some space and try again.", cause),
            raw.SQLITE_CORRUPT or raw.SQLITE_NOTADB => new JournalCorruptException(
                stream,
                null,
                $"the file {told}. It is damaged or no journal; put a good copy back, and keep this one for examination",
                cause),
            raw.SQLITE_READONLY or raw.SQLITE_PERM or raw.SQLITE_CANTOPEN or raw.SQLITE_AUTH => new JournalUnavailableException(
                $"The journal cannot be opened for this: {told}. Check that the file and its folder belong to the server and are writable.", cause),
            raw.SQLITE_BUSY or raw.SQLITE_LOCKED => new JournalUnavailableException($"The journal is locked by another program: {told}.", cause),
            _ => new JournalUnavailableException($"The journal cannot be reached: {told}.", cause),
        };
    }
}
