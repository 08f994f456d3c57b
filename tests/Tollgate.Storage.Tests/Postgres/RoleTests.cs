using Npgsql;
using Tollgate.Storage.Postgres;
using Tollgate.Storage.Postgres.Schema;

namespace Tollgate.Storage.Tests.Postgres;

public sealed class RoleTests(RoleTests.Granted granted) : IClassFixture<RoleTests.Granted>
{
    [Theory]
    [InlineData("app", "SELECT count(*) FROM tollgate.block", true)]
    [InlineData("app", "INSERT INTO tollgate.block VALUES (1, 0, decode(repeat('00', 32), 'hex'), '')", true)]
    [InlineData("app", "UPDATE tollgate.block SET bytes = ''", false)]
    [InlineData("app", "DELETE FROM tollgate.block", false)]
    [InlineData("app", "TRUNCATE tollgate.block", false)]
    [InlineData("app", "DROP TABLE tollgate.block", false)]
    [InlineData("app", "UPDATE tollgate.head SET epoch = 2", true)]
    [InlineData("app", "UPDATE tollgate.head SET stream = 2", false)]
    [InlineData("app", "DELETE FROM tollgate.head", false)]
    [InlineData("app", "UPDATE tollgate.installation SET id = ''", false)]
    [InlineData("app", "SELECT tollgate.create_environment('live')", true)]
    [InlineData("app", "INSERT INTO tollgate.environment (id) VALUES ('live')", false)]
    [InlineData("app", "INSERT INTO tollgate.migration (version, name) VALUES (99, '')", false)]
    [InlineData("app", "CREATE TABLE tollgate.mine (id int)", false)]
    [InlineData("app", "DELETE FROM tollgate.snapshot", true)]
    [InlineData("reader", "SELECT count(*) FROM tollgate.head", true)]
    [InlineData("reader", "SELECT count(*) FROM tollgate.block", false)]
    [InlineData("reader", "SELECT secret_fingerprint FROM tollgate.installation", false)]
    [InlineData("reader", "UPDATE tollgate.head SET epoch = 2", false)]
    [InlineData("reader", "SELECT tollgate.create_environment('live')", false)]
    public void A_role_may_what_it_needs_and_no_more(string kind, string sql, bool allowed)
    {
        string role = kind == "app" ? granted.App : granted.Reader;
        if (allowed)
            PostgresForTests.Ask(role, sql);
        else
            Should.Throw<PostgresException>(() => PostgresForTests.Ask(role, sql)).SqlState.ShouldBe(PostgresErrorCodes.InsufficientPrivilege);
    }

    [Fact]
    public void A_role_that_becomes_a_reader_loses_what_it_had_before()
    {
        string owner = PostgresForTests.NewDatabase(), role = PostgresForTests.NewRole(owner);
        (PostgresAddress address, string name) = (PostgresAddress.Parse(owner), PostgresAddress.Parse(role).User);
        SchemaOwner.Migrate(address, app: name, reader: null);
        PostgresForTests.Ask(role, "SELECT tollgate.create_environment('live'), tollgate.make_projections('live', 'x')");
        SchemaOwner.Migrate(address, app: null, reader: name);
        PostgresForTests.Ask(role, "SELECT count(*) FROM tollgate.head");
        PostgresForTests.Ask(role, "SELECT count(*) FROM tollgate_live.invoice");
        foreach (string sql in (string[])
            [
                "SELECT tollgate.create_environment('other')", "SELECT tollgate.drop_projections('live')", "UPDATE tollgate.head SET epoch = 2",
                "UPDATE tollgate.installation SET standing = 'left'", "SELECT count(*) FROM tollgate.block", "DELETE FROM tollgate_live.invoice",
            ])
            Should.Throw<PostgresException>(() => PostgresForTests.Ask(role, sql), sql).SqlState.ShouldBe(PostgresErrorCodes.InsufficientPrivilege);
    }

    [Fact]
    public void A_migration_gives_what_it_adds_once_all_of_it_is_there()
    {
        string owner = PostgresForTests.NewDatabase(), role = PostgresForTests.NewRole(owner);
        (PostgresAddress address, string name) = (PostgresAddress.Parse(owner), PostgresAddress.Parse(role).User);
        // As the first release left it, whose list of rights was shorter.
        using (NpgsqlConnection connection = new(owner + ";Pooling=false"))
        {
            connection.Open();
            Migrator.Migrate(connection, address, [Migration.All[0]]);
        }

        PostgresForTests.Ask(owner, $"INSERT INTO tollgate.granted (role, kind) VALUES ('{name}', 'app')");
        SchemaOwner.Migrate(address, app: null, reader: null);
        PostgresForTests.Ask(role, "UPDATE tollgate.installation SET standing = 'home', other = NULL");
    }

    /// <summary>A database with a role of each kind.</summary>
    public sealed class Granted
    {
        public Granted()
        {
            string owner = PostgresForTests.NewDatabase();
            (App, Reader) = (PostgresForTests.NewRole(owner), PostgresForTests.NewRole(owner));
            SchemaOwner.Migrate(PostgresAddress.Parse(owner), PostgresAddress.Parse(App).User, PostgresAddress.Parse(Reader).User);
        }

        public string App { get; }

        public string Reader { get; }
    }
}
