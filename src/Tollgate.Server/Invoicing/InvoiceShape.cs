using Tollgate.Engine.Catalog;
using Tollgate.Engine.Invoicing;
using Tollgate.Server.Http;
using Tollgate.Server.Rating;
using Tollgate.Server.Receivables;
using Tollgate.Storage.Projections;
using static Tollgate.Server.Http.Shape;

namespace Tollgate.Server.Invoicing;

/// <summary>The fields of invoices, as <see cref="InvoiceJson"/>, <see cref="LineEvents"/> and <see cref="BillingRun"/> write them.</summary>
internal static class InvoiceShape
{
    public static readonly ObjectShape Line = Answer(
        "InvoiceLine",
        Has("number", Integer, "The line's place, from 1."),
        Has("charge", Text),
        Has("kind", OneOf<LineKind>()),
        Has("description", Text),
        Has("from", Instant),
        Has("to", Instant, "Exclusive."),
        Has("meter", Text.OrNull, "null for a fixed charge."),
        Has("metered", DecimalText, "What the meter counted in the period."),
        Has("covered", DecimalText, "The part of it that an allowance covered."),
        Has("quantity", DecimalText, "What is priced."),
        MayHave("free_in_grace", DecimalText, "The part of it that was used in a grace that costs nothing."),
        Has("events", Integer, "How many events stand behind the line."),
        MayHave("seats", ListOf(Answer("SeatRun", Has("from", Instant, "The start of the first day."), Has("days", Integer), Has("seats", Integer, "The most that were held at once, on each of them."))), "Of a charge of seats: its days."),
        MayHave(
            "corrects",
            Answer("CorrectedLine", Has("invoice_id", Text.OrNull), Has("number", Text.OrNull), Has("line", Integer.OrNull, "null when that invoice had no such line.")),
            "Of a line that corrects an invoice which was final: which."),
        MayHave("converted", Answer("ConvertedAmount", Has("currency", Text, "Of the price; the tiers are in it."), Has("exact_amount", DecimalText), Has("rate", DecimalText, "One unit of it in units of the invoice's currency."), Has("rate_from", Instant, "Since when the rate was in force.")), "Where the price is in another currency than the invoice."),
        Has("exact_amount", DecimalText, "Before rounding."),
        Has("amount", DecimalText, "Rounded to the currency."),
        MayHave("paid", DecimalText, "What a prepaid commit and wallets paid of it; the total is without it."),
        MayHave(
            "commit",
            Answer(
                "LineCommit",
                Has("name", Text),
                Has("term", Integer, "From 1."),
                MayHave("counted", DecimalText, "What of the line counts toward it."),
                MayHave("drawn", DecimalText, "What of it the commit paid; in paid."),
                MayHave("at_rates", DecimalText, "What of it is at the commit's own rates.")),
            "The commit that a line counts toward, or is billed for."),
        MayHave("credited", DecimalText, "What credit notes gave back of it, before tax."),
        MayHave("dispute_id", Text, "The open dispute of it."),
        Has("tiers", ListOf(RatedShape.Tier)),
        MayHave("adjustment", DecimalText, "What stands between the tiers and the amount: a minimum, a maximum, a part of a period."),
        MayHave("gl_account", Text, "The general-ledger account of its revenue."),
        MayHave("revenue", OneOf<RevenueRule>(), "When it is revenue; at once unless said."),
        MayHave("tax_category", Text),
        Has("plan", Text),
        Has("catalog_version", Integer),
        MayHave("rate_card", Text, "The rate card that the price stands in; without one it stands in the plan."),
        MayHave("rate_card_version", Integer, "The version of the catalog that has the card so."),
        Has("contract_version", Integer),
        MayHave("add_on", Text, "The add-on that the charge is of."),
        MayHave("add_on_quantity", Integer, "How many of it the contract has."),
        MayHave("list_price", Text, "Where something was negotiated: the list price, in words."),
        MayHave("contract_price", Text, "The price that the contract pays, in words."),
        MayHave("list_amount", DecimalText, "What the line would cost at the list price, before rounding."),
        MayHave("promotions", ListOf(Text), "The codes of the promotions whose discounts are in the price."),
        MayHave("purchase_order", Text, "The buyer's own number, where the contract names one.")
    );

    private static readonly Shape Cutoff = Answer("Cutoff", Has("shard", Integer), Has("seq", Integer), Has("ordinal", Integer));

    internal static readonly Shape Unbilled = Answer(
        "UnbilledUsage",
        Has("code", OneOf("UnbilledCode", "recorded_after_cutoff", Codes.PriceMissing, "exchange_rate_missing")),
        Has("charge", Text),
        Has("meter", Text.OrNull, "null of a charge that prices no usage."),
        Has("quantity", DecimalText),
        Has("events", Integer),
        Has("detail", Text)
    );

    /// <summary>A preview is no invoice, so it has no id; a draft in a list has no total.</summary>
    private static Field[] Head(Shape id, Shape status, Shape currency, Shape total) =>
    [
        Has("id", id),
        Has("number", Text.OrNull, "null until it is final."),
        Has("status", status),
        Has("account_id", Text),
        Has("contract_id", Text),
        Has("bill_to", Text, "The account that it is addressed to: its own, or one above it."),
        Has("consolidated_in", Text.OrNull, "The consolidated invoice that it is a part of; null when it stands alone."),
        Has("date", Instant),
        Has("currency", currency),
        Has("total", total),
    ];

    private static readonly Field[] Final =
    [
        Has("legal_entity", Text.OrNull, "null until it is final."),
        Has("finalized_at", Instant.OrNull),
        Has("cutoff", Cutoff.OrNull, "What was recorded behind it is not in the lines."),
    ];

    public static readonly ObjectShape Whole = Answer(
        "Invoice",
        [
            .. Head(Text.OrNull, OneOf("InvoiceStatusOrPreview", ["preview", .. OneOf<InvoiceStatus>().Words]), Text, DecimalText),
            .. Final,
            Has("subtotal", DecimalText, "The sum of the lines."),
            Has("paid", DecimalText, "What prepaid commits and wallets paid of them."),
            Has("tax", DecimalText),
            .. ReceivableJson.Fields,
            Has("taxes", ListOf(ReceivableJson.Tax), "On what the lines leave due; each is rounded once."),
            Has("lines", ListOf(Line)),
            Has("not_yet_billed", ListOf(Unbilled)),
        ]
    );

    public static readonly ObjectShape Listed = Answer("ListedInvoice", [.. Head(Text, OneOf<InvoiceStatus>(), Text.OrNull, DecimalText.OrNull), .. Final]);

    public static readonly ObjectShape Finalize = Request(
        "FinalizeInvoiceRequest",
        Takes("tax", ListOf(Request(
            "TaxToBring",
            Needs("line", Integer, "The line's number."),
            Needs("name", Text, "What the invoice calls it."),
            Takes("percent", DecimalSent, "Of what the line leaves due; or an amount."),
            Takes("amount", DecimalSent, "Rounded to the currency; or a percent."))), "Taxes that were worked out elsewhere, instead of the table of /v1/tax/rates; an empty list is none at all.")
    );

    /// <summary>It does not know its cutoff yet: where it will stand, nobody knows before it is written.</summary>
    public static readonly ObjectShape Finalized = Answer(
        "FinalizedInvoice",
        [
            .. Head(Text, OneOf<InvoiceStatus>(), Text, DecimalText),
            Has("legal_entity", Text),
            Has("finalized_at", Instant),
        ]
    );

    public static readonly ObjectShape Preview = Request(
        "InvoicePreviewRequest",
        Needs("account_id", Text, "Whose; an external id is written system:id."),
        Takes("at", Instant, "An instant in the billing period; now unless given."),
        Takes("contract_id", Text, "Which contract, where several are in force then.")
    );

    public static readonly ObjectShape Explained = Answer(
        "InvoiceExplanation",
        Has("invoice_id", Text),
        Has("currency", Text),
        Has("sentences", ListOf(Text), "Of the invoice as a whole."),
        Has("lines", ListOf(Answer("ExplainedLine", Has("number", Integer), Has("description", Text), Has("amount", DecimalText), Has("sentences", ListOf(Text)))))
    );

    public static readonly ObjectShape Events = Answer(
        "InvoiceLineEvents",
        Has("invoice_id", Text),
        Has("line", Integer),
        Has("charge", Text),
        Has("data", ListOf(Answer(
            "InvoiceLineEvent",
            Has("event_id", Text),
            Has("source", Text),
            Has("timestamp", Instant),
            Has("value", DecimalText),
            Has("covered", DecimalText),
            Has("billed", DecimalText, "As it was counted."),
            MayHave("fee", DecimalText, "Of a price of events: what this one costs."),
            Has("recorded_at", Instant)
        ))),
        Has("events", Integer),
        Has("line_events", Integer),
        Has("metered", DecimalText),
        Has("covered", DecimalText, "Of it, by the allowance and by grants."),
        Has("covered_later", DecimalText, "Of that, by grants that were issued behind the events, for their time."),
        Has("quantity", DecimalText, "What is metered and not covered."),
        Has("line_quantity", DecimalText),
        MayHave("fees", DecimalText, "Of a price of events: what they cost together, before discounts and minimums."),
        MayHave("line_fees", DecimalText, "The same, as the line's tiers say."),
        Has("complete", Flag, "Whether the events are the line: as many, of its quantity and cover, and of its fees."),
        Has("plan", Text),
        Has("catalog_version", Integer),
        Has("contract_version", Integer),
        Has("buckets", ListOf(Answer("InvoiceLineBucket", Has("day", Text, "In the account's time zone."), Has("events", Integer), Has("billed", DecimalText)))),
        Has("grants", ListOf(Answer("InvoiceLineGrant", Has("lot", Text, "The grant's id; of one that recurs, with the start of its lot behind it."), Has("units", DecimalText))), "What was burnt of grants.")
    );

    public static readonly ObjectShape Run = Request("BillingRunRequest", Takes("until", Instant, "Invoices dated until then are opened; now unless given."));

    private static readonly Shape Some = Answer("InvoiceIds", Has("count", Integer), Has("ids", ListOf(Text)));

    public static readonly ObjectShape RunDone = Answer(
        "BillingRun",
        Has("until", Instant),
        Has("contracts", Integer, "How many were looked at."),
        Has("drafted", Some),
        Has("finalized", Some),
        Has("failed", ListOf(Answer("FailedBilling", Has("contract_id", Text), Has("code", Text), Has("detail", Text))))
    );
}
