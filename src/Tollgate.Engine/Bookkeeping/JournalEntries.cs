using Tollgate.Engine.Catalog;
using Tollgate.Engine.Invoicing;
using Tollgate.Engine.Numbers;
using Tollgate.Engine.Receivables;
using Tollgate.Engine.Taxes;
using Tollgate.Engine.Time;

namespace Tollgate.Engine.Bookkeeping;

/// <summary>One side of a double entry.</summary>
/// <param name="Document">The number of the invoice or credit note.</param>
/// <param name="Line">Of the invoice; null for the whole.</param>
/// <param name="Amount">Above zero debits the account, below zero credits it. The entries of a document add up to zero.</param>
public sealed record JournalEntry(EffectiveAt Date, string Document, string Kind, string InvoiceId, int? Line, string Account, Money Amount, string Currency);

/// <summary>What a document says to the books, as double entries. Payments are the billing system's, and so is what they do to the receivable.</summary>
public static class JournalEntries
{
    public static string Receivable => "accounts_receivable";
    public static string Credits => "customer_credits";
    public static string Tax => "tax_payable";
    public static string Deferred => "deferred_revenue";

    /// <summary>Where a charge's revenue goes that names no account.</summary>
    public static string Revenue => "revenue";

    public static IEnumerable<JournalEntry> OfInvoice(string id, string number, EffectiveAt date, InvoiceContent content) => Of(id, number, "invoice", date, content, negative: false);

    /// <summary>The same turned round, on the day of the void.</summary>
    public static IEnumerable<JournalEntry> OfVoid(string id, string number, EffectiveAt date, InvoiceContent content) => Of(id, number, "void", date, content, negative: true);

    /// <param name="content">Of the invoice that it credits.</param>
    public static IEnumerable<JournalEntry> OfCreditNote(CreditNote note, InvoiceContent content)
    {
        yield return Entry(null, Receivable, -note.Total);
        foreach (LineCredit credit in note.Lines)
            yield return Entry(credit.Line, AccountOf(content.Lines[credit.Line - 1]), credit.Amount);
        foreach (TaxLine tax in note.Taxes.Where(tax => !tax.Amount.IsZero))
            yield return Entry(tax.Line, Tax, tax.Amount);

        JournalEntry Entry(int? line, string account, Money amount) => new(note.Date, note.Number, "credit_note", note.InvoiceId, line, account, amount, note.Currency);
    }

    /// <summary>Where a line's revenue goes first: of a prepaid commit none is earned before it is drawn; what is earned over a period is deferred, and recognised by day.</summary>
    public static string AccountOf(InvoiceLine line) => line.Kind == LineKind.Prepaid ? Credits : line.Revenue == RevenueRule.OverPeriod ? Deferred : line.GlAccount ?? Revenue;

    private static IEnumerable<JournalEntry> Of(string id, string number, string kind, EffectiveAt date, InvoiceContent content, bool negative)
    {
        if (!content.Total.IsZero)
            yield return Entry(null, Receivable, content.Total);
        foreach (InvoiceLine line in content.Lines.Where(line => !line.Amount.IsZero))
        {
            if (!line.Paid.IsZero)
                yield return Entry(line.Number, Credits, line.Paid);
            yield return Entry(line.Number, AccountOf(line), -line.Amount);
        }

        foreach (TaxLine tax in content.Taxes.Where(tax => !tax.Amount.IsZero))
            yield return Entry(tax.Line, Tax, -tax.Amount);

        JournalEntry Entry(int? line, string account, Money amount) => new(date, number, kind, id, line, account, negative ? -amount : amount, content.Currency);
    }
}
