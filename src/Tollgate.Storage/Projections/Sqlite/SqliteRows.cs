using Microsoft.Data.Sqlite;

namespace Tollgate.Storage.Projections.Sqlite;

/// <summary>Changes on the one writing connection, each made at once by a statement that is prepared once.</summary>
internal sealed class SqliteRows(SqliteConnection connection) : IRowTransaction, IDisposable
{
    private readonly Dictionary<string, Statement> _statements = new(StringComparer.Ordinal);
    private readonly BucketStatements _buckets = new(connection);

    /// <summary>The one that is under way.</summary>
    public SqliteTransaction? Transaction { get; set; }

    public int Change(string sql, params ReadOnlySpan<object?> values) => Prepared(sql, values.Length).Run(Transaction!, values);

    public void Add(string sql, params ReadOnlySpan<object?> values) => Change(sql, values);

    public void AddOne(Func<Exception> otherwise, string sql, params ReadOnlySpan<object?> values)
    {
        if (Change(sql, values) != 1)
            throw otherwise();
    }

    public void Add(UsageBuckets buckets) => _buckets.Add(buckets);

    public void Dispose()
    {
        foreach (Statement statement in _statements.Values)
            statement.Dispose();
        _buckets.Dispose();
    }

    private Statement Prepared(string sql, int values)
    {
        if (!_statements.TryGetValue(sql, out Statement? statement))
            _statements.Add(sql, statement = new(connection, values, sql));
        return statement;
    }
}
