using System.Text.RegularExpressions;
using Tollgate.Storage.Postgres;
using Tollgate.Storage.Sqlite;

namespace Tollgate.Storage.Installation;

/// <summary>Which store an installation is kept in, as <c>--store</c> names it.</summary>
public sealed partial class StoreAddress
{
    private const string EmbeddedPlace = "sqlite";
    private const string PrivatePlace = "postgres";

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

    /// <summary>Its short name, without user and password: <c>sqlite</c>, <c>postgres</c>, or <c>host:port/database</c>.</summary>
    public string Place => _postgres?.ToString() ?? (_private ? PrivatePlace : EmbeddedPlace);

    /// <param name="text"><c>sqlite</c>, <c>postgres</c> for a private server, or a PostgreSQL connection string.</param>
    /// <exception cref="StoreException">It is none of these.</exception>
    public static StoreAddress Parse(string text) => text.Trim() switch
    {
        EmbeddedPlace => Embedded,
        PrivatePlace => new(null, true),
        var given when given.Contains('=', StringComparison.Ordinal) || PostgresAddress.IsUri(given) => new(PostgresAddress.Parse(given), false),
        var given => throw new StoreException(
            $"'{given}' is no store. There are: sqlite (the default), postgres (a private PostgreSQL in the data folder), and a PostgreSQL connection string such as \"Host=db.example.com;Database=tollgate;Username=tollgate\"."),
    };

    /// <summary>The store that a data folder says its installation lives in; the embedded one when it says nothing.</summary>
    /// <exception cref="StoreException">It lives in a database that has to be named: user and password are not noted.</exception>
    /// <exception cref="DataFolderException">What is noted cannot be read.</exception>
    public static StoreAddress OfFolder(string dataFolder) => StoreRecord.Read(dataFolder)?.Home switch
    {
        null => Embedded,
        var place when IsDatabase(place) => throw new StoreException($"The installation in {Path.GetFullPath(dataFolder)} lives in {Told(place)}. Name it with {Named(place)}, or in the variable TOLLGATE_STORE."),
        var place => Parse(place),
    };

    /// <summary>Opens the store for the one server.</summary>
    /// <exception cref="StoreException">The installation lives in another one, or in this one only in part.</exception>
    /// <inheritdoc cref="PostgresStore.OpenPrivate"/>
    public IStore Open(string dataFolder)
    {
        using DataFolder folder = DataFolder.Open(dataFolder);
        StoreRecord.RefuseOther(folder, Place);
        IStore store = Open(folder);
        try
        {
            StoreRecord.RefuseAway(store);
            return store;
        }
        catch
        {
            store.Dispose();
            throw;
        }
    }

    /// <summary>Opens the store whatever it says of itself. The folder stays locked until the store and the caller have both disposed it.</summary>
    /// <param name="mustExist">Makes and claims nothing in a database that holds no installation.</param>
    /// <inheritdoc cref="PostgresStore.OpenPrivate"/>
    internal IStore Open(DataFolder folder, bool mustExist = false)
    {
        if (_postgres is not null)
            return PostgresStore.Open(folder.Share(), _postgres, mustExist);
        return _private ? PostgresStore.OpenPrivate(folder.Share(), mustExist) : new SqliteStore(folder.Share());
    }

    /// <summary>Opens it to read, also beside a server. A private PostgreSQL is started for as long as that takes when no server runs it.</summary>
    /// <inheritdoc cref="PostgresStoreReader.Open"/>
    public IStoreReader OpenReader(string dataFolder)
    {
        if (_postgres is not null)
            return PostgresStoreReader.Open(_postgres);
        return _private ? PrivateStoreReader.Open(dataFolder) : new SqliteStoreReader(dataFolder);
    }

    internal static bool IsDatabase(string place) => place is not (EmbeddedPlace or PrivatePlace);

    /// <summary>A place as a sentence has it.</summary>
    internal static string Told(string place) => place switch
    {
        EmbeddedPlace => "SQLite in the data folder",
        PrivatePlace => "the private PostgreSQL of the data folder",
        _ => $"the database {place}",
    };

    /// <summary>How a place is named in a command line.</summary>
    internal static string Named(string place) => IsDatabase(place) && DatabasePlace().Match(place).Groups is [_, var host, var port, var database]
        ? $"--store \"Host={host};Port={port};Database={database};Username=...\""
        : $"--store {place}";

    // The host may hold colons or slashes (IPv6, a folder of sockets), and so may the database's name.
    [GeneratedRegex(@"^(.*?):(\d+)/(.*)$")]
    private static partial Regex DatabasePlace();
}
