using Tollgate.Engine.Invoicing;

namespace Tollgate.Engine.Receivables;

/// <summary>Why nothing can be done with an invoice, in the words that all rules here share.</summary>
internal static class Refusals
{
    public static Rejection? Find(Books books, string invoiceId, out InvoiceBook invoice)
    {
        if (books.Invoices.TryGetValue(invoiceId, out InvoiceBook? found))
        {
            invoice = found;
            return null;
        }

        invoice = null!;
        return books.ContractOfDraft(invoiceId) is null
            ? new Rejection(RejectionKind.NotFound, "invoice_not_found", $"There is no invoice '{invoiceId}'.")
            : new Rejection(RejectionKind.Conflict, "invoice_is_draft", $"The invoice '{invoiceId}' is a draft, of which nothing is owed yet; finalize it first.");
    }

    /// <summary>What is said of a document as a whole is not said of one of its parts.</summary>
    public static Rejection? IfPart(InvoiceBook invoice) => invoice.Invoice.ConsolidatedIn is { } document
        ? new Rejection(RejectionKind.Conflict, "invoice_is_part", $"The invoice is a part of the consolidated invoice '{document}', {invoice.Invoice.Number}, which is paid and voided as a whole: say it of that. A credit note, or a dispute, is of a part.")
        : null;

    public static Rejection? Find(Books books, string id, out ConsolidatedInvoice document)
    {
        if (books.Consolidations.All.TryGetValue(id, out ConsolidatedInvoice? found) && found.IsFinal)
        {
            document = found;
            return null;
        }

        document = null!;
        return found is null
            ? new Rejection(RejectionKind.NotFound, "invoice_not_found", $"There is no invoice '{id}'.")
            : new Rejection(RejectionKind.Conflict, "invoice_is_draft", $"The invoice '{id}' is a draft, of which nothing is owed yet; finalize it first.");
    }

    public static Rejection? IfVoid(InvoiceBook invoice) => invoice.Voided is { } voided
        ? new Rejection(RejectionKind.Conflict, "invoice_void", $"The invoice {invoice.Invoice.Number} was voided at {voided.At} by {voided.Author}: {voided.Reason}")
        : null;

    public static Rejection? IfNoLine(InvoiceBook invoice, int line, string pointer) => line >= 1 && line <= invoice.Invoice.Lines.Length
        ? null
        : new Rejection(RejectionKind.NotFound, "invoice_line_not_found", $"The invoice {invoice.Invoice.Number} has the lines 1 to {invoice.Invoice.Lines.Length}, and no line {line}.", pointer);
}
