using Npgsql;
using Tollgate.Bench.World;
using Tollgate.Server.Entitlements;

namespace Tollgate.Bench.Http;

/// <summary>A quota by hand, done well: one conditional UPDATE, prepared, from a pool of 8 connections, committed with fsync.</summary>
internal sealed class PostgresCounter : IAsyncDisposable
{
    private const int Pool = 8;
    private const string Take = "UPDATE quota SET used = used + $2 WHERE account = $1 AND used + $2 <= granted RETURNING granted - used";

    private readonly NpgsqlDataSource _source;

    public PostgresCounter(string connectionString)
    {
        _source = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(connectionString) { MaxPoolSize = Pool, MinPoolSize = Pool, MaxAutoPrepare = 4, AutoPrepareMinUsages = 1 });
        using NpgsqlCommand make = _source.CreateCommand(
            """
            DROP TABLE IF EXISTS quota;
            CREATE TABLE quota (account text PRIMARY KEY, used bigint NOT NULL, granted bigint NOT NULL) WITH (fillfactor = 50);
            """);
        make.ExecuteNonQuery();
        using NpgsqlCommand fill = _source.CreateCommand($"INSERT INTO quota SELECT 'acct_' || lpad(i::text, 4, '0'), 0, 1000000000 FROM generate_series(0, {SampleEvents.Accounts - 1}) i");
        fill.ExecuteNonQuery();
    }

    public async Task Consume(DecisionRequest request)
    {
        await using NpgsqlCommand take = _source.CreateCommand(Take);
        take.Parameters.Add(new() { Value = request.Asked.AccountId });
        take.Parameters.Add(new() { Value = (long)(request.Asked.Units.Scaled / 1_000_000_000) });
        if (await take.ExecuteScalarAsync() is null)
            throw new InvalidOperationException("The quota of a billion units is used up.");
    }

    public ValueTask DisposeAsync() => _source.DisposeAsync();
}
