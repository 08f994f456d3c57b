using Npgsql;
using Microsoft.Data.Sqlite;
using Tollgate.Storage.Installation;
using Tollgate.Storage.Journal;

namespace Tollgate.Bench.World;

/// <summary>The stores that are measured.</summary>
public enum StoreKind
{
    Sqlite,
    Postgres,
}

/// <summary>Where an installation that is measured is kept: a folder, and for PostgreSQL a server of its own beside it. Gone afterwards.</summary>
public sealed class Place : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly PostgresServer? _server;

    public Place(StoreKind kind)
    {
        Kind = kind;
        _server = kind == StoreKind.Postgres ? new PostgresServer("tollgate") : null;
        Address = _server is null ? StoreAddress.Embedded : StoreAddress.Parse(_server.ConnectionString);
    }

    public StoreKind Kind { get; }

    /// <summary>The store's name in the table.</summary>
    public static string NameOf(StoreKind kind) => kind == StoreKind.Sqlite ? "SQLite" : "PostgreSQL";

    public string Folder => Path.Combine(_folder.Path, "installation");

    public StoreAddress Address { get; }

    /// <summary>The store for its one owner.</summary>
    public IStore Open() => Address.Open(Folder);

    /// <summary>The bytes that a shard's journal takes on the store's disk. A log that the store keeps for a crash is not counted.</summary>
    public long JournalBytes(StreamId shard) => _server is null
        ? Ask(new SqliteConnection($"Data Source={DataFolder.JournalPath(Folder, shard)};Mode=ReadOnly;Pooling=False"),
            "SELECT (SELECT page_count FROM pragma_page_count) * (SELECT page_size FROM pragma_page_size)")
        : Ask(new NpgsqlConnection(_server.ConnectionString + ";Pooling=false"),
            "SELECT pg_total_relation_size('tollgate.block') + pg_total_relation_size('tollgate.head')");

    /// <summary>The bytes that the files of the indices take in the database; null where they lie in the folder.</summary>
    public long? IndexBytes() => _server is null
        ? null
        : Ask(new NpgsqlConnection(_server.ConnectionString + ";Pooling=false"),
            "SELECT pg_total_relation_size('tollgate.run_file') + pg_total_relation_size('tollgate.run_chunk')");

    public void Dispose()
    {
        _server?.Dispose();
        _folder.Dispose();
    }

    private static long Ask(System.Data.Common.DbConnection connection, string question)
    {
        using (connection)
        {
            connection.Open();
            using System.Data.Common.DbCommand command = connection.CreateCommand();
            command.CommandText = question;
            return (long)command.ExecuteScalar()!;
        }
    }
}
