using System.Text.Json;
using Tollgate.Engine.Numbers;
using Tollgate.Engine.Receivables;
using Tollgate.Engine.Taxes;
using Tollgate.Engine.Time;
using Tollgate.Server.Http;
using static Tollgate.Server.Http.Shape;

namespace Tollgate.Server.Receivables;

/// <summary>What happened to final invoices, as the API answers it.</summary>
internal static class ReceivableJson
{
    public static readonly ObjectShape Tax = Answer(
        "TaxLine",
        Has("line", Integer, "The invoice line's number."),
        Has("name", Text),
        Has("percent", DecimalText.OrNull, "null where an amount was brought."),
        Has("taxable", DecimalText, "What the line leaves due once wallets have paid."),
        Has("amount", DecimalText)
    );

    public static readonly ObjectShape CreditNote = Answer(
        "CreditNote",
        Has("id", Text),
        Has("number", Text, "Without gaps per legal entity."),
        Has("invoice_id", Text),
        Has("account_id", Text),
        Has("legal_entity", Text),
        Has("date", Instant),
        Has("currency", Text),
        Has("lines", ListOf(Answer("CreditedLine", Has("line", Integer), Has("amount", DecimalText, "Before tax.")))),
        Has("taxes", ListOf(Tax)),
        Has("total", DecimalText),
        Has("reason", Text),
        Has("author", Text),
        MayHave("rebill", Flag, "What it gives back is billed again; given up unless true.")
    );

    public static readonly ObjectShape Dispute = Answer(
        "Dispute",
        Has("id", Text),
        Has("invoice_id", Text),
        Has("account_id", Text),
        Has("line", Integer),
        Has("status", OneOf("DisputeStatus", ["open", .. OneOf<DisputeOutcome>().Words])),
        Has("reason", Text),
        Has("author", Text),
        Has("opened_at", Instant),
        Has("resolved_at", Instant.OrNull),
        Has("resolution", Text.OrNull, "Why it was resolved so."),
        Has("resolved_by", Text.OrNull),
        Has("credit_note_id", Text.OrNull)
    );

    private static readonly ObjectShape Event = Answer(
        "InvoiceEvent",
        Has("event", OneOf("InvoiceEventKind", "payment_status", "voided", "credit_note", "dispute_opened", "dispute_resolved")),
        Has("recorded_at", Instant),
        MayHave("status", OneOf<PaymentStatus>(), "Of a payment status."),
        MayHave("at", Instant, "Of a payment status: when it came to be so."),
        MayHave("reference", Text, "Of a payment status: billing's own name for it."),
        MayHave("credit_note_id", Text),
        MayHave("dispute_id", Text),
        MayHave("line", Integer),
        MayHave("outcome", OneOf<DisputeOutcome>()),
        MayHave("reason", Text),
        MayHave("author", Text)
    );

    /// <summary>What an invoice has once it is final.</summary>
    public static readonly Field[] Fields =
    [
        MayHave("credited", DecimalText, "What credit notes gave back, with tax; of a final invoice."),
        MayHave("due", DecimalText, "The total less what was credited; 0 of a void one. What was paid of it, billing knows."),
        MayHave("unpaid_since", Instant.OrNull, "Since when it counts against the account; null when it does not."),
        MayHave("history", ListOf(Event), "What happened to it after it was final, in the order in which it was recorded."),
        MayHave("credit_notes", ListOf(CreditNote)),
        MayHave("disputes", ListOf(Dispute)),
    ];

    public static readonly ObjectShape State = Answer("InvoiceState", [Has("id", Text), Has("number", Text), Has("status", OneOf("FinalInvoiceState", OneOf<InvoiceState>().Words)), Has("account_id", Text), Has("currency", Text), Has("total", DecimalText), .. Fields]);

    public static void WriteState(Utf8JsonWriter json, InvoiceBook book)
    {
        json.WriteStartObject();
        json.WriteString("id"u8, book.Id);
        json.WriteString("number"u8, book.Invoice.Number);
        json.WriteString("status"u8, Words.Of(book.State));
        json.WriteString("account_id"u8, book.Invoice.AccountId);
        json.WriteString("currency"u8, book.Invoice.Currency);
        json.WriteString("total"u8, Currency.Of(book.Invoice.Currency).Format(book.Invoice.Total));
        WriteFields(json, book);
        json.WriteEndObject();
    }

    public static void WriteFields(Utf8JsonWriter json, InvoiceBook book)
    {
        var currency = Currency.Of(book.Invoice.Currency);
        json.WriteString("credited"u8, currency.Format(book.CreditNotes.Aggregate(Money.Zero, (sum, note) => sum + note.Total)));
        json.WriteString("due"u8, currency.Format(book.Due()));
        json.WriteString("unpaid_since"u8, book.UnpaidSince());
        json.WriteStartArray("history"u8);
        foreach (ReceivableFact fact in book.History)
            WriteEvent(json, fact);
        json.WriteEndArray();
        json.WriteStartArray("credit_notes"u8);
        foreach (CreditNote note in book.CreditNotes)
            Write(json, note);
        json.WriteEndArray();
        json.WriteStartArray("disputes"u8);
        foreach (Dispute dispute in book.Disputes)
            Write(json, dispute);
        json.WriteEndArray();
    }

    public static void Write(Utf8JsonWriter json, CreditNote note)
    {
        var currency = Currency.Of(note.Currency);
        json.WriteStartObject();
        json.WriteString("id"u8, note.Id);
        json.WriteString("number"u8, note.Number);
        json.WriteString("invoice_id"u8, note.InvoiceId);
        json.WriteString("account_id"u8, note.AccountId);
        json.WriteString("legal_entity"u8, note.LegalEntity);
        json.WriteString("date"u8, (EffectiveAt?)note.Date);
        json.WriteString("currency"u8, note.Currency);
        json.WriteStartArray("lines"u8);
        foreach (LineCredit credit in note.Lines)
        {
            json.WriteStartObject();
            json.WriteNumber("line"u8, credit.Line);
            json.WriteString("amount"u8, currency.Format(credit.Amount));
            json.WriteEndObject();
        }

        json.WriteEndArray();
        WriteTaxes(json, note.Taxes, currency);
        json.WriteString("total"u8, currency.Format(note.Total));
        json.WriteString("reason"u8, note.Reason);
        json.WriteString("author"u8, note.Author);
        if (note.Rebill)
            json.WriteBoolean("rebill"u8, true);
        json.WriteEndObject();
    }

    public static void Write(Utf8JsonWriter json, Dispute dispute)
    {
        json.WriteStartObject();
        json.WriteString("id"u8, dispute.Id);
        json.WriteString("invoice_id"u8, dispute.InvoiceId);
        json.WriteString("account_id"u8, dispute.AccountId);
        json.WriteNumber("line"u8, dispute.Line);
        json.WriteString("status"u8, dispute.Resolution is { } resolved ? Words.Of(resolved.Outcome) : "open");
        json.WriteString("reason"u8, dispute.Reason);
        json.WriteString("author"u8, dispute.Author);
        json.WriteString("opened_at"u8, (RecordedAt?)dispute.OpenedAt);
        json.WriteString("resolved_at"u8, dispute.Resolution?.At);
        json.WriteString("resolution"u8, dispute.Resolution?.Reason);
        json.WriteString("resolved_by"u8, dispute.Resolution?.Author);
        json.WriteString("credit_note_id"u8, dispute.Resolution?.CreditNoteId);
        json.WriteEndObject();
    }

    public static void WriteTaxes(Utf8JsonWriter json, IEnumerable<TaxLine> taxes, Currency currency)
    {
        json.WriteStartArray("taxes"u8);
        foreach (TaxLine tax in taxes)
        {
            json.WriteStartObject();
            json.WriteNumber("line"u8, tax.Line);
            json.WriteString("name"u8, tax.Name);
            json.WriteString("percent"u8, tax.Percent);
            json.WriteString("taxable"u8, currency.Format(tax.Taxable));
            json.WriteString("amount"u8, currency.Format(tax.Amount));
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteEvent(Utf8JsonWriter json, ReceivableFact fact)
    {
        json.WriteStartObject();
        switch (fact)
        {
            case PaymentReported report:
                json.WriteString("event"u8, "payment_status"u8);
                json.WriteString("status"u8, Words.Of(report.Status));
                json.WriteString("at"u8, (EffectiveAt?)report.Since);
                json.WriteString("reference"u8, report.Reference);
                break;
            case InvoiceVoided voided:
                json.WriteString("event"u8, "voided"u8);
                WriteGround(json, voided.Reason, voided.Author);
                break;
            case CreditNoteIssued { Note: var note }:
                json.WriteString("event"u8, "credit_note"u8);
                json.WriteString("credit_note_id"u8, note.Id);
                WriteGround(json, note.Reason, note.Author);
                break;
            case DisputeOpened opened:
                json.WriteString("event"u8, "dispute_opened"u8);
                json.WriteString("dispute_id"u8, opened.DisputeId);
                json.WriteNumber("line"u8, opened.Line);
                WriteGround(json, opened.Reason, opened.Author);
                break;
            case DisputeResolved resolved:
                json.WriteString("event"u8, "dispute_resolved"u8);
                json.WriteString("dispute_id"u8, resolved.DisputeId);
                json.WriteString("outcome"u8, Words.Of(resolved.Outcome));
                WriteGround(json, resolved.Reason, resolved.Author);
                break;
        }

        json.WriteString("recorded_at"u8, (RecordedAt?)fact.At);
        json.WriteEndObject();
    }

    private static void WriteGround(Utf8JsonWriter json, string reason, string author)
    {
        json.WriteString("reason"u8, reason);
        json.WriteString("author"u8, author);
    }
}
