using System.Collections.Immutable;
using Tollgate.Engine.Metering;
using Tollgate.Engine.Numbers;

namespace Tollgate.Engine.Ledger;

/// <summary>What is held of one meter in one billing period of a contract.</summary>
internal sealed class HeldInPeriod(string meter)
{
    private readonly SortedDictionary<TallyTarget, HeldAtTarget> _targets = new(Comparer<TallyTarget>.Create(ByCells));

    public string Meter => meter;

    public bool IsEmpty => _targets.Count == 0;

    /// <summary>All units that are held.</summary>
    public Quantity All { get; private set; }

    /// <summary>What is held of wallets for them.</summary>
    public Units OfWallets { get; private set; }

    /// <summary>What is held of the open period, but for what lots hold.</summary>
    public HeldUnits OfPeriod { get; private set; }

    /// <summary>What reservations would add if all that they hold were used, as one tally where it is counted alike. What credits cover is not in it.</summary>
    public List<Tally> Tallies() => [.. _targets.Select(held => new Tally(held.Key, held.Value.Units, held.Value.Units - held.Value.Beyond) { Fees = held.Value.Fees })];

    /// <summary>The same of the open period, with what credits cover.</summary>
    /// <param name="rate">Credits for a unit; null when none cover any.</param>
    public IEnumerable<Tally> ToSettle(Rate? rate)
    {
        foreach ((TallyTarget target, HeldAtTarget held) in _targets)
        {
            if (!target.AfterCutoff)
                yield return new Tally(target, held.Units, held.Units - held.Beyond + (rate is { } credits ? held.ByCredits(credits) : Quantity.Zero)) { Fees = held.Fees };
        }
    }

    public void Add(Reservation one, Units ofWallets)
    {
        if (!_targets.TryGetValue(one.Target, out HeldAtTarget? held))
            _targets.Add(one.Target, held = new HeldAtTarget());
        held.Add(one, ofWallets);
        All += one.Units;
        OfWallets += ofWallets;
        if (!one.Target.AfterCutoff)
            OfPeriod += new HeldUnits(one.FromAllowance, one.Beyond);
    }

    public void Remove(Reservation one, Units ofWallets)
    {
        HeldAtTarget held = _targets[one.Target];
        held.Remove(one, ofWallets);
        if (held.Count == 0)
            _targets.Remove(one.Target);
        All -= one.Units;
        OfWallets -= ofWallets;
        if (!one.Target.AfterCutoff)
            OfPeriod -= new HeldUnits(one.FromAllowance, one.Beyond);
    }

    private static int ByCells(TallyTarget left, TallyTarget right)
    {
        if (left.AfterCutoff != right.AfterCutoff)
            return left.AfterCutoff.CompareTo(right.AfterCutoff);
        ImmutableArray<ChargeCell> others = right.Charges;
        for (int i = 0; i < left.Charges.Length && i < others.Length; i++)
        {
            int byCharge = string.CompareOrdinal(left.Charges[i].Charge, others[i].Charge);
            if (byCharge != 0)
                return byCharge;
            if (left.Charges[i].Cell != others[i].Cell)
                return left.Charges[i].Cell.CompareTo(others[i].Cell);
        }

        return left.Charges.Length.CompareTo(others.Length);
    }
}

/// <summary>What is held of one meter for the same cells of its charges.</summary>
internal sealed class HeldAtTarget
{
    /// <summary>Of those that wallets hold something for: what credits cover of each is cut to the last digit of a quantity, so that it is no part of a sum.</summary>
    private readonly Dictionary<string, (Quantity Beyond, Units OfWallets)> _byWallets = new(StringComparer.Ordinal);
    private Rate? _rate;
    private Quantity _byCredits;

    public int Count { get; private set; }

    public Quantity Units { get; private set; }

    /// <summary>Beyond the limit: nothing but a wallet holds them.</summary>
    public Quantity Beyond { get; private set; }

    /// <summary>What all would cost where events are priced one by one; null where none are.</summary>
    public ImmutableArray<Money>? Fees { get; private set; }

    /// <summary>What credits cover of it. A feature has one rate, which is remembered with what it came to.</summary>
    public Quantity ByCredits(Rate rate)
    {
        if (_rate == rate)
            return _byCredits;
        _rate = rate;
        _byCredits = Quantity.Zero;
        foreach ((Quantity beyond, Units ofWallets) in _byWallets.Values)
            _byCredits += Covered(beyond, ofWallets, rate);
        return _byCredits;
    }

    public void Add(Reservation one, Units ofWallets)
    {
        Count++;
        Units += one.Units;
        Beyond += one.Beyond;
        if (one.Fees is { } fees)
            Fees = [.. fees.Select((fee, i) => fee + (Fees?[i] ?? Money.Zero))];
        if (ofWallets.IsZero)
            return;
        _byWallets.Add(one.Id, (one.Beyond, ofWallets));
        if (_rate is { } rate)
            _byCredits += Covered(one.Beyond, ofWallets, rate);
    }

    public void Remove(Reservation one, Units ofWallets)
    {
        Count--;
        Units -= one.Units;
        Beyond -= one.Beyond;
        if (one.Fees is { } fees)
            Fees = [.. fees.Select((fee, i) => Fees!.Value[i] - fee)];
        if (_byWallets.Remove(one.Id) && _rate is { } rate)
            _byCredits -= Covered(one.Beyond, ofWallets, rate);
    }

    private static Quantity Covered(Quantity beyond, Units ofWallets, Rate rate) => Quantity.Min(beyond, WalletBurning.UnitsOf(ofWallets, rate));
}
