using System.Collections.Immutable;
using Tollgate.Engine.Metering;
using Tollgate.Engine.Time;

namespace Tollgate.Engine.Simulation;

/// <summary>Whose periods are rated again: those billing periods of each contract that start in <c>[From, To)</c>, so that windows that touch share no period.</summary>
/// <param name="To">Not behind now: what has not begun is nobody's usage yet.</param>
/// <param name="Accounts">Own ids; null is all.</param>
public sealed record SimulationTerms(EffectiveAt From, EffectiveAt To, ImmutableSortedSet<string>? Accounts)
{
    /// <summary>Accounts of which a contract was amended of a time before: their usage is kept while they are lived through, so that it can be counted again.</summary>
    public ImmutableSortedSet<string> LearntLate { get; init; } = ImmutableSortedSet.Create<string>(StringComparer.Ordinal);

    public static ImmutableSortedSet<string> LearntLateOf(Books books) => books.Contracts.Values
        .Where(contract => contract.IsFirst && contract.Amendments.Any(amended => amended.EffectiveAt < AcceptanceWindow.Latest(amended.At)))
        .Select(contract => contract.Contract.AccountId)
        .ToImmutableSortedSet(StringComparer.Ordinal);

    internal bool IsAbout(string accountId) => Accounts is null || Accounts.Contains(accountId);
}

/// <summary>Under what they are rated: a catalog, and which of its plans stands for which.</summary>
/// <param name="Document">As it would be published, and without a problem.</param>
/// <param name="Plan">For every contract; null leaves each its own, but for <paramref name="Plans"/>.</param>
/// <param name="Plans">By the contract's own plan.</param>
public sealed record Candidate(string Document, string? Plan, ImmutableSortedDictionary<string, string> Plans)
{
    /// <summary>The plan that a contract would be on.</summary>
    public string PlanFor(string plan) => Plan ?? Plans.GetValueOrDefault(plan) ?? plan;
}

/// <summary>Something of the journal that the terms would not take, and is therefore in no amount.</summary>
/// <param name="Count">How often the same was refused.</param>
public sealed record Unsimulated(string AccountId, string Code, string Detail, long Count);
