using Tollgate.Engine.Alerts;
using Tollgate.Engine.Numbers;
using Tollgate.Engine.Rating;
using Tollgate.Engine.Time;

namespace Tollgate.Engine.Metering;

/// <summary>What one contract used in one billing period: by meter, for limits, and by charge and cell, for prices.</summary>
public sealed class PeriodBook
{
    public static readonly PeriodBook Empty = new();

    private static readonly SortedList<string, Excess> NoExcesses = [];

    private readonly Totals<string> _meters = new(string.CompareOrdinal);
    private readonly Totals<(string Charge, int Cell)> _charges = new(ByName);

    // Most periods burn no grant, and have no overage: made when the first comes.
    private SortedList<string, Quantity>? _fromGrants;
    private OverageLog? _overage;
    private SortedList<string, Money>? _paid;
    private SortedList<string, HeldUnits>? _reserved;
    private SortedList<string, Excess>? _excesses;
    // Most periods never reach a mark: made when the first is passed.
    private List<PassedMark>? _passed;

    /// <summary>By meter.</summary>
    public IReadOnlyDictionary<string, Total> Meters => _meters;

    /// <summary>By charge and matrix cell.</summary>
    public IReadOnlyDictionary<(string Charge, int Cell), Total> Charges => _charges;

    /// <summary>The marks that usage has passed, in the order in which it did: each raised an alert.</summary>
    public IReadOnlyList<PassedMark> Passed => (IReadOnlyList<PassedMark>?)_passed ?? [];

    public Total Meter(string name) => _meters.TryGetValue(name, out Total total) ? total : default;

    /// <summary>The part of a meter's covered units that grants covered; the rest the plan's allowance did.</summary>
    public Quantity FromGrants(string meter) => _fromGrants?.GetValueOrDefault(meter) ?? Quantity.Zero;

    /// <summary>What each meter burnt from grants.</summary>
    public IEnumerable<KeyValuePair<string, Quantity>> Granted => _fromGrants ?? [];

    /// <summary>What wallets paid, by charge.</summary>
    public IEnumerable<KeyValuePair<string, Money>> PaidByCharge => _paid ?? [];

    /// <summary>What wallets paid of a charge as it was used, unrounded.</summary>
    public Money Paid(string charge) => _paid?.GetValueOrDefault(charge) ?? Money.Zero;

    /// <summary>What is held of a meter for reservations, but for what lots hold.</summary>
    public IEnumerable<KeyValuePair<string, HeldUnits>> Held => _reserved ?? [];

    /// <inheritdoc cref="Held"/>
    public HeldUnits Reserved(string meter) => _reserved?.GetValueOrDefault(meter) ?? default;

    /// <summary>What nothing covered, by its time, so that a grant which is backdated can.</summary>
    public IReadOnlyList<OverageEntry> Overage => _overage?.Entries ?? [];

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

    /// <summary>The latest instant of any event that was counted; null while none was.</summary>
    public EffectiveAt? Latest { get; private set; }

    /// <param name="time">Of the event.</param>
    internal void Add(TallyTarget target, in Tally tally, EffectiveAt time)
    {
        if (!(time <= Latest))
            Latest = time;
        _meters.Add(target.Meter, tally);
        for (int i = 0; i < target.Charges.Length; i++)
        {
            if (target.Charges[i].Cell != ChargeCell.OutOfForce)
                _charges.Add((target.Charges[i].Charge, target.Charges[i].Cell), tally, tally.FeeAt(i));
        }

        if (tally.Covered < tally.Value && !target.AfterCutoff)
            (_overage ??= new OverageLog()).Add(target, time, tally.Value - tally.Covered);
    }

    /// <summary>So much of what was just counted was burnt from grants.</summary>
    internal void Burn(string meter, Quantity units)
    {
        _fromGrants ??= new SortedList<string, Quantity>(StringComparer.Ordinal);
        _fromGrants[meter] = _fromGrants.GetValueOrDefault(meter) + units;
    }

    /// <summary>A wallet paid so much of a charge.</summary>
    internal void Pay(string charge, Money amount)
    {
        _paid ??= new SortedList<string, Money>(StringComparer.Ordinal);
        _paid[charge] = _paid.GetValueOrDefault(charge) + amount;
    }

    /// <summary>Units are held, or, below zero, are not any more.</summary>
    internal void Reserve(string meter, Quantity fromAllowance, Quantity beyond)
    {
        _reserved ??= new SortedList<string, HeldUnits>(StringComparer.Ordinal);
        HeldUnits held = _reserved.GetValueOrDefault(meter);
        held += new HeldUnits(fromAllowance, beyond);
        if (held == default)
            _reserved.Remove(meter);
        else
            _reserved[meter] = held;
    }

    /// <summary>Nothing is held of it.</summary>
    internal void HoldNothing() => _reserved = null;

    /// <summary>Overage that was counted before is covered by a grant.</summary>
    internal void Cover(TallyTarget target, EffectiveAt from, EffectiveAt? to, Quantity units)
    {
        _overage!.Take(target, from, to, units);
        _meters.Cover(target.Meter, units);
        foreach (ChargeCell cell in target.Charges)
        {
            if (cell.Cell != ChargeCell.OutOfForce)
                _charges.Cover((cell.Charge, cell.Cell), units);
        }

        Burn(target.Meter, units);
    }

    /// <summary>The period is billed: what only open ones need goes.</summary>
    internal void Settle() => (_overage, _reserved) = (null, null);

    /// <summary>With what reached the period after it was closed, when any grace was over.</summary>
    internal PeriodBook Plus(PeriodBook other)
    {
        var sum = new PeriodBook();
        foreach ((string meter, Excess excess) in Excesses)
            (sum._excesses ??= new(StringComparer.Ordinal)).Add(meter, excess with { AfterGrace = excess.AfterGrace + other.Meter(meter).Beyond });
        foreach (PeriodBook part in (ReadOnlySpan<PeriodBook>)[this, other])
        {
            foreach ((string meter, Total total) in part._meters)
                sum._meters.Plus(meter, total);
            foreach (((string Charge, int Cell) charge, Total total) in part._charges)
                sum._charges.Plus(charge, total);
            foreach ((string meter, Quantity units) in part.Granted)
                sum.Burn(meter, units);
            foreach ((string charge, Money amount) in part.PaidByCharge)
                sum.Pay(charge, amount);
        }

        return sum;
    }

    internal bool HasPassed(string meter, in UsageMark mark) => HasPassed(meter, mark.Kind, mark.Percent);

    internal bool HasPassed(string meter, AlertKind kind, Quantity percent)
    {
        if (_passed is null)
            return false;
        foreach (PassedMark passed in _passed)
        {
            if (passed.Kind == kind && passed.Percent == percent && string.Equals(passed.Meter, meter, StringComparison.Ordinal))
                return true;
        }

        return false;
    }

    internal void Pass(PassedMark mark) => (_passed ??= []).Add(mark);

    internal static PeriodBook From(CarriedPeriod carried)
    {
        var period = new PeriodBook { Latest = carried.Latest };
        foreach (CarriedMeter meter in carried.Meters)
        {
            period._meters.Add(meter.Meter, meter.Total);
            if (meter.Excess is { } excess)
                (period._excesses ??= new(StringComparer.Ordinal)).Add(meter.Meter, excess);
        }

        foreach (CarriedCharge charge in carried.Charges)
            period._charges.Add((charge.Charge, charge.Cell), charge.Total);
        foreach (CarriedBurnt burnt in carried.FromGrants ?? [])
            period.Burn(burnt.Meter, burnt.Units);
        if (carried.Overage is { } overage)
            period._overage = OverageLog.From(overage);
        foreach (CarriedPaid paid in carried.Paid)
            period.Pay(paid.Charge, paid.Amount);
        foreach (PassedMark mark in carried.Passed)
            period.Pass(mark);
        return period;
    }

    internal CarriedPeriod Carry(EffectiveAt start, bool afterCutoff) => new(
        start,
        afterCutoff,
        [.. _meters.Select(meter => new CarriedMeter(meter.Key, meter.Value, ExcessOf(meter.Key)))],
        [.. _charges.Select(charge => new CarriedCharge(charge.Key.Charge, charge.Key.Cell, charge.Value))],
        _fromGrants is null ? null : [.. _fromGrants.Select(burnt => new CarriedBurnt(burnt.Key, burnt.Value))],
        _overage is null ? null : [.. _overage.Entries]
    )
    {
        Latest = Latest,
        Passed = [.. Passed],
        Paid = _paid is null ? [] : [.. _paid.Select(paid => new CarriedPaid(paid.Key, paid.Value))],
    };

    private static int ByName((string Charge, int Cell) left, (string Charge, int Cell) right)
    {
        int byCharge = string.CompareOrdinal(left.Charge, right.Charge);
        return byCharge != 0 ? byCharge : left.Cell.CompareTo(right.Cell);
    }
}

/// <summary>Units that are held for reservations.</summary>
/// <param name="FromAllowance">By the plan's allowance.</param>
/// <param name="Beyond">Beyond the limit: let pass, and held by nothing.</param>
public readonly record struct HeldUnits(Quantity FromAllowance, Quantity Beyond)
{
    public static HeldUnits operator +(HeldUnits left, HeldUnits right) => new(left.FromAllowance + right.FromAllowance, left.Beyond + right.Beyond);

    public static HeldUnits operator -(HeldUnits left, HeldUnits right) => new(left.FromAllowance - right.FromAllowance, left.Beyond - right.Beyond);
}

/// <summary>How the limit of a meter was exceeded in a period.</summary>
/// <param name="Since">When it was first, on the shard's time.</param>
/// <param name="AfterGrace">The overage that was recorded once the grace was over: reported, since no consume passes then.</param>
public readonly record struct Excess(RecordedAt Since, Quantity AfterGrace);

/// <summary>A mark on a meter's usage that was passed.</summary>
/// <param name="Percent">Of what was granted.</param>
public readonly record struct PassedMark(string Meter, AlertKind Kind, Quantity Percent);

/// <summary>A sum of tallies.</summary>
/// <param name="Used">What was metered.</param>
/// <param name="Covered">The part of it that an allowance covered.</param>
/// <param name="Events">How many events made it.</param>
public readonly record struct Total(Quantity Used, Quantity Covered, long Events)
{
    /// <summary>What events that are priced one by one cost, unrounded.</summary>
    public Money Fees { get; init; }

    internal CellUsage AsUsage => new(Used, Events, Fees);

    /// <summary>What no allowance covered.</summary>
    public Quantity Beyond => Used - Covered;

    public Total Plus(in Total other) => new(Used + other.Used, Covered + other.Covered, Events + other.Events) { Fees = Fees + other.Fees };

    public Total Cover(Quantity units) => this with { Covered = Covered + units };

    public Total With(in Tally tally, Money fee = default) => new(Used + tally.Value, Covered + tally.Covered, Events + 1) { Fees = Fees + fee };
}
