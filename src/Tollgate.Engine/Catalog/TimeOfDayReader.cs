using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using NodaTime;
using Tollgate.Engine.Rating;
using Tollgate.Engine.Time;

namespace Tollgate.Engine.Catalog;

/// <summary>
/// Reads <c>zone: account, windows: [{from: "08:00", to: "20:00", days: [mon, tue], price: {...}}], default: {...}</c>. A window that ends at or before its start goes on over midnight. Without a default,
/// or with <c>default: error</c>, usage outside all windows has no price and is shown as such.
/// </summary>
internal static class TimeOfDayReader
{
    private const string OfAccount = "account";

    private static readonly (string Word, IsoDayOfWeek Day)[] Days = [.. Enum.GetValues<IsoDayOfWeek>().Where(day => day != IsoDayOfWeek.None).Select(day => (DayWindow.Word(day), day))];

    public static Price? Read(Fields fields, Place place)
    {
        DateTimeZone? zone = fields.Optional("zone") is { } named ? Zone(named) : null;
        ImmutableArray<DayWindow> windows = fields.Required("windows") is { } list ? Windows(list) : [];
        Price? otherwise = fields.Optional("default") is { } value ? MatrixReader.ReadDefault(value) : null;
        return new TimeOfDayPrice(zone, windows, otherwise);
    }

    /// <returns>Null for the account's.</returns>
    private static DateTimeZone? Zone(Place place)
    {
        if (place.Text("account, or the name of a time zone") is not { } name || name == OfAccount)
            return null;
        if (TimeZones.Find(name) is { } zone)
            return zone;
        place.Report(ProblemCodes.UnknownTimeZone, $"{TimeZones.Unknown(Names.Shortened(name))} Or write account, for each account's own.");
        return null;
    }

    private static ImmutableArray<DayWindow> Windows(Place list)
    {
        if (list.Kind != JsonValueKind.Array)
        {
            list.ReportType("a list of windows, such as [{from: \"08:00\", to: \"20:00\", price: {...}}]");
            return [];
        }

        int index = 0;
        return [.. list.Value.EnumerateArray().Select(item => Window(list.At(index++, item))).OfType<DayWindow>()];
    }

    private static DayWindow? Window(Place place)
    {
        if (Fields.Open(place, "a window", "from", "to", "days", "price") is not { } fields)
            return null;
        int? from = fields.Required("from") is { } start ? Clock(start, DayWindow.MinutesADay - 1) : null;
        int? to = fields.Required("to") is { } end ? Clock(end, DayWindow.MinutesADay) : null;
        ImmutableArray<IsoDayOfWeek> days = fields.Optional("days") is { } list ? DaysOf(list) : [];
        Price? price = fields.Required("price") is { } given ? PriceReader.ReadPart(given, []) : null;
        return from is null || to is null || price is null ? null : new(from.Value, to.Value, days, price);
    }

    private static int? Clock(Place place, int most)
    {
        string? text = place.Kind == JsonValueKind.String ? place.Value.GetString() : null;
        if (text is [_, _, ':', _, _]
            && int.TryParse(text.AsSpan(0, 2), NumberStyles.None, CultureInfo.InvariantCulture, out int hour)
            && int.TryParse(text.AsSpan(3), NumberStyles.None, CultureInfo.InvariantCulture, out int minute)
            && minute < 60
            && (hour * 60) + minute <= most)
        {
            return (hour * 60) + minute;
        }

        place.Report(ProblemCodes.MalformedTimestamp, $"A time of day is written in quotes as \"08:00\", up to \"{most / 60:D2}:{most % 60:D2}\".");
        return null;
    }

    private static ImmutableArray<IsoDayOfWeek> DaysOf(Place list)
    {
        if (list.Kind != JsonValueKind.Array || list.Value.GetArrayLength() == 0)
        {
            list.ReportType("a list of days, such as [mon, tue]; for all of them leave it out");
            return [];
        }

        int index = 0;
        List<IsoDayOfWeek> days = [];
        foreach (JsonElement item in list.Value.EnumerateArray())
        {
            Place place = list.At(index++, item);
            if (place.Choice<IsoDayOfWeek>(Days) is not { } day)
                continue;
            if (days.Contains(day))
                place.Report(ProblemCodes.ValueNotAllowed, $"'{DayWindow.Word(day)}' is listed twice; remove one.");
            days.Add(day);
        }

        return [.. days.Order()];
    }
}
