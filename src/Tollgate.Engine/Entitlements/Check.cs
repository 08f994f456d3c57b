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
    /// <summary>Null when the request makes sense; a check and a consume ask this first.</summary>
    public static Rejection? Refuse(EntitlementRequest request) =>
        request.Units.IsNegative ? MeterReading.Negative("/requested_units") : null;

    public static Decision Decide(Books books, EntitlementRequest request, RecordedAt now)
    {
        if (books.Account(request.AccountId) is not { } account)
            return Denied(request.AccountId, request.Feature, Reason.AccountNotFound);

        EffectiveAt at = request.At ?? new EffectiveAt(now.Microseconds);
        Resolution resolution = Resolution.Of(books, account, request.Feature, at);
        return resolution.Right switch
        {
            null => Denied(account.Account.Id, request.Feature, resolution.Missing!.Value, resolution.Contract),
            BooleanEntitlement right => Boolean(account, request, resolution.Contract!, right),
            ConfigEntitlement right => Config(account, request, resolution.Contract!, right),
            MeteredEntitlement right => Metered(account, request, resolution.Contract!, right, at),
            _ => throw new InvalidOperationException($"No rule decides {resolution.Right.GetType().Name}."),
        };
    }

    private static Decision Boolean(AccountBook account, EntitlementRequest request, ContractBook contract, BooleanEntitlement right) => new(
        account.Account.Id,
        request.Feature,
        right.Granted,
        right.Granted,
        right.Granted ? Reason.WithinLimit : Reason.FeatureNotIncluded,
        right.Granted ? request.Units : Quantity.Zero,
        Duplicate: false,
        Value: null,
        Metered: null,
        Explain(contract, [], null)
    );

    private static Decision Config(AccountBook account, EntitlementRequest request, ContractBook contract, ConfigEntitlement right)
    {
        bool allowed = request.Value is null || ConfigValue.Satisfies(right, request.Value);
        return new Decision(
            account.Account.Id,
            request.Feature,
            allowed,
            Included: true,
            allowed ? Reason.WithinLimit : Reason.ValueMismatch,
            allowed ? request.Units : Quantity.Zero,
            Duplicate: false,
            ConfigValue.Json(right),
            Metered: null,
            Explain(contract, [], null)
        );
    }

    private static Decision Metered(
        AccountBook account,
        EntitlementRequest request,
        ContractBook contract,
        MeteredEntitlement right,
        EffectiveAt at
    )
    {
        string meter = contract.Catalog.Features[request.Feature].Meter!;
        BillingPeriod period = contract.PeriodAt(at);
        Limit limit = LimitOf(contract, period, meter, right);
        Quantity beyond = limit.Beyond(request.Units);
        bool allowed = beyond.IsZero || right.Enforcement == Enforcement.Soft;
        Reason reason = beyond.IsZero ? Reason.WithinLimit : allowed ? Reason.SoftLimitExceeded : Reason.QuotaExceeded;
        Allowance? allowance = Allowance.Of(contract, period, meter);

        return new Decision(
            account.Account.Id,
            request.Feature,
            allowed,
            Included: true,
            reason,
            allowed ? request.Units : Quantity.Zero,
            Duplicate: false,
            Value: null,
            new MeteredState(
                right.Enforcement,
                limit.Units,
                limit.Consumed,
                limit.Remaining,
                allowed ? beyond : Quantity.Zero,
                OveragePrice.Of(contract, meter, period, right.Included, request.Properties),
                period.End
            ),
            Explain(
                contract,
                allowed && allowance is { } grant && !grant.Cover(request.Units).IsZero
                    ? [new Burn(grant.GrantId, grant.Cover(request.Units))]
                    : [],
                limit.Units is null ? null : account.Account.Id
            )
        );
    }

    /// <summary>
    /// A closed period has nothing left to give: its allowance closed with it, and what was used in it is on a final invoice and no longer in
    /// memory. Only what reached it afterwards is known.
    /// </summary>
    private static Limit LimitOf(ContractBook contract, BillingPeriod period, string meter, MeteredEntitlement right) => contract.IsClosed(period)
        ? new Limit(right.Included is null ? null : Quantity.Zero, contract.LateTotals(period).Meter(meter).Used)
        : new Limit(right.Included, contract.Totals(period).Meter(meter).Used);

    private static Explanation Explain(ContractBook contract, Burn[] burns, string? limitedBy) => new(
        "plan",
        contract.Contract.Id,
        contract.Contract.Version,
        contract.Contract.Plan,
        contract.Contract.CatalogVersion,
        [.. burns],
        limitedBy
    );

    private static Decision Denied(string account, string feature, Reason reason, ContractBook? contract = null) => new(
        account,
        feature,
        Allowed: false,
        Included: false,
        reason,
        Quantity.Zero,
        Duplicate: false,
        Value: null,
        Metered: null,
        contract is null ? null : Explain(contract, [], null)
    );
}
