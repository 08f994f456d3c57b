using Tollgate.Engine.Receivables;

namespace Tollgate.Engine.Outbox;

/// <summary>
/// Voids and credit notes take charges back, with charges of their own below zero. They go with the batch that is cut next, each in one, behind the charges that
/// they take back.
/// </summary>
public static class TakingBack
{
    private const string Void = "/void";
    private const string CreditNote = "cn_";
    private const string Invoice = "inv_";

    /// <summary>What the void of an invoice is called here; a credit note is called by its id.</summary>
    public static string VoidOf(string invoiceId) => invoiceId + Void;

    /// <summary>Whether it takes charges back, and is no invoice.</summary>
    public static bool IsOne(string document) => document.StartsWith(CreditNote, StringComparison.Ordinal) || document.EndsWith(Void, StringComparison.Ordinal);

    /// <summary>The invoice whose charges it takes back.</summary>
    public static string InvoiceOf(string document) => document.EndsWith(Void, StringComparison.Ordinal)
        ? document[..^Void.Length]
        : Invoice + document[CreditNote.Length..document.LastIndexOf('_')];

    /// <summary>Those that are in no batch yet, by invoice.</summary>
    public static IEnumerable<string> Waiting(Books books) => books.TakenBack.SelectMany(Of).Where(document => !books.Outbox.HasSent(document));

    /// <summary>How many charges it makes: one for each line that it takes back.</summary>
    internal static int Charges(Books books, string document)
    {
        InvoiceBook invoice = books.Invoices[InvoiceOf(document)];
        return invoice.CreditNotes.FirstOrDefault(note => note.Id == document)?.Lines.Length ?? invoice.Invoice.Lines.Length;
    }

    private static IEnumerable<string> Of(InvoiceBook invoice)
    {
        if (invoice.Voided is not null)
            yield return VoidOf(invoice.Id);
        foreach (CreditNote note in invoice.CreditNotes)
            yield return note.Id;
    }
}
