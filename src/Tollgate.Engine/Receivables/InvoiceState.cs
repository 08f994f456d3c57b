namespace Tollgate.Engine.Receivables;

/// <summary>What billing reports of an invoice.</summary>
public enum PaymentStatus
{
    /// <summary>It is in the billing system.</summary>
    Synced,
    Paid,

    /// <summary>A payment was tried and did not come, or was taken back.</summary>
    Failed,

    /// <summary>Its term is over.</summary>
    Overdue,
}

/// <summary>How a final invoice stands.</summary>
public enum InvoiceState
{
    Finalized,
    Synced,
    Paid,
    Overdue,
    Void,
}
