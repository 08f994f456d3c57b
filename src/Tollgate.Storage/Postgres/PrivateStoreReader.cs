using Tollgate.Storage.Index.Runs;
using Tollgate.Storage.Installation;
using Tollgate.Storage.Journal;
using Tollgate.Storage.Postgres.Private;

namespace Tollgate.Storage.Postgres;

/// <summary>Reads the journals in a data folder's private PostgreSQL: in the server's, when one runs, else in one that is started for it.</summary>
internal sealed class PrivateStoreReader : IStoreReader
{
    private readonly PostgresStoreReader _reader;
    private readonly PrivatePostgres? _started;

    private PrivateStoreReader(PostgresStoreReader reader, PrivatePostgres? started)
    {
        _reader = reader;
        _started = started;
    }

    public string Description => _reader.Description;

    /// <exception cref="DataFolderException">There is none in the data folder.</exception>
    public static PrivateStoreReader Open(string root)
    {
        string folder = DataFolder.PrivatePostgres(root);
        if (!Directory.Exists(folder))
            throw new DataFolderException($"There is no private PostgreSQL in {root}. Name its data folder with --data, and its store with --store.");
        PrivatePostgres? started = null;
        try
        {
            string? running = PrivatePostgres.ConnectionOfRunning(folder, PrivatePostgres.Database);
            if (running is null)
                started = PrivatePostgres.Start(folder);
            return new(PostgresStoreReader.Open(PostgresAddress.Parse(running ?? started!.ConnectionString(PrivatePostgres.Database))), started);
        }
        catch
        {
            started?.Dispose();
            throw;
        }
    }

    public IReadOnlyList<StreamId> Streams() => _reader.Streams();

    public IJournalReader OpenReader(StreamId stream) => _reader.OpenReader(stream);

    public IRunFiles OpenIndex(StreamId stream, string folder) => _reader.OpenIndex(stream, folder);

    public void Dispose()
    {
        _reader.Dispose();
        _started?.Dispose();
    }
}
