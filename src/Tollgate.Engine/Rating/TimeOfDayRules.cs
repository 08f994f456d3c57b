namespace Tollgate.Engine.Rating;

/// <summary>A time of day has windows that something falls into, each with a price.</summary>
internal static class TimeOfDayRules
{
    public static void Check(TimeOfDayPrice price, string place, FaultList faults)
    {
        if (price.Windows.IsEmpty && price.Default is null)
            faults.Add($"{place}/windows", "windows_missing", "There are neither windows nor a default, so nothing has a price; add a window or a default.");
        for (int i = 0; i < price.Windows.Length; i++)
        {
            DayWindow window = price.Windows[i];
            if (window.From == window.To)
                faults.Add($"{place}/windows/{i}/to", "window_empty", "The window ends when it begins, so nothing falls into it; a whole day is from 00:00 to 24:00.");
            CheckPart(window.Price, $"{place}/windows/{i}/price", faults);
        }

        if (price.Default is { } other)
            CheckPart(other, $"{place}/default", faults);
    }

    private static void CheckPart(Price price, string place, FaultList faults)
    {
        if (price is TimeOfDayPrice)
            faults.Add(place, "time_of_day_in_time_of_day", "A window cannot hold windows of the day; list them in this one.");
        else
            PriceRules.Check(price, place, faults);
    }
}
