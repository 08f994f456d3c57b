using Tollgate.Engine.Accounts;
using Tollgate.Engine.Catalog;
using Tollgate.Engine.Contracts;
using Tollgate.Engine.Exceptions;
using Tollgate.Engine.Numbers;
using Tollgate.Engine.Time;

namespace Tollgate.Engine.Entitlements;

/// <summary>Which right of an account to a feature applies to a request at an instant, or the reason why none does.</summary>
/// <param name="Contract">Null only when no contract is in force.</param>
/// <param name="Right">A single one, whose condition is met; null when none applies.</param>
/// <param name="Meter">What counts the feature's units, as the contract's catalog version has it, or without a contract the one in force.</param>
public readonly record struct Resolution(ContractBook? Contract, Entitlement? Right, Meter? Meter, Reason? Missing)
{
    /// <summary>Who was granted units of a feature that his plan does not name has just these.</summary>
    internal static readonly MeteredEntitlement ByGrant = new(Quantity.Zero, Enforcement.Hard);

    /// <summary>The step that decided.</summary>
    public Rule Rule { get; init; }

    /// <summary>The override that decided, or null.</summary>
    public Override? Override { get; init; }

    /// <summary>The account does not pay, and the policy made a limit hard that was not.</summary>
    public bool IsDegraded { get; init; }

    /// <summary>What the right of the step that decided asks for, and did not find; null unless that is why there is none.</summary>
    public UnmetCondition? Unmet { get; init; }

    /// <summary>The right to units of a metered feature, under the name by which it is asked for; null of any other.</summary>
    internal MeteredRight? Metered(string feature)
    {
        if (Right is not MeteredEntitlement metered || Contract is null || Meter is null)
            return null;
        return Contract.MeteredRight(Meter.Name) is { } plan && plan.Feature == feature && ReferenceEquals(plan.Entitlement, metered) ? plan : new MeteredRight(feature, metered);
    }

    /// <param name="now">On the shard's time: who was suspended or has not paid by then is not let in by an earlier instant.</param>
    public static Resolution Of(Books books, AccountBook account, EntitlementRequest request, EffectiveAt at, RecordedAt now) =>
        new ResolutionSteps(books, account, request, at, now).Decide();
}
