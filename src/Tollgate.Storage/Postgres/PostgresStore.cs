using Npgsql;
using Tollgate.Storage.Deliveries;
using Tollgate.Storage.Deliveries.Postgres;
using Tollgate.Storage.Index.Runs;
using Tollgate.Storage.Installation;
using Tollgate.Storage.Journal;
using Tollgate.Storage.Postgres.Private;
using Tollgate.Storage.Postgres.Schema;
using Tollgate.Storage.Projections;
using Tollgate.Storage.Projections.Postgres;
using Tollgate.Storage.Snapshots;

namespace Tollgate.Storage.Postgres;

/// <summary>
/// Journals, snapshots and projections in a PostgreSQL database; the data folder holds the installation's secret and the high-water marks.
/// </summary>
public sealed class PostgresStore : IStore
{
    private readonly PostgresDatabase _database;
    private readonly PostgresStoreReader _reader;
    private readonly PrivatePostgres? _server;

    private PostgresStore(DataFolder folder, PostgresDatabase database, PrivatePostgres? server)
    {
        Place = server is null ? database.Address.ToString() : StoreAddress.Parse("postgres").Place;
        Folder = folder;
        _database = database;
        _server = server;
        _reader = new(database);
        Warnings = database.Read("looking at its settings", Durability.Warnings);
    }

    public DataFolder Folder { get; }

    public string Description => _reader.Description;

    public IReadOnlyList<string> Warnings { get; }

    public string Place { get; }

    public string Removal => _server is not null
        ? $"rm -rf \"$(readlink -f {Folder.PrivatePostgresPath})\" {Folder.PrivatePostgresPath}"
        : $"psql {_database.Address.ForPsql} -c 'DROP SCHEMA {string.Join(", ", Environments().Select(ProjectionSchema.QuotedName).Prepend("tollgate"))} CASCADE'";

    public StoreStanding Standing
    {
        get => _database.Read("asking whether the installation lives here", InstallationRow.Standing);
        set => _database.Write("noting whether the installation lives here", connection =>
        {
            InstallationRow.Note(connection, value);
            return true;
        });
    }

    /// <summary>Opens a data folder and its database. The schema is made or migrated when the user may do that.</summary>
    /// <exception cref="DataFolderException">The folder is in use, cannot be written, or has lost its secret.</exception>
    /// <exception cref="JournalMismatchException">The database is another installation's, a newer program's, or not Tollgate's.</exception>
    /// <exception cref="JournalUnavailableException">It cannot be reached or written.</exception>
    public static PostgresStore Open(string path, PostgresAddress address) => Open(DataFolder.Open(path), address);

    /// <param name="folder">The store's from then on, also when it cannot be opened.</param>
    /// <param name="mustExist">Makes and claims nothing in a database that holds no installation.</param>
    /// <inheritdoc cref="Open(string, PostgresAddress)"/>
    internal static PostgresStore Open(DataFolder folder, PostgresAddress address, bool mustExist = false)
    {
        try
        {
            return Open(folder, address, server: null, mustExist);
        }
        catch
        {
            folder.Dispose();
            throw;
        }
    }

    /// <summary>Starts a PostgreSQL of its own in the data folder, makes it the first time, and ends it with the store.</summary>
    /// <exception cref="PrivatePostgresException">There is no PostgreSQL on this machine, or it does not start.</exception>
    /// <inheritdoc cref="Open(DataFolder, PostgresAddress, bool)"/>
    internal static PostgresStore OpenPrivate(DataFolder folder, bool mustExist = false)
    {
        PrivatePostgres? server = null;
        try
        {
            if (mustExist && !Directory.Exists(folder.PrivatePostgresPath))
                throw new StoreException($"There is no private PostgreSQL in {folder.Root}. Name its data folder with --data, and the store that the installation lives in.");
            server = PrivatePostgres.Start(folder.PrivatePostgresPath);
            return Open(folder, PostgresAddress.Parse(server.CreateDatabase(PrivatePostgres.Database)), server, mustExist);
        }
        catch
        {
            server?.Dispose();
            folder.Dispose();
            throw;
        }
    }

    public IReadOnlyList<string> Environments() => _database.Read("listing environments", connection =>
    {
        using NpgsqlCommand command = connection.Command("SELECT id FROM tollgate.environment");
        return command.Texts().Where(StreamId.IsEnvironmentName).Order(StringComparer.Ordinal).ToList();
    });

    public void CreateEnvironment(string environment)
    {
        Folder.CreateEnvironment(environment);
        _database.Write("making an environment", connection => connection.Run("SELECT tollgate.create_environment($1)", environment));
    }

    public IReadOnlyList<StreamId> Streams() => _reader.Streams();

    public IJournalReader OpenReader(StreamId stream) => _reader.OpenReader(stream);

    public IJournal OpenJournal(StreamId stream) => PostgresJournal.Open(_database, Identity(stream));

    public IJournalIntake OpenIntake(StreamId stream) => new PostgresIntake(_database, Identity(stream));

    public ISnapshots OpenSnapshots(StreamId stream) => new PostgresSnapshots(_database, Identity(stream), StreamRow.FindOrMake(_database, Identity(stream)));

    public ProjectionStore OpenProjections(string environment) => PostgresProjections.Open(_database, Folder.InstallationId, environment);

    public DeliveryStore OpenDeliveries(string environment) => new PostgresDeliveries(_database, environment);

    public IRunFiles OpenIndex(StreamId stream)
    {
        _ = StreamRow.FindOrMake(_database, Identity(stream));
        return OpenIndex(stream, Folder.IndexPath(stream));
    }

    public IRunFiles OpenIndex(StreamId stream, string folder) => _reader.OpenIndex(stream, folder);

    public void Dispose()
    {
        _reader.Dispose();
        _server?.Dispose();
        Folder.Dispose();
    }

    private static PostgresStore Open(DataFolder folder, PostgresAddress address, PrivatePostgres? server, bool mustExist)
    {
        PostgresDatabase database = new(address);
        try
        {
            if (mustExist)
                SchemaOwner.RefuseEmpty(database, folder.InstallationId);
            SchemaOwner.Prepare(database);
            database.Write("claiming it", connection =>
            {
                InstallationRow.Claim(connection, address, folder);
                return true;
            });
            return new(folder, database, server);
        }
        catch
        {
            database.Dispose();
            throw;
        }
    }

    private JournalIdentity Identity(StreamId stream) => new(Folder.InstallationId, stream);
}
