using Tollgate.Engine.Catalog;
using Tollgate.Engine.Contracts;
using Tollgate.Engine.Metering;
using Tollgate.Engine.Numbers;
using Tollgate.Engine.Rating;

namespace Tollgate.Engine.Invoicing;

/// <summary>
/// What usage costs as it comes: for each charge, the difference that it makes to what the period's line comes to. Without late facts the costs of all
/// usage and what an empty period costs add up to the line's exact amount.
/// </summary>
public static class LiveCost
{
    /// <param name="totals">Of the period, before the usage.</param>
    /// <param name="besides">What is held, and taken to be used before.</param>
    public static IEnumerable<(string Charge, Money Cost)> Of(ContractBook contract, PeriodBook totals, IReadOnlyList<PricedUsage> besides, PricedUsage usage)
    {
        foreach (ChargeCell at in usage.Target.Charges)
        {
            if (at.Cell == ChargeCell.Unpriced)
                continue;
            Charge charge = contract.Charge(at.Charge);
            Quantity more = usage.Of(charge);
            if (!more.IsZero)
                yield return (charge.Name, Of(charge, totals, besides, at.Cell, more));
        }
    }

    /// <summary>What all that is held comes to on top of what was used.</summary>
    public static Money OfAll(ContractBook contract, PeriodBook totals, IReadOnlyList<PricedUsage> held)
    {
        Money sum = Money.Zero;
        for (int i = 0; i < held.Count; i++)
        {
            foreach ((_, Money cost) in Of(contract, totals, [.. held.Take(i)], held[i]))
                sum += cost;
        }

        return sum;
    }

    private static Money Of(Charge charge, PeriodBook totals, IReadOnlyList<PricedUsage> besides, int cell, Quantity more)
    {
        if (charge.Price is PerUnitPrice { Minimum: null, Maximum: null } unit && unit.IsSameForAllUnits())
            return more * unit.Amount;
        Dictionary<int, Quantity> prior = [];
        foreach (((string name, int other), Total total) in totals.Charges)
        {
            if (name == charge.Name && other != ChargeCell.Unpriced)
                prior.Add(other, charge.AfterIncluded ? total.Beyond : total.Used);
        }

        foreach (PricedUsage held in besides)
        {
            foreach (ChargeCell at in held.Target.Charges)
            {
                if (at.Charge == charge.Name && at.Cell != ChargeCell.Unpriced)
                    prior[at.Cell] = prior.GetValueOrDefault(at.Cell) + held.Of(charge);
            }
        }

        return charge.Price.RatePart(prior, new Dictionary<int, Quantity> { [cell] = more }).ExactAmount;
    }
}

/// <summary>Usage, as charges see it.</summary>
/// <param name="Covered">The part of the value that an allowance or a grant covers.</param>
public readonly record struct PricedUsage(TallyTarget Target, Quantity Value, Quantity Covered)
{
    public Quantity Of(Charge charge) => charge.AfterIncluded ? Value - Covered : Value;
}
