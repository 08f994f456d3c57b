using System.Text.Json;
using Tollgate.Engine.Invoicing;
using Tollgate.Engine.Numbers;
using Tollgate.Engine.Receivables;
using Tollgate.Server.Http;
using Tollgate.Server.Receivables;
using Tollgate.Storage.Projections;
using static Tollgate.Server.Http.Shape;
using Words = Tollgate.Server.Http.Words;

namespace Tollgate.Server.Invoicing;

/// <summary>Consolidated invoices as the API writes them.</summary>
internal static class ConsolidatedJson
{
    private static readonly Field[] Head =
    [
        Has("id", Text),
        Has("number", Text.OrNull, "null until it is final; its parts bear it too."),
        Has("status", OneOf<InvoiceStatus>()),
        Has("bill_to", Text, "The account that pays it."),
        Has("day", Text, "In the payer's calendar: the date of its parts falls on it."),
        Has("currency", Text),
        Has("total", DecimalText.OrNull, "null in a list, of a draft."),
    ];

    public static readonly ObjectShape Listed = Answer("ListedConsolidatedInvoice", [.. Head, Has("parts", Integer, "How many invoices it gathers.")]);

    public static readonly ObjectShape Whole = Answer(
        "ConsolidatedInvoice",
        [
            .. Head,
            Has("legal_entity", Text.OrNull, "null until it is final."),
            Has("finalized_at", Instant.OrNull),
            Has("subtotal", DecimalText, "The sum of the lines."),
            Has("paid", DecimalText, "What wallets paid of them."),
            Has("tax", DecimalText),
            Has("due", DecimalText.OrNull, "The total less what was credited; null until it is final."),
            Has("taxes", ListOf(Answer("TaxSum", Has("name", Text), Has("percent", DecimalText.OrNull), Has("amount", DecimalText))), "Sums of the taxes of lines, each rounded once."),
            Has("parts", ListOf(Answer(
                "ConsolidatedPart",
                Has("invoice_id", Text),
                Has("account_id", Text, "Who used."),
                Has("contract_id", Text),
                Has("date", Instant),
                Has("subtotal", DecimalText),
                Has("tax", DecimalText),
                Has("total", DecimalText)))),
            Has("lines", ListOf(InvoiceShape.Line.With(
                "ConsolidatedLine",
                Has("account_id", Text, "Who used."),
                Has("invoice_id", Text, "The part that the line is of, in which it has its number."))), "Of all parts, by account."),
            Has("not_yet_billed", ListOf(InvoiceShape.Unbilled)),
        ]
    );

    public static readonly ObjectShape Finalized = Answer("FinalizedConsolidatedInvoice", Has("id", Text), Has("number", Text), Has("parts", ListOf(Text), "The ids of its invoices."));

    public static readonly ObjectShape State = Answer(
        "ConsolidatedInvoiceState",
        Has("id", Text),
        Has("number", Text),
        Has("status", OneOf("FinalInvoiceState", OneOf<InvoiceState>().Words)),
        Has("currency", Text),
        Has("total", DecimalText),
        Has("due", DecimalText),
        Has("parts", ListOf(ReceivableJson.State))
    );

    public static readonly ObjectShape Explained = Answer(
        "ConsolidatedInvoiceExplanation",
        Has("id", Text),
        Has("currency", Text),
        Has("sentences", ListOf(Text), "Of the document as a whole."),
        Has("parts", ListOf(InvoiceShape.Explained))
    );

    public static void Write(Utf8JsonWriter json, ConsolidatedView view)
    {
        var currency = Currency.Of(view.Currency);
        json.WriteStartObject();
        WriteHead(json, view.Id, view.Number, view.Status, view.Payer, view.DayText, view.Currency, currency.Format(view.Total));
        json.WriteString("legal_entity"u8, view.LegalEntity);
        json.WriteString("finalized_at"u8, view.FinalizedAt);
        json.WriteString("subtotal"u8, currency.Format(view.Subtotal));
        json.WriteString("paid"u8, currency.Format(view.Paid));
        json.WriteString("tax"u8, currency.Format(view.Tax));
        json.WriteString("due"u8, view.Due is { } due ? currency.Format(due) : null);
        json.WriteStartArray("taxes"u8);
        foreach ((string name, string? percent, Money amount) in view.Taxes)
        {
            json.WriteStartObject();
            json.WriteString("name"u8, name);
            json.WriteString("percent"u8, percent);
            json.WriteString("amount"u8, currency.Format(amount));
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("parts"u8);
        foreach (InvoiceView part in view.Parts.Select(paper => paper.Invoice))
        {
            json.WriteStartObject();
            json.WriteString("invoice_id"u8, part.Id);
            json.WriteString("account_id"u8, part.AccountId);
            json.WriteString("contract_id"u8, part.ContractId);
            json.WriteString("date"u8, (Engine.Time.EffectiveAt?)part.Date);
            json.WriteString("subtotal"u8, currency.Format(part.Content.Subtotal()));
            json.WriteString("tax"u8, currency.Format(part.Content.Tax()));
            json.WriteString("total"u8, currency.Format(part.Content.Total));
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("lines"u8);
        foreach (InvoiceView part in view.Parts.Select(paper => paper.Invoice))
        {
            foreach (InvoiceLine line in part.Content.Lines)
                InvoiceJson.WriteLine(json, line, currency, part.After, part);
        }

        json.WriteEndArray();
        json.WriteStartArray("not_yet_billed"u8);
        foreach (UnbilledUsage unbilled in view.Parts.SelectMany(paper => paper.Invoice.Content.NotBilled.Concat(paper.Invoice.Late)))
            InvoiceJson.WriteUnbilled(json, unbilled);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    public static void WriteListed(Utf8JsonWriter json, ListedDocument document)
    {
        json.WriteStartObject();
        WriteHead(json, document.Id, document.Number, document.Status, document.Payer, document.Day, document.Currency, document.Total is { } total ? Currency.Of(document.Currency).Format(total) : null);
        json.WriteNumber("parts"u8, document.Parts);
        json.WriteEndObject();
    }

    public static void WriteFinalized(Utf8JsonWriter json, ConsolidatedFinal final)
    {
        json.WriteStartObject();
        json.WriteString("id"u8, final.Id);
        json.WriteString("number"u8, final.Number);
        json.WriteStartArray("parts"u8);
        foreach (string part in final.Finalized)
            json.WriteStringValue(part);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    public static void WriteState(Utf8JsonWriter json, ConsolidatedState state)
    {
        IssuedInvoice first = state.Parts[0].Invoice;
        var currency = Currency.Of(first.Currency);
        json.WriteStartObject();
        json.WriteString("id"u8, state.Id);
        json.WriteString("number"u8, first.Number);
        json.WriteString("status"u8, Words.Of(state.Parts[0].State));
        json.WriteString("currency"u8, first.Currency);
        json.WriteString("total"u8, currency.Format(state.Parts.Aggregate(Money.Zero, (sum, part) => sum + part.Invoice.Total)));
        json.WriteString("due"u8, currency.Format(state.Parts.Aggregate(Money.Zero, (sum, part) => sum + part.Due())));
        json.WriteStartArray("parts"u8);
        foreach (InvoiceBook part in state.Parts)
            ReceivableJson.WriteState(json, part);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteHead(Utf8JsonWriter json, string id, string? number, string status, string payer, string day, string currency, string? total)
    {
        json.WriteString("id"u8, id);
        json.WriteString("number"u8, number);
        json.WriteString("status"u8, status);
        json.WriteString("bill_to"u8, payer);
        json.WriteString("day"u8, day);
        json.WriteString("currency"u8, currency);
        json.WriteString("total"u8, total);
    }
}

/// <summary>A consolidated invoice as a list shows it.</summary>
/// <param name="Total">Null while it is a draft.</param>
/// <param name="Parts">How many.</param>
internal sealed record ListedDocument(string Id, string? Number, string Status, string Payer, string Day, string Currency, Money? Total, int Parts)
{
    public static ListedDocument Of(ConsolidatedInvoice document) => new(
        document.Id,
        document.IsFinal ? document.Parts[0].Invoice.Number : null,
        document.IsFinal ? Words.Of(document.Parts[0].State) : "draft",
        document.Payer,
        document.Day.ToString("uuuu-MM-dd", System.Globalization.CultureInfo.InvariantCulture),
        document.Currency,
        document.IsFinal ? document.Parts.Aggregate(Money.Zero, (sum, part) => sum + part.Invoice.Total) : null,
        document.IsFinal ? document.Parts.Count : document.Drafts.Count);
}
