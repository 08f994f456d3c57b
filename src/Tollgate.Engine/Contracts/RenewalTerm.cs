using NodaTime;
using Tollgate.Engine.Catalog;
using Tollgate.Engine.Time;

namespace Tollgate.Engine.Contracts;

/// <summary>For how long a contract is agreed at a time. One that renews has no end until it is cancelled.</summary>
/// <param name="Months">Calendar months, from 1 to <see cref="MostMonths"/>.</param>
/// <param name="Renews">Another term follows each; else the contract ends with the first.</param>
/// <param name="NoticeDays">So many days before a term's end it must be cancelled to end there; from 0 to <see cref="MostNoticeDays"/>.</param>
public sealed record RenewalTerm(int Months, bool Renews, int NoticeDays)
{
    public const int MostMonths = 1_200, MostNoticeDays = 3_650;

    /// <summary>The term that an instant falls in; before the start the first.</summary>
    /// <param name="start">The contract's, with its trial.</param>
    public TermPeriod At(EffectiveAt at, EffectiveAt start, DateTimeZone zone)
    {
        BillingCalendar months = MonthsFrom(start, zone);
        EffectiveAt then = at > BillableTime.End ? BillableTime.End : at;
        return Number(months, months.PeriodAt(then > start ? then : start).Index / Months);
    }

    /// <summary>The first term's end at which a contract can end that is cancelled at an instant.</summary>
    public EffectiveAt EndAfterNotice(EffectiveAt at, EffectiveAt start, DateTimeZone zone)
    {
        EffectiveAt earliest = BillingCalendar.DaysAfter(at, NoticeDays, zone);
        TermPeriod term = At(earliest, start, zone);
        // Given at the very last instant, it is given in time.
        return earliest == term.From && earliest > start ? term.From : term.Until;
    }

    private TermPeriod Number(BillingCalendar months, long number) =>
        new((int)number + 1, months.Period(number * Months).Start, months.Period((number + 1) * Months).Start);

    private static BillingCalendar MonthsFrom(EffectiveAt start, DateTimeZone zone) => new(PeriodUnit.Month, PeriodAnchor.Contract, zone, start);
}

/// <summary>One term of a contract.</summary>
/// <param name="Number">From 1.</param>
/// <param name="Until">Exclusive.</param>
public readonly record struct TermPeriod(int Number, EffectiveAt From, EffectiveAt Until);
