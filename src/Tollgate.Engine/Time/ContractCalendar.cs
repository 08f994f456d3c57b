using System.Collections.Immutable;
using NodaTime;
using Tollgate.Engine.Catalog;

namespace Tollgate.Engine.Time;

/// <summary>
/// The billing periods of one contract, whose plans may be billed by different ones: stretches of time with a <see cref="BillingCalendar"/> each. Where a stretch
/// begins, the period that runs is cut and keeps its nominal end; the new periods are counted from there, and their numbers go on.
/// </summary>
public sealed class ContractCalendar
{
    private readonly BillingCalendar _first;

    // Most contracts never have any.
    private readonly Stretch[] _later = [];

    /// <param name="plans">From when on which period is billed, in order; the first is the contract's start.</param>
    /// <param name="trialEnd">The trial is a period of its own, or more where the plan changes inside; null is without one.</param>
    /// <param name="anchor">From which the boundaries are computed, in place of the plans' own anchors; null leaves these.</param>
    public ContractCalendar(ImmutableArray<(EffectiveAt From, PeriodUnit Unit, PeriodAnchor Anchor)> plans, DateTimeZone zone, EffectiveAt? trialEnd, EffectiveAt? anchor)
    {
        List<Stretch> later = [];
        BillingCalendar last = _first = Make(0);
        long number = 0;
        for (int i = 1; i < plans.Length; i++)
        {
            if (plans[i].Unit == plans[i - 1].Unit && plans[i].Anchor == plans[i - 1].Anchor)
                continue;
            number += last.PeriodAt(new EffectiveAt(plans[i].From.Microseconds - 1)).Index + 1;
            later.Add(new Stretch(number, plans[i].From, last = Make(i)));
        }

        if (later.Count > 0)
            _later = [.. later];

        BillingCalendar Make(int place) =>
            new(plans[place].Unit, plans[place].Anchor, zone, plans[place].From, trialEnd > plans[place].From ? trialEnd : null, anchor);
    }

    /// <summary>The period that holds an instant. One at a period's end belongs to the next.</summary>
    /// <inheritdoc cref="BillingCalendar.PeriodAt"/>
    public BillingPeriod PeriodAt(EffectiveAt at)
    {
        int place = _later.Length - 1;
        while (place >= 0 && at < _later[place].From)
            place--;
        return Of(place, place < 0 ? _first.PeriodAt(at) : _later[place].Calendar.PeriodAt(at));
    }

    /// <inheritdoc cref="BillingCalendar.Period"/>
    public BillingPeriod Period(long index)
    {
        int place = _later.Length - 1;
        while (place >= 0 && index < _later[place].Number)
            place--;
        return Of(place, place < 0 ? _first.Period(index) : _later[place].Calendar.Period(index - _later[place].Number));
    }

    /// <summary>The instant from whose local time the boundaries around another are computed.</summary>
    public EffectiveAt AnchorAt(EffectiveAt at)
    {
        int place = _later.Length - 1;
        while (place >= 0 && at < _later[place].From)
            place--;
        return place < 0 ? _first.Anchor : _later[place].Calendar.Anchor;
    }

    private BillingPeriod Of(int place, BillingPeriod period)
    {
        if (place >= 0)
            period = period with { Index = period.Index + _later[place].Number };
        return place + 1 < _later.Length && _later[place + 1].From < period.End ? period with { End = _later[place + 1].From } : period;
    }

    /// <param name="Number">Of its first period.</param>
    private readonly record struct Stretch(long Number, EffectiveAt From, BillingCalendar Calendar);
}
