using Tollgate.Engine.Catalog;
using Tollgate.Engine.Contracts;
using Tollgate.Engine.Invoicing;
using Tollgate.Engine.Metering;
using Tollgate.Engine.Numbers;
using Tollgate.Engine.Rating;
using Tollgate.Engine.Time;

namespace Tollgate.Engine.Ledger;

/// <summary>
/// What usage of a feature burns from the account's wallet. Credits cover, at their rate, what neither grants nor the allowance do. Money covers nothing: it pays
/// what the charges come to, unrounded. What a wallet of a hard feature does not have any more is owed; of a soft one it goes on the invoice.
/// </summary>
/// <param name="right">With what pays for it.</param>
/// <param name="contract">Whose charges price it.</param>
/// <param name="usage">Of which instant and dimensions; how much it is, is said with each question.</param>
/// <param name="target">Where it is counted.</param>
public readonly ref struct WalletBurning(Holdings? holdings, MeteredRight right, ContractBook contract, scoped in EventContent usage, TallyTarget target)
{
    private readonly WalletTerms _terms = right.Entitlement.PaidFrom!;
    private readonly bool _owes = right.Entitlement.Enforcement == Enforcement.Hard;
    private readonly EffectiveAt _at = usage.Time;
    private readonly Properties _properties = usage.Properties;
    private readonly PeriodBook _totals = contract.Totals(contract.PeriodAt(usage.Time));

    /// <summary>What lots have for such usage.</summary>
    public Units Available()
    {
        Units sum = Units.Zero;
        foreach (Lot lot in Lots())
            sum += lot.Burnable;
        return sum;
    }

    /// <summary>The most units that could be used and paid for, when what is held is used too.</summary>
    /// <param name="coverable">Units that the allowance and grants still cover.</param>
    public Quantity Affordable(Quantity coverable)
    {
        Units available = Available();
        if (_terms.CreditRate is { } rate)
            return coverable + UnitsOf(available, rate);
        List<Tally> held = Held(out Units heldMoney);
        if (held.Count == 0 && Plain() is { } each)
            return Least(Quantity.FromScaled(available.Scaled / each.Scaled), coverable);
        Quantity least = Quantity.Zero;
        Quantity most = Room();
        if (IsAffordable(most, coverable, held, available, heldMoney))
            return most;
        // What is used costs no less than a part of it, so that halving finds the last unit's last digit.
        while (most.Scaled - least.Scaled > 1)
        {
            Quantity half = Quantity.FromScaled((least.Scaled + most.Scaled) / 2);
            if (IsAffordable(half, coverable, held, available, heldMoney))
                least = half;
            else
                most = half;
        }

        return least;
    }

    /// <summary>The units of reservations that the wallet's credits hold.</summary>
    public Quantity HeldByCredits()
    {
        Held(out Units credits);
        return UnitsOf(credits, _terms.CreditRate!.Value);
    }

    /// <summary>Burns what usage takes.</summary>
    /// <param name="covered">The part of the value that the allowance and grants cover.</param>
    /// <param name="own">What a reservation holds for it, which is taken first.</param>
    /// <param name="burns">What the step has burnt; takes what this does.</param>
    /// <returns>The further units that credits cover.</returns>
    public Quantity Pay(Quantity value, Quantity covered, ReadOnlySpan<Hold> own, List<Burn> burns)
    {
        var priced = new Tally(target, value, covered);
        if (_terms.CreditRate is null)
        {
            foreach ((string charge, Money cost) in LiveCost.Of(contract, _totals, [], priced))
                Take(Units.FromScaled(cost.Scaled), Quantity.Zero, charge, own, burns);
            return Quantity.Zero;
        }

        return PayInCredits(priced, own, burns);
    }

    /// <summary>
    /// Burns what usage takes that is to come: in money as much as it costs alone, or behind all that is held already, whichever is more.
    /// </summary>
    /// <inheritdoc cref="Pay"/>
    public Quantity Hold(Quantity value, Quantity covered, List<Burn> burns)
    {
        var priced = new Tally(target, value, covered);
        if (_terms.CreditRate is not null)
            return PayInCredits(priced, [], burns);
        List<Tally> held = Held(out _);
        var alone = LiveCost.Of(contract, _totals, [], priced).ToDictionary(part => part.Charge, part => part.Cost);
        foreach ((string charge, Money cost) in LiveCost.Of(contract, _totals, held, priced))
            Take(Units.FromScaled(Money.Max(cost, alone[charge]).Scaled), Quantity.Zero, charge, [], burns);
        return Quantity.Zero;
    }

    private Quantity PayInCredits(Tally usage, ReadOnlySpan<Hold> own, List<Burn> burns)
    {
        Rate rate = _terms.CreditRate!.Value;
        Quantity paid = usage.Value - usage.Covered;
        if (!_owes)
        {
            Units enough = Units.Zero;
            foreach (Hold hold in own)
                enough += hold.Units;
            // What another meter of the event took of the same lots is gone; what it took of others, or owes, is not theirs.
            foreach (Lot lot in Lots())
                enough += Unburnt(lot.Id, LeftOf(lot), lot.Burnable, burns);
            paid = Quantity.Min(paid, UnitsOf(enough, rate));
        }

        Take(Units.FromScaled((paid * rate).Scaled), paid, charge: null, own, burns);
        return paid;
    }

    /// <param name="covers">Units that what is taken covers.</param>
    private void Take(Units wanted, Quantity covers, string? charge, ReadOnlySpan<Hold> own, List<Burn> burns)
    {
        foreach (Hold hold in own)
            Take(hold.LotId, Balance.Reserved, hold.Units, ref wanted, ref covers, charge, burns);
        foreach (Lot lot in Lots())
            Take(lot.Id, LeftOf(lot), lot.Burnable, ref wanted, ref covers, charge, burns);
        if (_owes && !wanted.IsZero)
            burns.Add(new Burn(Owing.LotOf(_terms.Unit), Balance.Issued, wanted, target) { Covers = covers, Pays = charge });
    }

    /// <param name="there">What the balance had before the step.</param>
    private void Take(string lot, Balance from, Units there, ref Units wanted, ref Quantity covers, string? charge, List<Burn> burns)
    {
        Units units = Units.Min(wanted, Unburnt(lot, from, there, burns));
        if (units.IsZero)
            return;
        wanted -= units;
        Quantity part = wanted.IsZero ? covers : Quantity.Min(covers, _terms.CreditRate is { } rate ? UnitsOf(units, rate) : Quantity.Zero);
        covers -= part;
        burns.Add(new Burn(lot, from, units, target) { Covers = part, Pays = charge });
    }

    private static Balance LeftOf(Lot lot) => lot.HasEnded ? Balance.Expired : Balance.Available;

    /// <summary>What a balance has still behind what the step burnt of it.</summary>
    private static Units Unburnt(string lot, Balance from, Units there, List<Burn> burns)
    {
        foreach (Burn burn in burns)
        {
            if (burn.LotId == lot && burn.From == from)
                there -= burn.Units;
        }

        return there;
    }

    private bool IsAffordable(Quantity value, Quantity coverable, List<Tally> held, Units available, Units heldMoney)
    {
        var priced = new Tally(target, value, Quantity.Min(value, coverable));
        if (Cost([], priced) > available)
            return false;
        // What is held costs more once this is used before it.
        return held.Count == 0 || Units.FromScaled(LiveCost.OfAll(contract, _totals, [priced, .. held]).Scaled) <= available + heldMoney;
    }

    private Units Cost(IReadOnlyList<Tally> besides, Tally usage)
    {
        Money sum = Money.Zero;
        foreach ((_, Money cost) in LiveCost.Of(contract, _totals, besides, usage))
            sum += cost;
        return Units.FromScaled(sum.Scaled);
    }

    /// <summary>What reservations hold of the same meter and period.</summary>
    private List<Tally> Held(out Units money)
    {
        List<Tally> held = [];
        money = Units.Zero;
        foreach (Reservation reservation in holdings?.Reservations.Values ?? [])
        {
            if (reservation.Target.Meter != target.Meter || reservation.Target.ContractId != target.ContractId || reservation.Target.PeriodStart != target.PeriodStart)
                continue;
            held.Add(new Tally(reservation.Target, reservation.Units, reservation.Units - reservation.Beyond));
            money += holdings!.HeldOfWallets(reservation);
        }

        return held;
    }

    /// <summary>The price of every unit, where there is only one; null where there is more to it.</summary>
    private Rate? Plain()
    {
        ReadOnlySpan<Charge> charges = contract.ChargesFor(target.Meter);
        return charges is [{ Price: PerUnitPrice { Minimum: null, Maximum: null } unit }] && unit.IsSameForAllUnits() && !unit.Amount.IsZero ? unit.Amount : null;
    }

    private Quantity Least(Quantity paid, Quantity coverable) =>
        Quantity.Min(Room(), contract.ChargesFor(target.Meter)[0].AfterIncluded ? paid + coverable : paid);

    private Quantity Room() => contract.Capacity(target.Meter).Units - _totals.Meter(target.Meter).Used;

    /// <summary>As many as the credits are enough for, cut to the last digit of a quantity.</summary>
    internal static Quantity UnitsOf(Units credits, Rate rate) => Quantity.FromScaled(credits.Scaled / rate.Scaled);

    /// <summary>Those valid at its instant, in the order of burning; then what rolled over from those that have ended.</summary>
    private List<Lot> Lots()
    {
        List<Lot> lots = [];
        if (holdings is null)
            return lots;
        ReadOnlySpan<Lot> all = holdings.WalletInBurnOrder(_terms.Unit);
        foreach (Lot lot in all)
        {
            if (lot.Covers(_at) && Serves(lot))
                lots.Add(lot);
        }

        foreach (Lot lot in all)
        {
            if (lot.CoversLate(_at) && Serves(lot))
                lots.Add(lot);
        }

        return lots;
    }

    private bool Serves(Lot lot) =>
        lot.IsOpen(contract.FinalThrough)
        && (lot.Grant.Features.IsEmpty || lot.Grant.Features.Contains(right.Feature))
        && (lot.Grant.Meters.IsEmpty || lot.Grant.Meters.Contains(target.Meter))
        && Burning.Serves(lot, _properties);
}
