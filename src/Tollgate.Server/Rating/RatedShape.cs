using Tollgate.Engine.Catalog;
using Tollgate.Server.Http;
using static Tollgate.Server.Http.Shape;

namespace Tollgate.Server.Rating;

/// <summary>The fields of prices, and of what they come to.</summary>
internal static class RatedShape
{
    /// <summary>The parts of a price, in the catalog and in the calculator alike; docs/reference/catalog.md says which model takes which.</summary>
    public static readonly Field[] PriceParts =
    [
        Needs("model", OneOf("PriceModel", PriceReader.ModelNames), "How the price is calculated."),
        Takes("amount", DecimalSent, "Of flat, per_unit and package."),
        Takes("package_size", DecimalSent, "Of package."),
        Takes("tiers", ListOf(Request(
            "PriceTier",
            Takes("up_to", DecimalSent, "Inclusive; null is open."),
            Takes("unit_amount", DecimalSent, "What each unit in the tier costs."),
            Takes("flat_amount", DecimalSent, "What the tier costs as soon as it is reached.")
        )), "Of graduated and volume."),
        Takes("dimensions", ListOf(Text), "Of matrix: the properties that choose the cell."),
        Takes("cells", ListOf(MapOf(Anything)), "Of matrix: the dimensions' values, and a price."),
        Takes("default", Anything, "Of matrix: the price of every other cell, or error."),
        Takes("convert", Request(
            "Conversion",
            Takes("divide_by", DecimalSent, "Either this or multiply_by."),
            Takes("multiply_by", DecimalSent, "Either this or divide_by."),
            Takes("round", OneOf("Rounding", "up", "down", "half_up"), "Which way; not at all unless given."),
            Takes("digits", Integer, "Fractional digits that are kept.")
        ), "Counts in another unit than the meter's."),
        Takes("free_units", DecimalSent, "Units that cost nothing."),
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
            Takes("properties", MapOf(Anything), "Choose the cell of a matrix.")
        )), "Events instead of a quantity."),
        Takes("prior_quantity", DecimalSent, "What was used before in the same period.")
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
        MayHave("match", MapOf(Text), "Of a matrix: the cell's dimension values.")
    );

    public static readonly ObjectShape Previewed = Answer(
        "PricePreview",
        Has("amount", DecimalText, "Rounded to the currency."),
        Has("exact_amount", DecimalText),
        Has("billed_quantity", DecimalText),
        Has("tiers", ListOf(Tier)),
        MayHave("adjustment", DecimalText, "What a minimum adds or a maximum takes away.")
    );
}
