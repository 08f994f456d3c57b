using Tollgate.Engine.Alerts;
using Tollgate.Engine.Catalog;
using Tollgate.Engine.Entitlements;
using Tollgate.Engine.Numbers;
using Tollgate.Engine.Time;

namespace Tollgate.Engine.Exceptions;

/// <summary>A dated exception to an account's entitlement: it stands above the plan for its time, with who gave it and why.</summary>
/// <param name="From">Inclusive.</param>
/// <param name="Until">Exclusive; null until it is ended.</param>
public sealed record Override(string Id, string Feature, OverrideTerms Terms, EffectiveAt From, EffectiveAt? Until, string Reason, string Author)
{
    /// <summary>What must be so for it to hold; while it is not, the feature is denied. Null is always.</summary>
    public Condition? When { get; init; }

    public bool Covers(EffectiveAt at) => From <= at && !(at >= Until);
}

/// <summary>
/// What an override says instead of the plan; which of the fields is read, the feature's kind decides. A text may stand beside the number, and a flag
/// beside the grant, that it can be read as.
/// </summary>
/// <param name="Granted">Of a boolean feature.</param>
/// <param name="Number">Of a config feature of type number; so are the next two of the other types.</param>
/// <param name="Enforcement">Of a metered feature: what happens at the limit; null is as the plan has it. Units come from the plan and from grants.</param>
/// <param name="Cap">Of a metered feature: no more units than these in a billing period, whatever is available; null is no bound.</param>
public sealed record OverrideTerms(bool? Granted, Quantity? Number, string? Text, bool? Flag, Enforcement? Enforcement, Quantity? Cap)
{
    /// <summary>Of a seat feature: how many seats there are.</summary>
    public int? Seats { get; init; }

    /// <summary>Of a metered feature: no more overage in a billing period, in place of the plan's cap; null is as the plan has it.</summary>
    public Quantity? OverageCap { get; init; }

    /// <summary>Of a metered feature: no more spend in a billing period, in place of the plan's cap on the feature; null is as the plan has it.</summary>
    public Money? SpendCap { get; init; }

    /// <summary>The right to a feature under these terms; null when they were said of a feature that is of another kind by now.</summary>
    /// <param name="plan">What the plan says, or null.</param>
    public Entitlement? RightTo(Feature feature, Entitlement? plan) => feature.Kind switch
    {
        FeatureKind.Boolean => Granted is { } granted ? new BooleanEntitlement(granted) : null,
        FeatureKind.Config => feature.ConfigType switch
        {
            ConfigType.Number => Number is null ? null : new ConfigEntitlement(Number, null, null),
            ConfigType.String => Text is null ? null : new ConfigEntitlement(null, Text, null),
            _ => Flag is null ? null : new ConfigEntitlement(null, null, Flag),
        },
        FeatureKind.Seat => Seats is { } seats ? new SeatEntitlement(seats, feature.Seats!) : null,
        _ => Enforcement is null && Cap is null && OverageCap is null && SpendCap is null ? null : Metered(plan as MeteredEntitlement ?? Resolution.ByGrant),
    };

    private MeteredEntitlement Metered(MeteredEntitlement plan)
    {
        // Grace and throttle have terms, which only a plan has said.
        MeteredEntitlement right = Enforcement is { } said && said != plan.Enforcement ? plan with { Enforcement = said, Grace = null, Throttle = null } : plan;
        return right with { Cap = Cap, Limits = Limited(right.Limits) };
    }

    private FeatureLimits? Limited(FeatureLimits? plan)
    {
        if (OverageCap is null && SpendCap is null)
            return plan;
        FeatureLimits limits = plan ?? new FeatureLimits([], null, null, null);
        return limits with
        {
            OverageCap = OverageCap ?? limits.OverageCap,
            SpendCap = SpendCap is { } amount ? new SpendCap(amount, limits.SpendCap?.Thresholds ?? Thresholds.Default) : limits.SpendCap,
        };
    }
}

/// <summary>An override as it stands.</summary>
public sealed record StandingOverride(Override Terms, RecordedAt SetAt, RecordedAt? EndedAt)
{
    /// <summary>Whether it speaks of an instant. One that was ended does not speak of any time after that.</summary>
    public bool Covers(EffectiveAt at) => Terms.Covers(at) && !(at.Microseconds >= EndedAt?.Microseconds);
}
