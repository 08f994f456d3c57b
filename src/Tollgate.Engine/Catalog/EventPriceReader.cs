using System.Text.Json;
using Tollgate.Engine.Numbers;
using Tollgate.Engine.Rating;

namespace Tollgate.Engine.Catalog;

/// <summary>Reads the prices of single events: <c>{percent: 2.9, fixed_amount: "0.30", event_maximum: "10.00"}</c>, <c>{amount_path: cost, multiplier: 1.2}</c>.</summary>
internal static class EventPriceReader
{
    public static readonly string[] PercentageKeys = ["percent", "fixed_amount", "free_events", "free_amount", "event_minimum", "event_maximum"];

    // Over a hundred it must still be a rate.
    private const int MostDigits = Fixed.RateDigits - 2;

    public static PercentagePrice? Percentage(Fields fields, Place place)
    {
        Rate? percent = Percent(fields.Required("percent"));
        Money fixedAmount = fields.Optional("fixed_amount")?.Money() ?? Money.Zero;
        long freeEvents = fields.Optional("free_events") is { } events ? WholeNumber(events) : 0;
        Quantity freeAmount = fields.Optional("free_amount")?.Quantity() ?? Quantity.Zero;
        Money? least = fields.Optional("event_minimum")?.Money();
        Money? most = fields.Optional("event_maximum")?.Money();
        return percent is { } share ? new(share, fixedAmount, freeEvents, freeAmount, least, most) : null;
    }

    public static DynamicPrice? Dynamic(Fields fields, Place place)
    {
        string? path = fields.Required("amount_path")?.Text("where an event has its amount");
        Rate multiplier = fields.Optional("multiplier")?.Rate() ?? Rate.One;
        return path is null ? null : new(path, multiplier);
    }

    /// <summary>A percentage, whose hundredth is a rate still.</summary>
    public static Rate? Percent(Place? given)
    {
        if (given is not { } place || place.Rate() is not { } percent)
            return null;
        if (percent.Scaled % 100 == 0)
            return percent;
        place.Report(ProblemCodes.TooManyDigits, $"'{percent}' has too many digits; a percentage has at most {MostDigits} after the point.");
        return null;
    }

    private static long WholeNumber(Place place)
    {
        if (place.Kind == JsonValueKind.Number && place.Value.TryGetInt64(out long number))
            return number;
        place.ReportType("a whole number");
        return 0;
    }
}
