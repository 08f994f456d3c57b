using Tollgate.Engine.Contracts;
using Tollgate.Engine.Metering;
using Tollgate.Engine.Numbers;
using Tollgate.Engine.Time;

namespace Tollgate.Engine.Ledger;

/// <summary>
/// The grant that a plan includes in each billing period. It covers usage of its own period in recorded order until it is used up; what it
/// does not cover is overage.
/// </summary>
/// <param name="Included">Units in the period; null is without limit.</param>
/// <param name="Covered">Units burnt from it so far.</param>
/// <param name="Reserved">Units that it holds for reservations.</param>
public readonly record struct Allowance(
    string ContractId,
    string Feature,
    EffectiveAt PeriodStart,
    EffectiveAt PeriodEnd,
    Quantity? Included,
    Quantity Covered,
    Quantity Reserved
)
{
    /// <summary>What it is called beside other grants.</summary>
    public string Id => $"{ContractId}/{Feature}/{PeriodStart}";

    /// <summary>What is still unburnt and not held; null is without limit.</summary>
    public Quantity? Available => Included is { } included ? Quantity.Max(included - Covered - Reserved, Quantity.Zero) : null;

    /// <summary>The part of a quantity that it covers.</summary>
    public Quantity Cover(Quantity quantity) => Available is { } available ? Quantity.Min(quantity, available) : quantity;

    /// <summary>The allowance of a period for a meter, or null when the plan grants none or the period is closed: it closes with its period.</summary>
    public static Allowance? Of(ContractBook contract, BillingPeriod period, string meter)
    {
        if (contract.MeteredRight(meter) is not { } right || contract.IsClosed(period))
            return null;
        PeriodBook totals = contract.Totals(period);
        return new Allowance(
            contract.Contract.Id,
            right.Feature,
            period.Start,
            period.End,
            contract.Included(period, right),
            totals.Meter(meter).Covered - totals.FromGrants(meter),
            totals.Reserved(meter).FromAllowance
        );
    }
}
