using System.Data.Common;
using Dapper;
using Microsoft.Data.Sqlite;
using SQLitePCL;
using Tollgate.Storage.Projections.Sqlite;
using Tollgate.Storage.Sqlite;

namespace Tollgate.Storage.Deliveries.Sqlite;

/// <summary>An environment's messages in one SQLite file.</summary>
/// <remarks>
/// Not every commit waits for the disk: what a power cut takes back was either not sent yet, and is made again from the journal, or is sent again
/// under the same id.
/// </remarks>
public sealed class SqliteDeliveries : DeliveryStore
{
    private const int Version = 1;

    private const string Sql =
        """
        CREATE TABLE webhook_progress (environment TEXT NOT NULL, stream TEXT NOT NULL, seq INTEGER NOT NULL, PRIMARY KEY (environment, stream)) WITHOUT ROWID;
        CREATE TABLE webhook_delivery (
            environment TEXT NOT NULL, webhook_id TEXT NOT NULL, message_id TEXT NOT NULL, event_type TEXT NOT NULL, body TEXT NOT NULL,
            state TEXT NOT NULL, attempts INTEGER NOT NULL, next_at INTEGER NOT NULL, last_status INTEGER, last_error TEXT,
            created_at INTEGER NOT NULL, attempted_at INTEGER,
            PRIMARY KEY (environment, webhook_id, message_id));
        CREATE INDEX webhook_delivery_due ON webhook_delivery (environment, webhook_id, next_at) WHERE state = 'pending';
        CREATE INDEX webhook_delivery_in_order ON webhook_delivery (environment, webhook_id, created_at, message_id);
        """;

    private readonly string _path;
    private readonly SqliteConnection _connection;
    private readonly Lock _one = new();
    private bool _isDisposed;

    private SqliteDeliveries(string path, string environment, SqliteConnection connection, string? setAside)
        : base(environment)
    {
        (_path, _connection, SetAside) = (path, connection, setAside);
    }

    public override string? SetAside { get; }

    private protected override string Prefix => "";

    /// <summary>Opens the file, and makes it when it is not there. One that cannot be read is kept beside it as <c>.set-aside</c>.</summary>
    /// <exception cref="DeliveriesUnavailableException">The folder or file cannot be written.</exception>
    public static SqliteDeliveries Open(string path, string environment)
    {
        SqliteLibrary.Use();
        try
        {
            try
            {
                return new(path, environment, OpenOrMake(path), null);
            }
            catch (SqliteException e) when (IsDamage(e))
            {
                foreach (string part in (string[])["", "-wal", "-shm"])
                {
                    if (File.Exists(path + part))
                        File.Move(path + part, path + ".set-aside" + part, overwrite: true);
                }

                return new(path, environment, OpenOrMake(path), $"{path} is damaged or none of Tollgate's; it is kept as {path}.set-aside");
            }
        }
        catch (Exception e) when (e is SqliteException or IOException or UnauthorizedAccessException)
        {
            throw Unavailable(path, e);
        }
    }

    public override void Dispose()
    {
        lock (_one)
        {
            _isDisposed = true;
            _connection.Dispose();
        }
    }

    private protected override T Run<T>(Func<DbConnection, DbTransaction, T> work)
    {
        lock (_one)
        {
            if (_isDisposed)
                throw new DeliveriesUnavailableException("The server is stopping.");
            T? result = default;
            try
            {
                _connection.InOneTransaction(transaction =>
                {
                    result = work(_connection, transaction);
                    return true;
                });
            }
            catch (SqliteException e)
            {
                throw Unavailable(_path, e);
            }

            return result!;
        }
    }

    private static SqliteConnection OpenOrMake(string path)
    {
        SqliteConnection connection = new(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ToString());
        try
        {
            connection.Open();
            connection.Execute("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA journal_size_limit = 16777216");
            if (connection.ExecuteScalar<long>("PRAGMA user_version") == Version)
                return connection;
            connection.InOneTransaction(transaction =>
            {
                connection.Execute(Sql, transaction: transaction);
                connection.Execute($"PRAGMA user_version = {Version}", transaction: transaction);
                return true;
            });
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>Also when there are other tables of these names, or a version that this program does not know.</summary>
    private static bool IsDamage(SqliteException e) => e.SqliteErrorCode is raw.SQLITE_CORRUPT or raw.SQLITE_NOTADB or raw.SQLITE_ERROR;

    private static DeliveriesUnavailableException Unavailable(string path, Exception e) =>
        new($"The messages to webhooks in {path} cannot be used: {e.Message} Check that the file and its folder belong to the server and are writable, and the free space.", e);
}
