using System.Collections.Immutable;
using System.Globalization;
using NodaTime;

namespace Tollgate.Engine.Rating;

/// <summary>
/// A window of the local day, <c>[From, To)</c>, in minutes since midnight; one that ends at or before its start goes on over midnight and belongs to the day that it began on.
/// </summary>
/// <param name="From">0 to 1439.</param>
/// <param name="To">1 to 1440.</param>
/// <param name="Days">On which days; all when it is empty.</param>
public sealed record DayWindow(int From, int To, ImmutableArray<IsoDayOfWeek> Days, Price Price)
{
    public const int MinutesADay = 1440;

    public bool Contains(LocalDateTime local)
    {
        int minute = (local.Hour * 60) + local.Minute;
        if (From < To)
            return minute >= From && minute < To && IsOn(local.DayOfWeek);
        return minute >= From ? IsOn(local.DayOfWeek) : minute < To && IsOn(local.PlusDays(-1).DayOfWeek);
    }

    /// <summary><c>mon tue 08:00-20:00</c></summary>
    public override string ToString() => string.Join(' ', [.. Days.Select(Word), $"{Clock(From)}-{Clock(To)}"]);

    public static string Word(IsoDayOfWeek day) => day.ToString()[..3].ToLowerInvariant();

    private bool IsOn(IsoDayOfWeek day) => Days.IsEmpty || Days.Contains(day);

    private static string Clock(int minute) => string.Create(CultureInfo.InvariantCulture, $"{minute / 60:D2}:{minute % 60:D2}");
}
