using Tollgate.Engine.Contracts;
using Tollgate.Engine.Ledger;
using Tollgate.Engine.Metering;
using Tollgate.Engine.Numbers;
using Tollgate.Engine.Time;

namespace Tollgate.Server.Entitlements.Explain;

/// <summary>How the units of a feature stand in a billing period.</summary>
/// <param name="IsClosed">Its invoice is final: what is counted here came afterwards.</param>
/// <param name="FromAllowance">What of the usage the plan's allowance covered.</param>
/// <param name="FromGrants">What of it grants covered; the rest is overage.</param>
/// <param name="Lots">Those that matter to the period or to later ones, in the order of burning.</param>
/// <param name="Reservations">Those that are open, what ends first in front.</param>
/// <param name="ContractEndsAt">The contract ends with the period; null when it goes on.</param>
internal sealed record UsageFound(
    BillingPeriod Period,
    bool IsClosed,
    Quantity Used,
    Quantity FromAllowance,
    Quantity FromGrants,
    Allowance? Allowance,
    IReadOnlyList<LotFound> Lots,
    IReadOnlyList<Reservation> Reservations,
    EffectiveAt? ContractEndsAt
)
{
    public Quantity Overage => Used - FromAllowance - FromGrants;

    /// <param name="holdings">A copy, with what has fallen due; null when the account holds nothing.</param>
    public static UsageFound Of(ContractBook contract, Holdings? holdings, string meter, EffectiveAt at)
    {
        BillingPeriod period = contract.PeriodAt(at);
        bool closed = contract.IsClosed(period);
        PeriodBook totals = closed ? contract.LateTotals(period) : contract.Totals(period);
        Total total = totals.Meter(meter);
        Quantity fromGrants = totals.FromGrants(meter);
        return new UsageFound(
            period,
            closed,
            total.Used,
            total.Covered - fromGrants,
            fromGrants,
            Engine.Ledger.Allowance.Of(contract, period, meter),
            holdings is null ? [] : LotFound.InOrder(holdings, Among(contract.Features(meter).ToArray()), period),
            [.. holdings?.Reservations.Values.Where(held => held.Target.Meter == meter).OrderBy(held => held.ExpiresAt) ?? Enumerable.Empty<Reservation>()],
            contract.Contract.EndsAt is { } end && end <= period.End ? end : null
        );
    }

    private static Func<Grant, bool> Among(string[] features) => grant => features.Contains(grant.Feature);
}

/// <summary>A lot with the grant that issued it.</summary>
internal readonly record struct LotFound(GrantBook Grant, Lot Lot)
{
    /// <summary>The lots of some grants that matter to a period or to later ones, in the order of burning.</summary>
    public static LotFound[] InOrder(Holdings holdings, Func<Grant, bool> of, BillingPeriod period)
    {
        LotFound[] lots =
        [
            .. from grant in holdings.Grants.Values
               where of(grant.Grant) && !(grant.VoidedAt?.Microseconds < period.Start.Microseconds)
               from lot in grant.Lots
               where !(lot.End <= period.Start)
               select new LotFound(grant, lot),
        ];
        Array.Sort(lots, (left, right) => BurnOrder.OfLots(left.Lot, right.Lot));
        return lots;
    }
}
