using System.Globalization;
using Dapper;
using Npgsql;
using Tollgate.Storage.Postgres;
using Tollgate.Storage.Projections;
using Tollgate.Storage.Projections.Postgres;
using static Tollgate.Storage.Tests.Projections.Given;

namespace Tollgate.Storage.Tests.Projections.Postgres;

/// <summary>A database that cannot be used for a while: said in a sentence, and made up for by itself.</summary>
public sealed class PostgresBadDaysTests : IDisposable
{
    private readonly PostgresPlace _place = new();
    private readonly ProjectionStore _projections;

    public PostgresBadDaysTests()
    {
        _projections = _place.Open();
        _projections.Next(Calls("2025-06-01T10:00:00Z", "1"));
    }

    public void Dispose()
    {
        _projections.Dispose();
        _place.Dispose();
    }

    [Theory]
    [InlineData("gone", "ALTER DATABASE {0} ALLOW_CONNECTIONS false", "ALTER DATABASE {0} ALLOW_CONNECTIONS true", "Check the database and its log")]
    [InlineData("read-only", "ALTER DATABASE {0} SET default_transaction_read_only = on", "ALTER DATABASE {0} RESET default_transaction_read_only", "name the primary")]
    [InlineData("out of connections", "ALTER DATABASE {0} CONNECTION LIMIT 0", "ALTER DATABASE {0} CONNECTION LIMIT -1", "Raise max_connections")]
    public void Gone_and_back(string what, string ends, string begins, string advice)
    {
        Superuser(ends);
        Superuser("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{0}'");
        // The first may find a connection that has just been cut.
        Should.Throw<ProjectionsUnavailableException>(() => _projections.Next(Calls("2025-06-01T10:00:00Z", "2")), what);
        string message = Should.Throw<ProjectionsUnavailableException>(() => _projections.Next(Calls("2025-06-01T10:00:00Z", "2")), what).Message;
        message.ShouldContain(advice);
        message.ShouldEndWith("nothing is lost, they catch up afterwards.");
        message.ShouldContain($"the schema tollgate_live of {PostgresAddress.Parse(_place.Database.App)}");

        Superuser(begins);
        Superuser("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{0}'");
        WhenBack(() => _projections.Next(Calls("2025-06-01T10:00:00Z", "2")));
        _projections.CallsInAll().ShouldBe("3");
    }

    [Fact]
    public void A_commit_whose_end_nobody_saw_is_not_made_twice()
    {
        // The rows are there, and this server has not been told: what another server has committed looks the same.
        using ProjectionStore other = _place.Open();
        other.Next(Calls("2025-06-01T10:00:00Z", "2"));
        _projections.Apply([Block(Shard, 1, Calls("2025-06-01T10:00:00Z", "2")), Block(Shard, 2, Calls("2025-06-01T10:00:00Z", "4"))]);
        _projections.CallsInAll().ShouldBe("7");
    }

    [Fact]
    public void No_room_is_told_and_nothing_of_the_batch_stays()
    {
        using (NpgsqlConnection owner = PostgresPlace.Connect(_place.Database.Owner))
        {
            owner.Execute(
                """
                CREATE FUNCTION public.no_room() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'could not extend file' USING ERRCODE = 'disk_full'; END $$;
                CREATE TRIGGER no_room BEFORE INSERT ON tollgate_live.usage_hour_2025_06 FOR EACH ROW EXECUTE FUNCTION public.no_room();
                """);
            Should.Throw<ProjectionsUnavailableException>(() => _projections.Next(Contract("ctr_1"), Calls("2025-06-01T11:00:00Z", "2"))).Message
                .ShouldStartWith("There is no room for the projections in the schema tollgate_live");
            _projections.Watermark(Shard).ShouldBe(0);
            _projections.Contract("ctr_1").ShouldBeNull();
            owner.Execute("DROP FUNCTION public.no_room CASCADE");
        }

        _projections.Next(Contract("ctr_1"), Calls("2025-06-01T11:00:00Z", "2"));
        _projections.CallsInAll().ShouldBe("3");
    }

    [Fact]
    public void A_pool_with_no_connection_left_is_told()
    {
        using PostgresDatabase database = new(PostgresAddress.Parse(_place.Database.App + ";Maximum Pool Size=1;Timeout=1"));
        using var small = PostgresProjections.Open(database, Given.Installation, "live");
        using (database.Pool.OpenConnection())
            Should.Throw<ProjectionsUnavailableException>(() => small.CallsInAll()).Message.ShouldContain("Maximum Pool Size");
        small.CallsInAll().ShouldBe("1");
    }

    [Theory]
    [InlineData("Port=1", "cannot be reached")]
    [InlineData("Password=wrong", "password authentication failed")]
    [InlineData("Database=nowhere", "database \"nowhere\" does not exist")]
    public void What_cannot_be_opened_says_why(string setting, string why)
    {
        string message = Should.Throw<ProjectionsUnavailableException>(() => _place.OpenAs($"{_place.Database.App};{setting}")).Message;
        message.ShouldContain(why);
        message.ShouldNotContain("wrong");
    }

    private void Superuser(string sql)
    {
        // From another database: this one may not take connections.
        string postgres = new NpgsqlConnectionStringBuilder(_place.Database.Owner) { Database = "postgres" }.ConnectionString;
        PostgresForTests.Ask(postgres, string.Format(CultureInfo.InvariantCulture, sql, _place.Database.Name));
    }

    /// <summary>Tries again as the replayer does, since connections in the pool may have been cut.</summary>
    private static void WhenBack(Action apply)
    {
        for (int attempt = 0; ; attempt++)
        {
            try
            {
                apply();
                return;
            }
            catch (ProjectionsUnavailableException) when (attempt < 5)
            {
            }
        }
    }
}
