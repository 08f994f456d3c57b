using Tollgate.Engine.Accounts;
using Tollgate.Engine.Catalog;
using Tollgate.Engine.Contracts;
using Tollgate.Engine.Entitlements;
using Tollgate.Engine.Ledger;
using Tollgate.Engine.Metering;
using Tollgate.Engine.Numbers;
using Tollgate.Engine.Time;

namespace Tollgate.Server.Entitlements.Explain;

/// <summary>How the wallet stands that pays for a feature.</summary>
/// <param name="Lots">Those that matter to the period or to later ones, in the order of burning.</param>
/// <param name="Owed">What was used when it had nothing left.</param>
/// <param name="TopUp">How it is topped up by itself, or null.</param>
/// <param name="Lacking">What must come into it for a request that was denied for want of that; null otherwise.</param>
internal sealed record WalletFound(WalletTerms Terms, IReadOnlyList<LotFound> Lots, Units Owed, TopUpRule? TopUp, Units? Lacking)
{
    // A grant's amount has twelve digits behind the point, and its units have twenty-one.
    private const long LastDigit = 1_000_000_000;

    public string Unit => Terms.Unit;

    /// <param name="holdings">A copy, with what has fallen due; null when the account holds nothing.</param>
    /// <returns>Null when no wallet pays for the feature.</returns>
    public static WalletFound? Of(AccountBook account, ContractBook contract, Holdings? holdings, EntitlementRequest asked, Decision decision, EffectiveAt at)
    {
        if (decision.Metered?.Wallet is null || contract.Feature(asked.Feature) is not { Right: MeteredEntitlement { PaidFrom: { } terms } right, Meter: { } meter })
            return null;
        BillingPeriod period = contract.PeriodAt(at);
        Units lacking = decision.Reason == Reason.InsufficientCredits && !contract.IsClosed(period) ? LackingOf(account, contract, holdings, asked, right, meter, at) : Units.Zero;
        return new WalletFound(
            terms,
            holdings is null ? [] : LotFound.InOrder(holdings, grant => grant.Wallet == terms.Unit, period),
            holdings?.Owed.GetValueOrDefault(terms.Unit)?[Balance.Consumed] ?? Units.Zero,
            holdings?.TopUps.GetValueOrDefault(terms.Unit),
            lacking.IsZero ? null : Units.FromScaled((lacking.Scaled + LastDigit - 1) / LastDigit * LastDigit)
        );
    }

    /// <summary>What the wallet would owe if the request were counted all the same, behind all that is held.</summary>
    private static Units LackingOf(AccountBook account, ContractBook contract, Holdings? holdings, EntitlementRequest asked, MeteredEntitlement right, Meter meter, EffectiveAt at)
    {
        BillingPeriod period = contract.PeriodAt(at);
        TallyTarget target = contract.Target(meter.Name, period, afterCutoff: false, at, asked.Properties);
        var usage = new EventContent(account.Id, "", meter.Event, at, asked.Units, asked.Subject, asked.Properties);
        List<Burn> burns = [];
        Quantity covered = new Burning(holdings, contract.Features(meter.Name), Allowance.Of(contract, period, meter.Name), contract.FinalThrough).Cover(usage, asked.Units, target, burns);
        // An override may have made hard what is soft by the plan; a soft one owes nothing.
        new WalletBurning(holdings, new MeteredRight(asked.Feature, right with { Enforcement = Enforcement.Hard }), contract, usage, target).Hold(asked.Units, covered, burns);
        return burns.Where(burn => Owing.WalletOf(burn.LotId) is not null).Aggregate(Units.Zero, (sum, burn) => sum + burn.Units);
    }
}
