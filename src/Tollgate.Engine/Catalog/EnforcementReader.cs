using System.Text.Json;
using Tollgate.Engine.Numbers;

namespace Tollgate.Engine.Catalog;

/// <summary>
/// Reads what happens beyond the included units: <c>enforcement</c>, and the keys that only <c>grace</c> (<c>grace_units</c>,
/// <c>grace_period</c>, <c>grace_free</c>) or only <c>throttle</c> (<c>rate</c>, <c>burst</c>) has.
/// </summary>
internal static class EnforcementReader
{
    private const long OneSecond = 1_000_000_000;

    public static readonly string[] Keys = ["enforcement", .. OfGrace, .. OfThrottle];

    private static string[] OfGrace => ["grace_units", "grace_period", "grace_free"];

    private static string[] OfThrottle => ["rate", "burst"];

    /// <param name="over">What stands where nothing is said; null is <c>hard</c>.</param>
    /// <returns>Null when anything is wrong, which is then reported.</returns>
    public static MeteredEntitlement? Read(Place place, Fields fields, Quantity? included, MeteredEntitlement? over = null)
    {
        if (over is not null && Keys.All(key => fields.Optional(key) is null))
            // Nothing is beyond units without limit.
            return included is null ? over with { Included = null, Enforcement = Enforcement.Hard, Grace = null, Throttle = null } : over with { Included = included };
        Enforcement? enforcement = fields.Optional("enforcement") is { } word
            ? word.Choice<Enforcement>(("hard", Enforcement.Hard), ("soft", Enforcement.Soft), ("grace", Enforcement.Grace), ("throttle", Enforcement.Throttle))
            : Enforcement.Hard;
        if (enforcement is not { } known)
            return null;
        RefuseOf(Enforcement.Grace, known, fields, OfGrace);
        RefuseOf(Enforcement.Throttle, known, fields, OfThrottle);
        MeteredEntitlement? right = known switch
        {
            Enforcement.Grace => Grace(place, fields) is { } grace ? new(included, known) { Grace = grace } : null,
            Enforcement.Throttle => Throttle(place, fields) is { } throttle ? new(included, known) { Throttle = throttle } : null,
            _ => new(included, known),
        };
        return right is null || over is null ? right : right with { PaidFrom = over.PaidFrom, NeedsSeatOf = over.NeedsSeatOf };
    }

    public static void ReportUnlimited(Fields fields) => fields.Optional("enforcement")!.Value.Report(
        ProblemCodes.EnforcementMismatch,
        "Nothing is beyond units without limit, so this would never do anything; include a number of units, or leave enforcement out."
    );

    private static void RefuseOf(Enforcement owner, Enforcement actual, Fields fields, string[] keys)
    {
        if (owner == actual)
            return;
        foreach (string key in keys)
        {
            fields.Optional(key)?.Report(
                ProblemCodes.EnforcementMismatch,
                $"'{key}' belongs to enforcement: {Word(owner)}; here enforcement is {Word(actual)}, with which it would do nothing."
            );
        }
    }

    private static GraceTerms? Grace(Place place, Fields fields)
    {
        int before = place.Problems.Count;
        if (fields.Optional("grace_units") is null && fields.Optional("grace_period") is null)
            place.Report(ProblemCodes.MissingKey, "A grace needs an end: give grace_units, grace_period, or both.");
        Quantity? units = fields.Optional("grace_units") is { } most ? Positive(most, most.Quantity(), "grace_units") : null;
        long? period = fields.Optional("grace_period") is { } length ? Duration(length) : null;
        bool? free = fields.Optional("grace_free") is { } flag ? flag.Boolean() : false;
        return place.Problems.Count == before ? new(units, period, free!.Value) : null;
    }

    private static long? Duration(Place place)
    {
        if (place.Kind != JsonValueKind.String)
        {
            place.ReportType("a length of time, such as 7d or 12h");
            return null;
        }

        string text = place.Value.GetString()!;
        if (!DurationText.TryParse(text, out long microseconds))
            place.Report(ProblemCodes.MalformedDuration, $"'{Names.Shortened(text)}' is no length of time; write a whole number and s, min, h or d, such as 7d, up to {DurationText.MostDays}d.");
        else if (microseconds == 0)
            place.Report(ProblemCodes.NotPositive, $"grace_period is {Names.Shortened(text)}; it must be above zero.");
        return microseconds;
    }

    private static ThrottleTerms? Throttle(Place place, Fields fields)
    {
        int before = place.Problems.Count;
        foreach (string key in OfThrottle)
        {
            if (fields.Optional(key) is null)
                place.Report(ProblemCodes.MissingKey, $"The key '{key}' is missing; a throttle needs it.");
        }

        long? interval = fields.Optional("rate") is { } rate ? Interval(rate) : null;
        Quantity? burst = fields.Optional("burst") is { } most ? Burst(most, interval) : null;
        return place.Problems.Count == before ? new(interval!.Value, burst!.Value) : null;
    }

    /// <summary>From one unit to the next, rounded down to the nanosecond: <c>10</c>, <c>10/s</c>, <c>600/min</c>, <c>5/h</c>.</summary>
    private static long? Interval(Place place)
    {
        (Quantity? units, long unit) = Rate(place);
        if (units is not { } each || Positive(place, each, "rate") is null)
            return null;
        Int128 interval = (Int128)unit * Quantity.One.Scaled / each.Scaled;
        if (interval > 0 && interval <= ThrottleTerms.MostNanoseconds)
            return (long)interval;
        place.Report(ProblemCodes.ThrottleOutOfRange, interval == 0
            ? "The rate is above a billion units a second, which is no throttle; give less, or enforcement: soft."
            : "At this rate one unit takes more than 366 days; give more.");
        return null;
    }

    private static (Quantity? Units, long Nanoseconds) Rate(Place place)
    {
        if (place.Kind != JsonValueKind.String)
            return (place.Quantity(), OneSecond);
        string text = place.Value.GetString()!;
        int slash = text.IndexOf('/', StringComparison.Ordinal);
        long unit = slash < 0 ? OneSecond : text[(slash + 1)..] switch
        {
            "s" => OneSecond,
            "min" => 60 * OneSecond,
            "h" => 3_600 * OneSecond,
            _ => 0,
        };
        if (unit > 0 && Quantity.TryParse(slash < 0 ? text : text[..slash], out Quantity units, out _))
            return (units, unit);
        place.Report(ProblemCodes.MalformedRate, $"'{Names.Shortened(text)}' is no rate; write units for each second, such as 10, or 10/s, 600/min, 5/h.");
        return (null, 0);
    }

    private static Quantity? Burst(Place place, long? interval)
    {
        if (place.Quantity() is not { } burst)
            return null;
        if (burst < Quantity.One)
            place.Report(ProblemCodes.ThrottleOutOfRange, $"burst is {burst}; it must be one or more, or no whole unit would ever pass.");
        else if (interval is { } each && burst.Scaled > (Int128)ThrottleTerms.MostNanoseconds * Quantity.One.Scaled / each)
            place.Report(ProblemCodes.ThrottleOutOfRange, "At this rate it takes more than 366 days until a whole burst may pass again; give a smaller burst, or a higher rate.");
        return burst;
    }

    private static Quantity? Positive(Place place, Quantity? number, string key)
    {
        if (number is not { } value || value > Quantity.Zero)
            return number;
        place.Report(ProblemCodes.NotPositive, $"{key} is {value}; it must be above zero.");
        return null;
    }

    private static string Word(Enforcement enforcement) => enforcement.ToString().ToLowerInvariant();
}
