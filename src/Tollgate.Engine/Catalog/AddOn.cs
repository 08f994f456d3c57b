using System.Collections.Immutable;

namespace Tollgate.Engine.Catalog;

/// <summary>A bundle of entitlements and charges that is bought beside a plan, in a quantity.</summary>
/// <param name="Title">As invoices call it.</param>
/// <param name="Currency">What its charges are in.</param>
/// <param name="Plans">Those that may take it; null is all.</param>
/// <param name="MaxQuantity">The most that one contract may have.</param>
public sealed record AddOn(
    string Name,
    string Title,
    string Currency,
    ImmutableSortedDictionary<string, Entitlement> Entitlements,
    ImmutableArray<Charge> Charges,
    ImmutableSortedSet<string>? Plans,
    int MaxQuantity
)
{
    /// <summary>More than these are no quantity that anybody means.</summary>
    public const int MostQuantity = 1_000_000;

    /// <summary>The metered features whose limit it sets, in place of the plan's; of others it only adds units.</summary>
    public ImmutableSortedSet<string> SetsLimitOf { get; init; } = [];

    public bool IsFor(Plan plan) => (Plans is null || Plans.Contains(plan.Id)) && (Charges.IsEmpty || plan.Currency == Currency);
}

/// <param name="Quantity">From 1 to <see cref="AddOn.MostQuantity"/>.</param>
public sealed record AddOnQuantity(string AddOn, int Quantity)
{
    /// <summary>When the contract has it no more, exclusive; null is as long as its terms hold.</summary>
    public Time.EffectiveAt? EndsAt { get; init; }
}

/// <summary>A plan with add-ons, sold under one name. A contract that is started from it has just these.</summary>
public sealed record Bundle(string Name, string Plan, ImmutableArray<AddOnQuantity> AddOns);

/// <summary>A discount that a code gives to a contract, for its first billing periods.</summary>
/// <param name="Discount">Off each of its charges, after the charge's own discounts.</param>
/// <param name="Charges">Their names; empty is all.</param>
/// <param name="Periods">How many, from the first that is billed on; null is all.</param>
/// <param name="From">For contracts that start from here on, and before <paramref name="Until"/>.</param>
/// <param name="MaxRedemptions">How many contracts may have it; null is any number.</param>
public sealed record Promotion(string Code, Rating.Discount Discount, ImmutableArray<string> Charges, int? Periods, Time.EffectiveAt? From, Time.EffectiveAt? Until, int? MaxRedemptions);
