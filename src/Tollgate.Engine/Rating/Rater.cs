using System.Collections.Immutable;
using Tollgate.Engine.Numbers;

namespace Tollgate.Engine.Rating;

/// <summary>
/// Applies a price to the quantity used in one terms-segment: conversion, rounding of units, free units, price, minimum, maximum, in this order. Nothing
/// is rounded but once, to the 21st digit, at the end. Prices are taken to have passed <see cref="PriceRules"/>.
/// </summary>
/// <remarks>Everything here throws <see cref="NumberOutOfRangeException"/> when an amount has more than 17 digits before the point.</remarks>
public static class Rater
{
    /// <summary>
    /// What the whole quantity costs. Zero stands in the first tier, so it may cost something; less than zero costs what zero does.
    /// </summary>
    /// <exception cref="ArgumentException">The price is a matrix, which needs a quantity for each cell.</exception>
    public static Rated Rate(this Price price, Quantity quantity) => Apply(price, quantity).Round();

    /// <summary>What the cells' quantities cost together. Any other price than a matrix has one cell, 0. A cell that counted nothing costs nothing.</summary>
    public static Rated Rate(this Price price, IReadOnlyDictionary<int, Quantity> cells) => price is MatrixPrice matrix
        ? Apply(matrix, cells).Round()
        : price.Rate(Only(cells));

    /// <summary>
    /// What a quantity costs on top of a prior one: the difference of the two whole amounts, tier by tier, so that parts add up to the whole. What an
    /// empty period costs (<c>Rate(price, 0)</c>) is in no part.
    /// </summary>
    public static Rated RatePart(this Price price, Quantity prior, Quantity quantity) => Difference.Between(price.Rate(prior + quantity), price.Rate(prior));

    /// <inheritdoc cref="RatePart(Price, Quantity, Quantity)"/>
    public static Rated RatePart(this Price price, IReadOnlyDictionary<int, Quantity> prior, IReadOnlyDictionary<int, Quantity> cells)
    {
        var whole = new Dictionary<int, Quantity>(prior);
        foreach ((int cell, Quantity quantity) in cells)
            whole[cell] = whole.GetValueOrDefault(cell) + quantity;
        return Difference.Between(price.Rate(whole), price.Rate(prior));
    }

    private static Priced Apply(Price price, Quantity quantity)
    {
        Exact billed = UnitSteps.Billed(price, quantity);
        return billed.IsZero && price.SkipWhenZero ? Priced.Nothing : Limited(price, Portions(price, billed));
    }

    private static Priced Apply(MatrixPrice matrix, IReadOnlyDictionary<int, Quantity> cells)
    {
        if (matrix.Convert is not null || !matrix.FreeUnits.IsZero)
            throw new ArgumentException("A matrix counts each cell by itself, so convert and free_units belong to the cells' prices.", nameof(matrix));
        var portions = ImmutableArray.CreateBuilder<Portion>();
        Exact amount = Exact.Zero;
        foreach ((int cell, Quantity quantity) in cells.OrderBy(cell => cell.Key))
        {
            if (quantity.IsZero)
                continue;
            (Price price, var match) = matrix.Cell(cell);
            Priced priced = Apply(price, quantity);
            portions.AddRange(priced.Portions.Select(portion => portion with { Cell = cell, Match = match }));
            amount += priced.Amount;
        }

        bool unused = cells.Values.All(quantity => quantity.IsZero);
        return unused && matrix.SkipWhenZero ? Priced.Nothing : new(portions.ToImmutable(), Clamp(matrix, amount));
    }

    private static ImmutableArray<Portion> Portions(Price price, Exact billed) => price switch
    {
        FlatPrice flat => [new(Quantity.Zero, null, billed, Numbers.Rate.Zero, flat.Amount)],
        PerUnitPrice unit => [new(Quantity.Zero, null, billed, unit.Amount, Money.Zero)],
        PackagePrice package => [new(Quantity.Zero, null, billed, package.Amount, Money.Zero, (billed / package.PackageSize).Ceiling())],
        GraduatedPrice graduated => Tiers.Entered(graduated.Tiers, billed),
        VolumePrice volume => [Tiers.Reached(volume.Tiers, billed)],
        MatrixPrice => throw new ArgumentException("A matrix price needs the quantity of each cell; ask CellOf where each event counts.", nameof(price)),
        _ => throw new ArgumentException($"Unknown price model {price.GetType().Name}.", nameof(price)),
    };

    private static Priced Limited(Price price, ImmutableArray<Portion> portions) =>
        new(portions, Clamp(price, portions.Aggregate(Exact.Zero, (sum, portion) => sum + portion.Amount)));

    private static Exact Clamp(Price price, Exact amount)
    {
        if (price.Minimum is { } minimum)
            amount = Exact.Max(amount, minimum);
        return price.Maximum is { } maximum ? Exact.Min(amount, maximum) : amount;
    }

    private static Quantity Only(IReadOnlyDictionary<int, Quantity> cells) => cells.Keys.Any(cell => cell != 0)
        ? throw new ArgumentException("Only a matrix has cells beyond 0.", nameof(cells))
        : cells.GetValueOrDefault(0);
}
