using System.Collections.Immutable;
using Tollgate.Engine.Time;

namespace Tollgate.Engine.Contracts;

/// <summary>What was agreed with one account: a plan, as a catalog version has it, from an instant, to one or for good.</summary>
/// <param name="Version">1 when it is made; an amendment raises it.</param>
/// <param name="EndsAt">Exclusive; null runs until it is ended.</param>
public sealed record Contract(
    string Id,
    string AccountId,
    string Plan,
    int CatalogVersion,
    int Version,
    string Currency,
    EffectiveAt StartsAt,
    EffectiveAt? EndsAt,
    ImmutableSortedDictionary<string, string> ExternalIds
)
{
    public ContractTerms Terms { get; init; } = ContractTerms.None;

    /// <summary>Until then, from the start on, nothing is charged; null without a trial. The trial is a billing period of its own.</summary>
    public EffectiveAt? TrialEndsAt { get; init; }

    /// <summary>The account above its own that its invoices are addressed to; null when its own account pays.</summary>
    public string? BillTo { get; init; }

    /// <summary>The buyer's own number for it, which its invoice lines carry; null when none was named.</summary>
    public string? PurchaseOrder { get; init; }

    /// <summary>While this version holds the contract is paused: it gives no rights and charges nothing.</summary>
    public bool Paused { get; init; }

    /// <summary>From when its promotions count their periods; null is from the contract's start.</summary>
    public EffectiveAt? PromotedFrom { get; init; }

    /// <summary>From whose local time its period boundaries are computed; null is as its plans say.</summary>
    public EffectiveAt? BillingAnchor { get; init; }

    /// <summary>For how long it is agreed at a time; null is without terms.</summary>
    public RenewalTerm? Term { get; init; }

    /// <summary>The contract with which it ends and is billed on the same days, by id; null is none.</summary>
    public string? CoTermWith { get; init; }

    /// <summary>Whether another version has the same terms, so that counts go on.</summary>
    public bool HasTermsOf(Contract other) => IsOnPlanOf(other) && Paused == other.Paused;

    /// <summary>The same whether or not either is paused.</summary>
    public bool IsOnPlanOf(Contract other) => Plan == other.Plan && CatalogVersion == other.CatalogVersion && Terms == other.Terms;
}
