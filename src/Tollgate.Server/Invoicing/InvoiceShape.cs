using Tollgate.Engine.Invoicing;
using Tollgate.Server.Http;
using Tollgate.Server.Rating;
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
        Has("exact_amount", DecimalText, "Before rounding."),
        Has("amount", DecimalText, "Rounded to the currency."),
        MayHave("paid", DecimalText, "What wallets paid of it; the total is without it."),
        Has("tiers", ListOf(RatedShape.Tier)),
        MayHave("adjustment", DecimalText, "What stands between the tiers and the amount: a minimum, a maximum, a part of a period."),
        Has("plan", Text),
        Has("catalog_version", Integer),
        Has("contract_version", Integer),
        MayHave("purchase_order", Text, "The buyer's own number, where the contract names one.")
    );

    private static readonly Shape Cutoff = Answer("Cutoff", Has("shard", Integer), Has("seq", Integer), Has("ordinal", Integer));

    private static readonly Shape Unbilled = Answer(
        "UnbilledUsage",
        Has("code", OneOf("UnbilledCode", "recorded_after_cutoff", Codes.PriceMissing)),
        Has("charge", Text),
        Has("meter", Text),
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
            Has("lines", ListOf(Line)),
            Has("not_yet_billed", ListOf(Unbilled)),
        ]
    );

    public static readonly ObjectShape Listed = Answer("ListedInvoice", [.. Head(Text, OneOf<InvoiceStatus>(), Text.OrNull, DecimalText.OrNull), .. Final]);

    /// <summary>One that was final already names its cutoff; one that becomes final now does not know it yet.</summary>
    public static readonly ObjectShape Finalized = Answer(
        "FinalizedInvoice",
        [
            .. Head(Text, OneOf<InvoiceStatus>(), Text, DecimalText),
            Has("legal_entity", Text),
            Has("finalized_at", Instant),
            MayHave("cutoff", Cutoff, "When it was final already."),
        ]
    );

    public static readonly ObjectShape Preview = Request(
        "InvoicePreviewRequest",
        Needs("account_id", Text, "Whose; an external id is written system:id."),
        Takes("at", Instant, "An instant in the billing period; now unless given.")
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
            Has("billed", DecimalText),
            Has("recorded_at", Instant)
        ))),
        Has("events", Integer),
        Has("quantity", DecimalText),
        Has("line_quantity", DecimalText),
        Has("complete", Flag, "Whether the events add up to the line.")
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
