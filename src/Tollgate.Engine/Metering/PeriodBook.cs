using Tollgate.Engine.Alerts;
using Tollgate.Engine.Numbers;
using Tollgate.Engine.Time;

namespace Tollgate.Engine.Metering;

/// <summary>What one contract used in one billing period: by meter, for limits, and by charge and cell, for prices.</summary>
public sealed class PeriodBook
{
    public static readonly PeriodBook Empty = new();

    private readonly Totals<string> _meters = new(string.CompareOrdinal);
    private readonly Totals<(string Charge, int Cell)> _charges = new(ByName);

    // Most periods never reach a mark: made when the first is passed.
    private List<PassedMark>? _passed;

    /// <summary>By meter.</summary>
    public IReadOnlyDictionary<string, Total> Meters => _meters;

    /// <summary>By charge and matrix cell.</summary>
    public IReadOnlyDictionary<(string Charge, int Cell), Total> Charges => _charges;

    /// <summary>The marks that usage has passed, in the order in which it did: each raised an alert.</summary>
    public IReadOnlyList<PassedMark> Passed => (IReadOnlyList<PassedMark>?)_passed ?? [];

    public Total Meter(string name) => _meters.TryGetValue(name, out Total total) ? total : default;

    internal void Add(TallyTarget target, in Tally tally)
    {
        _meters.Add(target.Meter, tally);
        foreach (ChargeCell cell in target.Charges)
            _charges.Add((cell.Charge, cell.Cell), tally);
    }

    internal bool HasPassed(string meter, in UsageMark mark)
    {
        if (_passed is null)
            return false;
        foreach (PassedMark passed in _passed)
        {
            if (passed.Kind == mark.Kind && passed.Percent == mark.Percent && string.Equals(passed.Meter, meter, StringComparison.Ordinal))
                return true;
        }

        return false;
    }

    internal void Pass(PassedMark mark) => (_passed ??= []).Add(mark);

    internal static PeriodBook From(CarriedPeriod carried)
    {
        var period = new PeriodBook();
        foreach (CarriedMeter meter in carried.Meters)
            period._meters.Add(meter.Meter, meter.Total);
        foreach (CarriedCharge charge in carried.Charges)
            period._charges.Add((charge.Charge, charge.Cell), charge.Total);
        foreach (PassedMark mark in carried.Passed)
            period.Pass(mark);
        return period;
    }

    internal CarriedPeriod Carry(EffectiveAt start, bool afterCutoff) => new(
        start,
        afterCutoff,
        [.. _meters.Select(meter => new CarriedMeter(meter.Key, meter.Value))],
        [.. _charges.Select(charge => new CarriedCharge(charge.Key.Charge, charge.Key.Cell, charge.Value))]
    )
    {
        Passed = [.. Passed],
    };

    private static int ByName((string Charge, int Cell) left, (string Charge, int Cell) right)
    {
        int byCharge = string.CompareOrdinal(left.Charge, right.Charge);
        return byCharge != 0 ? byCharge : left.Cell.CompareTo(right.Cell);
    }
}

/// <summary>A mark on a meter's usage that was passed.</summary>
/// <param name="Percent">Of what was granted.</param>
public readonly record struct PassedMark(string Meter, AlertKind Kind, Quantity Percent);

/// <summary>A sum of tallies.</summary>
/// <param name="Used">What was metered.</param>
/// <param name="Covered">The part of it that an allowance covered.</param>
/// <param name="Events">How many events made it.</param>
public readonly record struct Total(Quantity Used, Quantity Covered, long Events)
{
    /// <summary>What no allowance covered.</summary>
    public Quantity Beyond => Used - Covered;

    public Total With(in Tally tally) => new(Used + tally.Value, Covered + tally.Covered, Events + 1);
}
