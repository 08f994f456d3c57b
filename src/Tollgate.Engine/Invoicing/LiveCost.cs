using Tollgate.Engine.Catalog;
using Tollgate.Engine.Contracts;
using Tollgate.Engine.Metering;
using Tollgate.Engine.Numbers;
using Tollgate.Engine.Rating;

namespace Tollgate.Engine.Invoicing;

/// <summary>
/// What usage costs as it comes: for each charge, the difference that it makes to <see cref="PeriodSpend"/>. Without late facts the costs of all
/// usage and what an empty period costs add up to the line's exact amount.
/// </summary>
public static class LiveCost
{
    /// <param name="totals">Of the period, before the usage.</param>
    /// <param name="besides">What is held, and taken to be used before.</param>
    public static IEnumerable<(string Charge, Money Cost)> Of(ContractBook contract, PeriodBook totals, IReadOnlyList<Tally> besides, Tally usage)
    {
        foreach (ChargeCell at in usage.Target.Charges)
        {
            if (at.Cell == ChargeCell.Unpriced)
                continue;
            Charge charge = contract.Charge(at.Charge);
            if (charge.Price is EventPrice or CompositePrice || !charge.Prices(usage.Value, usage.Covered).IsZero)
                yield return (charge.Name, Of(contract, totals, charge, besides, usage));
        }
    }

    /// <summary>What all that is held comes to on top of what was used.</summary>
    public static Money OfAll(ContractBook contract, PeriodBook totals, IReadOnlyList<Tally> held)
    {
        Money sum = Money.Zero;
        for (int i = 0; i < held.Count; i++)
        {
            foreach ((_, Money cost) in Of(contract, totals, [.. held.Take(i)], held[i]))
                sum += cost;
        }

        return sum;
    }

    private static Money Of(ContractBook contract, PeriodBook totals, Charge charge, IReadOnlyList<Tally> besides, Tally usage)
    {
        // The commonest: each unit costs the same, whatever was used before.
        if (charge.Price is PerUnitPrice unit && unit.IsSum() && contract.MeteredRight(charge.Meter!)?.Entitlement.Grace is not { Free: true })
            return charge.Prices(usage.Value, usage.Covered) * unit.Amount;
        Tally[] whole = [.. besides, usage];
        return PeriodSpend.With(contract, totals, charge, whole, null) - PeriodSpend.With(contract, totals, charge, whole.AsSpan(..^1), null);
    }
}
