using System.Text.Json;
using Tollgate.Engine;
using Tollgate.Engine.Invoicing;
using Tollgate.Engine.Numbers;
using Tollgate.Engine.Outbox;
using Tollgate.Engine.Receivables;
using Tollgate.Engine.Time;
using Tollgate.Server.Http;
using Tollgate.Storage.Projections;
using static Tollgate.Server.Http.Shape;
using Words = Tollgate.Server.Http.Words;

namespace Tollgate.Server.Outbox;

/// <summary>A line of a final invoice, or what a void or a credit note takes back of one, as billing gets it.</summary>
/// <param name="Place">Where the invoice became final.</param>
internal sealed record Charge(FactPosition Place, string InvoiceId, string InvoiceNumber, string LegalEntity, string AccountId, string ContractId, EffectiveAt Date, string Currency, RecordedAt FinalizedAt, InvoiceLine Line)
{
    /// <summary>What takes the line back, as <see cref="TakingBack"/> calls it; null of the line itself.</summary>
    public string? TakenBackBy { get; init; }

    /// <summary>The credit note's number, where it is one that takes the line back.</summary>
    public string? CreditNote { get; init; }

    public string Id => PlacedCharge.IdOf(TakenBackBy ?? InvoiceId, Line.Number);

    public PlacedCharge Placed => new(Id, Place);

    /// <summary>What is left to collect, once wallets have paid their part.</summary>
    public Money Due => Line.Amount - Line.Paid;

    public static IEnumerable<Charge> Of(OpenedInvoice invoice) => invoice is { Listed: { Final: { } final } listed, Content: { } content }
        ? content.Lines.Select(line => new Charge(final.Cutoff.Position, listed.Id, final.Number, final.LegalEntity, listed.AccountId, listed.ContractId, listed.Date, content.Currency, final.FinalizedAt, line))
        : [];

    /// <summary>What a void takes back: all that the invoice's charges said, below zero.</summary>
    public static IEnumerable<Charge> Of(OpenedInvoice invoice, InvoiceVoided voided) => Of(invoice).Select(charge => charge with
    {
        TakenBackBy = TakingBack.VoidOf(charge.InvoiceId),
        Date = new EffectiveAt(voided.At.Microseconds),
        FinalizedAt = voided.At,
        Line = charge.Line with { Amount = -charge.Line.Amount, Paid = -charge.Line.Paid, Description = $"{charge.Line.Description}, void" },
    });

    /// <summary>What a credit note takes back of its lines, below zero; what wallets paid of them stays paid.</summary>
    public static IEnumerable<Charge> Of(OpenedInvoice invoice, CreditNoteIssued issued)
    {
        Dictionary<int, Charge> charges = Of(invoice).ToDictionary(charge => charge.Line.Number);
        return issued.Note.Lines.Select(credit => charges[credit.Line] with
        {
            TakenBackBy = issued.Note.Id,
            CreditNote = issued.Note.Number,
            Date = issued.Note.Date,
            FinalizedAt = issued.At,
            Line = charges[credit.Line].Line with { Amount = -credit.Amount, Paid = Money.Zero, Description = $"{charges[credit.Line].Line.Description}, credited by {issued.Note.Number}" },
        });
    }

    /// <param name="place">Of the fact.</param>
    public static IEnumerable<Charge> Of(InvoiceFinalized final, FactPosition place) =>
        final.Content.Lines.Select(line => new Charge(place, final.InvoiceId, final.Number, final.LegalEntity, final.AccountId, final.ContractId, final.Date, final.Content.Currency, final.At, line));

    public static readonly Field[] Fields =
    [
        Has("charge_id", Text, "The same whenever it is sent: what a receiver knows a repetition by."),
        Has("invoice_id", Text),
        Has("invoice_number", Text),
        Has("line", Integer),
        Has("legal_entity", Text),
        Has("account_id", Text),
        Has("contract_id", Text),
        Has("purchase_order", Text.OrNull),
        Has("date", Instant, "Of the invoice, the void or the credit note."),
        Has("charge", Text),
        Has("kind", OneOf<LineKind>()),
        Has("description", Text),
        Has("from", Instant),
        Has("to", Instant, "Exclusive."),
        Has("quantity", DecimalText),
        Has("currency", Text),
        Has("amount", DecimalText),
        Has("paid", DecimalText, "What wallets paid of it."),
        Has("due", DecimalText, "What is left to collect: the amount without what is paid."),
        Has("finalized_at", Instant, "When it came to be so."),
        Has("takes_back", Text.OrNull, "The charge that this one takes back, all or a part of it, by an amount below zero: its invoice is void, or credited."),
        Has("credit_note", Text.OrNull, "The number of the credit note that does."),
    ];

    public static readonly ObjectShape Shape = Answer("ChargeOut", [.. Fields, Has("state", OneOf<ChargeState>())]);

    /// <param name="state">Null where nobody asks for it: in files and messages.</param>
    public void Write(Utf8JsonWriter json, ChargeState? state = null)
    {
        var currency = Engine.Numbers.Currency.Of(Currency);
        json.WriteStartObject();
        json.WriteString("charge_id"u8, Id);
        json.WriteString("invoice_id"u8, InvoiceId);
        json.WriteString("invoice_number"u8, InvoiceNumber);
        json.WriteNumber("line"u8, Line.Number);
        json.WriteString("legal_entity"u8, LegalEntity);
        json.WriteString("account_id"u8, AccountId);
        json.WriteString("contract_id"u8, ContractId);
        json.WriteString("purchase_order"u8, Line.PurchaseOrder);
        json.WriteString("date"u8, (EffectiveAt?)Date);
        json.WriteString("charge"u8, Line.Charge);
        json.WriteString("kind"u8, Words.Of(Line.Kind));
        json.WriteString("description"u8, Line.Description);
        json.WriteString("from"u8, (EffectiveAt?)Line.From);
        json.WriteString("to"u8, (EffectiveAt?)Line.To);
        json.WriteString("quantity"u8, Line.Quantity);
        json.WriteString("currency"u8, Currency);
        json.WriteString("amount"u8, currency.Format(Line.Amount));
        json.WriteString("paid"u8, currency.Format(Line.Paid));
        json.WriteString("due"u8, currency.Format(Due));
        json.WriteString("finalized_at"u8, (RecordedAt?)FinalizedAt);
        json.WriteString("takes_back"u8, TakenBackBy is null ? null : PlacedCharge.IdOf(InvoiceId, Line.Number));
        json.WriteString("credit_note"u8, CreditNote);
        if (state is { } stands)
            json.WriteString("state"u8, Words.Of(stands));
        json.WriteEndObject();
    }
}
