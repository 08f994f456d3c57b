using System.Collections.Concurrent;
using System.Data.Common;
using Npgsql;
using Tollgate.Storage.Postgres;
using Tollgate.Storage.Postgres.Schema;
using Tollgate.Storage.Projections;
using Tollgate.Storage.Projections.Postgres;

namespace Tollgate.Storage.Tests.Projections.Postgres;

/// <summary>Databases of their own for one test, whose server has the rights of the role <c>app</c> only.</summary>
/// <param name="isKept">The test leaves nothing but rows behind, so that the next may have its databases.</param>
internal sealed class PostgresPlace(bool isKept = false) : ProjectionPlace
{
    // Making one takes longer than most tests.
    private static readonly ConcurrentBag<MigratedDatabase> Kept = [];

    private readonly List<PostgresDatabase> _open = [];
    private MigratedDatabase? _database;
    private MigratedDatabase? _beside;

    public override string Schema => "tollgate_live";

    public MigratedDatabase Database => _database ??= Take();

    public override ProjectionStore Open() => OpenAs(Database.App);

    public override ProjectionStore OpenBeside() => OpenAs((_beside ??= Take()).App);

    /// <param name="connection">How the server reaches its database.</param>
    public ProjectionStore OpenAs(string connection)
    {
        PostgresDatabase database = new(PostgresAddress.Parse(connection));
        _open.Add(database);
        return PostgresProjections.Open(database, Given.Installation, "live");
    }

    public override DbConnection Look() => Connect(Database.Reader);

    /// <summary>A connection that is not pooled.</summary>
    public static NpgsqlConnection Connect(string connection)
    {
        NpgsqlConnection opened = new(connection + ";Pooling=false");
        opened.Open();
        return opened;
    }

    public override void Dispose()
    {
        foreach (PostgresDatabase database in _open)
            database.Dispose();
        foreach (MigratedDatabase database in isKept ? new[] { _database, _beside }.OfType<MigratedDatabase>() : [])
        {
            PostgresForTests.Ask(database.Owner, string.Concat(ProjectionTables.Names.Select(table => $"DELETE FROM {Schema}.{table};")));
            Kept.Add(database);
        }
    }

    private MigratedDatabase Take() => isKept && Kept.TryTake(out MigratedDatabase? kept) ? kept : MigratedDatabase.Make();
}

/// <summary>How its owner, a server and a reader reach it.</summary>
internal sealed record MigratedDatabase(string Owner, string App, string Reader)
{
    public string Name => PostgresAddress.Parse(Owner).Database;

    public string AppRole => PostgresAddress.Parse(App).User;

    public static MigratedDatabase Make()
    {
        string owner = PostgresForTests.NewDatabase();
        MigratedDatabase made = new(owner, PostgresForTests.NewRole(owner), PostgresForTests.NewRole(owner));
        SchemaOwner.Migrate(PostgresAddress.Parse(owner), made.AppRole, PostgresAddress.Parse(made.Reader).User);
        return made;
    }
}
