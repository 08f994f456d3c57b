using Microsoft.Data.Sqlite;

namespace Tollgate.Storage.Projections.Sqlite;

/// <summary>Changes on the one writing connection, each made at once by a statement that is prepared once.</summary>
internal sealed class SqliteRows(SqliteConnection connection) : IRowTransaction, IDisposable
{
    private const string Minutes = "SELECT minutes FROM usage_hour WHERE account_id = $1 AND meter = $2 AND hour = $3 AND dimensions = $4";

    private const string Bucket =
        """
        INSERT OR REPLACE INTO usage_hour (account_id, meter, hour, dimensions, quantity, events, minutes)
        VALUES ($1, $2, $3, $4, $5, $6, $7)
        """;

    private readonly Dictionary<string, Statement> _statements = new(StringComparer.Ordinal);

    /// <summary>The one that is under way.</summary>
    public SqliteTransaction? Transaction { get; set; }

    public int Change(string sql, params ReadOnlySpan<object?> values) => Prepared(sql, values.Length).Run(Transaction!, values);

    public void Add(string sql, params ReadOnlySpan<object?> values) => Change(sql, values);

    public void AddOne(Func<Exception> otherwise, string sql, params ReadOnlySpan<object?> values)
    {
        if (Change(sql, values) != 1)
            throw otherwise();
    }

    public void Add(UsageBuckets buckets)
    {
        Statement there = Prepared(Minutes, 4);
        Statement write = Prepared(Bucket, 7);
        foreach ((BucketKey key, MinuteTotals added) in buckets.InOrder())
        {
            MinuteTotals minutes = added.And(there.First(Transaction!, key.AccountId, key.Meter, key.Hour, key.Dimensions) as byte[]);
            MinuteTotal sum = minutes.Sum();
            write.Run(Transaction!, key.AccountId, key.Meter, key.Hour, key.Dimensions, sum.Quantity.ToString(), sum.Events, minutes.Pack());
        }
    }

    public void Dispose()
    {
        foreach (Statement statement in _statements.Values)
            statement.Dispose();
    }

    private Statement Prepared(string sql, int values)
    {
        if (!_statements.TryGetValue(sql, out Statement? statement))
            _statements.Add(sql, statement = new(connection, values, sql));
        return statement;
    }
}
