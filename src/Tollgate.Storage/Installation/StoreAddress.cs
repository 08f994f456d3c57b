using Tollgate.Storage.Postgres;
using Tollgate.Storage.Sqlite;

namespace Tollgate.Storage.Installation;

/// <summary>Which store an installation is kept in, as <c>--store</c> names it.</summary>
public sealed class StoreAddress
{
    private readonly PostgresAddress? _postgres;
    private readonly bool _private;

    private StoreAddress(PostgresAddress? postgres, bool isPrivate)
    {
        _postgres = postgres;
        _private = isPrivate;
    }

    /// <summary>SQLite, in files of the data folder.</summary>
    public static StoreAddress Embedded { get; } = new(null, false);

    /// <summary>The database that was named; null for the embedded store and for a private server, whose address is known once it runs.</summary>
    public PostgresAddress? Postgres => _postgres;

    /// <param name="text"><c>sqlite</c>, <c>postgres</c> for a private server, or a PostgreSQL connection string.</param>
    /// <exception cref="StoreException">It is none of these.</exception>
    public static StoreAddress Parse(string text) => text.Trim() switch
    {
        "sqlite" => Embedded,
        "postgres" => new(null, true),
        var given when given.Contains('=', StringComparison.Ordinal) || PostgresAddress.IsUri(given) => new(PostgresAddress.Parse(given), false),
        var given => throw new StoreException(
            $"'{given}' is no store. There are: sqlite (the default), postgres (a private PostgreSQL in the data folder), and a PostgreSQL connection string such as \"Host=db.example.com;Database=tollgate;Username=tollgate\"."),
    };

    /// <summary>Opens the store for the one server.</summary>
    /// <inheritdoc cref="PostgresStore.OpenPrivate"/>
    public IStore Open(string dataFolder)
    {
        if (_postgres is not null)
            return PostgresStore.Open(dataFolder, _postgres);
        return _private ? PostgresStore.OpenPrivate(dataFolder) : SqliteStore.Open(dataFolder);
    }

    /// <summary>Opens it to read, also beside a server. A private PostgreSQL is started for as long as that takes when no server runs it.</summary>
    /// <inheritdoc cref="PostgresStoreReader.Open"/>
    public IStoreReader OpenReader(string dataFolder)
    {
        if (_postgres is not null)
            return PostgresStoreReader.Open(_postgres);
        return _private ? PrivateStoreReader.Open(dataFolder) : new SqliteStoreReader(dataFolder);
    }
}
