using System.Collections.Immutable;
using System.Text.Json;
using Tollgate.Engine.Numbers;
using Tollgate.Engine.Rating;

namespace Tollgate.Engine.Catalog;

/// <summary>Reads <c>[{up_to: 100, unit_amount: "1.00"}, {up_to: null, unit_amount: "0.50", flat_amount: "10.00"}]</c>.</summary>
internal static class TierReader
{
    public static ImmutableArray<Tier>? Read(Place? list) => Read(list, "[{up_to: null, unit_amount: \"1.00\"}]", Unit);

    /// <summary>Reads <c>[{up_to: 10, amount: "50.00"}, {up_to: null, amount: "80.00"}]</c>.</summary>
    public static ImmutableArray<Tier>? Steps(Place? list) => Read(list, "[{up_to: null, amount: \"1.00\"}]", Step);

    /// <summary>Reads <c>[{up_to: 1000, percent: 2.9, flat_amount: "0.30"}, {up_to: null, percent: 1.9}]</c>.</summary>
    public static ImmutableArray<Tier>? Percents(Place? list) => Read(list, "[{up_to: null, percent: 2.9}]", Percent);

    private static ImmutableArray<Tier>? Read(Place? list, string example, Func<Place, Tier> read)
    {
        if (list is not { } tiers)
            return null;
        if (tiers.Kind != JsonValueKind.Array)
        {
            tiers.ReportType($"a list of tiers, such as {example}");
            return null;
        }

        int index = 0;
        return [.. tiers.Value.EnumerateArray().Select(item => read(tiers.At(index++, item)))];
    }

    private static Tier Unit(Place place)
    {
        if (Fields.Open(place, "a tier", "up_to", "unit_amount", "flat_amount") is not { } fields)
            return new(null, Rate.Zero, Money.Zero);
        Place? unit = fields.Optional("unit_amount");
        Place? flat = fields.Optional("flat_amount");
        // A tier may be free, but then it says so.
        if (unit is null && flat is null)
            _ = fields.Required("unit_amount");
        return new(fields.Optional("up_to")?.Quantity(), unit?.Rate() ?? Rate.Zero, flat?.Money() ?? Money.Zero);
    }

    private static Tier Step(Place place) => Fields.Open(place, "a step", "up_to", "amount") is { } fields
        ? new(fields.Optional("up_to")?.Quantity(), Rate.Zero, fields.Required("amount")?.Money() ?? Money.Zero)
        : new(null, Rate.Zero, Money.Zero);

    private static Tier Percent(Place place) => Fields.Open(place, "a tier", "up_to", "percent", "flat_amount") is { } fields
        ? new(fields.Optional("up_to")?.Quantity(), EventPriceReader.Percent(fields.Required("percent")) is { } percent ? Tiers.OfPercent(percent) : Rate.Zero, fields.Optional("flat_amount")?.Money() ?? Money.Zero)
        : new(null, Rate.Zero, Money.Zero);
}
