using System.Collections.Immutable;

namespace Tollgate.Engine.Catalog;

/// <summary>Prices that several plans share. Its version is that of the catalog which it stands in.</summary>
/// <param name="Currency">What its amounts are in, and what plans with it are billed in.</param>
/// <param name="Charges">In the order of the document; a price and the dated ones that follow it stand side by side, each with the time that it is in force.</param>
public sealed record RateCard(string Name, string Currency, ImmutableArray<Charge> Charges)
{
    /// <summary>By currency: charges that stand in place of those of the same name, for contracts that are billed in it.</summary>
    public ImmutableSortedDictionary<string, ImmutableArray<Charge>> Currencies { get; init; } = ImmutableSortedDictionary<string, ImmutableArray<Charge>>.Empty;
}
