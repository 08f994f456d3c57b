using Tollgate.Engine.Numbers;
using Tollgate.Engine.Time;

namespace Tollgate.Engine.Ledger;

/// <summary>What open reservations hold, added up by where it is to be counted: there may be thousands of them, and they are counted in few places.</summary>
internal sealed class HeldUsage
{
    private readonly SortedDictionary<(string Contract, string Meter), HeldOfMeter> _meters = new(Comparer<(string Contract, string Meter)>.Create(ByName));

    /// <summary>Null when nothing is held of the meter under the contract.</summary>
    public HeldOfMeter? Of(string contract, string meter) => _meters.GetValueOrDefault((contract, meter));

    /// <summary>Null when nothing is held of the meter in the contract's period.</summary>
    public HeldInPeriod? Of(string contract, string meter, EffectiveAt period) => Of(contract, meter)?.In(period);

    /// <summary>What is held of each meter in a contract's period, by the meter's name.</summary>
    public IEnumerable<HeldInPeriod> In(string contract, EffectiveAt period)
    {
        foreach (((string of, _), HeldOfMeter held) in _meters)
        {
            if (of == contract && held.In(period) is { } inPeriod)
                yield return inPeriod;
        }
    }

    public void Add(Reservation one, Units ofWallets)
    {
        (string, string) key = (one.Target.ContractId!, one.Target.Meter);
        if (!_meters.TryGetValue(key, out HeldOfMeter? meter))
            _meters.Add(key, meter = new HeldOfMeter(one.Target.Meter));
        meter.Add(one, ofWallets);
    }

    public void Remove(Reservation one, Units ofWallets)
    {
        (string, string) key = (one.Target.ContractId!, one.Target.Meter);
        HeldOfMeter meter = _meters[key];
        meter.Remove(one, ofWallets);
        if (meter.IsEmpty)
            _meters.Remove(key);
    }

    private static int ByName((string Contract, string Meter) left, (string Contract, string Meter) right)
    {
        int byContract = string.CompareOrdinal(left.Contract, right.Contract);
        return byContract != 0 ? byContract : string.CompareOrdinal(left.Meter, right.Meter);
    }
}

/// <summary>What is held of one meter under one contract.</summary>
internal sealed class HeldOfMeter(string meter)
{
    private static readonly Comparer<HeldAt> InOrder = Comparer<HeldAt>.Create(Compare);

    private readonly SortedList<EffectiveAt, HeldInPeriod> _periods = [];

    /// <summary>Side by side in the order of their instants, since a window of the calendar may begin anywhere, and those in it are added up.</summary>
    private readonly List<HeldAt> _instants = [];

    private readonly record struct HeldAt(EffectiveAt Time, Quantity Units, string? Subject);

    public bool IsEmpty => _instants.Count == 0;

    public HeldInPeriod? In(EffectiveAt period) => _periods.GetValueOrDefault(period);

    /// <summary>The units that are held for instants of a window.</summary>
    public Quantity In(CalendarWindow window)
    {
        Quantity sum = Quantity.Zero;
        for (int i = FirstOf(window); i < _instants.Count && _instants[i].Time < window.End; i++)
            sum += _instants[i].Units;
        return sum;
    }

    /// <summary>The same for one subject alone.</summary>
    public Quantity In(CalendarWindow window, string subject)
    {
        Quantity sum = Quantity.Zero;
        for (int i = FirstOf(window); i < _instants.Count && _instants[i].Time < window.End; i++)
        {
            if (_instants[i].Subject == subject)
                sum += _instants[i].Units;
        }

        return sum;
    }

    public void Add(Reservation one, Units ofWallets)
    {
        var held = new HeldAt(one.Time, one.Units, one.Subject);
        int place = _instants.BinarySearch(held, InOrder);
        _instants.Insert(place < 0 ? ~place : place, held);
        EffectiveAt period = one.Target.PeriodStart;
        if (!_periods.TryGetValue(period, out HeldInPeriod? inPeriod))
            _periods.Add(period, inPeriod = new HeldInPeriod(meter));
        inPeriod.Add(one, ofWallets);
    }

    public void Remove(Reservation one, Units ofWallets)
    {
        // Two of the same instant, size and subject are the same here.
        _instants.RemoveAt(_instants.BinarySearch(new HeldAt(one.Time, one.Units, one.Subject), InOrder));
        HeldInPeriod inPeriod = _periods[one.Target.PeriodStart];
        inPeriod.Remove(one, ofWallets);
        if (inPeriod.IsEmpty)
            _periods.Remove(one.Target.PeriodStart);
    }

    // Nothing comes before the least number of units of nobody.
    private int FirstOf(CalendarWindow window) => ~_instants.BinarySearch(new HeldAt(window.Start, Quantity.MinValue, null), InOrder);

    private static int Compare(HeldAt left, HeldAt right)
    {
        if (left.Time != right.Time)
            return left.Time.CompareTo(right.Time);
        int byUnits = left.Units.CompareTo(right.Units);
        return byUnits != 0 ? byUnits : string.CompareOrdinal(left.Subject, right.Subject);
    }
}
