using System.Globalization;
using NodaTime;
using Tollgate.Engine.Catalog;
using Tollgate.Engine.Numbers;
using Tollgate.Engine.Time;
using Tollgate.Server.Http;

namespace Tollgate.Server.Entitlements.Explain;

/// <summary>Numbers and times as people read them: thousands apart, and in the account's own zone with its name.</summary>
/// <param name="Zone">The account's.</param>
/// <param name="Feature">Whose units are counted.</param>
/// <param name="IsPast">It is told as something that was.</param>
internal sealed record Wording(DateTimeZone Zone, string Feature, bool IsPast)
{
    private const long Second = 1_000_000;
    private const long NanosecondsPerSecond = 1_000_000_000;
    private const string Day = "d MMMM uuuu";

    private static readonly (string Name, long Microseconds)[] Lengths = [("day", 86_400 * Second), ("hour", 3_600 * Second), ("minute", 60 * Second), ("second", Second)];

    public string Is => Verb("is", "was");

    public string Are => Verb("are", "were");

    public string Verb(string present, string past) => IsPast ? past : present;

    public static string Number(Quantity quantity) => Texts.Grouped(quantity.ToString());

    /// <summary><c>1,234 units of api_calls</c>.</summary>
    public string UnitsOf(Quantity quantity) => $"{Count(quantity)} of {Feature}";

    /// <summary><c>1,234 units</c>.</summary>
    public static string Count(Quantity quantity) => $"{Number(quantity)} {(quantity == Quantity.One ? "unit" : "units")}";

    /// <summary>What a wallet holds: <c>1,234.50 USD</c>, <c>1,234.5 sparks</c>.</summary>
    public static string Amount(Units units, string unit) =>
        $"{Texts.Grouped(Currency.TryOf(unit, out Currency currency) ? currency.FormatExact(Money.FromScaled(units.Scaled)) : units.ToString())} {unit}";

    /// <summary>Agrees with a count in front of it.</summary>
    public static string Agreeing(Quantity quantity, string one, string many) => quantity == Quantity.One ? one : many;

    public static string Price(Money price, string currency) => $"{Texts.Grouped(Currency.Of(currency).FormatExact(price))} {currency}";

    public string Time(RecordedAt at) => Time(new EffectiveAt(at.Microseconds));

    /// <summary><c>1 July 2025 00:00 Europe/Berlin</c>, with seconds and their parts where there are any.</summary>
    public string Time(EffectiveAt at)
    {
        // Near the ends of the calendar a zone's own time may lie beyond them.
        if (!BillableTime.Contains(at))
            return at.ToString();
        LocalDateTime local = Local(at);
        string pattern = at.Microseconds % (60 * Second) == 0 ? "HH:mm" : "HH:mm:ss.FFFFFF";
        string text = $"{local.ToString(Day, CultureInfo.InvariantCulture)} {local.ToString(pattern, CultureInfo.InvariantCulture)} {Zone.Id}";
        // Clocks that are set back show one time twice.
        return Zone.MapLocal(local).Count > 1 ? $"{text} ({at.ToInstant().InZone(Zone).Offset.ToString("g", CultureInfo.InvariantCulture)})" : text;
    }

    /// <summary><c>in June 2025</c>, <c>on 5 June 2025</c>, or from when to when.</summary>
    public string During(EffectiveAt start, EffectiveAt end)
    {
        if (BillableTime.Contains(start) && BillableTime.Contains(end))
        {
            LocalDateTime from = Local(start);
            LocalDateTime to = Local(end);
            bool whole = from.TimeOfDay == LocalTime.Midnight;
            if (whole && from.Day == 1 && to == from.PlusMonths(1))
                return $"in {from.ToString("MMMM uuuu", CultureInfo.InvariantCulture)}";
            if (whole && to == from.PlusDays(1))
                return $"on {from.ToString(Day, CultureInfo.InvariantCulture)}";
        }

        return $"from {Time(start)} to {Time(end)}";
    }

    /// <summary><c>7 days</c>, in the largest unit that keeps it whole.</summary>
    public static string Length(long microseconds)
    {
        foreach ((string name, long each) in Lengths)
        {
            if (microseconds != 0 && microseconds % each == 0)
                return Plural(microseconds / each, name);
        }

        // Microseconds are the sixth digit of seconds.
        return $"{Number(Quantity.FromScaled((Int128)microseconds * 1_000))} seconds";
    }

    /// <summary>How fast a throttle lets units pass: <c>10 units a second</c>, or <c>one unit every 2 seconds</c>.</summary>
    public static string Pace(ThrottleTerms throttle)
    {
        if (NanosecondsPerSecond % throttle.IntervalNanoseconds == 0)
            return $"{Count(NanosecondsPerSecond / throttle.IntervalNanoseconds)} a second";
        // Nanoseconds are the ninth digit of seconds.
        return $"one unit every {Number(Quantity.FromScaled(throttle.IntervalNanoseconds))} seconds";
    }

    /// <summary>A reason that somebody wrote, at the end of a sentence.</summary>
    public static string Because(string? reason) => string.IsNullOrWhiteSpace(reason) ? "" : $": {reason.TrimEnd(' ', '.')}";

    public static string Plural(long number, string noun) => $"{Number(number)} {noun}{(number == 1 ? "" : "s")}";

    public static string Capital(string sentence) => char.ToUpperInvariant(sentence[0]) + sentence[1..];

    /// <summary><c>a, b and c</c>.</summary>
    public static string Listed(IReadOnlyList<string> parts) => parts.Count switch
    {
        0 => "",
        1 => parts[0],
        _ => $"{string.Join(", ", parts.Take(parts.Count - 1))} and {parts[^1]}",
    };

    private LocalDateTime Local(EffectiveAt at) => at.ToInstant().InZone(Zone).LocalDateTime;
}
