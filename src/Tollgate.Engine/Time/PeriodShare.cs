using NodaTime;
using Tollgate.Engine.Catalog;

namespace Tollgate.Engine.Time;

/// <summary>What comes at the end of a cut, which decides whose the last calendar day is.</summary>
public enum CutEnd
{
    /// <summary>Other terms, or the next period: the day belongs to what begins.</summary>
    Continues,

    /// <summary>Nothing: the day belongs to what ends.</summary>
    Terminates,
}

/// <summary>
/// The part of a billing period that a cut covers, as an exact fraction. It is not reduced: 15/30 says what was counted.
/// </summary>
/// <param name="Numerator">From 0 to <paramref name="Denominator"/>.</param>
/// <param name="Denominator">At least 1.</param>
public readonly record struct PeriodShare(long Numerator, long Denominator)
{
    private const long MicrosecondsPerSecond = 1_000_000;

    public static PeriodShare Whole => new(1, 1);

    /// <summary>
    /// The share of the nominal period that <c>[from, to)</c> is. An empty cut is no share of it, whatever the rule.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The cut is turned round, or leaves the nominal period.</exception>
    public static PeriodShare Of(Proration rule, BillingPeriod period, EffectiveAt from, EffectiveAt to, CutEnd end, DateTimeZone zone)
    {
        if (from > to || from < period.NominalStart || to > period.NominalEnd)
            throw new ArgumentOutOfRangeException(nameof(from), $"[{from}, {to}) is no part of the period [{period.NominalStart}, {period.NominalEnd}).");
        return rule switch
        {
            Proration.Day => ByDay(period, from, to, end, zone),
            Proration.Second => From(Seconds(from, to), Seconds(period.NominalStart, period.NominalEnd)),
            Proration.None => from == to ? new(0, 1) : Whole,
            _ => throw new ArgumentOutOfRangeException(nameof(rule), rule, "This proration is not known."),
        };
    }

    private static PeriodShare ByDay(BillingPeriod period, EffectiveAt from, EffectiveAt to, CutEnd end, DateTimeZone zone)
    {
        long all = Period.DaysBetween(Date(period.NominalStart, zone), Date(period.NominalEnd, zone));
        if (from == to)
            return From(0, all);

        // The last microsecond's date is the day that ends: a termination at local midnight has not touched the day that begins there.
        long days = end == CutEnd.Terminates
            ? Period.DaysBetween(Date(from, zone), Date(new EffectiveAt(to.Microseconds - 1), zone)) + 1
            : Period.DaysBetween(Date(from, zone), Date(to, zone));

        // A period from 10:15 to 10:15 touches one day more than it counts; ended at 09:00 of that day it is still one whole period.
        return From(Math.Min(days, all), all);
    }

    private static PeriodShare From(long numerator, long denominator) => denominator > 0 ? new(numerator, denominator) : new(0, 1);

    private static LocalDate Date(EffectiveAt at, DateTimeZone zone) => at.ToInstant().InZone(zone).Date;

    /// <summary>Ticks of the second hand inside <c>[from, to)</c>, so that the parts of a period add up to it.</summary>
    private static long Seconds(EffectiveAt from, EffectiveAt to) => SecondOf(to) - SecondOf(from);

    private static long SecondOf(EffectiveAt at)
    {
        long rest = at.Microseconds % MicrosecondsPerSecond;
        return (at.Microseconds - (rest < 0 ? rest + MicrosecondsPerSecond : rest)) / MicrosecondsPerSecond;
    }
}
