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
    /// <param name="covered">The part of the value that an allowance, a grant or credits cover.</param>
    public static IEnumerable<(string Charge, Money Cost)> Of(ContractBook contract, PeriodBook totals, TallyTarget target, Quantity value, Quantity covered)
    {
        foreach (ChargeCell at in target.Charges)
        {
            if (at.Cell == ChargeCell.Unpriced)
                continue;
            Charge charge = contract.Charge(at.Charge);
            Quantity more = charge.AfterIncluded ? value - covered : value;
            if (!more.IsZero)
                yield return (charge.Name, Of(charge, totals, at.Cell, more));
        }
    }

    private static Money Of(Charge charge, PeriodBook totals, int cell, Quantity more)
    {
        if (charge.Price is PerUnitPrice { Minimum: null, Maximum: null } unit && unit.IsSameForAllUnits())
            return more * unit.Amount;
        Dictionary<int, Quantity> prior = [];
        foreach (((string name, int other), Total total) in totals.Charges)
        {
            if (name == charge.Name && other != ChargeCell.Unpriced)
                prior.Add(other, charge.AfterIncluded ? total.Beyond : total.Used);
        }

        return charge.Price.RatePart(prior, new Dictionary<int, Quantity> { [cell] = more }).ExactAmount;
    }
}
