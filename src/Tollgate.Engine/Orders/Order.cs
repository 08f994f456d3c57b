using System.Collections.Immutable;
using Tollgate.Engine.Accounts;
using Tollgate.Engine.Contracts;
using Tollgate.Engine.Ledger;
using Tollgate.Engine.Time;

namespace Tollgate.Engine.Orders;

/// <summary>What was sold to one account, as one revision of an order says it: all that is to be so, and not the difference to the revision before.</summary>
/// <param name="Digest">Of the order as it was sent: the same revision with another digest is another order.</param>
/// <param name="PurchaseOrder">The buyer's own number for it, which its contracts and their invoice lines carry.</param>
public sealed record OrderTerms(string OrderId, int Revision, string Digest, OrderedAccount Account, string? PurchaseOrder, ImmutableArray<OrderLine> Lines)
{
    /// <summary>From when what it changes of contracts holds, where a line says nothing else; null is when it is done.</summary>
    public EffectiveAt? EffectiveAt { get; init; }
}

/// <summary>Whom an order is for. What is null is as the account has it; of one that is to be made, as every new account has it.</summary>
/// <param name="Id">Of one that is there also its name in another system.</param>
public sealed record OrderedAccount(
    string Id,
    string? ParentId,
    AccountKind? Kind,
    string? Name,
    string? Currency,
    string? TimeZone,
    string? LegalEntity,
    ImmutableSortedDictionary<string, string> ExternalIds,
    ImmutableSortedDictionary<string, string> Attributes
);

/// <summary>A line of an order: a contract, or a grant.</summary>
/// <param name="Id">The line's own in the system that it comes from; the same in every revision.</param>
/// <param name="Digest">Of the line as it was sent: the same in two revisions, it is the same line.</param>
public sealed record OrderLine(string Id, string Digest, OrderedContract? Contract, Grant? Grant)
{
    /// <summary>From when what it changes of its contract holds; null is when the order says.</summary>
    public EffectiveAt? EffectiveAt { get; init; }
}

/// <param name="Id">The contract's, once it is made.</param>
/// <param name="EndsAt">Exclusive; null is open.</param>
public sealed record OrderedContract(string Id, string Plan, EffectiveAt StartsAt, EffectiveAt? EndsAt, ImmutableSortedDictionary<string, string> ExternalIds)
{
    /// <summary>What is agreed beside the plan.</summary>
    public ContractTerms Terms { get; init; } = ContractTerms.None;
}

/// <summary>How a revision of an order stands.</summary>
public enum OrderState
{
    /// <summary>In the inbox: nothing of it is done, and its problem says why.</summary>
    Waiting,

    /// <summary>All of it is done.</summary>
    Applied,

    /// <summary>It waited, and a newer revision came.</summary>
    Superseded,

    /// <summary>It came after a newer revision: it is kept, and never done.</summary>
    Refused,
}

/// <summary>What came of a revision.</summary>
/// <param name="Problem">Why it waits, or is refused; null when it is applied.</param>
/// <param name="Done">What it made, changed and took back; empty unless it is applied.</param>
public sealed record OrderOutcome(OrderState State, OrderProblem? Problem, ImmutableArray<OrderedChange> Done);

/// <param name="Code">Stable, for programs.</param>
/// <param name="Detail">A sentence that says what is wrong and what to do.</param>
/// <param name="Pointer">A JSON pointer into the order; null when the whole of it is meant.</param>
public sealed record OrderProblem(string Code, string Detail, string? Pointer);

public enum OrderedKind
{
    Contract,
    Grant,
}

public enum OrderedAct
{
    Made,
    Voided,

    /// <summary>The contract has other terms, or another end.</summary>
    Amended,

    /// <summary>The contract ends, since the order has its line no more.</summary>
    Ended,
}

/// <summary>A thing that a line of an order made, changed or took back.</summary>
/// <param name="Id">Of the contract or grant.</param>
public readonly record struct OrderedChange(string Line, OrderedKind Kind, string Id, OrderedAct Act);
