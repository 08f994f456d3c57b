using Tollgate.Engine.Accounts;
using Tollgate.Engine.Catalog;
using Tollgate.Engine.Contracts;
using Tollgate.Engine.Ledger;
using Tollgate.Engine.Metering;
using Tollgate.Engine.Numbers;
using Tollgate.Engine.Seats;
using Tollgate.Engine.Time;

namespace Tollgate.Engine.Entitlements;

/// <summary>Answers whether a request would be allowed now. It changes nothing and promises nothing.</summary>
public static class Check
{
    private const int MostDaysAhead = 31;
    private const long Day = 86_400_000_000;

    /// <summary>Null when the request makes sense; a check and a consume ask this first.</summary>
    public static Rejection? Refuse(EntitlementRequest request) =>
        request.Units.IsNegative ? MeterReading.Negative("/requested_units") : null;

    /// <summary>The same of a question without any effect, which may look ahead: so far, since what falls due until then is worked out for each.</summary>
    public static Rejection? Refuse(EntitlementRequest request, RecordedAt now) => Refuse(request) ?? (request.At?.Microseconds > now.Microseconds + (MostDaysAhead * Day)
        ? new Rejection(RejectionKind.Invalid, "asked_too_far_ahead", $"The instant is {request.At}; a check looks up to {MostDaysAhead} days ahead, and it is {now} now.", "/timestamp")
        : null);

    public static Decision Decide(Books books, EntitlementRequest request, RecordedAt now)
    {
        if (books.Account(request.AccountId) is not { } account)
            return NoAccount(request);
        EffectiveAt at = request.At ?? new EffectiveAt(now.Microseconds);
        // What falls due by then counts as if it were recorded already.
        Holdings? holdings = account.HoldingsAt(at.Microseconds > now.Microseconds ? at : new EffectiveAt(now.Microseconds), now);
        Resolution resolution = Resolution.Of(books, account, request, at, now);
        return RetryPromise.Kept(books, account, request, resolution, Decide(account, holdings, request, resolution, at, now, taken: false), now);
    }

    /// <summary>The decision, or why there is none: as a consume of the same request would be refused, whose units could not be counted any more.</summary>
    public static Outcome Answer(Books books, EntitlementRequest request, RecordedAt now)
    {
        if (Refuse(request, now) is { } senseless)
            return senseless;
        Decision decision = Decide(books, request, now);
        return RefuseTotal(books, decision, request.At ?? new EffectiveAt(now.Microseconds)) is { } full ? full : Outcome.Of(decision);
    }

    /// <summary>Null when what is allowed can be counted in its period.</summary>
    internal static Rejection? RefuseTotal(Books books, Decision decision, EffectiveAt at)
    {
        if (decision is not { Allowed: true, GrantedUnits.IsZero: false, Metered: not null, Contract: { } decided })
            return null;
        ContractBook contract = books.Contracts[decided.Id];
        BillingPeriod period = contract.PeriodAt(at);
        return contract.Feature(decision.Feature).Meter is { } meter && Tallying.RefuseAmount(contract, period, contract.IsClosed(period), meter.Name, decision.GrantedUnits) is { } full
            ? full with { Pointer = "/requested_units" }
            : null;
    }

    internal static Decision NoAccount(EntitlementRequest request) => Denied(request.AccountId, request.Feature, Reason.AccountNotFound, null);

    /// <param name="holdings">The account's grants that may be burnt.</param>
    /// <param name="taken">Answers the state after the units are gone, if they are allowed; else the state before.</param>
    /// <param name="held">Answers how the further limits stand once the units are held, if they are allowed.</param>
    internal static Decision Decide(AccountBook account, Holdings? holdings, EntitlementRequest request, in Resolution resolution, EffectiveAt at, RecordedAt now, bool taken, bool held = false) => resolution.Right switch
    {
        null => Denied(account.Id, request.Feature, resolution.Missing!.Value, resolution.Contract) with { Rule = resolution.Rule, Override = resolution.Override, Unmet = resolution.Unmet },
        { NeedsSeatOf: not null } right => ForHolders(account, holdings, request, resolution, right, at, now, taken, held),
        SeatEntitlement right => SeatHolding.Decide(account, request, resolution, right, now),
        BooleanEntitlement right => Boolean(account, request, resolution.Contract, right) with { Rule = resolution.Rule, Override = resolution.Override },
        ConfigEntitlement right => Config(account, request, resolution.Contract, right) with { Rule = resolution.Rule, Override = resolution.Override },
        MeteredEntitlement right => MeteredCheck.Decide(account, holdings, request, resolution, right, at, now, taken, held),
        _ => throw new InvalidOperationException($"No rule decides {resolution.Right.GetType().Name}."),
    };

    private static Decision ForHolders(
        AccountBook account,
        Holdings? holdings,
        EntitlementRequest request,
        in Resolution resolution,
        Entitlement right,
        EffectiveAt at,
        RecordedAt now,
        bool taken,
        bool held
    )
    {
        string seat = right.NeedsSeatOf!;
        bool holds = SeatHolding.Holds(account, seat, request, now);
        Decision decision = Decide(account, holdings, request, resolution with { Right = right with { NeedsSeatOf = null } }, at, now, taken && holds, held && holds);
        return holds ? decision with { NeedsSeatOf = seat } : SeatHolding.Unseated(decision, seat);
    }

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
