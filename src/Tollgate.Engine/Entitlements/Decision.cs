using System.Collections.Immutable;
using Tollgate.Engine.Catalog;
using Tollgate.Engine.Contracts;
using Tollgate.Engine.Exceptions;
using Tollgate.Engine.Ledger;
using Tollgate.Engine.Numbers;
using Tollgate.Engine.Seats;
using Tollgate.Engine.Time;

namespace Tollgate.Engine.Entitlements;

/// <summary>Why a request was allowed or denied: a closed list. Their numbers stand in decisions' ids, so that new ones come last.</summary>
public enum Reason
{
    WithinLimit,
    SoftLimitExceeded,
    QuotaExceeded,
    FeatureNotIncluded,
    FeatureNotFound,
    ValueMismatch,
    AccountNotFound,
    ContractNotStarted,
    ContractExpired,
    InGrace,
    Throttled,
    AccountSuspended,
    AccountDelinquent,
    InsufficientCredits,
    ConditionNotMet,
    SeatNotAssigned,
    SpendCapExceeded,
}

/// <summary>The steps of the resolution, of which the first that names a feature decides. <see cref="ResolutionSteps"/> has their order.</summary>
public enum Rule
{
    /// <summary>The plan version of the contract.</summary>
    Plan,

    /// <summary>The plan does not name the feature, but units of it were granted.</summary>
    Grant,

    /// <summary>The account is suspended, or does not pay.</summary>
    Status,

    /// <summary>A dated exception.</summary>
    Override,

    /// <summary>The environment's own right to what a plan does not name.</summary>
    Default,

    /// <summary>What was bought beside the plan.</summary>
    AddOn,

    /// <summary>What the contract negotiates in place of its plan and add-ons.</summary>
    ContractTerm,
}

/// <summary>
/// The answer to a check or a consume, with all that led to it. A denial is an answer, never an error. It is kept as numbers and references:
/// whoever shows it makes the texts, and the loop that decides has none to make.
/// </summary>
/// <param name="Included">The account has the feature at all.</param>
/// <param name="GrantedUnits">What was granted, or would be; less than what was asked for where a part was allowed to be enough.</param>
/// <param name="Duplicate">The consume was counted before; this answer burnt nothing.</param>
/// <param name="Value">A config feature's value, as JSON text.</param>
/// <param name="Metered">Null unless the feature is metered and included.</param>
/// <param name="Contract">The contract whose plan decided; null when none is in force.</param>
public sealed record Decision(
    string AccountId,
    string Feature,
    bool Allowed,
    bool Included,
    Reason Reason,
    Quantity GrantedUnits,
    bool Duplicate,
    string? Value,
    MeteredState? Metered,
    Contract? Contract
)
{
    /// <summary>The step of the resolution that decided.</summary>
    public Rule Rule { get; init; }

    /// <summary>The override that decided, or null.</summary>
    public Override? Override { get; init; }

    /// <summary>What the right asks for and did not find; null unless that is the reason.</summary>
    public UnmetCondition? Unmet { get; init; }

    /// <summary>The consume was counted before with other content; what was counted stays, and this answer granted nothing.</summary>
    public bool Conflict { get; init; }

    /// <summary>The account does not pay, and its delinquency made the limit hard.</summary>
    public bool IsDegraded { get; init; }

    /// <summary>Null unless the feature's throttle had a say.</summary>
    public Throttling? Throttle { get; init; }

    /// <summary>Null unless it is a seat feature, and included.</summary>
    public SeatState? Seats { get; init; }

    /// <summary>The seat feature of which a subject must hold a seat to use this one, whether or not he does; null asks for none.</summary>
    public string? NeedsSeatOf { get; init; }

    /// <summary>Every limit that stands on the request, where there are more than the units of the billing period; else none.</summary>
    public ImmutableArray<LimitState> Limits { get; init; } = [];

    /// <summary>Which of <see cref="Limits"/> answers, by its name: the one that let least pass, or of which least is left.</summary>
    public string? TightestLimit { get; init; }

    /// <summary>The limit of which the fewest units are left, of those that count all units; null without one.</summary>
    public UnitLimit? Least => !Limits.IsEmpty ? LimitState.Least(Limits)
        : Metered is { Limit: { } units, Remaining: { } left } state ? new UnitLimit(LimitNames.UsageLimit, units, state.Consumed, left, state.ResetsAt)
        : null;

    /// <summary>What may be used still, of the units of the period and of each window's, whichever is least; null is without limit.</summary>
    public Quantity? Remaining => Limits.IsEmpty ? Metered?.Remaining : Least?.Remaining;

    /// <summary>When the limit that answers begins anew: of what one of several denied or let pass only in part, that one's; else the end of the billing period. Null unless the feature is metered.</summary>
    public EffectiveAt? ResetsAt => Refuser?.ResetsAt ?? Metered?.ResetsAt;

    /// <summary>The account whose limit the answer is about; null when there is none.</summary>
    public string? LimitedBy => Metered?.Limit is null && Seats?.Limit is null && TightestLimit is null ? null : AccountId;

    private LimitState? Refuser => Reason is Reason.QuotaExceeded or Reason.SpendCapExceeded && !Limits.IsEmpty
        ? Limits.FirstOrDefault(limit => limit.Name == TightestLimit)
        : null;
}

/// <summary>How a metered feature stands: before a check's request, after a consume's.</summary>
/// <param name="Limit">Units that may be used in the period: what of its usage is covered, and what is available; null is without limit.</param>
/// <param name="Reserved">Units that are held for reservations, within the limit and beyond.</param>
/// <param name="Remaining">Null is without limit.</param>
/// <param name="OverageUnits">The request's own part beyond the limit.</param>
/// <param name="OveragePrice">What the next unit beyond the limit costs; null when the plan does not price it.</param>
/// <param name="Burnt">What the request burns from the plan's grant of the period.</param>
/// <param name="Burns">What it burns from other grants.</param>
/// <param name="ResetsAt">The end of the billing period.</param>
public sealed record MeteredState(
    Enforcement Enforcement,
    Quantity? Limit,
    Quantity Consumed,
    Quantity Reserved,
    Quantity? Remaining,
    Quantity OverageUnits,
    Money? OveragePrice,
    Quantity Burnt,
    IReadOnlyList<Burn> Burns,
    EffectiveAt PeriodStart,
    EffectiveAt ResetsAt
)
{
    /// <summary>Null unless the feature is paid from a wallet.</summary>
    public WalletState? Wallet { get; init; }
}

/// <summary>How the wallet stands that pays for a feature: before a check's request, after a consume's.</summary>
/// <param name="Unit">A currency or a credit.</param>
/// <param name="Available">For such a request.</param>
/// <param name="Cost">What the request takes.</param>
public sealed record WalletState(string Unit, Units Available, Units Cost);
