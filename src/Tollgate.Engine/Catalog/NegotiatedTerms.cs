using System.Collections.Immutable;
using Tollgate.Engine.Numbers;
using Tollgate.Engine.Rating;

namespace Tollgate.Engine.Catalog;

/// <summary>What one contract says instead of its plan and its add-ons.</summary>
/// <param name="Entitlements">By feature; each stands in place of the whole right.</param>
/// <param name="Discounts">By the name of a charge: in percent, after the charge's own discounts.</param>
/// <param name="Prices">By the name of a charge: from its list price what the contract pays.</param>
public sealed record NegotiatedTerms(
    ImmutableSortedDictionary<string, Entitlement> Entitlements,
    ImmutableSortedDictionary<string, Rate> Discounts,
    ImmutableSortedDictionary<string, PriceOverride> Prices
)
{
    /// <summary>Beside the plan's own, or in place of the one of the same name.</summary>
    public ImmutableArray<Commit> Commits { get; init; } = [];

    /// <summary>In place of the plan's; null leaves it.</summary>
    public Money? Minimum { get; init; }
}

/// <summary>How a price differs from its list price.</summary>
public abstract record PriceOverride
{
    /// <summary>The price that the contract pays; null when the list price has no place for such an override.</summary>
    public abstract Price? Of(Price list);

    /// <summary>A negotiated price is in force when the list price is.</summary>
    private protected static Price InForce(Price price, Price list) => price with { From = list.From, Until = list.Until };
}

/// <summary>Another price altogether.</summary>
public sealed record OverwrittenPrice(Price Price) : PriceOverride
{
    public override Price Of(Price list) => InForce(Price, list);
}

/// <summary>The same price so many times: 0.8 is a fifth less.</summary>
public sealed record MultipliedPrice(Rate Multiplier) : PriceOverride
{
    public override Price Of(Price list) => list switch
    {
        // A price with parts counts in them, so that each part is what its units cost.
        MatrixPrice matrix => matrix with { Cells = [.. matrix.Cells.Select(cell => cell with { Price = Of(cell.Price) })], Default = matrix.Default is { } other ? Of(other) : null },
        TimeOfDayPrice day => day with { Windows = [.. day.Windows.Select(window => window with { Price = Of(window.Price) })], Default = day.Default is { } other ? Of(other) : null },
        _ => list with { Times = Multiplier },
    };
}

/// <summary>The same model with other tiers. What is a price of each unit becomes a graduated one.</summary>
public sealed record TieredPrice(ImmutableArray<Tier> Tiers) : PriceOverride
{
    public override Price? Of(Price list) => list switch
    {
        GraduatedPrice graduated => graduated with { Tiers = Tiers },
        VolumePrice volume => volume with { Tiers = Tiers },
        PerUnitPrice => new GraduatedPrice(Tiers)
        {
            Convert = list.Convert,
            FreeUnits = list.FreeUnits,
            DiscountPercent = list.DiscountPercent,
            DiscountAmount = list.DiscountAmount,
            Minimum = list.Minimum,
            Maximum = list.Maximum,
            SkipWhenZero = list.SkipWhenZero,
            From = list.From,
            Until = list.Until,
        },
        _ => null,
    };
}
