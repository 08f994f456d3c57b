using Dapper;
using Npgsql;
using Tollgate.Storage.Projections;
using Tollgate.Storage.Projections.Sqlite;
using static Tollgate.Storage.Tests.Projections.Given;

namespace Tollgate.Storage.Tests.Projections.Postgres;

/// <summary>What only a schema of a database can suffer, and how its tables are made and read.</summary>
public sealed class PostgresSchemaTests : IDisposable
{
    private readonly PostgresPlace _place = new();

    public void Dispose() => _place.Dispose();

    [Fact]
    public void Both_databases_have_the_same_tables_and_the_same_digest()
    {
        using TemporaryFolder folder = new();
        using var sqlite = SqliteProjections.Open(folder.File("projections.db"), Given.Installation, "live");
        using ProjectionStore postgres = _place.Open();
        sqlite.Rebuild(Story(new Random(3)));
        postgres.Rebuild(Story(new Random(3)));
        postgres.Digest().ShouldBe(sqlite.Digest());
        using NpgsqlConnection look = PostgresPlace.Connect(_place.Database.Reader);
        look.QuerySingle<long>("SELECT version FROM tollgate_live.identity").ShouldBe(ProjectionTables.Version);
    }

    [Theory]
    [InlineData("newer schema", "UPDATE tollgate_live.identity SET version = 99")]
    [InlineData("another installation", "UPDATE tollgate_live.identity SET installation = 'ffffffffffffffffffffffffffffffff'")]
    [InlineData("another environment", "UPDATE tollgate_live.identity SET environment = 'test'")]
    [InlineData("lost its identity", "DELETE FROM tollgate_live.identity")]
    [InlineData("lost a table", "DROP TABLE tollgate_live.identity")]
    [InlineData("lost one that opening reads", "DROP TABLE tollgate_live.watermark")]
    public void A_schema_that_is_not_ours_as_it_is_is_dropped(string what, string change)
    {
        using (ProjectionStore projections = _place.Open())
            projections.Rebuild(Story(new Random(1)));
        Owner(change);
        using (ProjectionStore dropped = _place.Open())
        {
            dropped.Dropped.ShouldNotBeNull(what);
            dropped.Watermark(Shard).ShouldBe(-1);
            dropped.Rebuild(Story(new Random(1)));
        }

        using ProjectionStore again = _place.Open();
        again.Dropped.ShouldBeNull();
        again.Watermark(Shard).ShouldBe(19);
    }

    [Fact]
    public void Somebody_s_own_schema_is_refused_and_left_alone()
    {
        Owner("CREATE SCHEMA tollgate_live; CREATE TABLE tollgate_live.precious AS SELECT 'nugget' AS gold");
        Should.Throw<ProjectionsUnavailableException>(_place.Open).Message.ShouldContain("Rename it, or use another database");
        Owner("SELECT gold FROM tollgate_live.precious").ShouldBe("nugget");
        using NpgsqlConnection app = PostgresPlace.Connect(_place.Database.App);
        Should.Throw<PostgresException>(() => app.Execute("SELECT tollgate.drop_projections('live')")).SqlState.ShouldBe(PostgresErrorCodes.DuplicateSchema);
    }

    [Fact]
    public async Task Servers_that_start_together_make_the_tables_once()
    {
        _ = _place.Database;
        ProjectionStore[] opened = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(_place.Open)));
        opened.ShouldAllBe(projections => projections.Dropped == null && projections.Watermark(Shard) == -1);
    }

    [Fact]
    public void A_table_that_is_dropped_under_a_server_is_damage_and_the_rest_goes_when_it_is_closed()
    {
        using (ProjectionStore projections = _place.Open())
        {
            projections.Next(Contract("ctr_1"));
            Owner("DROP TABLE tollgate_live.contract CASCADE");
            Should.Throw<ProjectionsDamagedException>(() => projections.Contract("ctr_1")).Message.ShouldContain("made again from the journal");
        }

        using ProjectionStore again = _place.Open();
        again.Watermark(Shard).ShouldBe(-1);
        again.Next(Contract("ctr_1"));
        again.Contract("ctr_1").ShouldNotBeNull();
    }

    [Fact]
    public void Usage_has_a_partition_for_each_month_of_UTC_made_when_it_is_needed()
    {
        using ProjectionStore projections = _place.Open();
        projections.Next(Calls("2025-06-30T23:59:59Z", "1"), Calls("2025-07-01T00:00:00Z", "2"), Calls("1969-12-31T23:00:00Z", "4"));
        Partitions().ShouldBe("usage_hour_1969_12 usage_hour_2025_06 usage_hour_2025_07");

        // It is attached beside a reader who has not finished, and beside another server that has just made it.
        using NpgsqlConnection reader = PostgresPlace.Connect(_place.Database.Reader);
        using NpgsqlTransaction reading = reader.BeginTransaction();
        reader.QuerySingle<long>("SELECT sum(events) FROM tollgate_live.usage_hour").ShouldBe(3);
        using ProjectionStore other = _place.Open();
        projections.Next(Calls("2025-08-01T00:00:00Z", "8"));
        other.Apply([Block(Shard, 1), Block(Shard, 2, Calls("2025-08-01T00:00:00Z", "16"))]);
        Partitions().ShouldEndWith("usage_hour_2025_08");
        other.CallsInAll().ShouldBe("31");

        // What an operator has dropped is gone; what comes in anew finds its place again.
        reading.Dispose();
        Owner("DROP TABLE tollgate_live.usage_hour_2025_08");
        Should.Throw<ProjectionsUnavailableException>(() => other.Next(Calls("2025-08-01T00:00:00Z", "32"))).Message.ShouldContain("tried again");
        other.Next(Calls("2025-08-01T00:00:00Z", "32"));
        other.CallsInAll().ShouldBe("39");
    }

    [Fact]
    public void The_views_have_types_to_calculate_with()
    {
        using ProjectionStore projections = _place.Open();
        projections.Next(AdoptedCatalog(), Draft("inv_1"), Final("inv_1", "469.2"), Tokens("2025-06-01T10:15:00Z", "12.50", ("model", "\"gpt-4\"")), Tokens("2025-06-01T10:16:00Z", "0.000000001"));
        using NpgsqlConnection look = PostgresPlace.Connect(_place.Database.Reader);
        DateTime june = new(2025, 6, 1, 0, 0, 0, DateTimeKind.Utc);

        look.QuerySingle<(DateTime, string, decimal, string)>("SELECT date, status, total, cutoff FROM tollgate_live.invoices")
            .ShouldBe((june.AddMonths(1), "finalized", 938.40m, "shard-0:0.2"));
        look.Query<(DateTime, decimal)>("SELECT period_start, amount FROM tollgate_live.invoice_lines ORDER BY number")
            .ShouldBe([(june, 469.20m), (june, 469.20m)]);
        look.QuerySingle<(DateTime, decimal)>("SELECT min(hour), sum(quantity) FROM tollgate_live.usage_by_hour")
            .ShouldBe((june.AddHours(10), 12.500000001m));
        look.QuerySingle<decimal>("SELECT quantity FROM tollgate_live.usage_by_hour WHERE dimensions ->> 'model' = 'gpt-4'").ShouldBe(12.5m);
    }

    private string Partitions()
    {
        using NpgsqlConnection look = PostgresPlace.Connect(_place.Database.Reader);
        return string.Join(' ', look.Query<string>("SELECT inhrelid::regclass::oid::regclass::text FROM pg_inherits WHERE inhparent = 'tollgate_live.usage_hour'::regclass")
            .Select(name => name.Split('.')[^1]).Order(StringComparer.Ordinal));
    }

    private object? Owner(string sql) => PostgresForTests.Ask(_place.Database.Owner, sql);
}
