using System.Globalization;
using System.Text;
using Tollgate.Engine.Time;

namespace Tollgate.Server.Http;

/// <summary>RFC 3339 timestamps from UTF-8. What nearly every sender writes is read without an allocation; all else is left to the calendar.</summary>
internal static class Timestamps
{
    private const int ShortestUtc = 20;
    private const long MicrosecondsPerSecond = 1_000_000;

    // 1000 to 3000: years of four digits in any calendar.
    private const long FirstYear = -30_610_224_000 * MicrosecondsPerSecond;
    private const long LastYear = 32_503_680_000 * MicrosecondsPerSecond;

    public static bool TryRead(ReadOnlySpan<byte> utf8, out long microseconds) =>
        TryReadUtc(utf8, out microseconds)
        || (utf8.Length <= 64 && Instants.TryParse(Encoding.UTF8.GetString(utf8), out microseconds));

    /// <summary>What an instant of whole seconds shows as, without an allocation; false leaves one with a fraction or far away to the calendar.</summary>
    public static bool TryWrite(EffectiveAt instant, Span<char> text, out int written)
    {
        written = 0;
        if (!TryDateTime(instant.Microseconds, out DateTime time) || !time.TryFormat(text, out written, "s", CultureInfo.InvariantCulture) || written == text.Length)
            return false;
        text[written++] = 'Z';
        return true;
    }

    /// <inheritdoc cref="TryWrite(EffectiveAt, Span{char}, out int)"/>
    public static bool TryWrite(EffectiveAt instant, Span<byte> utf8, out int written)
    {
        written = 0;
        if (!TryDateTime(instant.Microseconds, out DateTime time) || !time.TryFormat(utf8, out written, "s", CultureInfo.InvariantCulture) || written == utf8.Length)
            return false;
        utf8[written++] = (byte)'Z';
        return true;
    }

    public static Problem Malformed(string text, string pointer) => Problem.Shape(Codes.MalformedTimestamp, Detail(text), pointer);

    public static string Detail(string text) =>
        $"'{Texts.Quoted(text)}' is no RFC 3339 timestamp with an offset, such as 2025-02-01T10:15:22Z or 2025-02-01T11:15:22+01:00.";

    private static bool TryDateTime(long microseconds, out DateTime time)
    {
        bool near = microseconds % MicrosecondsPerSecond == 0 && microseconds is >= FirstYear and < LastYear;
        time = near ? DateTime.UnixEpoch.AddTicks(microseconds * TimeSpan.TicksPerMicrosecond) : default;
        return near;
    }

    /// <summary><c>2025-02-01T10:15:22Z</c>, with or without a fraction, whose digits beyond the sixth are cut.</summary>
    private static bool TryReadUtc(ReadOnlySpan<byte> text, out long microseconds)
    {
        microseconds = 0;
        if (text.Length < ShortestUtc || text[^1] != 'Z' || text[4] != '-' || text[7] != '-' || text[10] != 'T' || text[13] != ':' || text[16] != ':')
            return false;
        if (!TwoDigits(text, 0, out int century) || !TwoDigits(text, 2, out int yearOfCentury) || !TwoDigits(text, 5, out int month)
            || !TwoDigits(text, 8, out int day) || !TwoDigits(text, 11, out int hour) || !TwoDigits(text, 14, out int minute)
            || !TwoDigits(text, 17, out int second))
            return false;
        int year = (century * 100) + yearOfCentury;
        if (year < 1 || month is < 1 or > 12 || hour > 23 || minute > 59 || second > 59 || day < 1 || day > DateTime.DaysInMonth(year, month))
            return false;
        if (!TryReadFraction(text[19..^1], out int fraction))
            return false;

        long days = new DateOnly(year, month, day).DayNumber - new DateOnly(1970, 1, 1).DayNumber;
        long seconds = (days * 86_400) + (hour * 3_600) + (minute * 60) + second;
        microseconds = (seconds * MicrosecondsPerSecond) + fraction;
        return true;
    }

    private static bool TryReadFraction(ReadOnlySpan<byte> text, out int microseconds)
    {
        microseconds = 0;
        if (text.IsEmpty)
            return true;
        if (text[0] != '.' || text.Length < 2 || text[1..].ContainsAnyExceptInRange((byte)'0', (byte)'9'))
            return false;
        for (int i = 1; i <= 6; i++)
            microseconds = (microseconds * 10) + (i < text.Length ? text[i] - '0' : 0);
        return true;
    }

    private static bool TwoDigits(ReadOnlySpan<byte> text, int at, out int value)
    {
        int tens = text[at] - '0';
        int ones = text[at + 1] - '0';
        value = (tens * 10) + ones;
        return tens is >= 0 and <= 9 && ones is >= 0 and <= 9;
    }
}
