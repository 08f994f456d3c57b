using System.Globalization;
using System.Text;
using Tollgate.Engine.Invoicing;
using Tollgate.Engine.Numbers;
using Tollgate.Server.Http;

namespace Tollgate.Server.Invoicing;

/// <summary>A consolidated invoice as one page for people and printers: its parts below each other, and one sum.</summary>
internal static class ConsolidatedPage
{
    public static string Of(ConsolidatedView view)
    {
        var currency = Currency.Of(view.Currency);
        var page = new StringBuilder();
        InvoicePage.Begin(page, view.Number is { } number ? $"Invoice {number}" : "Invoice (draft)", view.Status is "finalized" or "synced" ? "open" : view.Status);
        InvoicePage.Term(page, "From", view.Parts[0].Seller);
        InvoicePage.Term(page, "To", view.PayerName == view.Payer ? view.Payer : $"{view.PayerName} ({view.Payer})");
        InvoicePage.Term(page, "Date", view.Day.ToString("d MMMM uuuu", CultureInfo.InvariantCulture));
        InvoicePage.Term(page, "Invoices in it", view.Parts.Length.ToString(CultureInfo.InvariantCulture));
        InvoicePage.BeginLines(page, currency);
        foreach (Paper part in view.Parts)
        {
            page.Append(CultureInfo.InvariantCulture, $"<tr><th colspan=\"4\">{InvoicePage.Escaped(Heading(part))}</th></tr>\n");
            foreach (InvoiceLine line in part.Invoice.Content.Lines)
                InvoicePage.Line(page, part, line);
        }

        page.Append("</tbody>\n<tfoot>\n");
        InvoicePage.Total(page, "Subtotal", Amount(currency, view.Subtotal));
        if (!view.Paid.IsZero)
            InvoicePage.Total(page, "Paid from prepaid balances", Amount(currency, -view.Paid));
        foreach ((string name, string? percent, Money amount) in view.Taxes)
            InvoicePage.Total(page, percent is null ? name : $"{name} {percent} %", Amount(currency, amount));
        InvoicePage.Total(page, "Total", $"{Amount(currency, view.Total)} {currency}", "total");
        if (view.Due is { } due && due != view.Total)
            InvoicePage.Total(page, "Due", $"{Amount(currency, due)} {currency}", "total");
        page.Append("</tfoot></table></div>\n<h2>Notes</h2>\n");
        foreach (string sentence in Sentences(view).Concat(view.Parts.SelectMany(part => InvoiceSentences.Of(part).Skip(2))))
            page.Append(CultureInfo.InvariantCulture, $"<p class=\"soft\">{InvoicePage.Escaped(sentence)}</p>\n");
        return page.Append("</body></html>\n").ToString();
    }

    /// <summary>Of the document as a whole.</summary>
    public static IEnumerable<string> Sentences(ConsolidatedView view)
    {
        var currency = Currency.Of(view.Currency);
        string invoices = view.Parts.Length == 1 ? "one invoice" : $"{view.Parts.Length.ToString(CultureInfo.InvariantCulture)} invoices";
        string day = view.Day.ToString("d MMMM uuuu", CultureInfo.InvariantCulture);
        yield return view.Number is { } number
            ? $"Invoice {number} is for {view.PayerName} and gathers {invoices} of {day}, which all bear its number."
            : $"This is a draft for {view.PayerName}, which gathers {invoices} of {day} so far. It is computed anew whenever it is read.";
        foreach (Paper part in view.Parts)
            yield return $"{Heading(part)} comes to {Amount(currency, part.Invoice.Content.Total)} {currency}.";
        yield return $"That is {Amount(currency, view.Total)} {currency} in all.";
    }

    private static string Heading(Paper part) => $"{part.UsedBy ?? part.Customer}, contract {part.Invoice.ContractId}";

    private static string Amount(Currency currency, Money amount) => Texts.Grouped(currency.FormatExact(amount));
}
