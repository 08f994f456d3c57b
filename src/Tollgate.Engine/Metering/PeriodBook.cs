using Tollgate.Engine.Numbers;
using Tollgate.Engine.Time;

namespace Tollgate.Engine.Metering;

/// <summary>What one contract used in one billing period: by meter, for limits, and by charge and cell, for prices.</summary>
public sealed class PeriodBook
{
    private static readonly Comparer<(string Charge, int Cell)> ByName = Comparer<(string Charge, int Cell)>.Create(
        (left, right) =>
        {
            int byCharge = string.CompareOrdinal(left.Charge, right.Charge);
            return byCharge != 0 ? byCharge : left.Cell.CompareTo(right.Cell);
        }
    );

    public static readonly PeriodBook Empty = new();

    // Lists and not trees: a contract has few meters and charges, and each event looks them up.
    private readonly SortedList<string, Total> _meters = new(StringComparer.Ordinal);
    private readonly SortedList<(string Charge, int Cell), Total> _charges = new(ByName);

    /// <summary>By meter.</summary>
    public IReadOnlyDictionary<string, Total> Meters => _meters;

    /// <summary>By charge and matrix cell.</summary>
    public IReadOnlyDictionary<(string Charge, int Cell), Total> Charges => _charges;

    public Total Meter(string name) => _meters.GetValueOrDefault(name);

    internal void Add(TallyTarget target, in Tally tally)
    {
        Add(_meters, target.Meter, tally);
        foreach (ChargeCell cell in target.Charges)
            Add(_charges, (cell.Charge, cell.Cell), tally);
    }

    private static void Add<TKey>(SortedList<TKey, Total> totals, TKey key, in Tally tally)
        where TKey : notnull
    {
        int place = totals.IndexOfKey(key);
        if (place >= 0)
            totals.SetValueAtIndex(place, totals.GetValueAtIndex(place).With(tally));
        else
            totals.Add(key, default(Total).With(tally));
    }

    internal static PeriodBook From(CarriedPeriod carried)
    {
        var period = new PeriodBook();
        foreach (CarriedMeter meter in carried.Meters)
            period._meters.Add(meter.Meter, meter.Total);
        foreach (CarriedCharge charge in carried.Charges)
            period._charges.Add((charge.Charge, charge.Cell), charge.Total);
        return period;
    }

    internal CarriedPeriod Carry(EffectiveAt start, bool afterCutoff) => new(
        start,
        afterCutoff,
        [.. _meters.Select(meter => new CarriedMeter(meter.Key, meter.Value))],
        [.. _charges.Select(charge => new CarriedCharge(charge.Key.Charge, charge.Key.Cell, charge.Value))]
    );
}

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
