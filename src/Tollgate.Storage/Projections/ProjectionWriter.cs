using Microsoft.Data.Sqlite;
using Tollgate.Engine;

namespace Tollgate.Storage.Projections;

/// <summary>The one writing connection with its statements, and the transaction in which a batch becomes rows.</summary>
internal sealed class ProjectionWriter : IDisposable
{
    private readonly SqliteConnection _connection;
    private readonly ControlRows _control;
    private readonly ContractRows _contracts;
    private readonly Statement _minutes;
    private readonly Statement _bucket;
    private readonly Statement _meter;
    private readonly Statement _watermark;
    private readonly Statement _advance;

    public ProjectionWriter(SqliteConnection connection)
    {
        _connection = connection;
        _control = new(connection);
        _contracts = new(connection);
        _minutes = new(connection, 4, "SELECT minutes FROM usage_hour WHERE account_id = ?1 AND meter = ?2 AND hour = ?3 AND dimensions = ?4");
        _bucket = new(connection, 7, "INSERT OR REPLACE INTO usage_hour (account_id, meter, hour, dimensions, quantity, events, minutes) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)");
        _meter = new(connection, 4, "INSERT OR REPLACE INTO meter_in_force (stream, meter, dimensions, catalog_version) VALUES (?1, ?2, ?3, ?4)");
        _watermark = new(connection, 1, "SELECT seq FROM watermark WHERE stream = ?1");
        // Compare-and-set: whoever else writes this stream, also from another process, makes this change no row.
        _advance = new(
            connection,
            5,
            """
            INSERT INTO watermark (stream, seq, hash, recorded_at) SELECT ?1, ?2, ?3, ?4 WHERE ?5 = coalesce((SELECT seq FROM watermark WHERE stream = ?1), -1)
            ON CONFLICT (stream) DO UPDATE SET seq = excluded.seq, hash = excluded.hash, recorded_at = excluded.recorded_at
            """);
    }

    public SqliteConnection Connection => _connection;

    /// <exception cref="ProjectionGapException">The watermark is not where the batch began.</exception>
    public void Write(ProjectionBatch batch) => _connection.InOneTransaction(transaction => Write(transaction, batch));

    public void Dispose()
    {
        foreach (IDisposable part in (IDisposable[])[_control, _contracts, _minutes, _bucket, _meter, _watermark, _advance, _connection])
            part.Dispose();
    }

    private void Write(SqliteTransaction transaction, ProjectionBatch batch)
    {
        if (_advance.Run(transaction, batch.Stream.Name, batch.Watermark, batch.Hash.ToArray(), batch.RecordedAt.Microseconds, batch.From) != 1)
        {
            object? found = _watermark.First(transaction, batch.Stream.Name);
            throw new ProjectionGapException(batch.Stream, found is long seq ? seq + 1 : 0, batch.From + 1);
        }

        foreach ((FactPosition position, Fact fact) in batch.Rows)
        {
            if (!_control.Write(transaction, fact) && !_contracts.Write(transaction, batch.Stream, position, fact))
                throw new InvalidOperationException($"Nothing writes rows for the fact {fact.GetType().Name}.");
        }

        if (batch.MetersChanged)
            batch.Buckets.Meters.Save(_meter, transaction, batch.Stream);
        foreach ((BucketKey key, MinuteTotals minutes) in batch.Buckets.InOrder())
            Write(transaction, key, minutes);
    }

    private void Write(SqliteTransaction transaction, BucketKey key, MinuteTotals added)
    {
        MinuteTotals minutes = added;
        if (_minutes.First(transaction, key.AccountId, key.Meter, key.Hour, key.Dimensions) is byte[] packed)
        {
            minutes = MinuteTotals.Unpack(packed);
            minutes.Add(added);
        }

        MinuteTotal sum = minutes.Sum();
        _bucket.Run(transaction, key.AccountId, key.Meter, key.Hour, key.Dimensions, sum.Quantity.ToString(), sum.Events, minutes.Pack());
    }
}
