using System.Collections.Immutable;
using Tollgate.Engine.Accounts;
using Tollgate.Engine.Catalog;
using Tollgate.Engine.Ledger;
using Tollgate.Engine.Numbers;
using Tollgate.Engine.Time;

namespace Tollgate.Engine.Entitlements;

/// <summary>Answers a request for units of a metered feature, under all limits that stand on it.</summary>
internal static class MeteredCheck
{
    // Who has no grants burns none; one list serves all of them.
    private static readonly List<Burn> None = [];

    /// <inheritdoc cref="Check.Decide(AccountBook, Holdings?, EntitlementRequest, in Resolution, EffectiveAt, RecordedAt, bool, bool)"/>
    public static Decision Decide(AccountBook account, Holdings? holdings, EntitlementRequest request, in Resolution resolution, MeteredEntitlement right, EffectiveAt at, RecordedAt now, bool taken, bool held)
    {
        var units = new PeriodUnits(account, holdings, request, resolution, right, at, now);
        FurtherLimits? further = FurtherLimits.Of(holdings, request, right, units, at);
        StandingLimit? tightest = null;
        Passage passage = further is null ? units.Passing(request.Units, request.AllowPartial) : further.Decide(units, request, out tightest);

        Limit limit = units.Limit;
        Limit shown = taken ? limit.After(passage.Granted) : limit;
        ImmutableArray<LimitState> limits = further?.After(units, taken ? passage.Granted : Quantity.Zero, held ? passage.Granted : Quantity.Zero) ?? [];
        // Who pays from a wallet may burn of it without any grant of the feature, and owe.
        List<Burn> burns = holdings is null && right.PaidFrom is null ? None : new(1);
        Quantity burnt = units.Burn(passage, burns, out WalletState? wallet);
        return new Decision(
            account.Id,
            request.Feature,
            passage.Allowed,
            Included: true,
            passage.Reason,
            passage.Granted,
            Duplicate: false,
            Value: null,
            new MeteredState(
                right.Enforcement,
                shown.Units,
                shown.Consumed,
                units.Reserved,
                shown.Remaining,
                passage.Beyond,
                Grace.IsFree(right, units.Standing) ? Money.Zero : OveragePrice.Of(units.Contract, units.Meter, units.Period, at, right.Included, request.Properties),
                burnt,
                burns,
                units.Period.Start,
                units.Period.End
            )
            {
                Wallet = taken && wallet is not null ? wallet with { Available = wallet.Available - wallet.Cost } : wallet,
            },
            units.Contract.Contract
        )
        {
            Rule = resolution.Rule,
            Override = resolution.Override,
            IsDegraded = resolution.IsDegraded,
            Throttle = passage.Throttle,
            Limits = limits,
            TightestLimit = further is null ? null : FurtherLimits.NameOf(tightest, passage, request.Units, limits),
        };
    }
}
