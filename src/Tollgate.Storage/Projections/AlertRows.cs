using Tollgate.Engine;
using Tollgate.Engine.Alerts;
using Tollgate.Storage.Journal;

namespace Tollgate.Storage.Projections;

/// <summary>Writes alerts, under their place in the journal.</summary>
internal static class AlertRows
{
    private const string InsertAlert =
        """
        INSERT INTO alert (stream, seq, ordinal, id, kind, account_id, contract_id, feature, meter, period_start, period_end, after_cutoff,
            threshold, granted, reached, source, event_id, raised_at, wallet)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)
        """;

    /// <returns>False when the fact is no alert.</returns>
    public static bool Write(IRowTransaction rows, StreamId stream, FactPosition position, Fact fact)
    {
        if (fact is not AlertRaised raised)
            return false;
        rows.Add(
            InsertAlert,
            stream.Name,
            position.Seq,
            position.Ordinal,
            raised.Id,
            Words.Of(raised.Kind),
            raised.AccountId,
            raised.ContractId,
            raised.Feature,
            raised.Meter,
            raised.PeriodStart.Microseconds,
            raised.PeriodEnd.Microseconds,
            raised.AfterCutoff ? 1 : 0,
            raised.Threshold.ToString(),
            raised.Of.ToString(),
            raised.Reached.ToString(),
            raised.Cause?.Source,
            raised.Cause?.EventId,
            raised.At.Microseconds,
            raised.Wallet);
        return true;
    }
}
