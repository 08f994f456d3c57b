namespace Tollgate.Engine.Catalog;

/// <summary>
/// A length of time as a whole number and a unit: <c>90s</c>, <c>30min</c>, <c>12h</c>, <c>7d</c>. It is not a period of the calendar: a day is 24 hours,
/// also where the clocks change.
/// </summary>
public static class DurationText
{
    public const int MostDays = 36_500;

    private const long Second = 1_000_000;

    private static readonly (string Unit, long Microseconds)[] Units = [("d", 86_400 * Second), ("h", 3_600 * Second), ("min", 60 * Second), ("s", Second)];

    /// <returns>False when the text is no such length, or one of more than <see cref="MostDays"/> days.</returns>
    public static bool TryParse(string text, out long microseconds)
    {
        microseconds = 0;
        int digits = text.AsSpan().IndexOfAnyExceptInRange('0', '9');
        if (digits is < 1 or > 10)
            return false;
        long number = 0;
        foreach (char digit in text.AsSpan(0, digits))
            number = (number * 10) + (digit - '0');
        foreach ((string unit, long each) in Units)
        {
            if (!text.AsSpan(digits).SequenceEqual(unit))
                continue;
            Int128 length = (Int128)number * each;
            if (length > MostDays * (86_400 * Second))
                return false;
            microseconds = (long)length;
            return true;
        }

        return false;
    }

    /// <summary>In the largest unit that keeps it whole.</summary>
    public static string Of(long microseconds)
    {
        if (microseconds == 0)
            return "0s";
        (string unit, long each) = Array.Find(Units, one => microseconds % one.Microseconds == 0);
        return string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{microseconds / each}{unit}");
    }
}
