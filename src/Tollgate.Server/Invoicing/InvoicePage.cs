using System.Globalization;
using System.Net;
using System.Text;
using Tollgate.Engine.Invoicing;
using Tollgate.Engine.Numbers;
using Tollgate.Engine.Receivables;
using Tollgate.Server.Http;

namespace Tollgate.Server.Invoicing;

/// <summary>An invoice as one page for people and printers: no script, nothing fetched, and every text escaped.</summary>
internal static class InvoicePage
{
    public const string ContentType = "text/html; charset=utf-8";

    /// <summary>Nothing but the style that stands in it.</summary>
    public const string Policy = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private const string Style = """
        :root { color-scheme: light dark; --ink: #1c2024; --paper: #fff; --soft: #60646c; --rule: #d9d9e0; --mark: #b3261e; }
        @media (prefers-color-scheme: dark) { :root { --ink: #edeef0; --paper: #111113; --soft: #b0b4ba; --rule: #363a3f; --mark: #ffb4ab; } }
        body { margin: 0 auto; max-width: 52rem; padding: 2rem 1.25rem; background: var(--paper); color: var(--ink); font: 15px/1.5 system-ui, sans-serif; }
        h1 { font-size: 1.5rem; margin: 0; } h2 { font-size: 1rem; margin: 2rem 0 .5rem; }
        header { display: flex; flex-wrap: wrap; gap: 1rem; justify-content: space-between; align-items: baseline; }
        .state { color: var(--mark); font-weight: 600; text-transform: uppercase; letter-spacing: .05em; }
        dl { display: grid; grid-template-columns: max-content 1fr; gap: .15rem 1.5rem; margin: 1.5rem 0; } dt { color: var(--soft); } dd { margin: 0; overflow-wrap: anywhere; }
        table { width: 100%; border-collapse: collapse; } th { text-align: left; color: var(--soft); font-weight: 500; }
        th, td { padding: .4rem .5rem; border-bottom: 1px solid var(--rule); vertical-align: top; overflow-wrap: anywhere; }
        .n { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums; } .soft, .soft td { color: var(--soft); font-size: .9em; }
        td { border-bottom: 0; border-top: 1px solid var(--rule); } tr.soft td { border: 0; padding-block: 0 .1rem; } tr.soft:has(+ tr:not(.soft)) td { padding-bottom: .4rem; }
        tfoot { display: table-row-group; } tfoot td { border: 0; padding: .15rem .5rem; } tfoot tr:first-child td { border-top: 1px solid var(--rule); padding-top: .8rem; }
        .total td { font-weight: 600; border-top: 2px solid var(--ink); padding-top: .4rem; }
        .wide { overflow-x: auto; }
        @media (max-width: 36rem) { body { font-size: 14px; padding: 1.25rem .75rem; } dl { column-gap: .75rem; } th, td, tfoot td { padding-inline: .25rem; } }
        @media print { :root { color-scheme: light; --ink: #000; --paper: #fff; --soft: #444; --rule: #bbb; --mark: #000; } body { max-width: none; padding: 0; font-size: 10pt; } tr { break-inside: avoid; } tbody tr:not(.soft) { break-after: avoid; } h2, .total { break-after: avoid; } @page { margin: 18mm; } }
        """;

    public static string Of(Paper paper)
    {
        InvoiceView invoice = paper.Invoice;
        string title = invoice.Final is { } final ? $"Invoice {final.Number}" : "Invoice (draft)";
        var page = new StringBuilder();
        Begin(page, title, Status(invoice));
        Term(page, "From", paper.Seller);
        string to = invoice.BillTo ?? invoice.AccountId;
        Term(page, "To", paper.Customer == to ? to : $"{paper.Customer} ({to})");
        if (paper.UsedBy is { } user)
            Term(page, "For", user == invoice.AccountId ? user : $"{user} ({invoice.AccountId})");
        Term(page, "Date", paper.Date(invoice.Date));
        if (paper.PurchaseOrder is { } order)
            Term(page, "Purchase order", order);
        Term(page, "Contract", invoice.ContractId);
        Term(page, "Dates are in", paper.Zone.Id);
        BeginLines(page, paper.Currency);
        foreach (InvoiceLine line in invoice.Content.Lines)
            Line(page, paper, line);
        page.Append("</tbody>\n<tfoot>\n");
        Totals(page, paper);
        page.Append("</tfoot></table></div>\n");
        Notes(page, paper);
        return page.Append("</body></html>\n").ToString();
    }

    /// <summary>Up to the terms at its head.</summary>
    internal static void Begin(StringBuilder page, string title, string state)
    {
        page.Append(CultureInfo.InvariantCulture, $"<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><title>{Escaped(title)}</title><style>\n{Style}\n</style></head>\n<body>\n");
        page.Append(CultureInfo.InvariantCulture, $"<header><h1>{Escaped(title)}</h1><span class=\"state\">{Escaped(state)}</span></header>\n<dl>");
    }

    internal static void BeginLines(StringBuilder page, Currency currency) =>
        page.Append("</dl>\n<div class=\"wide\"><table><thead><tr><th class=\"n\">#</th><th>Description</th><th class=\"n\">Quantity</th><th class=\"n\">").Append(Escaped(currency.Code)).Append("</th></tr></thead>\n<tbody>\n");

    internal static void Line(StringBuilder page, Paper paper, InvoiceLine line)
    {
        string quantity = line.Meter is null ? "" : Texts.Grouped(line.Quantity.ToString());
        page.Append(CultureInfo.InvariantCulture, $"<tr><td class=\"n\">{line.Number}</td><td>{Escaped(line.Description)}<br><span class=\"soft\">{Escaped(paper.Span(line.From, line.To))}</span></td><td class=\"n\">{Escaped(quantity)}</td><td class=\"n\">{Escaped(paper.Amount(line.Amount))}</td></tr>\n");
        foreach (string sentence in InvoiceSentences.Of(paper, line).Skip(line.Meter is null ? 1 : 0))
            page.Append(CultureInfo.InvariantCulture, $"<tr class=\"soft\"><td></td><td colspan=\"3\">{Escaped(sentence)}</td></tr>\n");
    }

    private static void Totals(StringBuilder page, Paper paper)
    {
        InvoiceContent content = paper.Invoice.Content;
        Total(page, "Subtotal", paper.Amount(content.Subtotal()));
        if (!content.Paid().IsZero)
            Total(page, "Paid in advance", paper.Amount(-content.Paid()));
        foreach ((string name, Money amount) in paper.TaxSums())
            Total(page, name, paper.Amount(amount));
        Total(page, $"Total {paper.Currency}", paper.Amount(content.Total), "total");
        if (paper.Credited() is { IsZero: false } credited)
            Total(page, "Credited", paper.Amount(-credited));
        if (paper.Invoice.After is { } after && after.Due() != content.Total)
            Total(page, $"{(after.State == InvoiceState.Paid ? "Paid" : "Due")} {paper.Currency}", paper.Amount(after.Due()), "total");
    }

    private static void Notes(StringBuilder page, Paper paper)
    {
        page.Append("<h2>Notes</h2>\n");
        foreach (string sentence in InvoiceSentences.Of(paper))
            page.Append(CultureInfo.InvariantCulture, $"<p class=\"soft\">{Escaped(sentence)}</p>\n");
        if (paper.Invoice.Content.Lines.Any(line => line.Tiers.Length > 1))
            page.Append("<p class=\"soft\">The amounts of tiers are shown unrounded or rounded by themselves; they may differ from their line by a cent.</p>\n");
    }

    internal static string Status(InvoiceView invoice) => invoice.After?.State switch
    {
        InvoiceState.Finalized or InvoiceState.Synced => "open",
        { } state => Words.Of(state),
        null => invoice.Status,
    };

    internal static void Term(StringBuilder page, string name, string value) => page.Append(CultureInfo.InvariantCulture, $"<dt>{Escaped(name)}</dt><dd>{Escaped(value)}</dd>");

    internal static void Total(StringBuilder page, string name, string amount, string rank = "") =>
        page.Append(CultureInfo.InvariantCulture, $"<tr class=\"{rank}\"><td colspan=\"3\" class=\"n\">{Escaped(name)}</td><td class=\"n\">{Escaped(amount)}</td></tr>\n");

    internal static string Escaped(string text) => WebUtility.HtmlEncode(Texts.Straight(text));
}
