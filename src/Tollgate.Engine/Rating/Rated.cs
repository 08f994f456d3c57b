using System.Collections.Immutable;
using Tollgate.Engine.Numbers;

namespace Tollgate.Engine.Rating;

/// <summary>What usage costs, and why. The amounts of the tiers less <see cref="Discount"/> and the adjustment add up to <see cref="ExactAmount"/>, to the last digit.</summary>
/// <param name="ExactAmount">Not rounded to any currency.</param>
/// <param name="BilledQuantity">The sum of the tiers' quantities, unless nothing was charged at all.</param>
/// <param name="Adjustment">What a minimum added to the tiers' amounts (positive) or a maximum took away (negative).</param>
public sealed record Rated(Money ExactAmount, BilledQuantity BilledQuantity, ImmutableArray<RatedTier> Tiers, Money Adjustment)
{
    /// <summary>What discounts took off.</summary>
    public Money Discount { get; init; }
}

/// <summary>
/// One tier that charged something, with the units that stand in it: <c>(From, UpTo]</c>. A price without tiers has one, open from zero. In the difference
/// between two quantities a tier's figures may be negative, when a volume price has moved all units on to another tier.
/// </summary>
/// <param name="UnitAmount">The price of one unit, or of one package when <see cref="Packages"/> is given.</param>
/// <param name="FlatAmount">What entering (volume: reaching) the tier costs.</param>
/// <param name="Packages">Started packages; null when units are not sold in packages.</param>
public sealed record RatedTier(
    Quantity From,
    Quantity? UpTo,
    BilledQuantity Quantity,
    Rate UnitAmount,
    Money FlatAmount,
    Money Amount,
    Quantity? Packages = null)
{
    /// <summary>The cell that the tier belongs to, as <see cref="CompositePrice"/> numbers them; null without cells.</summary>
    public int? Cell { get; init; }

    /// <summary>The dimension values and the window of the day that the cell asks for, empty for the default; null without cells.</summary>
    public ImmutableSortedDictionary<string, string>? Match { get; init; }

    /// <summary>How many events were priced one by one; null where the quantity tells the price.</summary>
    public long? Events { get; init; }
}
