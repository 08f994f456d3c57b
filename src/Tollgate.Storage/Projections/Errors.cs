using System.Text.Json;
using Microsoft.Data.Sqlite;
using SQLitePCL;
using Tollgate.Storage.Journal;
using Tollgate.Storage.Sqlite;

namespace Tollgate.Storage.Projections;

/// <summary>Something about the projections is wrong. The journal, and so all that was acknowledged, is not touched by it.</summary>
public abstract class ProjectionException(string message, Exception? cause = null) : Exception(message, cause)
{
    /// <summary>What a failure means here, or null when it is none of the file but of the program.</summary>
    internal static ProjectionException? Of(Exception failure, string path) => failure switch
    {
        SqliteException e => Of(e, path),
        InvalidDataException or JsonException => new ProjectionsDamagedException(path, failure),
        _ => null,
    };

    private static ProjectionException? Of(SqliteException e, string path) => (e.SqliteExtendedErrorCode == SqliteFailure.SharedMemoryCannotGrow ? raw.SQLITE_FULL : e.SqliteErrorCode) switch
    {
        raw.SQLITE_CORRUPT or raw.SQLITE_NOTADB => new ProjectionsDamagedException(path, e),
        raw.SQLITE_FULL => new ProjectionsUnavailableException($"There is no room for the projections in {path}. Free some space; nothing is lost, they catch up afterwards.", e),
        raw.SQLITE_IOERR or raw.SQLITE_READONLY or raw.SQLITE_CANTOPEN or raw.SQLITE_PERM or raw.SQLITE_BUSY or raw.SQLITE_LOCKED =>
            new ProjectionsUnavailableException($"The projections in {path} cannot be used: {e.Message} Check that the file and its folder belong to the server and are writable.", e),
        _ => null,
    };
}

/// <summary>The file cannot be read or written now. It can be tried again.</summary>
public sealed class ProjectionsUnavailableException(string message, Exception? cause = null) : ProjectionException(message, cause);

/// <summary>The file does not hold what was written. Closing the projections removes it; opened again they are empty, to be filled from the journal.</summary>
public sealed class ProjectionsDamagedException(string path, Exception? cause = null)
    : ProjectionException($"The projections in {path} are damaged. They are dropped and made again from the journal.", cause);

/// <summary>A block was offered before the one in front of it, or two were applying the same stream.</summary>
public sealed class ProjectionGapException(StreamId stream, long expected, long offered)
    : ProjectionException($"The projections of {stream} go on with block {expected}, and were given block {offered}.")
{
    public long Expected => expected;

    public long Offered => offered;
}

/// <summary>A cursor that no list of this kind has given out.</summary>
public sealed class UnreadableCursorException() : ProjectionException("The cursor is not one that this list gave out; begin again without one.");
