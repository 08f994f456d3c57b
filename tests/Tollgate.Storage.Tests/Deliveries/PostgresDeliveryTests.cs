using Npgsql;
using Tollgate.Storage.Deliveries;
using Tollgate.Storage.Deliveries.Postgres;
using Tollgate.Storage.Postgres;
using Tollgate.Storage.Tests.Projections.Postgres;

namespace Tollgate.Storage.Tests.Deliveries;

// Excluded: nothing. The server has the rights of the role app only.
public sealed class PostgresDeliveryTests : DeliveryConformance
{
    private readonly MigratedDatabase _made = MigratedDatabase.Make();
    private readonly PostgresDatabase _database;

    public PostgresDeliveryTests()
    {
        PostgresForTests.Ask(_made.Owner, "SELECT tollgate.create_environment('live')");
        _database = new PostgresDatabase(PostgresAddress.Parse(_made.App));
        Store = new PostgresDeliveries(_database, "live");
    }

    protected override DeliveryStore Store { get; }

    protected override DeliveryStore Reopen() => new PostgresDeliveries(_database, "live");

    [Fact]
    public void A_database_that_is_gone_is_said_and_used_again_when_it_is_back()
    {
        Store.Counts("w1");
        PostgresForTests.Ask(_made.Owner, $"SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE usename = '{_made.AppRole}'");
        Should.Throw<DeliveriesUnavailableException>(() => Store.Counts("w1")).Message.ShouldContain(_made.Name);
        Store.Counts("w1").ShouldBe(default);
    }

    [Fact]
    public void A_reader_sees_none_of_it()
    {
        using var reader = new NpgsqlConnection(_made.Reader + ";Pooling=false");
        reader.Open();
        using var ask = new NpgsqlCommand("SELECT * FROM tollgate.webhook_delivery", reader);
        Should.Throw<PostgresException>(() => ask.ExecuteScalar()).SqlState.ShouldBe(PostgresErrorCodes.InsufficientPrivilege);
    }

    public override void Dispose() => _database.Dispose();
}
