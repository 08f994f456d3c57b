using System.Collections.Immutable;
using Tollgate.Engine.Catalog;
using Tollgate.Engine.Time;

namespace Tollgate.Engine.Contracts;

/// <summary>Puts an account on a plan of the catalog in force.</summary>
/// <param name="Id">Made for the command; it names the account's home shard.</param>
/// <param name="AccountId">Or an external id.</param>
/// <param name="Plan">Null when the terms name a bundle.</param>
/// <param name="StartsAt">May lie in the past; null is now.</param>
public sealed record StartContract(
    string Id,
    string AccountId,
    string? Plan,
    EffectiveAt? StartsAt,
    EffectiveAt? EndsAt,
    ImmutableSortedDictionary<string, string> ExternalIds
) : Command<AmendedContract>
{
    /// <summary>What is asked for beside the plan; a bundle's own add-ons are not in it.</summary>
    public ContractTerms Terms { get; init; } = ContractTerms.None;

    /// <summary>What it is billed in; null is what its plan is priced in.</summary>
    public string? Currency { get; init; }

    /// <summary>In place of plan and terms: one after the other; empty is without phases.</summary>
    public ImmutableArray<Phase> Phases { get; init; } = [];

    /// <inheritdoc cref="Contract.Term"/>
    public RenewalTerm? Term { get; init; }

    /// <inheritdoc cref="Contract.CoTermWith"/>
    public string? CoTermWith { get; init; }

    /// <inheritdoc cref="Contract.BillingAnchor"/>
    public EffectiveAt? BillingAnchor { get; init; }

    /// <inheritdoc cref="Contract.PurchaseOrder"/>
    public string? PurchaseOrder { get; init; }

    /// <inheritdoc cref="Contract.BillTo"/>
    public string? BillTo { get; init; }
}

/// <summary>Gives a contract other terms.</summary>
/// <param name="Plan">As the catalog in force has it; null leaves it.</param>
/// <param name="EffectiveAt">From when; null is now. It may lie in the past.</param>
/// <param name="EndsAt">Null leaves it.</param>
/// <param name="AddOns">All that it has then; null leaves them.</param>
/// <param name="Negotiated">Null leaves them.</param>
public sealed record AmendContract(
    string ContractId,
    string? Plan,
    EffectiveAt? EffectiveAt,
    NewEnd? EndsAt,
    AllowanceOnChange AllowanceOnChange,
    ImmutableArray<AddOnQuantity>? AddOns,
    NewTerms? Negotiated,
    string? Reason,
    string? Author
) : Command<AmendedContract>
{
    /// <inheritdoc cref="ContractAmended.Cancels"/>
    public bool Cancels { get; init; }

    /// <summary>Null leaves the payer.</summary>
    public NewPayer? BillTo { get; init; }

    /// <summary>What usage comes to that was counted of the time already; null when none was looked for.</summary>
    public RetallyRun? Counted { get; init; }

    /// <summary>Null leaves it.</summary>
    public NewPurchaseOrder? PurchaseOrder { get; init; }
}

/// <summary>Charges nothing and gives no rights from an instant on.</summary>
/// <param name="From">Null is now.</param>
/// <param name="Until">Null is until it is resumed.</param>
public sealed record PauseContract(string ContractId, EffectiveAt? From, EffectiveAt? Until, string? Reason, string? Author) : Command<AmendedContract>;

/// <summary>Ends a pause.</summary>
/// <param name="At">Null is now.</param>
public sealed record ResumeContract(string ContractId, EffectiveAt? At, string? Reason, string? Author) : Command<AmendedContract>;

/// <summary>Lets a contract end.</summary>
/// <param name="At">Null is the end of its term, or without terms of the billing period.</param>
public sealed record CancelContract(string ContractId, EffectiveAt? At, string? Reason, string? Author) : Command<AmendedContract>;

/// <summary>Takes a cancellation back, before the contract has ended.</summary>
public sealed record ReinstateContract(string ContractId, string? Reason, string? Author) : Command<AmendedContract>;

/// <summary>A contract as it holds at an instant, with its amendments as they are known.</summary>
public sealed record AmendedContract(Contract Contract, ImmutableArray<ContractAmended> Amendments)
{
    /// <returns>Null when it was not known then.</returns>
    public static AmendedContract? Of(ContractBook contract, EffectiveAt at, RecordedAt knownAt) =>
        contract.TermsAt(at, knownAt) is { } terms ? new AmendedContract(terms, [.. contract.Amendments.Where(amended => amended.At <= knownAt)]) : null;
}

/// <param name="AccountId">Null is the contract's own account.</param>
public sealed record NewPayer(string? AccountId);

/// <param name="At">Exclusive; null is for good.</param>
public sealed record NewEnd(EffectiveAt? At);

/// <param name="Number">The buyer's own; null is none any more.</param>
public sealed record NewPurchaseOrder(string? Number);

/// <param name="Text">As <see cref="ContractTerms.Negotiated"/>; null is none any more.</param>
public sealed record NewTerms(string? Text);
