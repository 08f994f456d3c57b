using Tollgate.Engine.Accounts;
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

    public static UsageFound Of(AccountBook account, ContractBook contract, string meter, EffectiveAt at, RecordedAt now)
    {
        BillingPeriod period = contract.PeriodAt(at);
        bool closed = contract.IsClosed(period);
        PeriodBook totals = closed ? contract.LateTotals(period) : contract.Totals(period);
        Total total = totals.Meter(meter);
        Quantity fromGrants = totals.FromGrants(meter);
        // A copy, to be looked at outside of the loop, with what has fallen due.
        Holdings? holdings = account.HoldingsAt(at.Microseconds > now.Microseconds ? at : new EffectiveAt(now.Microseconds), now)?.Copy();
        return new UsageFound(
            period,
            closed,
            total.Used,
            total.Covered - fromGrants,
            fromGrants,
            Engine.Ledger.Allowance.Of(contract, period, meter),
            holdings is null ? [] : LotsOf(holdings, contract.Features(meter).ToArray(), period),
            [.. holdings?.Reservations.Values.Where(held => held.Target.Meter == meter).OrderBy(held => held.ExpiresAt) ?? Enumerable.Empty<Reservation>()],
            contract.Contract.EndsAt is { } end && end <= period.End ? end : null
        );
    }

    private static LotFound[] LotsOf(Holdings holdings, string[] features, BillingPeriod period)
    {
        LotFound[] lots =
        [
            .. from grant in holdings.Grants.Values
               where features.Contains(grant.Grant.Feature) && !(grant.VoidedAt?.Microseconds < period.Start.Microseconds)
               from lot in grant.Lots
               where !(lot.End <= period.Start)
               select new LotFound(grant, lot),
        ];
        Array.Sort(lots, (left, right) => BurnOrder.OfLots(left.Lot, right.Lot));
        return lots;
    }
}

/// <summary>A lot with the grant that issued it.</summary>
internal readonly record struct LotFound(GrantBook Grant, Lot Lot)
{
    public Quantity this[Balance balance] => Lot[balance].ToQuantity();
}
