using System.Globalization;
using Tollgate.Engine.Time;

namespace Tollgate.Engine.Receivables;

/// <summary>Opens disputes of lines and resolves them: by a credit note, or by dismissal.</summary>
public static class Disputing
{
    public static Outcome Decide(Books books, OpenDispute command, RecordedAt now)
    {
        if (Refusals.Find(books, command.InvoiceId, out InvoiceBook invoice) is { } missing)
            return missing;
        if ((Refusals.IfVoid(invoice) ?? Refusals.IfNoLine(invoice, command.Line, "/line")) is { } refused)
            return refused;
        if (invoice.DisputeOf(command.Line) is { } open)
            return new Rejection(RejectionKind.Conflict, "line_disputed", $"Line {command.Line} of the invoice {invoice.Invoice.Number} is disputed already, by {open.Id} since {open.OpenedAt}.", "/line");
        string place = (invoice.Disputes.Count() + 1).ToString(CultureInfo.InvariantCulture);
        string id = $"dsp_{invoice.Id[(invoice.Id.IndexOf('_', StringComparison.Ordinal) + 1)..]}_{place}";
        var opened = new DisputeOpened(invoice.Invoice.AccountId, invoice.Id, id, command.Line, command.Reason, command.Author, now);
        return Answer(books, invoice, id, now, opened);
    }

    public static Outcome Decide(Books books, ResolveDispute command, RecordedAt now)
    {
        if (books.InvoiceOfDispute(command.DisputeId) is not { } invoice)
            return new Rejection(RejectionKind.NotFound, "dispute_not_found", $"There is no dispute '{command.DisputeId}'.");
        Dispute dispute = invoice.Disputes.First(known => known.Id == command.DisputeId);
        if (dispute.Resolution is { } resolved)
            return new Rejection(RejectionKind.Conflict, "dispute_resolved", $"The dispute '{dispute.Id}' was resolved at {resolved.At} by {resolved.Author}: {resolved.Reason}");
        CreditNoteIssued? credited = null;
        if (command.Outcome == DisputeOutcome.Credited)
        {
            var credit = new LineCredit(dispute.Line, command.Amount ?? invoice.Invoiced(dispute.Line));
            if (Crediting.Refuse(invoice, credit, "/amount", "/amount") is { } refused)
                return refused;
            credited = Crediting.Issue(books, invoice, [credit], command.Reason, command.Author, now);
        }
        else if (command.Amount is not null)
        {
            return new Rejection(RejectionKind.Invalid, "amount_not_allowed", "A dispute that is dismissed gives nothing back; leave the amount out.", "/amount");
        }

        var resolution = new DisputeResolved(invoice.Invoice.AccountId, invoice.Id, dispute.Id, command.Outcome, credited?.Note.Id, command.Reason, command.Author, now);
        return credited is null ? Answer(books, invoice, dispute.Id, now, resolution) : Answer(books, invoice, dispute.Id, now, credited, resolution);
    }

    private static Outcome Answer(Books books, InvoiceBook invoice, string disputeId, RecordedAt now, params ReceivableFact[] facts)
    {
        InvoiceBook then = invoice.With(facts);
        return Outcome.Of(then.Disputes.First(dispute => dispute.Id == disputeId), [.. facts, .. Dunning.Follow(books, then, now)]);
    }
}
