using System.Text.Json;
using Tollgate.Engine.Numbers;
using Tollgate.Engine.Rating;

namespace Tollgate.Engine.Catalog;

/// <summary>Reads <c>{divide_by: 1000000, round: up, digits: 2}</c>.</summary>
internal static class ConversionReader
{
    public static Conversion? Read(Place place)
    {
        if (Fields.Open(place, "a conversion", "divide_by", "multiply_by", "round", "digits") is not { } fields)
            return null;
        Quantity? divideBy = fields.Optional("divide_by")?.Quantity();
        Quantity? multiplyBy = fields.Optional("multiply_by")?.Quantity();
        RoundingMode? round = fields.Optional("round")?.Choice<RoundingMode>(
            ("up", RoundingMode.Up), ("down", RoundingMode.Down), ("half_up", RoundingMode.HalfUp));
        return new(divideBy, multiplyBy, round, fields.Optional("digits") is { } digits ? ReadDigits(digits) : 0);
    }

    private static int ReadDigits(Place place)
    {
        if (place.Kind == JsonValueKind.Number && place.Value.TryGetInt32(out int digits))
            return digits;
        place.ReportType("a whole number from 0 to 9");
        return 0;
    }
}
