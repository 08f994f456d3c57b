using Npgsql;
using Tollgate.Storage.Postgres;
using Tollgate.Storage.Postgres.Schema;
using Tollgate.Storage.Projections;
using static Tollgate.Storage.Tests.Projections.Given;

namespace Tollgate.Storage.Tests.Projections.Postgres;

/// <summary>What each role may do with projections, and no more.</summary>
public sealed class PostgresRightsTests : IDisposable
{
    private const string Refused = PostgresErrorCodes.InsufficientPrivilege;

    private readonly PostgresPlace _place = new();
    private readonly ProjectionStore _projections;

    public PostgresRightsTests()
    {
        _projections = _place.Open();
        _projections.Next(AdoptedCatalog(), Contract("ctr_1"), Calls("2025-06-01T10:00:00Z", "1"));
    }

    public void Dispose()
    {
        _projections.Dispose();
        _place.Dispose();
    }

    [Theory]
    [InlineData("SELECT count(*) FROM tollgate_live.contract", null)]
    [InlineData("SELECT count(*) FROM tollgate_live.usage_by_hour", null)]
    [InlineData("SELECT count(*) FROM tollgate_live.identity", null)]
    [InlineData("DELETE FROM tollgate_live.contract", Refused)]
    [InlineData("UPDATE tollgate_live.watermark SET seq = 7", Refused)]
    [InlineData("TRUNCATE tollgate_live.usage_hour", Refused)]
    [InlineData("CREATE TABLE tollgate_live.mine (a int)", Refused)]
    [InlineData("SELECT tollgate.make_projections('mine', '')", Refused)]
    [InlineData("SELECT tollgate.drop_projections('live')", Refused)]
    [InlineData("SELECT tollgate.make_usage_month('live', 0)", Refused)]
    public void A_reader_reads(string sql, string? refused) => ShouldBe(_place.Database.Reader, sql, refused);

    [Theory]
    [InlineData("DELETE FROM tollgate_live.contract", null)]
    [InlineData("UPDATE tollgate_live.identity SET version = 7", Refused)]
    [InlineData("DELETE FROM tollgate_live.identity", Refused)]
    [InlineData("CREATE TABLE tollgate_live.mine (a int)", Refused)]
    [InlineData("CREATE SCHEMA mine", Refused)]
    [InlineData("DROP TABLE tollgate_live.contract", Refused)]
    [InlineData("DROP SCHEMA tollgate_live CASCADE", Refused)]
    [InlineData("ALTER TABLE tollgate_live.usage_hour DETACH PARTITION tollgate_live.usage_hour_2025_06", Refused)]
    [InlineData("SELECT tollgate.make_projections('mine', '')", null)]
    [InlineData("SELECT tollgate.make_projections('mine\"; DROP SCHEMA tollgate CASCADE', '')", PostgresErrorCodes.InvalidSchemaName)]
    public void A_server_changes_rows_and_makes_environments(string sql, string? refused) => ShouldBe(_place.Database.App, sql, refused);

    [Fact]
    public void A_right_that_was_taken_away_is_named()
    {
        PostgresForTests.Ask(_place.Database.Owner, $"REVOKE UPDATE ON tollgate_live.watermark FROM {_place.Database.AppRole}");
        Should.Throw<ProjectionsUnavailableException>(() => _projections.Next()).Message
            .ShouldContain("permission denied for table watermark. A right that the migrations granted was taken away");
    }

    [Fact]
    public void A_role_that_is_granted_later_reads_what_is_there_and_what_is_made_anew()
    {
        string late = PostgresForTests.NewRole(_place.Database.Owner);
        ShouldBe(late, "SELECT count(*) FROM tollgate_live.contract", Refused);
        PostgresForTests.Ask(_place.Database.App, "SELECT tollgate.create_environment('live')");
        SchemaOwner.Migrate(PostgresAddress.Parse(_place.Database.Owner), null, PostgresAddress.Parse(late).User);
        ShouldBe(late, "SELECT count(*) FROM tollgate_live.contract", null);
        PostgresForTests.Ask(_place.Database.Owner, "UPDATE tollgate_live.identity SET version = 99");
        _place.Open().Dropped.ShouldNotBeNull();
        ShouldBe(late, "SELECT count(*) FROM tollgate_live.contract", null);
    }

    private static void ShouldBe(string connection, string sql, string? refused)
    {
        if (refused is null)
            PostgresForTests.Ask(connection, sql);
        else
            Should.Throw<PostgresException>(() => PostgresForTests.Ask(connection, sql)).SqlState.ShouldBe(refused);
    }
}
