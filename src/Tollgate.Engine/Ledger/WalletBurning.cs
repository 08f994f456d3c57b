using Tollgate.Engine.Catalog;
using Tollgate.Engine.Contracts;
using Tollgate.Engine.Invoicing;
using Tollgate.Engine.Metering;
using Tollgate.Engine.Numbers;
using Tollgate.Engine.Rating;

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
    private readonly List<Lot> _lots = Serving(holdings, right, contract, usage, target.Meter);
    private readonly PeriodBook _totals = contract.Totals(contract.PeriodAt(usage.Time));
    private readonly Properties _properties = usage.Properties;
    private readonly HeldInPeriod? _held = holdings is null || holdings.Reservations.Count == 0 ? null : holdings.Held.Of(target.ContractId!, target.Meter, target.PeriodStart);

    /// <summary>What lots have for such usage.</summary>
    public Units Available()
    {
        Units sum = Units.Zero;
        foreach (Lot lot in _lots)
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
        List<Tally> held = _held?.Tallies() ?? [];
        Units heldMoney = _held?.OfWallets ?? Units.Zero;
        if ((held.Count == 0 || !IsFreeInGrace) && Plain() is { } each)
        {
            // What is held costs the same, whatever is used before it.
            Units beside = held.Count == 0 ? available : Units.Min(available, available + heldMoney - Cost([.. held]));
            return beside.IsNegative ? Quantity.Zero : Least(Quantity.FromScaled(beside.Scaled / each.Scaled), coverable);
        }

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
    public Quantity HeldByCredits() => UnitsOf(_held?.OfWallets ?? Units.Zero, _terms.CreditRate!.Value);

    /// <summary>Burns what usage takes.</summary>
    /// <param name="covered">The part of the value that the allowance and grants cover.</param>
    /// <param name="own">What a reservation holds for it, which is taken first.</param>
    /// <param name="burns">What the step has burnt; takes what this does.</param>
    /// <returns>The further units that credits cover.</returns>
    public Quantity Pay(Quantity value, Quantity covered, ReadOnlySpan<Hold> own, List<Burn> burns)
    {
        Tally priced = contract.Tallied(target, value, covered, _totals, _properties);
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
        Tally priced = contract.Tallied(target, value, covered, _totals, _properties);
        if (_terms.CreditRate is not null)
            return PayInCredits(priced, [], burns);
        List<Tally> held = _held?.Tallies() ?? [];
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
            ReadOnlySpan<Burn> before = [.. burns];
            Units enough = Units.Zero;
            foreach (Hold hold in own)
                enough += hold.Units;
            // What another meter of the event took of the same lots is gone; what it took of others, or owes, is not theirs.
            foreach (Lot lot in _lots)
                enough += Unburnt(lot.Id, LeftOf(lot), lot.Burnable, before);
            paid = Quantity.Min(paid, UnitsOf(enough, rate));
        }

        Take(Units.FromScaled((paid * rate).Scaled), paid, charge: null, own, burns);
        return paid;
    }

    /// <param name="covers">Units that what is taken covers.</param>
    private void Take(Units wanted, Quantity covers, string? charge, ReadOnlySpan<Hold> own, List<Burn> burns)
    {
        ReadOnlySpan<Burn> before = [.. burns];
        foreach (Hold hold in own)
            Take(hold.LotId, Balance.Reserved, Unburnt(hold.LotId, Balance.Reserved, hold.Units, before), ref wanted, ref covers, charge, burns);
        foreach (Lot lot in _lots)
        {
            if (wanted.IsZero)
                break;
            Take(lot.Id, LeftOf(lot), Unburnt(lot.Id, LeftOf(lot), lot.Burnable, before), ref wanted, ref covers, charge, burns);
        }

        if (_owes && !wanted.IsZero)
            burns.Add(new Burn(Owing.LotOf(_terms.Unit), Balance.Issued, wanted, target) { Covers = covers, Pays = charge });
    }

    /// <param name="there">What the balance has still.</param>
    private void Take(string lot, Balance from, Units there, ref Units wanted, ref Quantity covers, string? charge, List<Burn> burns)
    {
        Units units = Units.Min(wanted, there);
        if (units.IsZero)
            return;
        wanted -= units;
        Quantity part = wanted.IsZero ? covers : Quantity.Min(covers, _terms.CreditRate is { } rate ? UnitsOf(units, rate) : Quantity.Zero);
        covers -= part;
        burns.Add(new Burn(lot, from, units, target) { Covers = part, Pays = charge });
    }

    private static Balance LeftOf(Lot lot) => lot.HasEnded ? Balance.Expired : Balance.Available;

    /// <summary>What a balance has still behind what the step burnt of it.</summary>
    /// <param name="there">What it had before the step.</param>
    private static Units Unburnt(string lot, Balance from, Units there, ReadOnlySpan<Burn> burns)
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
        try
        {
            Tally priced = contract.Tallied(target, value, Quantity.Min(value, coverable), _totals, _properties);
            // What is held costs more once this is used before it.
            return Cost(priced) <= available && (held.Count == 0 || Cost([priced, .. held]) <= available + heldMoney);
        }
        catch (NumberOutOfRangeException)
        {
            return false;
        }
    }

    private Units Cost(params ReadOnlySpan<Tally> usage) => Units.FromScaled(LiveCost.OfAll(contract, _totals, usage).Scaled);

    /// <summary>What is free of it depends on what is used besides.</summary>
    private bool IsFreeInGrace => contract.MeteredRight(target.Meter)?.Entitlement.Grace is { Free: true };

    /// <summary>The price of every unit, where there is only one; null where there is more to it.</summary>
    private Rate? Plain()
    {
        ReadOnlySpan<Charge> charges = contract.ChargesFor(target.Meter);
        return charges is [{ Price: PerUnitPrice unit }] && target.Charges[0].IsPriced && unit.IsSum() && !unit.Amount.IsZero ? unit.Amount : null;
    }

    private Quantity Least(Quantity paid, Quantity coverable) =>
        Quantity.Min(Room(), contract.ChargesFor(target.Meter)[0].AfterIncluded ? paid + coverable : paid);

    private Quantity Room() => contract.Capacity(target.Meter).Units - _totals.Meter(target.Meter).Used;

    /// <summary>As many as the credits are enough for, cut to the last digit of a quantity.</summary>
    internal static Quantity UnitsOf(Units credits, Rate rate) => Quantity.FromScaled(credits.Scaled / rate.Scaled);

    /// <summary>Those valid at the usage's instant, in the order of burning; then what rolled over from those that have ended.</summary>
    private static List<Lot> Serving(Holdings? holdings, MeteredRight right, ContractBook contract, in EventContent usage, string meter)
    {
        if (holdings is null)
            return [];
        ReadOnlySpan<Lot> all = holdings.WalletInBurnOrder(right.Entitlement.PaidFrom!.Unit);
        List<Lot> lots = new(all.Length);
        foreach (Lot lot in all)
        {
            if (!lot.Burnable.IsZero && lot.Covers(usage.Time) && Serves(lot, right, contract, usage.Properties, meter))
                lots.Add(lot);
        }

        foreach (Lot lot in all)
        {
            if (!lot.Burnable.IsZero && lot.CoversLate(usage.Time) && Serves(lot, right, contract, usage.Properties, meter))
                lots.Add(lot);
        }

        return lots;
    }

    private static bool Serves(Lot lot, MeteredRight right, ContractBook contract, Properties properties, string meter) =>
        lot.IsOpen(contract.FinalThrough)
        && (lot.Grant.Features.IsEmpty || lot.Grant.Features.Contains(right.Feature))
        && (lot.Grant.Meters.IsEmpty || lot.Grant.Meters.Contains(meter))
        && Burning.Serves(lot, properties);
}
