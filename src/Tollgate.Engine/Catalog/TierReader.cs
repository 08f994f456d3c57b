using System.Collections.Immutable;
using System.Text.Json;
using Tollgate.Engine.Numbers;
using Tollgate.Engine.Rating;

namespace Tollgate.Engine.Catalog;

/// <summary>Reads <c>[{up_to: 100, unit_amount: "1.00"}, {up_to: null, unit_amount: "0.50", flat_amount: "10.00"}]</c>.</summary>
internal static class TierReader
{
    public static ImmutableArray<Tier>? Read(Place? list)
    {
        if (list is not { } tiers)
            return null;
        if (tiers.Kind != JsonValueKind.Array)
        {
            tiers.ReportType("a list of tiers, such as [{up_to: null, unit_amount: \"1.00\"}]");
            return null;
        }

        int index = 0;
        return [.. tiers.Value.EnumerateArray().Select(item => Read(tiers.At(index++, item)))];
    }

    private static Tier Read(Place place)
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
}
