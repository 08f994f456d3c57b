using Tollgate.Engine;
using Tollgate.Engine.Invoicing;
using Tollgate.Engine.Numbers;
using Tollgate.Engine.Time;
using Tollgate.Storage.Journal;

namespace Tollgate.Storage.Projections;

public enum InvoiceStatus
{
    Draft,
    Finalized,
    Synced,
    Paid,
    Overdue,
    Void,
}

/// <summary>An invoice as a list shows it. A draft's lines are computed on demand by its shard, and are not here.</summary>
/// <param name="Final">Null while it is a draft.</param>
public sealed record ListedInvoice(
    string Id,
    string AccountId,
    string ContractId,
    EffectiveAt Date,
    InvoiceStatus Status,
    RecordedAt DraftedAt,
    FinalInvoice? Final
)
{
    /// <summary>The account above that it is addressed to; null when its own account pays.</summary>
    public string? BillTo { get; init; }

    /// <summary>The consolidated invoice that it is a part of; null when it stands alone.</summary>
    public string? ConsolidatedIn { get; init; }
}

/// <summary>What finalizing fixed.</summary>
/// <param name="Cutoff">Where it was recorded: usage behind it in that stream is not in the lines.</param>
public sealed record FinalInvoice(string Number, string LegalEntity, string Currency, Money Total, InvoiceCutoff Cutoff, RecordedAt FinalizedAt);

/// <summary>The place of the fact that made an invoice final.</summary>
public sealed record InvoiceCutoff(StreamId Stream, FactPosition Position);

/// <summary>An invoice with its lines.</summary>
/// <param name="Content">Null while it is a draft.</param>
public sealed record OpenedInvoice(ListedInvoice Listed, InvoiceContent? Content);

/// <summary>The line that a charge's usage of a period ended in.</summary>
public readonly record struct InvoiceLineReference(string InvoiceId, int Line);
