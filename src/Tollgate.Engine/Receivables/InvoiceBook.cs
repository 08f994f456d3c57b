using System.Collections.Immutable;
using Tollgate.Engine.Ledger;
using Tollgate.Engine.Numbers;
using Tollgate.Engine.Time;

namespace Tollgate.Engine.Receivables;

/// <summary>A final invoice and what has happened to it since, in the order in which it was recorded. All else is computed from that.</summary>
public sealed class InvoiceBook
{
    // Most invoices see one or two: synced and paid.
    private ImmutableArray<ReceivableFact> _history = [];

    public InvoiceBook(IssuedInvoice invoice, ImmutableArray<LinePayment> payments = default)
    {
        Invoice = invoice;
        Payments = payments.IsDefault ? [] : payments;
    }

    public IssuedInvoice Invoice { get; }

    public string Id => Invoice.Id;

    /// <summary>What wallets paid of its lines when it became final, by lot.</summary>
    public ImmutableArray<LinePayment> Payments { get; private set; }

    public ImmutableArray<ReceivableFact> History => _history;

    public InvoiceState State { get; private set; }

    public InvoiceVoided? Voided => _history.OfType<InvoiceVoided>().FirstOrDefault();

    public IEnumerable<CreditNote> CreditNotes => _history.OfType<CreditNoteIssued>().Select(issued => issued.Note);

    public IEnumerable<Dispute> Disputes => _history.OfType<DisputeOpened>().Select(opened => new Dispute(
        opened.DisputeId,
        Id,
        opened.AccountId,
        opened.Line,
        opened.Reason,
        opened.Author,
        opened.At,
        _history.OfType<DisputeResolved>().FirstOrDefault(resolved => resolved.DisputeId == opened.DisputeId)
    ));

    /// <summary>The open dispute of a line, or null.</summary>
    public Dispute? DisputeOf(int line) => Disputes.FirstOrDefault(dispute => dispute.Line == line && dispute.IsOpen());

    /// <summary>What credit notes have taken of a line so far, before tax.</summary>
    public Money Credited(int line) => CreditNotes.SelectMany(note => note.Lines).Where(credit => credit.Line == line).Aggregate(Money.Zero, (sum, credit) => sum + credit.Amount);

    /// <summary>What a line still stands for before tax: nothing when the invoice is void, else its amount less what was credited.</summary>
    public Money Invoiced(int line) => State == InvoiceState.Void ? Money.Zero : Invoice.Lines[line - 1].Amount - Credited(line);

    /// <summary>What is due of the whole, with tax: the total less credit notes; nothing when it is void. Payments are the billing system's.</summary>
    public Money Due() => State == InvoiceState.Void ? Money.Zero : CreditNotes.Aggregate(Invoice.Total, (due, note) => due - note.Total);

    /// <summary>
    /// Since when it is not paid though it should be: the first report of that which no payment came after. Null when it is not so, when nothing is due of
    /// it, or when all that is due is disputed.
    /// </summary>
    public EffectiveAt? UnpaidSince()
    {
        if (State == InvoiceState.Void || Due() - Disputed() <= Money.Zero)
            return null;
        EffectiveAt? since = null;
        foreach (PaymentReported report in Payables())
            since = report.Status == PaymentStatus.Paid ? null : since ?? report.Since;
        return since;
    }

    /// <summary>The lines that are disputed, less what was credited or paid of them already, with their tax.</summary>
    private Money Disputed() => Disputes.Where(dispute => dispute.IsOpen()).Aggregate(Money.Zero, (sum, dispute) =>
        sum + Invoiced(dispute.Line) - Invoice.Lines[dispute.Line - 1].Paid + TaxLeft(dispute.Line));

    private Money TaxLeft(int line) =>
        Invoice.Taxes.Where(tax => tax.Line == line).Aggregate(Money.Zero, (sum, tax) => sum + tax.Amount)
        - CreditNotes.SelectMany(note => note.Taxes).Where(tax => tax.Line == line).Aggregate(Money.Zero, (sum, tax) => sum + tax.Amount);

    /// <summary>What was said of paying, in the order in which it came to be so; of one instant, in the order in which it was said.</summary>
    private IEnumerable<PaymentReported> Payables() =>
        _history.OfType<PaymentReported>().Where(report => report.Status != PaymentStatus.Synced).OrderBy(report => report.Since.Microseconds);

    internal void Pay(LinesPaid paid) => Payments = [.. Payments, .. paid.Payments];

    internal void Apply(ReceivableFact fact)
    {
        _history = _history.Add(fact);
        State = StateNow();
    }

    /// <summary>The same, which stays as it is.</summary>
    public InvoiceBook Copy() => With();

    /// <summary>The same with something more, to look at before it is recorded.</summary>
    internal InvoiceBook With(params ReadOnlySpan<ReceivableFact> facts)
    {
        var then = new InvoiceBook(Invoice, Payments) { _history = [.. _history, .. facts] };
        then.State = then.StateNow();
        return then;
    }

    internal IEnumerable<Fact> Carry() => [new InvoiceCarried(Invoice, Payments), .. _history];

    private InvoiceState StateNow()
    {
        if (Voided is not null)
            return InvoiceState.Void;
        return Payables().LastOrDefault()?.Status switch
        {
            PaymentStatus.Paid => InvoiceState.Paid,
            PaymentStatus.Overdue => InvoiceState.Overdue,
            // A payment that failed leaves it as open as it was before.
            _ => _history.Any(fact => fact is PaymentReported { Status: PaymentStatus.Synced }) ? InvoiceState.Synced : InvoiceState.Finalized,
        };
    }
}
