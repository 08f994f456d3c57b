using Tollgate.Engine.Catalog;
using Tollgate.Engine.Contracts;
using Tollgate.Engine.Invoicing;
using Tollgate.Engine.Metering;
using Tollgate.Engine.Numbers;
using Tollgate.Engine.Time;

namespace Tollgate.Engine.Ledger;

/// <summary>
/// What usage of a feature burns from the account's wallet. Credits cover, at their rate, what neither grants nor the allowance do. Money covers nothing: it pays
/// what the charges come to, unrounded. What a wallet of a hard feature does not have any more is owed; of a soft one it goes on the invoice.
/// </summary>
/// <param name="right">With what pays for it.</param>
/// <param name="meter">What counts it.</param>
/// <param name="finalThrough">Periods that end here or earlier are final: a lot that ended by then gives nothing any more.</param>
public readonly ref struct WalletBurning(Holdings? holdings, MeteredRight right, string meter, EffectiveAt? finalThrough)
{
    private readonly WalletTerms _terms = right.Entitlement.PaidFrom!;
    private readonly bool _owes = right.Entitlement.Enforcement == Enforcement.Hard;

    /// <summary>What lots have for such usage, when a step has burnt some of it already.</summary>
    public Units Available(EffectiveAt at, Properties properties, List<Burn> burns)
    {
        Units sum = Units.Zero;
        foreach (Lot lot in LotsFor(at, properties))
            sum += Left(lot, burns);
        return sum;
    }

    /// <summary>The most units that could be used and paid for.</summary>
    /// <param name="coverable">Units that the allowance and grants still cover.</param>
    /// <param name="target">Where they would be counted.</param>
    public Quantity Affordable(ContractBook contract, PeriodBook totals, EffectiveAt at, Properties properties, TallyTarget target, Quantity coverable)
    {
        Units available = Available(at, properties, []);
        if (_terms.CreditRate is { } rate)
            return coverable + UnitsOf(available, rate);
        Quantity least = Quantity.Zero;
        Quantity most = contract.Capacity(target.Meter).Units - totals.Meter(target.Meter).Used;
        if (Cost(contract, totals, target, most, coverable) <= available)
            return most;
        // What is used costs no less than a part of it, so that halving finds the last unit's last digit.
        while (most.Scaled - least.Scaled > 1)
        {
            Quantity half = Quantity.FromScaled((least.Scaled + most.Scaled) / 2);
            if (Cost(contract, totals, target, half, coverable) <= available)
                least = half;
            else
                most = half;
        }

        return least;
    }

    /// <summary>Burns what usage takes.</summary>
    /// <param name="totals">Of the period, before the usage.</param>
    /// <param name="covered">The part of the value that the allowance and grants cover.</param>
    /// <param name="burns">What the step has burnt; takes what this does.</param>
    /// <returns>The further units that credits cover.</returns>
    public Quantity Pay(
        ContractBook contract,
        PeriodBook totals,
        EffectiveAt at,
        Properties properties,
        Quantity value,
        Quantity covered,
        TallyTarget target,
        List<Burn> burns
    )
    {
        List<Lot> lots = LotsFor(at, properties);
        if (_terms.CreditRate is not { } rate)
        {
            foreach ((string charge, Money cost) in LiveCost.Of(contract, totals, target, value, covered))
                Take(lots, Units.FromScaled(cost.Scaled), Quantity.Zero, charge, target, burns);
            return Quantity.Zero;
        }

        Quantity paid = value - covered;
        if (!_owes)
            paid = Quantity.Min(paid, UnitsOf(Available(at, properties, burns), rate));
        Take(lots, Units.FromScaled((paid * rate).Scaled), paid, charge: null, target, burns);
        return paid;
    }

    /// <param name="covers">Units that what is taken covers.</param>
    private void Take(List<Lot> lots, Units wanted, Quantity covers, string? charge, TallyTarget target, List<Burn> burns)
    {
        foreach (Lot lot in lots)
        {
            Units units = Units.Min(wanted, Left(lot, burns));
            if (units.IsZero)
                continue;
            wanted -= units;
            Quantity part = wanted.IsZero ? covers : Quantity.Min(covers, _terms.CreditRate is { } rate ? UnitsOf(units, rate) : Quantity.Zero);
            covers -= part;
            burns.Add(new Burn(lot.Id, lot.HasEnded ? Balance.Expired : Balance.Available, units, target) { Covers = part, Pays = charge });
        }

        if (_owes && !wanted.IsZero)
            burns.Add(new Burn(Owing.LotOf(_terms.Unit), Balance.Issued, wanted, target) { Covers = covers, Pays = charge });
    }

    private static Units Cost(ContractBook contract, PeriodBook totals, TallyTarget target, Quantity value, Quantity coverable)
    {
        Money sum = Money.Zero;
        foreach ((_, Money cost) in LiveCost.Of(contract, totals, target, value, Quantity.Min(value, coverable)))
            sum += cost;
        return Units.FromScaled(sum.Scaled);
    }

    /// <summary>As many as the credits are enough for, cut to the last digit of a quantity.</summary>
    private static Quantity UnitsOf(Units credits, Rate rate) => Quantity.FromScaled(credits.Scaled / rate.Scaled);

    private static Units Left(Lot lot, List<Burn> burns)
    {
        Units left = lot.Burnable;
        foreach (Burn burn in burns)
        {
            if (burn.LotId == lot.Id)
                left -= burn.Units;
        }

        return left;
    }

    /// <summary>Those valid at its instant, in the order of burning; then what rolled over from those that have ended.</summary>
    private List<Lot> LotsFor(EffectiveAt at, Properties properties)
    {
        List<Lot> lots = [];
        if (holdings is null)
            return lots;
        ReadOnlySpan<Lot> all = holdings.WalletInBurnOrder(_terms.Unit);
        foreach (Lot lot in all)
        {
            if (lot.Covers(at) && Serves(lot, properties))
                lots.Add(lot);
        }

        foreach (Lot lot in all)
        {
            if (lot.CoversLate(at) && Serves(lot, properties))
                lots.Add(lot);
        }

        return lots;
    }

    private bool Serves(Lot lot, Properties properties) =>
        lot.IsOpen(finalThrough)
        && (lot.Grant.Features.IsEmpty || lot.Grant.Features.Contains(right.Feature))
        && (lot.Grant.Meters.IsEmpty || lot.Grant.Meters.Contains(meter))
        && Burning.Serves(lot, properties);
}
