using Npgsql;

namespace Tollgate.Storage.Projections.Postgres;

/// <summary>Changes in one transaction, gathered so that many go to the server and back together.</summary>
internal sealed class PostgresRows : IRowTransaction, IDisposable
{
    private const int Most = 500;

    private readonly NpgsqlConnection _connection;
    private readonly NpgsqlTransaction _transaction;
    private readonly NpgsqlBatch _waiting;
    private readonly List<Func<Exception>?> _otherwise = [];
    private readonly UsagePartitions _partitions;

    /// <param name="schema">Where the tables are that the statements name.</param>
    public PostgresRows(NpgsqlConnection connection, NpgsqlTransaction transaction, string schema, UsagePartitions partitions)
    {
        _connection = connection;
        _transaction = transaction;
        _waiting = new(connection, transaction);
        _partitions = partitions;
        Add($"SET LOCAL search_path = {schema}");
    }

    public int Change(string sql, params ReadOnlySpan<object?> values)
    {
        Add(sql, values);
        return Send();
    }

    public void Add(string sql, params ReadOnlySpan<object?> values) => Add(null, sql, values);

    public void AddOne(Func<Exception> otherwise, string sql, params ReadOnlySpan<object?> values) => Add(otherwise, sql, values);

    public void Add(UsageBuckets buckets)
    {
        Send();
        if (buckets.Count > 0)
            new UsageRows(_connection, _transaction, _partitions).Add([.. buckets.InOrder()]);
    }

    /// <summary>Makes the changes that still wait.</summary>
    /// <returns>How many rows the last of them changed.</returns>
    public int Send()
    {
        if (_waiting.BatchCommands.Count == 0)
            return 0;
        _waiting.ExecuteNonQuery();
        for (int i = 0; i < _otherwise.Count; i++)
        {
            if (_otherwise[i] is { } otherwise && _waiting.BatchCommands[i].RecordsAffected != 1)
                throw otherwise();
        }

        int changed = _waiting.BatchCommands[^1].RecordsAffected;
        _waiting.BatchCommands.Clear();
        _otherwise.Clear();
        return changed;
    }

    public void Dispose() => _waiting.Dispose();

    private void Add(Func<Exception>? otherwise, string sql, ReadOnlySpan<object?> values)
    {
        NpgsqlBatchCommand command = new(sql);
        foreach (object? value in values)
            command.Parameters.Add(new NpgsqlParameter { Value = value ?? DBNull.Value });
        _waiting.BatchCommands.Add(command);
        _otherwise.Add(otherwise);
        if (_otherwise.Count == Most)
            Send();
    }
}
