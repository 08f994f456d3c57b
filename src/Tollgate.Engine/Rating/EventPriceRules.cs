
namespace Tollgate.Engine.Rating;

/// <summary>What a price of each event must be.</summary>
internal static class EventPriceRules
{
    public static void Check(PercentagePrice price, string place, FaultList faults)
    {
        faults.NotNegative(price.Percent, $"{place}/percent");
        faults.NotNegative(price.FixedAmount, $"{place}/fixed_amount");
        if (price.FreeEvents < 0)
            faults.Add($"{place}/free_events", "negative", $"free_events is {price.FreeEvents}; it must be zero or more.");
        if (price.FreeAmount.IsNegative)
            faults.Add($"{place}/free_amount", "negative", $"free_amount is {price.FreeAmount}; it must be zero or more.");
        if (price.EventMinimum is { } minimum)
            faults.NotNegative(minimum, $"{place}/event_minimum");
        if (price.EventMaximum is { } maximum)
            faults.NotNegative(maximum, $"{place}/event_maximum");
        if (price.EventMinimum > price.EventMaximum)
            faults.Add($"{place}/event_minimum", "minimum_above_maximum", $"The minimum {price.EventMinimum} of an event is above the maximum {price.EventMaximum}; lower the one or raise the other.");
        if (!price.FreeUnits.IsZero)
            faults.Add($"{place}/free_units", "free_units_not_here", "free_units has no place here: a percentage is of values; say free_amount, or free_events.");
        if (price.Convert?.Round is not null)
            faults.Add($"{place}/convert/round", "round_not_here", "A percentage is taken of each event's value as it is; remove round.");
    }

    public static void Check(DynamicPrice price, string place, FaultList faults) => faults.NotNegative(price.Multiplier, $"{place}/multiplier");
}
