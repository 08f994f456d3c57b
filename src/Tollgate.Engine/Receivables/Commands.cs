using System.Collections.Immutable;
using Tollgate.Engine.Exceptions;
using Tollgate.Engine.Numbers;
using Tollgate.Engine.Time;

namespace Tollgate.Engine.Receivables;

/// <summary>What billing says of a final invoice's payment.</summary>
/// <param name="Since">When it came to be so; null is now.</param>
/// <param name="Reference">Billing's own name for the news: said again, it changes nothing.</param>
public sealed record ReportPayment(string InvoiceId, PaymentStatus Status, EffectiveAt? Since, string Reference) : Command<InvoiceBook>;

/// <summary>The same of a consolidated invoice: of each of its parts.</summary>
/// <inheritdoc cref="ReportPayment"/>
public sealed record ReportConsolidatedPayment(string Id, PaymentStatus Status, EffectiveAt? Since, string Reference) : Command<ConsolidatedState>;

/// <summary>Takes a consolidated invoice back with all its parts.</summary>
public sealed record VoidConsolidated(string Id, string Reason, string Author) : Command<ConsolidatedState>;

/// <param name="Parts">As they are behind it, in their order.</param>
public sealed record ConsolidatedState(string Id, ImmutableArray<InvoiceBook> Parts);

/// <summary>Takes a final invoice back as a whole: its number stays, nothing of it is owed, and what wallets paid of it comes back.</summary>
public sealed record VoidInvoice(string InvoiceId, string Reason, string Author) : Command<InvoiceBook>
{
    /// <summary>The next regular invoice bills its lines again, at what they come to then.</summary>
    public bool Rebill { get; init; }
}

/// <param name="Lines">Null is all that is left of every line.</param>
public sealed record IssueCreditNote(string InvoiceId, ImmutableArray<LineCredit>? Lines, string Reason, string Author) : Command<CreditNote>
{
    /// <summary>What is credited is billed again by the next regular invoice, at what it comes to then.</summary>
    public bool Rebill { get; init; }
}

/// <summary>Credits all that is left of a final invoice, and makes another in its place at once, with its lines at what they come to now.</summary>
public sealed record ReissueInvoice(string InvoiceId, string Reason, string Author) : Command<ReissuedInvoice>;

public sealed record ReissuedInvoice(CreditNote Note, Invoicing.InvoiceFinalized Invoice);

public sealed record OpenDispute(string InvoiceId, int Line, string Reason, string Author) : Command<Dispute>;

/// <param name="Amount">What a credit note gives of the line, where the customer is right; null is all that is left of it.</param>
public sealed record ResolveDispute(string DisputeId, DisputeOutcome Outcome, Money? Amount, string Reason, string Author) : Command<Dispute>;

/// <summary>What becomes of accounts whose invoices are not paid, from now on.</summary>
public sealed record SetDelinquencyTerms(DelinquencyPolicy Policy, int AfterDays, string Author) : Command<DelinquencyTermsSet>;
