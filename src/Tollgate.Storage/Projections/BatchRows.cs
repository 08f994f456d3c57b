using Tollgate.Engine;

namespace Tollgate.Storage.Projections;

/// <summary>Writes a batch: the watermark first, since it decides whether the rest is written at all.</summary>
internal static class BatchRows
{
    // Compare-and-set: whoever else writes this stream, also from another process, waits at this row, and then changes none.
    private const string First = "INSERT INTO watermark (stream, seq, hash, recorded_at) VALUES ($1, $2, $3, $4) ON CONFLICT (stream) DO NOTHING";
    private const string Next = "UPDATE watermark SET seq = $2, hash = $3, recorded_at = $4 WHERE stream = $1 AND seq = $5";

    /// <returns>False when the watermark is not where the batch began.</returns>
    public static bool TryWrite(IRowTransaction rows, ProjectionBatch batch)
    {
        if (!Advance(rows, batch))
            return false;
        foreach ((FactPosition position, Fact fact) in batch.Rows)
        {
            if (!ControlRows.Write(rows, fact) && !ContractRows.Write(rows, batch.Stream, position, fact) && !AlertRows.Write(rows, batch.Stream, position, fact))
                throw new InvalidOperationException($"Nothing writes rows for the fact {fact.GetType().Name}.");
        }

        if (batch.MetersChanged)
            batch.Buckets.Meters.Save(rows, batch.Stream);
        rows.Add(batch.Buckets);
        return true;
    }

    private static bool Advance(IRowTransaction rows, ProjectionBatch batch)
    {
        byte[] hash = batch.Hash.ToArray();
        return 1 == (batch.From < 0
            ? rows.Change(First, batch.Stream.Name, batch.Watermark, hash, batch.RecordedAt.Microseconds)
            : rows.Change(Next, batch.Stream.Name, batch.Watermark, hash, batch.RecordedAt.Microseconds, batch.From));
    }
}
