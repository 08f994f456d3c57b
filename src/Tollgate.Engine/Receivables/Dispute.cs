using Tollgate.Engine.Time;

namespace Tollgate.Engine.Receivables;

public enum DisputeOutcome
{
    /// <summary>The customer was right: a credit note was issued.</summary>
    Credited,
    Dismissed,

    /// <summary>The whole invoice was voided.</summary>
    Voided,
}

/// <summary>A customer's word against a line. While it is open, the line does not make the account delinquent.</summary>
/// <param name="Resolution">Null while it is open.</param>
public sealed record Dispute(string Id, string InvoiceId, string AccountId, int Line, string Reason, string Author, RecordedAt OpenedAt, DisputeResolved? Resolution)
{
    public bool IsOpen() => Resolution is null;
}
