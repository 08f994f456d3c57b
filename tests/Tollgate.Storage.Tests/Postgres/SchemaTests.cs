using Npgsql;
using Tollgate.Storage.Journal;
using Tollgate.Storage.Postgres;
using Tollgate.Storage.Postgres.Schema;

namespace Tollgate.Storage.Tests.Postgres;

public sealed class SchemaTests
{
    private readonly string _connection = PostgresForTests.NewDatabase();

    private PostgresAddress Address => PostgresAddress.Parse(_connection);

    [Fact]
    public void It_is_made_once()
    {
        Migrate().ShouldBe([.. Migration.All.Select(step => $"Migrated to {step.Version}: {step.Name}")]);
        Migrate().ShouldBe([$"The schema is at version {Migration.All.Count}: nothing to migrate"]);
    }

    [Fact]
    public void The_steps_are_numbered_without_gaps() => Migration.All.Select(step => step.Version).ShouldBe(Enumerable.Range(1, Migration.All.Count));

    [Fact]
    public async Task Of_many_who_migrate_at_once_each_step_is_taken_by_one()
    {
        IReadOnlyList<string>[] done = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(Migrate)));
        done.SelectMany(lines => lines).Count(line => line.StartsWith("Migrated", StringComparison.Ordinal)).ShouldBe(Migration.All.Count);
    }

    [Theory]
    [InlineData("CREATE TABLE tollgate.extra (id int); SELECT 1 / 0", "division by zero")]
    [InlineData("CREATE TABLE tollgate.extra (id int); SELECT pg_terminate_backend(pg_backend_pid())", null)]
    public void A_migration_that_is_cut_off_leaves_nothing_half_made_and_is_taken_again(string sql, string? reason)
    {
        Migrate();
        Migration cut = new(Migration.All.Count + 1, "cut", sql);
        using (NpgsqlConnection connection = Open())
        {
            PostgresException failed = Should.Throw<PostgresException>(() => Migrator.Migrate(connection, Address, [.. Migration.All, cut]));
            if (reason is not null)
                failed.Message.ShouldContain(reason);
        }

        PostgresForTests.Ask(_connection, "SELECT to_regclass('tollgate.extra') IS NULL").ShouldBe(true);
        PostgresForTests.Ask(_connection, "SELECT max(version) FROM tollgate.migration").ShouldBe(Migration.All.Count);
        using NpgsqlConnection again = Open();
        Migrator.Migrate(again, Address, [.. Migration.All, cut with { Sql = "CREATE TABLE tollgate.extra (id int)" }]).Count.ShouldBe(1);
        PostgresForTests.Ask(_connection, "SELECT to_regclass('tollgate.extra') IS NULL").ShouldBe(false);
    }

    [Fact]
    public void A_first_migration_that_is_cut_off_leaves_no_schema()
    {
        using NpgsqlConnection connection = Open();
        Should.Throw<PostgresException>(() => Migrator.Migrate(connection, Address, [Migration.All[0] with { Sql = Migration.All[0].Sql + "SELECT nonsense" }]));
        PostgresForTests.Ask(_connection, "SELECT count(*) FROM pg_namespace WHERE nspname = 'tollgate'").ShouldBe(0L);
    }

    [Fact]
    public void A_newer_one_is_refused()
    {
        Migrate();
        PostgresForTests.Ask(_connection, "INSERT INTO tollgate.migration (version, name) VALUES (99, 'of-tomorrow')");
        Should.Throw<JournalMismatchException>(Migrate).Message
            .ShouldBe($"{Address} was migrated by a newer Tollgate (its schema is 99, and this program knows up to {Migration.All.Count}). Start the newer program.");
    }

    [Fact]
    public void Somebody_elses_is_refused_and_not_touched()
    {
        PostgresForTests.Ask(_connection, "CREATE SCHEMA tollgate; CREATE TABLE tollgate.customer (id int)");
        Should.Throw<JournalMismatchException>(Migrate).Message
            .ShouldBe($"The schema 'tollgate' of {Address} is not Tollgate's: it holds customer, and no table 'migration'. Nothing was changed. Name another database, or rename that schema.");
        PostgresForTests.Ask(_connection, "SELECT count(*) FROM pg_class WHERE relnamespace = 'tollgate'::regnamespace").ShouldBe(1L);
    }

    [Fact]
    public void A_server_that_may_not_migrate_says_who_must()
    {
        string app = PostgresForTests.NewRole(_connection);
        PostgresAddress address = PostgresAddress.Parse(app);
        Should.Throw<JournalUnavailableException>(() => SchemaOwner.Migrate(address, null, null)).Message
            .ShouldEndWith($"Let the owner of the database run: tollgate store migrate --store \"...\" --app {address.User}");
    }

    [Fact]
    public void A_role_that_is_not_there_is_told()
    {
        Should.Throw<JournalMismatchException>(() => SchemaOwner.Migrate(Address, "nobody_at_all", null)).Message
            .ShouldBe("There is no role 'nobody_at_all' to give rights to. Make it first: CREATE ROLE \"nobody_at_all\" LOGIN PASSWORD '...'.");
    }

    private IReadOnlyList<string> Migrate() => SchemaOwner.Migrate(Address, null, null);

    private NpgsqlConnection Open()
    {
        NpgsqlConnection connection = new(_connection + ";Pooling=false");
        connection.Open();
        return connection;
    }
}
