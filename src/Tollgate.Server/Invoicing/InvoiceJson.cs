using System.Text.Json;
using Tollgate.Engine.Catalog;
using Tollgate.Engine.Commitments;
using Tollgate.Engine.Invoicing;
using Tollgate.Engine.Numbers;
using Tollgate.Engine.Receivables;
using Tollgate.Engine.Time;
using Tollgate.Server.Http;
using Tollgate.Server.Rating;
using Tollgate.Server.Receivables;
using Tollgate.Storage.Projections;
using Words = Tollgate.Server.Http.Words;

namespace Tollgate.Server.Invoicing;

/// <summary>Invoices and lines as the API writes them.</summary>
internal static class InvoiceJson
{
    public static void Write(Utf8JsonWriter json, InvoiceView invoice)
    {
        Currency currency = Currency.Of(invoice.Content.Currency);
        json.WriteStartObject();
        json.WriteString("id"u8, invoice.Id);
        json.WriteString("number"u8, invoice.Final?.Number);
        json.WriteString("status"u8, invoice.Status);
        json.WriteString("account_id"u8, invoice.AccountId);
        json.WriteString("contract_id"u8, invoice.ContractId);
        WriteAddress(json, invoice.AccountId, invoice.BillTo, invoice.ConsolidatedIn);
        json.WriteString("date"u8, (EffectiveAt?)invoice.Date);
        json.WriteString("currency"u8, invoice.Content.Currency);
        json.WriteString("subtotal"u8, currency.Format(invoice.Content.Subtotal()));
        json.WriteString("paid"u8, currency.Format(invoice.Content.Paid()));
        json.WriteString("tax"u8, currency.Format(invoice.Content.Tax()));
        json.WriteString("total"u8, currency.Format(invoice.Content.Total));
        WriteFinal(json, invoice.Final);
        if (invoice.After is { } after)
            ReceivableJson.WriteFields(json, after);
        ReceivableJson.WriteTaxes(json, invoice.Content.Taxes, currency);
        json.WriteStartArray("lines"u8);
        foreach (InvoiceLine line in invoice.Content.Lines)
            WriteLine(json, line, currency, invoice.After);
        json.WriteEndArray();
        json.WriteStartArray("not_yet_billed"u8);
        foreach (UnbilledUsage unbilled in invoice.Content.NotBilled.Concat(invoice.Late))
            WriteUnbilled(json, unbilled);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <summary>An invoice in a list; a draft's total is computed when it is opened.</summary>
    public static void WriteListed(Utf8JsonWriter json, ListedInvoice invoice)
    {
        json.WriteStartObject();
        json.WriteString("id"u8, invoice.Id);
        json.WriteString("number"u8, invoice.Final?.Number);
        json.WriteString("status"u8, Words.Of(invoice.Status));
        json.WriteString("account_id"u8, invoice.AccountId);
        json.WriteString("contract_id"u8, invoice.ContractId);
        WriteAddress(json, invoice.AccountId, invoice.BillTo, invoice.ConsolidatedIn);
        json.WriteString("date"u8, (EffectiveAt?)invoice.Date);
        json.WriteString("currency"u8, invoice.Final?.Currency);
        json.WriteString("total"u8, invoice.Final is { } final ? Currency.Of(final.Currency).Format(final.Total) : null);
        WriteFinal(json, invoice.Final);
        json.WriteEndObject();
    }

    /// <summary>What finalizing answers. Its cutoff is where the fact will stand, which is not known before it is written.</summary>
    public static void WriteFinalized(Utf8JsonWriter json, InvoiceFinalized final)
    {
        json.WriteStartObject();
        json.WriteString("id"u8, final.InvoiceId);
        json.WriteString("number"u8, final.Number);
        json.WriteString("status"u8, Words.Of(InvoiceStatus.Finalized));
        json.WriteString("account_id"u8, final.AccountId);
        json.WriteString("contract_id"u8, final.ContractId);
        WriteAddress(json, final.AccountId, final.BillTo, final.ConsolidatedIn);
        json.WriteString("date"u8, (EffectiveAt?)final.ShownDate());
        json.WriteString("currency"u8, final.Content.Currency);
        json.WriteString("total"u8, Currency.Of(final.Content.Currency).Format(final.Content.Total));
        json.WriteString("legal_entity"u8, final.LegalEntity);
        json.WriteString("finalized_at"u8, (RecordedAt?)final.At);
        json.WriteEndObject();
    }

    private static void WriteAddress(Utf8JsonWriter json, string account, string? billTo, string? consolidatedIn)
    {
        json.WriteString("bill_to"u8, billTo ?? account);
        json.WriteString("consolidated_in"u8, consolidatedIn);
    }

    /// <param name="after">What happened to the invoice since it is final; null before.</param>
    /// <param name="of">Whose it is, on a document that has several accounts' lines; null on an invoice of its own.</param>
    public static void WriteLine(Utf8JsonWriter json, InvoiceLine line, Currency currency, InvoiceBook? after, InvoiceView? of = null)
    {
        json.WriteStartObject();
        if (of is not null)
        {
            json.WriteString("account_id"u8, of.AccountId);
            json.WriteString("invoice_id"u8, of.Id);
        }

        json.WriteNumber("number"u8, line.Number);
        json.WriteString("charge"u8, ChargeNames.Of(line.Charge));
        json.WriteString("kind"u8, Words.Of(line.Kind));
        json.WriteString("description"u8, line.Description);
        json.WriteString("from"u8, (EffectiveAt?)line.From);
        json.WriteString("to"u8, (EffectiveAt?)line.To);
        json.WriteString("meter"u8, line.Meter);
        json.WriteString("metered"u8, line.Metered);
        json.WriteString("covered"u8, line.Covered);
        json.WriteString("quantity"u8, line.Quantity);
        if (!line.FreeInGrace.IsZero)
            json.WriteString("free_in_grace"u8, line.FreeInGrace);
        json.WriteNumber("events"u8, line.Events);
        WriteSeats(json, line);
        WriteCorrected(json, line.Corrects);
        WriteConverted(json, line.Converted);
        json.WriteString("exact_amount"u8, currency.FormatExact(line.ExactAmount));
        json.WriteString("amount"u8, currency.Format(line.Amount));
        if (!line.Paid.IsZero)
            json.WriteString("paid"u8, currency.Format(line.Paid));
        if (line.Commit is { } commit)
            WriteCommit(json, line, commit, currency);
        if (after?.Credited(line.Number) is { IsZero: false } credited)
            json.WriteString("credited"u8, currency.Format(credited));
        if (after?.DisputeOf(line.Number) is { } dispute)
            json.WriteString("dispute_id"u8, dispute.Id);
        Currency priced = line.Converted is { } converted ? Currency.Of(converted.Currency) : currency;
        RatedJson.WriteTiers(json, line.Tiers, priced);
        if (line.Adjustment() is { IsZero: false } adjustment)
            json.WriteString("adjustment"u8, priced.FormatExact(adjustment));
        if (line.GlAccount is { } account)
            json.WriteString("gl_account"u8, account);
        if (line.Revenue is { } revenue)
            json.WriteString("revenue"u8, Words.Of(revenue));
        if (line.TaxCategory is { } category)
            json.WriteString("tax_category"u8, category);
        json.WriteString("plan"u8, line.Plan);
        json.WriteNumber("catalog_version"u8, line.CatalogVersion);
        if (line.RateCard is { } card)
        {
            json.WriteString("rate_card"u8, card);
            json.WriteNumber("rate_card_version"u8, line.CatalogVersion);
        }

        json.WriteNumber("contract_version"u8, line.ContractVersion);
        if (line.PurchaseOrder is { } order)
            json.WriteString("purchase_order"u8, order);
        WriteAgreed(json, line, currency);
        json.WriteEndObject();
    }

    private static void WriteConverted(Utf8JsonWriter json, ConvertedAmount? converted)
    {
        if (converted is null)
            return;
        json.WriteStartObject("converted"u8);
        json.WriteString("currency"u8, converted.Currency);
        json.WriteString("exact_amount"u8, Currency.Of(converted.Currency).FormatExact(converted.Amount));
        json.WriteString("rate"u8, converted.Rate.ToString());
        json.WriteString("rate_from"u8, (EffectiveAt?)converted.RateFrom);
        json.WriteEndObject();
    }

    private static void WriteSeats(Utf8JsonWriter json, InvoiceLine line)
    {
        if (line.Seats.IsEmpty)
            return;
        json.WriteStartArray("seats"u8);
        foreach (SeatRun run in line.Seats)
        {
            json.WriteStartObject();
            json.WriteString("from"u8, (EffectiveAt?)run.From);
            json.WriteNumber("days"u8, run.Days);
            json.WriteNumber("seats"u8, run.Seats);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteCommit(Utf8JsonWriter json, InvoiceLine line, CommitUse commit, Currency currency)
    {
        json.WriteStartObject("commit"u8);
        json.WriteString("name"u8, commit.Name);
        json.WriteNumber("term"u8, commit.Term + 1);
        if (line.Kind == LineKind.Usage)
            json.WriteString("counted"u8, currency.Format(commit.Counted));
        if (!commit.Drawn.IsZero)
            json.WriteString("drawn"u8, currency.Format(commit.Drawn));
        if (commit.AtRates is { } atRates)
            json.WriteString("at_rates"u8, currency.Format(atRates));
        json.WriteEndObject();
    }

    private static void WriteCorrected(Utf8JsonWriter json, CorrectedLine? corrected)
    {
        if (corrected is null)
            return;
        json.WriteStartObject("corrects"u8);
        json.WriteString("invoice_id"u8, corrected.InvoiceId);
        json.WriteString("number"u8, corrected.Number);
        if (corrected.Line is { } line)
            json.WriteNumber("line"u8, line);
        else
            json.WriteNull("line"u8);
        json.WriteEndObject();
    }

    /// <summary>What is behind the line that is not the plan's.</summary>
    private static void WriteAgreed(Utf8JsonWriter json, InvoiceLine line, Currency currency)
    {
        if (line.AddOn is { } addOn)
        {
            json.WriteString("add_on"u8, addOn.AddOn);
            json.WriteNumber("add_on_quantity"u8, addOn.Quantity);
        }

        if (line.ListPrice is { } list)
        {
            json.WriteString("list_price"u8, list);
            json.WriteString("contract_price"u8, line.ContractPrice);
        }

        if (line.ListAmount is { } amount)
            json.WriteString("list_amount"u8, currency.FormatExact(amount));
        if (line.Promotions.IsEmpty)
            return;
        json.WriteStartArray("promotions"u8);
        foreach (string code in line.Promotions)
            json.WriteStringValue(code);
        json.WriteEndArray();
    }

    private static void WriteFinal(Utf8JsonWriter json, FinalInvoice? final)
    {
        json.WriteString("legal_entity"u8, final?.LegalEntity);
        json.WriteString("finalized_at"u8, final?.FinalizedAt);
        if (final is null)
        {
            json.WriteNull("cutoff"u8);
            return;
        }

        json.WriteStartObject("cutoff"u8);
        json.WriteNumber("shard"u8, final.Cutoff.Stream.Shard ?? 0);
        json.WriteNumber("seq"u8, final.Cutoff.Position.Seq);
        json.WriteNumber("ordinal"u8, final.Cutoff.Position.Ordinal);
        json.WriteEndObject();
    }

    public static void WriteUnbilled(Utf8JsonWriter json, UnbilledUsage unbilled)
    {
        json.WriteStartObject();
        json.WriteString("code"u8, unbilled.Code);
        json.WriteString("charge"u8, ChargeNames.Of(unbilled.Charge));
        json.WriteString("meter"u8, unbilled.Meter);
        json.WriteString("quantity"u8, unbilled.Quantity);
        json.WriteNumber("events"u8, unbilled.Events);
        json.WriteString("detail"u8, unbilled.Detail);
        json.WriteEndObject();
    }
}
