using Tollgate.Engine.Exceptions;
using Tollgate.Engine.Time;

namespace Tollgate.Engine.Receivables;

/// <summary>What happened to an invoice after it was final. The invoice itself never changes.</summary>
public abstract record ReceivableFact : Fact
{
    public abstract string AccountId { get; init; }

    public abstract string InvoiceId { get; init; }

    public abstract RecordedAt At { get; init; }
}

/// <param name="Since">When it came to be so, as billing says.</param>
/// <param name="State">The invoice's, with this.</param>
public sealed record PaymentReported(string AccountId, string InvoiceId, PaymentStatus Status, EffectiveAt Since, string Reference, InvoiceState State, RecordedAt At) : ReceivableFact;

public sealed record InvoiceVoided(string AccountId, string InvoiceId, string Reason, string Author, RecordedAt At) : ReceivableFact
{
    /// <summary>Its lines are billed again; without it, they are given up.</summary>
    public bool Rebill { get; init; }
}

public sealed record CreditNoteIssued(string AccountId, string InvoiceId, CreditNote Note, RecordedAt At) : ReceivableFact;

public sealed record DisputeOpened(string AccountId, string InvoiceId, string DisputeId, int Line, string Reason, string Author, RecordedAt At) : ReceivableFact;

/// <param name="CreditNoteId">The one that the fact before issued; null where there is none.</param>
public sealed record DisputeResolved(
    string AccountId,
    string InvoiceId,
    string DisputeId,
    DisputeOutcome Outcome,
    string? CreditNoteId,
    string Reason,
    string Author,
    RecordedAt At
) : ReceivableFact;

/// <summary>The environment's rule for accounts whose invoices are not paid; a fact of the control stream.</summary>
public sealed record DelinquencyTermsSet(DelinquencyPolicy Policy, int AfterDays, string Author, RecordedAt At) : Fact;

/// <summary>A fact of snapshots alone: a final invoice as far as later commands need it. What happened to it since stands behind it, as its own facts.</summary>
/// <param name="Payments">What was paid of its lines from which lots when it became final.</param>
public sealed record InvoiceCarried(IssuedInvoice Invoice, System.Collections.Immutable.ImmutableArray<Ledger.LinePayment> Payments) : Fact;
