using System.Collections.Immutable;
using System.Numerics;
using NodaTime;
using Tollgate.Engine.Numbers;
using Tollgate.Engine.Time;

namespace Tollgate.Engine.Forecasting;

/// <summary>What a meter counted on each of the last days; a day on which nothing was used may be left out.</summary>
/// <param name="Since">The first complete day that was looked at; days before it are not known.</param>
public sealed record DailyUsage(LocalDate Since, ImmutableSortedDictionary<LocalDate, Quantity> Days)
{
    /// <summary>How many days back the rate is taken from: four of each day of the week.</summary>
    public const int Window = 28;

    /// <summary>What is expected of <c>[now, end)</c>, rounded down to a quantity's last digit.</summary>
    /// <param name="used">What the period counted so far; only asked on the first day.</param>
    /// <param name="usedSince">Since when.</param>
    public Quantity Expected(EffectiveAt now, EffectiveAt end, DateTimeZone zone, Quantity used, EffectiveAt usedSince)
    {
        LocalDate today = now.ToInstant().InZone(zone).Date;
        if (Since >= today)
            return now > usedSince ? Scaled(used.Scaled * (BigInteger)(end.Microseconds - now.Microseconds), now.Microseconds - usedSince.Microseconds) : Quantity.Zero;
        (BigInteger Sum, int Days)[] byWeekday = new (BigInteger, int)[8];
        for (LocalDate day = Since; day < today; day = day.PlusDays(1))
        {
            BigInteger units = Days.GetValueOrDefault(day).Scaled;
            byWeekday[0] = (byWeekday[0].Sum + units, byWeekday[0].Days + 1);
            byWeekday[(int)day.DayOfWeek] = (byWeekday[(int)day.DayOfWeek].Sum + units, byWeekday[(int)day.DayOfWeek].Days + 1);
        }

        Quantity expected = Quantity.Zero;
        for (LocalDate day = today; StartOf(day, zone) < end; day = day.PlusDays(1))
        {
            (BigInteger sum, int days) = byWeekday[(int)day.DayOfWeek] is { Days: > 0 } seen ? seen : byWeekday[0];
            (EffectiveAt from, EffectiveAt to) = (StartOf(day, zone), StartOf(day.PlusDays(1), zone));
            long left = Math.Min(to.Microseconds, end.Microseconds) - Math.Max(from.Microseconds, now.Microseconds);
            expected += Scaled(sum * left, (BigInteger)days * (to.Microseconds - from.Microseconds));
        }

        return expected;
    }

    private static EffectiveAt StartOf(LocalDate day, DateTimeZone zone) => EffectiveAt.From(zone.AtStartOfDay(day).ToInstant());

    private static Quantity Scaled(BigInteger top, BigInteger bottom) => Quantity.FromScaled((Int128)(top / bottom));
}
