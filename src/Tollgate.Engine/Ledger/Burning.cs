using Tollgate.Engine.Metering;
using Tollgate.Engine.Numbers;
using Tollgate.Engine.Time;

namespace Tollgate.Engine.Ledger;

/// <summary>
/// What a quantity of usage burns: the lots that were valid at its own instant and the plan's allowance, in the order of burning; late for a lot
/// that has ended, what was left at its end; then what rolled over from it. The rest is overage.
/// </summary>
/// <param name="features">Those whose units the meter counts.</param>
/// <param name="finalThrough">Periods that end here or earlier are final: a lot that ended by then gives nothing any more.</param>
public readonly ref struct Burning(Holdings? holdings, ReadOnlySpan<string> features, Allowance? allowance, EffectiveAt? finalThrough)
{
    private readonly ReadOnlySpan<string> _features = features;

    /// <summary>The part of a quantity that is covered.</summary>
    /// <param name="target">Where the quantity is counted.</param>
    /// <param name="burns">Takes what is burnt from lots.</param>
    public Quantity Cover(in EventContent usage, Quantity quantity, TallyTarget target, List<Burn> burns) =>
        Cover(quantity, usage.Time, usage.Properties, target, burns);

    /// <inheritdoc cref="Cover(in EventContent, Quantity, TallyTarget, List{Burn})"/>
    public Quantity Cover(Quantity quantity, EffectiveAt at, Properties properties, TallyTarget target, List<Burn> burns)
    {
        if (holdings is null)
            return allowance?.Cover(quantity) ?? Quantity.Zero;
        Quantity left = quantity;
        bool allowanceLeft = allowance is not null;
        ReadOnlySpan<Lot> lots = holdings.InBurnOrder(_features);
        foreach (Lot lot in lots)
        {
            if (left.IsZero)
                break;
            if (!lot.Covers(at) || !Serves(lot, properties))
                continue;
            if (allowanceLeft && BurnOrder.AllowanceIsBefore(lot, allowance!.Value.PeriodStart, allowance.Value.PeriodEnd))
            {
                left -= allowance.Value.Cover(left);
                allowanceLeft = false;
            }

            left -= Burn(lot, left, target, burns);
        }

        if (allowanceLeft)
            left -= allowance!.Value.Cover(left);
        foreach (Lot lot in lots)
        {
            if (!left.IsZero && lot.CoversLate(at) && Serves(lot, properties))
                left -= Burn(lot, left, target, burns);
        }

        return quantity - left;
    }

    /// <summary>What lots still have for usage of an instant.</summary>
    public Quantity Available(EffectiveAt at, Properties properties) => holdings?.Available(_features, at, properties, finalThrough) ?? Quantity.Zero;

    /// <summary>What lots hold for reservations of such usage.</summary>
    public Quantity Reserved(EffectiveAt at, Properties properties)
    {
        Quantity sum = Quantity.Zero;
        if (holdings is null || holdings.Reservations.Count == 0)
            return sum;
        foreach (GrantBook grant in holdings.Grants.Values)
        {
            if (grant.Grant.Feature is not { } feature || !_features.Contains(feature))
                continue;
            foreach (Lot lot in grant.Lots)
            {
                if (!lot[Balance.Reserved].IsZero && lot.Covers(at) && Serves(lot, properties))
                    sum += lot[Balance.Reserved].ToQuantity();
            }
        }

        return sum;
    }

    private Quantity Burn(Lot lot, Quantity wanted, TallyTarget target, List<Burn> burns)
    {
        if (wanted.IsZero || lot.Burnable.IsZero || !IsOpen(lot))
            return Quantity.Zero;
        Quantity units = Quantity.Min(wanted, lot.BurnableQuantity);
        burns.Add(new Burn(lot.Id, lot.HasEnded ? Balance.Expired : Balance.Available, Units.Of(units), target));
        return units;
    }

    private bool IsOpen(Lot lot) => lot.IsOpen(finalThrough);

    internal static bool Serves(Lot lot, Properties properties)
    {
        if (lot.ServesAll)
            return true;
        foreach ((string name, string value) in lot.Grant.Dimensions)
        {
            if (properties.Dimension(name) != value)
                return false;
        }

        return true;
    }
}
