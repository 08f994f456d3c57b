using System.Globalization;
using Microsoft.Data.Sqlite;
using SQLitePCL;
using Tollgate.Storage.Journal;

namespace Tollgate.Storage.Sqlite;

/// <summary>A connection to one stream's journal file, whose identity has been checked.</summary>
internal sealed class SqliteFile : IDisposable
{
    private const int BusyMilliseconds = 5_000;

    private readonly SqliteConnection _connection;
    private readonly StreamId _stream;

    private SqliteFile(SqliteConnection connection, string path, StreamId stream)
    {
        _connection = connection;
        Path = path;
        _stream = stream;
    }

    public string Path { get; }

    public sqlite3 Handle => _connection.Handle!;

    /// <summary>Opens a file for its owner, and makes it when it is not there.</summary>
    public static SqliteFile OpenOrCreate(string path, JournalIdentity identity)
    {
        SqliteFile file = Open(path, identity.Stream, SqliteOpenMode.ReadWriteCreate);
        try
        {
            // The size counts only before the first table is made.
            file.Run($"PRAGMA page_size = {JournalSchema.PageSize}");
            file.Run("PRAGMA journal_mode = WAL");
            file.Run("PRAGMA synchronous = FULL");
            file.Run("PRAGMA wal_autocheckpoint = 0");
            file.Run("PRAGMA journal_size_limit = 67108864");
            JournalSchema.CreateOrCheck(file, identity);
            return file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Opens a file that must be there, to read it.</summary>
    public static SqliteFile OpenReadOnly(string path, JournalIdentity identity)
    {
        if (!File.Exists(path))
            throw new JournalUnavailableException($"There is no journal at {path}.");
        SqliteFile file = Open(path, identity.Stream, SqliteOpenMode.ReadOnly);
        try
        {
            JournalSchema.Check(file, identity);
            return file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Opens a second connection of the owner, for checkpoints: it may write, and makes nothing.</summary>
    public static SqliteFile OpenBeside(string path, StreamId stream)
    {
        SqliteFile file = Open(path, stream, SqliteOpenMode.ReadWrite);
        file.Run("PRAGMA synchronous = FULL");
        return file;
    }

    public SqliteStatement Prepare(string sql) => new(this, sql);

    public void Run(string sql)
    {
        using SqliteStatement statement = Prepare(sql);
        while (statement.Step(sql))
        {
        }
    }

    public string? Scalar(string sql)
    {
        try
        {
            using SqliteCommand command = _connection.CreateCommand();
            command.CommandText = sql;
            return Convert.ToString(command.ExecuteScalar(), CultureInfo.InvariantCulture);
        }
        catch (SqliteException e)
        {
            throw Failure(e, sql);
        }
    }

    /// <summary>One transaction: all of it or, when it throws, nothing.</summary>
    public T Write<T>(string doing, Func<T> work)
    {
        RunNow("BEGIN IMMEDIATE", doing);
        try
        {
            T result = work();
            RunNow("COMMIT", doing);
            return result;
        }
        catch
        {
            // Some failures have rolled back by themselves; a failure to roll back must not hide the first one.
            if (raw.sqlite3_get_autocommit(Handle) == 0)
                _ = raw.sqlite3_exec(Handle, "ROLLBACK");
            throw;
        }
    }

    public JournalException Failure(string doing) =>
        SqliteFailure.Of(raw.sqlite3_extended_errcode(Handle), raw.sqlite3_errmsg(Handle).utf8_to_string(), Path, _stream, doing);

    public void Dispose() => _connection.Dispose();

    private void RunNow(string sql, string doing)
    {
        if (raw.sqlite3_exec(Handle, sql) != raw.SQLITE_OK)
            throw Failure(doing);
    }

    private JournalException Failure(SqliteException e, string doing) =>
        SqliteFailure.Of(e.SqliteExtendedErrorCode, e.Message, Path, _stream, doing, e);

    private static SqliteFile Open(string path, StreamId stream, SqliteOpenMode mode)
    {
        SqliteLibrary.Use();
        SqliteConnectionStringBuilder settings = new() { DataSource = path, Mode = mode, Pooling = false };
        SqliteConnection connection = new(settings.ToString());
        SqliteFile file = new(connection, path, stream);
        try
        {
            connection.Open();
            _ = raw.sqlite3_busy_timeout(connection.Handle, BusyMilliseconds);
            return file;
        }
        catch (SqliteException e)
        {
            connection.Dispose();
            throw file.Failure(e, "opening it");
        }
    }
}
