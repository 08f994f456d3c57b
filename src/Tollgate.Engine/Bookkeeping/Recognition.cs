using NodaTime;
using Tollgate.Engine.Catalog;
using Tollgate.Engine.Numbers;
using Tollgate.Engine.Time;

namespace Tollgate.Engine.Bookkeeping;

/// <summary>
/// When an amount is revenue: at once, on its document's date, or over the days of its line's period in the account's calendar. Each day has the same amount,
/// rounded down to the currency's digits, and the last has the rest, so that the days always add up to the amount. Nothing is revenue before its document's date: what earlier days
/// would have had falls on that date.
/// </summary>
public static class Recognition
{
    /// <param name="amount">Rounded to the currency; below zero takes revenue back.</param>
    /// <param name="to">Exclusive.</param>
    public static IEnumerable<(LocalDate Day, Money Amount)> Of(Money amount, Currency currency, RevenueRule? rule, EffectiveAt from, EffectiveAt to, EffectiveAt document, DateTimeZone zone)
    {
        LocalDate booked = Date(document, zone);
        if (rule != RevenueRule.OverPeriod)
        {
            yield return (booked, amount);
            yield break;
        }

        LocalDate first = Date(from, zone);
        int days = Period.DaysBetween(first, Date(new EffectiveAt(to.Microseconds - 1), zone)) + 1;
        // What is taken back goes back as it came.
        Money size = currency.Round(((Exact)(amount.IsNegative ? -amount : amount) / (Exact)new System.Numerics.BigInteger(days)).ToMoney(), RoundingMode.Down);
        Money each = amount.IsNegative ? -size : size;
        Money left = amount;
        Money waiting = Money.Zero;
        for (int i = 0; i < days; i++)
        {
            Money part = i == days - 1 ? left : each;
            left -= part;
            LocalDate day = first.PlusDays(i);
            waiting += part;
            if (day < booked && i < days - 1)
                continue;
            yield return (day < booked ? booked : day, waiting);
            waiting = Money.Zero;
        }
    }

    private static LocalDate Date(EffectiveAt at, DateTimeZone zone) => Instant.FromUnixTimeTicks(at.Microseconds * 10).InZone(zone).Date;
}
