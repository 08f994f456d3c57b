using Tollgate.Engine.Catalog;
using Tollgate.Server.Http;
using static Tollgate.Server.Http.Shape;

namespace Tollgate.Server.Rating;

/// <summary>The fields of prices, and of what they come to.</summary>
internal static class RatedShape
{
    public static readonly ObjectShape PriceTier = Request(
        "PriceTier",
        Takes("up_to", DecimalSent, "Inclusive; null is open."),
        Takes("unit_amount", DecimalSent, "What each unit in the tier costs."),
        Takes("percent", DecimalSent, "Of graduated_percentage: what each part of a value in the tier costs."),
        Takes("amount", DecimalSent, "Of stair: what everything up to here costs."),
        Takes("flat_amount", DecimalSent, "What the tier costs as soon as it is reached.")
    );

    /// <summary>The parts of a price, in the catalog and in the calculator alike; docs/reference/catalog.md says which model takes which.</summary>
    public static readonly Field[] PriceParts =
    [
        Needs("model", OneOf("PriceModel", PriceReader.ModelNames), "How the price is calculated."),
        Takes("amount", DecimalSent, "Of flat, per_unit, package and seat."),
        Takes("package_size", DecimalSent, "Of package."),
        Takes("tiers", ListOf(PriceTier), "Of graduated, volume, stair and graduated_percentage."),
        Takes("percent", DecimalSent, "Of percentage: the share of each event's value."),
        Takes("fixed_amount", DecimalSent, "Of percentage: for each event."),
        Takes("free_events", Integer, "Of percentage: so many events cost nothing."),
        Takes("free_amount", DecimalSent, "Of percentage: so much value costs nothing."),
        Takes("event_minimum", DecimalSent, "Of percentage: the least an event costs that costs something."),
        Takes("event_maximum", DecimalSent, "Of percentage: the most an event costs."),
        Takes("zone", Text, "Of time_of_day: an IANA time zone, or account."),
        Takes("windows", ListOf(MapOf(Anything)), "Of time_of_day: from, to, days, and a price."),
        Takes("amount_path", Text, "Of dynamic: where in an event's properties its amount stands."),
        Takes("multiplier", DecimalSent, "Of dynamic: what the amount is taken times."),
        Takes("expression", Text, "Of formula: an amount from quantity."),
        Takes("dimensions", ListOf(Text), "Of matrix: the properties that choose the cell."),
        Takes("cells", ListOf(MapOf(Anything)), "Of matrix: the dimensions' values, and a price."),
        Takes("default", Anything, "Of matrix and time_of_day: the price of everything else, or error."),
        Takes("convert", Request(
            "Conversion",
            Takes("divide_by", DecimalSent, "Either this or multiply_by."),
            Takes("multiply_by", DecimalSent, "Either this or divide_by."),
            Takes("round", OneOf("Rounding", "up", "down", "half_up"), "Which way; not at all unless given."),
            Takes("digits", Integer, "Fractional digits that are kept.")
        ), "Counts in another unit than the meter's."),
        Takes("free_units", DecimalSent, "Units that cost nothing."),
        Takes("discount_percent", DecimalSent, "Off the price, in percent."),
        Takes("discount_amount", DecimalSent, "Off what the percentage discount leaves."),
        Takes("from", Instant, "It prices what happens from here on."),
        Takes("until", Instant, "It prices what happens before."),
        Takes("minimum", DecimalSent, "The least amount."),
        Takes("maximum", DecimalSent, "The most."),
        Takes("skip_when_zero", Flag, "No line without usage."),
    ];

    public static readonly ObjectShape Price = Request("Price", PriceParts);

    public static readonly ObjectShape Preview = Request(
        "PricePreviewRequest",
        Needs("currency", Text, "ISO 4217, such as USD."),
        Needs("price", Price, "The price, as it stands in a catalog's charge."),
        Takes("quantity", DecimalSent, "How much; this or events."),
        Takes("events", ListOf(Request(
            "PricedEvent",
            Takes("quantity", DecimalSent, "1 unless given."),
            Takes("timestamp", Instant, "Chooses the window of a time_of_day."),
            Takes("properties", MapOf(Anything), "Choose the cell of a matrix; a dynamic price has its amount there.")
        )), "Events instead of a quantity."),
        Takes("prior_quantity", DecimalSent, "What was used before in the same period."),
        Takes("time_zone", Text, "The account's, for windows of the day; UTC unless given.")
    );

    public static readonly ObjectShape Tier = Answer(
        "RatedTier",
        Has("from", DecimalText),
        Has("up_to", DecimalText.OrNull, "null is open."),
        Has("quantity", DecimalText),
        Has("unit_amount", DecimalText),
        Has("flat_amount", DecimalText),
        Has("amount", DecimalText),
        MayHave("packages", DecimalText, "Of a package price: how many."),
        MayHave("events", Integer, "Of a price of events: how many."),
        MayHave("match", MapOf(Text), "Of a cell: its dimension values, and its window of the day.")
    );

    public static readonly ObjectShape Previewed = Answer(
        "PricePreview",
        Has("amount", DecimalText, "Rounded to the currency."),
        Has("exact_amount", DecimalText),
        Has("billed_quantity", DecimalText),
        Has("tiers", ListOf(Tier)),
        MayHave("discount", DecimalText, "What discounts take off."),
        MayHave("adjustment", DecimalText, "What a minimum adds or a maximum takes away.")
    );
}
