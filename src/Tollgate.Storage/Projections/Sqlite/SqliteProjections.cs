using System.Data.Common;
using Dapper;
using Microsoft.Data.Sqlite;
using SQLitePCL;
using Tollgate.Storage.Sqlite;

namespace Tollgate.Storage.Projections.Sqlite;

/// <summary>An environment's projections in one SQLite file.</summary>
public sealed class SqliteProjections : ProjectionStore
{
    private readonly string _path;
    private readonly SqliteConnection _writer;
    private readonly SqliteRows _rows;
    private readonly ReadConnections _readers;

    private SqliteProjections(string path, string environment, SqliteConnection writer, string? dropped)
        : base(environment, dropped)
    {
        _path = path;
        _writer = writer;
        _rows = new(writer);
        _readers = new(path);
    }

    public override string Place => _path;

    private protected override string Schema => "main";

    /// <summary>
    /// Opens the file, and makes it when it is not there. One that is damaged, of another schema, or not this environment's is dropped: its
    /// watermarks are then -1, and the journal fills it again.
    /// </summary>
    /// <exception cref="ProjectionsUnavailableException">The folder or file cannot be written.</exception>
    public static SqliteProjections Open(string path, string installation, string environment)
    {
        SqliteConnection writer = ProjectionFile.OpenForWriting(path, installation, environment, out string? dropped);
        try
        {
            return Loaded(new(path, environment, writer, dropped));
        }
        catch (ProjectionsDamagedException)
        {
            // The header was whole, and what stands behind it is not. Closing has removed it.
            writer = ProjectionFile.OpenForWriting(path, installation, environment, out _);
            return Loaded(new(path, environment, writer, "it is damaged"));
        }
    }

    /// <summary>What a failure of SQLite means, or null when it is the program's.</summary>
    internal static ProjectionException? Told(SqliteException e, string path) => (e.SqliteExtendedErrorCode == SqliteFailure.SharedMemoryCannotGrow ? raw.SQLITE_FULL : e.SqliteErrorCode) switch
    {
        raw.SQLITE_CORRUPT or raw.SQLITE_NOTADB => new ProjectionsDamagedException(path, e),
        raw.SQLITE_FULL => new ProjectionsUnavailableException($"There is no room for the projections in {path}. Free some space; nothing is lost, they catch up afterwards.", e),
        raw.SQLITE_IOERR or raw.SQLITE_READONLY or raw.SQLITE_CANTOPEN or raw.SQLITE_PERM or raw.SQLITE_BUSY or raw.SQLITE_LOCKED =>
            new ProjectionsUnavailableException($"The projections in {path} cannot be used: {e.Message} Check that the file and its folder belong to the server and are writable.", e),
        _ => null,
    };

    private protected override ProjectionException? Told(DbException failure) => failure is SqliteException sqlite ? Told(sqlite, _path) : null;

    private protected override T Read<T>(Func<DbConnection, T> question, bool oneMoment) => _readers.Read(question);

    private protected override bool Write(Func<IRowTransaction, bool> work) => _writer.InOneTransaction(transaction =>
    {
        _rows.Transaction = transaction;
        return work(_rows);
    });

    private protected override void Empty() => _writer.InOneTransaction(transaction =>
    {
        foreach (string table in ProjectionTables.Names)
            _writer.Execute($"DELETE FROM {table}", transaction: transaction);
        return true;
    });

    private protected override void Close(bool remove)
    {
        _readers.Dispose();
        _rows.Dispose();
        _writer.Dispose();
        if (remove)
            ProjectionFile.Remove(_path);
    }

    private static SqliteProjections Loaded(SqliteProjections opened)
    {
        try
        {
            opened.Load();
            return opened;
        }
        catch
        {
            opened.Dispose();
            throw;
        }
    }
}
