using System.Collections.Immutable;
using Tollgate.Engine.Accounts;
using Tollgate.Engine.Catalog;
using Tollgate.Engine.Contracts;
using Tollgate.Engine.Ledger;
using Tollgate.Engine.Metering;
using Tollgate.Engine.Numbers;
using Tollgate.Engine.Time;

namespace Tollgate.Engine.Entitlements;

/// <summary>Answers whether a request would be allowed now. It changes nothing and promises nothing.</summary>
public static class Check
{
    // Who has no grants burns none; one list serves all of them.
    private static readonly List<Burn> None = [];

    /// <summary>Null when the request makes sense; a check and a consume ask this first.</summary>
    public static Rejection? Refuse(EntitlementRequest request) =>
        request.Units.IsNegative ? MeterReading.Negative("/requested_units") : null;

    public static Decision Decide(Books books, EntitlementRequest request, RecordedAt now)
    {
        if (books.Account(request.AccountId) is not { } account)
            return NoAccount(request);
        EffectiveAt at = request.At ?? new EffectiveAt(now.Microseconds);
        // What falls due by then counts as if it were recorded already.
        Holdings? holdings = account.HoldingsAt(at.Microseconds > now.Microseconds ? at : new EffectiveAt(now.Microseconds), now);
        return Decide(account, holdings, request, Resolution.Of(books, account, request.Feature, at), at, now, taken: false);
    }

    internal static Decision NoAccount(EntitlementRequest request) => Denied(request.AccountId, request.Feature, Reason.AccountNotFound, null);

    /// <param name="holdings">The account's grants that may be burnt.</param>
    /// <param name="taken">Answers the state after the units are gone, if they are allowed; else the state before.</param>
    internal static Decision Decide(AccountBook account, Holdings? holdings, EntitlementRequest request, in Resolution resolution, EffectiveAt at, RecordedAt now, bool taken) => resolution.Right switch
    {
        null => Denied(account.Id, request.Feature, resolution.Missing!.Value, resolution.Contract) with { Rule = resolution.Rule },
        BooleanEntitlement right => Boolean(account, request, resolution.Contract, right) with { Rule = resolution.Rule, Override = resolution.Override },
        ConfigEntitlement right => Config(account, request, resolution.Contract, right) with { Rule = resolution.Rule, Override = resolution.Override },
        MeteredEntitlement right => Metered(account, holdings, request, resolution, right, at, now, taken),
        _ => throw new InvalidOperationException($"No rule decides {resolution.Right.GetType().Name}."),
    };

    private static Decision Boolean(AccountBook account, EntitlementRequest request, ContractBook? contract, BooleanEntitlement right) => new(
        account.Id,
        request.Feature,
        right.Granted,
        right.Granted,
        right.Granted ? Reason.WithinLimit : Reason.FeatureNotIncluded,
        right.Granted ? request.Units : Quantity.Zero,
        Duplicate: false,
        Value: null,
        Metered: null,
        contract?.Contract
    );

    private static Decision Config(AccountBook account, EntitlementRequest request, ContractBook? contract, ConfigEntitlement right)
    {
        bool allowed = request.Value is null || ConfigValue.Satisfies(right, request.Value);
        return new Decision(
            account.Id,
            request.Feature,
            allowed,
            Included: true,
            allowed ? Reason.WithinLimit : Reason.ValueMismatch,
            allowed ? request.Units : Quantity.Zero,
            Duplicate: false,
            ConfigValue.Json(right),
            Metered: null,
            contract?.Contract
        );
    }

    private static Decision Metered(
        AccountBook account,
        Holdings? holdings,
        EntitlementRequest request,
        in Resolution resolution,
        MeteredEntitlement right,
        EffectiveAt at,
        RecordedAt now,
        bool taken
    )
    {
        ContractBook contract = resolution.Contract!;
        string meter = resolution.Meter!.Name;
        BillingPeriod period = contract.PeriodAt(at);
        bool closed = contract.IsClosed(period);
        PeriodBook totals = closed ? contract.LateTotals(period) : contract.Totals(period);
        Total total = totals.Meter(meter);
        // A reservation that is over holds nothing, though nobody has recorded it yet.
        HeldUnits expired = account.Holdings?.HeldBeyond(new EffectiveAt(now.Microseconds), meter, period.Start) ?? default;
        HeldUnits held = closed ? default : totals.Reserved(meter) - expired;
        // A closed period has nothing left to give: its allowance closed with it, and what was used in it is on a final invoice and no longer
        // in memory. Only what reached it afterwards is known, and what is left of grants that have not ended.
        Allowance? allowance = Allowance.Of(contract, period, meter) is { } recorded ? recorded with { Reserved = held.FromAllowance } : null;
        var burning = new Burning(holdings, contract.Features(meter), allowance, contract.FinalThrough);
        var limit = new Limit(total.Covered, total.Used, held.FromAllowance + burning.Reserved(at, request.Properties), right.Included is null ? null : burning.Available(at, request.Properties) + (allowance?.Available ?? Quantity.Zero));
        if (right.Cap is { } cap)
            limit = limit with { Cap = cap };
        Standing standing = Standing.Of(account, request.Feature, totals, meter, limit, held, now, period, closed);
        TallyTarget target = contract.Target(meter, period, closed, request.Properties);
        FurtherLimits? further = FurtherLimits.Of(holdings, request, contract, right, target, totals, limit, standing, at);
        StandingLimit? tightest = null;
        Passage passage = further is null
            ? AtTheLimit.Decide(right, standing, request.Units, limit.Beyond(request.Units), request.AllowPartial)
            : further.Decide(right, standing, limit, request, out tightest);
        Limit shown = taken ? limit.After(passage.Granted) : limit;

        List<Burn> burns = holdings is null ? None : [];
        Quantity burnt = passage.Allowed ? burning.Cover(passage.Granted, at, request.Properties, target, burns) : Quantity.Zero;
        foreach (Burn burn in burns)
            burnt -= burn.Units.ToQuantity();
        ImmutableArray<LimitState> limits = further?.After(taken ? passage.Granted : Quantity.Zero, shown, period.End) ?? [];
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
                limit.Reserved + held.Beyond,
                shown.Remaining,
                passage.Beyond,
                Grace.IsFree(right, standing) ? Money.Zero : OveragePrice.Of(contract, meter, period, right.Included, request.Properties),
                burnt,
                burns,
                period.Start,
                tightest?.ResetsAt ?? period.End
            ),
            contract.Contract
        )
        {
            Rule = resolution.Rule,
            Override = resolution.Override,
            Throttle = passage.Throttle,
            Limits = limits,
            TightestLimit = further is null ? null : FurtherLimits.NameOf(tightest, passage, request.Units, limits),
        };
    }

    private static Decision Denied(string account, string feature, Reason reason, ContractBook? contract) => new(
        account,
        feature,
        Allowed: false,
        Included: false,
        reason,
        Quantity.Zero,
        Duplicate: false,
        Value: null,
        Metered: null,
        contract?.Contract
    );
}
