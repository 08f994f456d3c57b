using Tollgate.Engine.Numbers;
using Tollgate.Engine.Time;

namespace Tollgate.Engine.Metering;

/// <summary>What one contract used in one billing period: by meter, for limits, and by charge and cell, for prices.</summary>
public sealed class PeriodBook
{
    public static readonly PeriodBook Empty = new();

    private static readonly SortedList<string, Excess> NoExcesses = [];

    private readonly Totals<string> _meters = new(string.CompareOrdinal);
    private readonly Totals<(string Charge, int Cell)> _charges = new(ByName);

    // Hardly any period has one: made when the first comes.
    private SortedList<string, Excess>? _excesses;

    /// <summary>By meter.</summary>
    public IReadOnlyDictionary<string, Total> Meters => _meters;

    /// <summary>By charge and matrix cell.</summary>
    public IReadOnlyDictionary<(string Charge, int Cell), Total> Charges => _charges;

    public Total Meter(string name) => _meters.TryGetValue(name, out Total total) ? total : default;

    /// <summary>By meter: how a limit whose grace ends after a time was exceeded. Empty while none was.</summary>
    public IReadOnlyDictionary<string, Excess> Excesses => _excesses ?? NoExcesses;

    /// <summary>Null when the meter's limit was not exceeded, or no grace ends after a time.</summary>
    public Excess? ExcessOf(string meter) => _excesses is not null && _excesses.TryGetValue(meter, out Excess excess) ? excess : null;

    /// <summary>More was counted than what was covered.</summary>
    /// <param name="grace">How long the grace lasts, in microseconds.</param>
    internal void Exceed(string meter, Quantity beyond, RecordedAt at, long grace)
    {
        _excesses ??= new(StringComparer.Ordinal);
        if (!_excesses.TryGetValue(meter, out Excess known))
            _excesses.Add(meter, new Excess(at, Quantity.Zero));
        else if (at.Microseconds - known.Since.Microseconds >= grace)
            _excesses[meter] = known with { AfterGrace = known.AfterGrace + beyond };
    }

    internal void Add(TallyTarget target, in Tally tally)
    {
        _meters.Add(target.Meter, tally);
        foreach (ChargeCell cell in target.Charges)
            _charges.Add((cell.Charge, cell.Cell), tally);
    }

    internal static PeriodBook From(CarriedPeriod carried)
    {
        var period = new PeriodBook();
        foreach (CarriedMeter meter in carried.Meters)
        {
            period._meters.Add(meter.Meter, meter.Total);
            if (meter.Excess is { } excess)
                (period._excesses ??= new(StringComparer.Ordinal)).Add(meter.Meter, excess);
        }

        foreach (CarriedCharge charge in carried.Charges)
            period._charges.Add((charge.Charge, charge.Cell), charge.Total);
        return period;
    }

    internal CarriedPeriod Carry(EffectiveAt start, bool afterCutoff) => new(
        start,
        afterCutoff,
        [.. _meters.Select(meter => new CarriedMeter(meter.Key, meter.Value, ExcessOf(meter.Key)))],
        [.. _charges.Select(charge => new CarriedCharge(charge.Key.Charge, charge.Key.Cell, charge.Value))]
    );

    private static int ByName((string Charge, int Cell) left, (string Charge, int Cell) right)
    {
        int byCharge = string.CompareOrdinal(left.Charge, right.Charge);
        return byCharge != 0 ? byCharge : left.Cell.CompareTo(right.Cell);
    }
}

/// <summary>How the limit of a meter was exceeded in a period.</summary>
/// <param name="Since">When it was first, on the shard's time.</param>
/// <param name="AfterGrace">The overage that was recorded once the grace was over: reported, since no consume passes then.</param>
public readonly record struct Excess(RecordedAt Since, Quantity AfterGrace);

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
