using NodaTime;
using Tollgate.Engine.Catalog;

namespace Tollgate.Engine.Time;

/// <summary>Counting in the units of a billing period, in local time.</summary>
internal static class CalendarUnits
{
    private const int MonthsInQuarter = 3;
    private const int FurthestYear = 9998;

    /// <summary>
    /// So many units after an origin, at its time of day. A day that the month does not have becomes the month's last.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The result lies beyond the year 9998.</exception>
    public static LocalDateTime InUnits(this LocalDateTime origin, PeriodUnit unit, long count)
    {
        // More units than this reach past the last year from anywhere, and would not fit the calendar's own counters.
        if (count is > 4_000_000 or < -4_000_000)
            throw Beyond(count);
        int units = (int)count;
        try
        {
            LocalDateTime result = unit switch
            {
                PeriodUnit.Day => origin.PlusDays(units),
                PeriodUnit.Week => origin.PlusWeeks(units),
                PeriodUnit.Month => origin.PlusMonths(units),
                PeriodUnit.Quarter => origin.PlusMonths(units * MonthsInQuarter),
                PeriodUnit.Year => origin.PlusYears(units),
                _ => throw new ArgumentOutOfRangeException(nameof(unit), unit, "This period is not known."),
            };
            return result.Year <= FurthestYear ? result : throw Beyond(count);
        }
        catch (OverflowException)
        {
            throw Beyond(count);
        }
    }

    /// <summary>The day on which the calendar's day, week (Monday), month, quarter or year began.</summary>
    public static LocalDate StartOf(this LocalDate date, PeriodUnit unit) => unit switch
    {
        PeriodUnit.Day => date,
        PeriodUnit.Week => date.PlusDays(-((int)date.DayOfWeek - (int)IsoDayOfWeek.Monday)),
        PeriodUnit.Month => new LocalDate(date.Year, date.Month, 1),
        PeriodUnit.Quarter => new LocalDate(date.Year, ((date.Month - 1) / MonthsInQuarter * MonthsInQuarter) + 1, 1),
        PeriodUnit.Year => new LocalDate(date.Year, 1, 1),
        _ => throw new ArgumentOutOfRangeException(nameof(unit), unit, "This period is not known."),
    };

    private static ArgumentOutOfRangeException Beyond(long count) =>
        new(nameof(count), count, $"The period lies beyond the year {FurthestYear}, the last that the calendar counts.");
}
