using System.Collections.Immutable;
using Tollgate.Engine.Alerts;
using Tollgate.Engine.Catalog;
using Tollgate.Engine.Metering;
using Tollgate.Engine.Numbers;
using Tollgate.Engine.Time;

namespace Tollgate.Engine.Contracts;

// What is counted by calendar window, where the plan limits or watches windows.
public sealed partial class ContractBook
{
    /// <summary>In the order of the plan's windows; made when the first is asked for.</summary>
    private WindowCounter[]? _windows;

    /// <summary>Of all versions: a window of the calendar goes on when terms change.</summary>
    private List<WindowCounter>? _allWindows;

    /// <summary>What the plan limits and watches beside the units of a billing period; null where it does not.</summary>
    internal PlanLimits? Limits => _meters.Limits;

    /// <summary>The counters that anything was counted in; the first version has them all.</summary>
    public IEnumerable<WindowCounter> Windows => _allWindows?.Where(counter => counter.Windows.Count > 0) ?? [];

    /// <exception cref="InvalidOperationException">The plan does not count that.</exception>
    internal WindowCounter Window(string meter, WindowUnit per, bool eachSubject)
    {
        foreach (WindowCounter counter in Counters())
        {
            if (counter.Of.Per == per && counter.Of.EachSubject == eachSubject && string.Equals(counter.Of.Meter, meter, StringComparison.Ordinal))
                return counter;
        }

        throw new InvalidOperationException($"The plan '{Contract.Plan}' does not count the meter '{meter}' by {per}.");
    }

    private void CountInWindows(string meter, Quantity units, EffectiveAt time, string? subject)
    {
        foreach (WindowCounter counter in Counters())
        {
            if (string.Equals(counter.Of.Meter, meter, StringComparison.Ordinal))
                counter.Add(time, subject, units);
        }
    }

    private void TellBurnRate(AlertRaised raised)
    {
        if (Limits?.ByMeter[raised.Meter!].Limits.BurnRate is { } rate)
            Window(raised.Meter!, rate.Per, eachSubject: false).Tell(raised.PeriodStart);
    }

    private ImmutableArray<CarriedWindows> CarryWindows() => [.. Windows.Select(counter => counter.Carry())];

    private void Restore(ImmutableArray<CarriedWindows> carried)
    {
        foreach (CarriedWindows windows in carried)
            First.Counter(new WindowedMeter(windows.Meter, windows.Per, windows.EachSubject)).Restore(windows);
    }

    private WindowCounter[] Counters() => _windows ??= [.. (Limits?.Windows ?? []).Select(First.Counter)];

    private WindowCounter Counter(WindowedMeter of)
    {
        _allWindows ??= [];
        if (_allWindows.Find(counter => counter.Of == of) is { } known)
            return known;
        var made = new WindowCounter(of, new WindowCalendar(of.Per, Zone, Contract.StartsAt));
        // In an order of their own: a snapshot makes only those that were counted in.
        int place = _allWindows.FindIndex(other => Compare(other.Of, of) > 0);
        _allWindows.Insert(place < 0 ? _allWindows.Count : place, made);
        return made;
    }

    private static int Compare(WindowedMeter left, WindowedMeter right)
    {
        int side = string.CompareOrdinal(left.Meter, right.Meter);
        if (side == 0)
            side = left.Per.CompareTo(right.Per);
        return side != 0 ? side : left.EachSubject.CompareTo(right.EachSubject);
    }
}
