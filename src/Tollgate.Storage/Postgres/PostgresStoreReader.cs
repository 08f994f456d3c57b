using Npgsql;
using Tollgate.Storage.Index.Runs;
using Tollgate.Storage.Installation;
using Tollgate.Storage.Journal;
using Tollgate.Storage.Postgres.Schema;

namespace Tollgate.Storage.Postgres;

/// <summary>Reads the journals of a database, also while a server writes them. It needs no data folder and makes nothing.</summary>
public sealed class PostgresStoreReader : IStoreReader
{
    private readonly PostgresDatabase _database;
    private readonly Lazy<string> _installation;

    internal PostgresStoreReader(PostgresDatabase database)
    {
        _database = database;
        Description = $"PostgreSQL {database.Read("asking its version", connection => connection.PostgreSqlVersion.ToString())} at {database.Address}";
        _installation = new(() => database.Read("asking whose it is", connection => connection.Scalar("SELECT id FROM tollgate.installation") as string)
            ?? throw new JournalMismatchException($"{database.Address} holds no installation yet. Start a server on it first."));
    }

    public string Description { get; }

    /// <exception cref="JournalMismatchException">The schema is a newer program's, not Tollgate's, or not there yet.</exception>
    /// <exception cref="JournalUnavailableException">The database cannot be reached.</exception>
    public static PostgresStoreReader Open(PostgresAddress address)
    {
        PostgresDatabase database = new(address);
        try
        {
            SchemaOwner.RefuseOther(database);
            return new(database);
        }
        catch
        {
            database.Dispose();
            throw;
        }
    }

    public IReadOnlyList<StreamId> Streams() => _database.Read("listing streams", connection =>
    {
        using NpgsqlCommand command = connection.Command("SELECT environment || '/' || name FROM tollgate.stream");
        return command.Texts().Order(StringComparer.Ordinal).Where(name => StreamId.TryParse(name, out _)).Select(name => StreamId.TryParse(name, out StreamId stream) ? stream : default).ToList();
    });

    public IJournalReader OpenReader(StreamId stream) => new PostgresJournalReader(_database, new(_installation.Value, stream), NumberOf(stream));

    public IRunFiles OpenIndex(StreamId stream, string folder) => new PostgresRunFiles(_database, stream, NumberOf(stream), folder);

    public void Dispose() => _database.Dispose();

    private int NumberOf(StreamId stream) => StreamRow.Of(_database, new(_installation.Value, stream))
        ?? throw new JournalUnavailableException($"There is no journal {stream} in {_database.Address}.");
}
