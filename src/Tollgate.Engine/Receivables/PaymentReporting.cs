using Tollgate.Engine.Time;

namespace Tollgate.Engine.Receivables;

/// <summary>
/// Takes in what billing says of an invoice. The latest news by its own time decides how the invoice stands, in whatever order it comes; an account whose
/// invoices are not paid becomes delinquent under the environment's terms, and is not any more when they are.
/// </summary>
public static class PaymentReporting
{
    public static Outcome Decide(Books books, ReportPayment command, RecordedAt now)
    {
        if (Refusals.Find(books, command.InvoiceId, out InvoiceBook invoice) is { } missing)
            return missing;
        if (Refusals.IfPart(invoice) is { } part)
            return part;
        if (Report(invoice, command, now, out PaymentReported? report) is { } refused)
            return refused;
        if (report is null)
            return Outcome.Of(invoice.With());
        InvoiceBook then = invoice.With(report);
        return Outcome.Of(then, [report, .. Dunning.Follow(books, then, now)]);
    }

    /// <summary>Each part is told the same, so that none of them is paid while another is not.</summary>
    public static Outcome Decide(Books books, ReportConsolidatedPayment command, RecordedAt now)
    {
        if (Refusals.Find(books, command.Id, out Invoicing.ConsolidatedInvoice document) is { } missing)
            return missing;
        List<Fact> facts = [];
        List<InvoiceBook> then = [];
        foreach (InvoiceBook part in document.Parts)
        {
            if (Report(part, new ReportPayment(part.Id, command.Status, command.Since, command.Reference), now, out PaymentReported? report) is { } refused)
                return refused;
            then.Add(report is null ? part.With() : part.With(report));
            if (report is not null)
                facts.Add(report);
        }

        return Outcome.Of(new ConsolidatedState(command.Id, [.. then]), facts.Count == 0 ? [] : [.. facts, .. Dunning.Follow(books, then, now)]);
    }

    /// <param name="report">Null where it was told before.</param>
    private static Rejection? Report(InvoiceBook invoice, ReportPayment command, RecordedAt now, out PaymentReported? report)
    {
        report = null;
        EffectiveAt since = command.Since ?? new EffectiveAt(now.Microseconds);
        if (invoice.History.OfType<PaymentReported>().FirstOrDefault(report => report.Reference == command.Reference) is { } known)
        {
            return known.Status == command.Status && (command.Since ?? known.Since) == known.Since
                ? null
                : new Rejection(
                    RejectionKind.Conflict,
                    "payment_reference_reused",
                    $"The reference was used for '{known.Status.ToString().ToLowerInvariant()}' at {known.Since} of this invoice; other news needs another reference.",
                    "/reference"
                );
        }

        if (since.Microseconds > now.Microseconds)
            return new Rejection(RejectionKind.Invalid, "payment_in_future", $"A payment's status is told when it is so; {since} is after now, {now}.", "/at");
        if (Refusals.IfVoid(invoice) is { } isVoid)
            return isVoid;

        report = new PaymentReported(invoice.Invoice.AccountId, invoice.Id, command.Status, since, command.Reference, default, now);
        report = report with { State = invoice.With(report).State };
        return null;
    }
}
