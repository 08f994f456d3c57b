using NodaTime;
using NodaTime.Text;

namespace Tollgate.Engine.Time;

/// <summary>Instants as whole microseconds since 1970-01-01T00:00:00Z, the resolution of the ledger.</summary>
public static class Instants
{
    private const long MicrosecondsPerSecond = 1_000_000;

    /// <summary>Cuts (floors) to the microsecond.</summary>
    public static long ToMicroseconds(Instant instant)
    {
        long ticks = instant.ToUnixTimeTicks();
        return (ticks - Modulo(ticks, 10)) / 10;
    }

    public static Instant FromMicroseconds(long microseconds) => Instant.FromUnixTimeTicks(microseconds * 10);

    /// <summary>
    /// Reads an RFC 3339 timestamp, which must carry an offset (<c>Z</c> or <c>+01:00</c>). Digits beyond the microsecond are cut.
    /// </summary>
    /// <returns>False when the text is not such a timestamp; nothing is guessed.</returns>
    public static bool TryParse(string text, out long microseconds)
    {
        microseconds = 0;
        // The calendar knows 24:00, which is the next day's midnight; RFC 3339 does not.
        if (text.Length > 13 && text.AsSpan(11, 2) is "24")
            return false;
        // A fraction longer than nine digits is beyond NodaTime's pattern, and cut here before it is read.
        int dot = text.IndexOf('.', StringComparison.Ordinal);
        if (dot >= 0)
        {
            int end = dot + 1;
            while (end < text.Length && char.IsAsciiDigit(text[end]))
                end++;
            if (end == dot + 1)
                return false;
            if (end - dot > 10)
                text = string.Concat(text.AsSpan(0, dot + 10), text.AsSpan(end));
        }

        ParseResult<OffsetDateTime> parsed = OffsetDateTimePattern.Rfc3339.Parse(text.ToUpperInvariant());
        // The calendar knows years before 0; RFC 3339 does not.
        if (!parsed.Success || parsed.Value.Year < 0)
            return false;
        try
        {
            microseconds = ToMicroseconds(parsed.Value.ToInstant());
            return true;
        }
        catch (OverflowException)
        {
            // The last hours of 9999, west of Greenwich, lie beyond the last instant there is.
            return false;
        }
    }

    public static string Format(long microseconds)
    {
        return Modulo(microseconds, MicrosecondsPerSecond) == 0
            ? InstantPattern.General.Format(FromMicroseconds(microseconds))
            : InstantPattern.ExtendedIso.Format(FromMicroseconds(microseconds));
    }

    private static long Modulo(long value, long by) => ((value % by) + by) % by;
}
