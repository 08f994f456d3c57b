using System.Collections.Immutable;
using Tollgate.Engine.Numbers;

namespace Tollgate.Engine.Rating;

/// <summary>
/// Applies a price to what was used in one terms-segment: conversion, rounding of units, free units, price, discounts, minimum, maximum, in this order. Nothing
/// is rounded but once, to the 21st digit, at the end (an event's own fee, where it has one). Prices are taken to have passed <see cref="PriceRules"/>.
/// </summary>
/// <remarks>Everything here throws <see cref="NumberOutOfRangeException"/> when an amount has more than 17 digits before the point.</remarks>
public static class Rater
{
    /// <summary>
    /// What the whole quantity costs. Zero stands in the first tier, so it may cost something; less than zero costs what zero does.
    /// </summary>
    /// <exception cref="ArgumentException">The price needs more than a quantity: that of each cell, or what each event costs.</exception>
    public static Rated Rate(this Price price, Quantity quantity) => price is CompositePrice or EventPrice && !quantity.IsZero
        ? throw new ArgumentException("A price with cells needs the quantity of each cell, and one of events what each cost; ask CellOf where each event counts.", nameof(price))
        : Apply(price, [new(0, quantity)], 0).Round();

    /// <summary>What an empty period costs, for who takes a part of it and rounds that.</summary>
    internal static Exact Unrounded(this Price price) => Apply(price, [], 0).Amount.Amount;

    /// <summary>What the cells' usage costs together. A price without parts has one cell, 0. A cell of several that counted nothing costs nothing.</summary>
    public static Rated Rate(this Price price, IReadOnlyDictionary<int, CellUsage> cells) => cells.Keys.Any(cell => cell < 0 || cell >= price.Count())
        ? throw new ArgumentOutOfRangeException(nameof(cells), $"The price has {price.Count()} cells.")
        : Apply(price, [.. cells.OrderBy(cell => cell.Key)], 0).Round();

    /// <summary>
    /// What a quantity costs on top of a prior one: the difference of the two whole amounts, tier by tier, so that parts add up to the whole. What an
    /// empty period costs (<c>Rate(price, 0)</c>) is in no part.
    /// </summary>
    public static Rated RatePart(this Price price, Quantity prior, Quantity quantity) => Difference.Between(price.Rate(prior + quantity), price.Rate(prior));

    /// <inheritdoc cref="RatePart(Price, Quantity, Quantity)"/>
    public static Rated RatePart(this Price price, IReadOnlyDictionary<int, CellUsage> prior, IReadOnlyDictionary<int, CellUsage> cells)
    {
        var whole = new Dictionary<int, CellUsage>(prior);
        foreach ((int cell, CellUsage usage) in cells)
            whole[cell] = whole.GetValueOrDefault(cell) + usage;
        return Difference.Between(price.Rate(whole), price.Rate(prior));
    }

    /// <param name="cells">Of the price, in order.</param>
    /// <param name="first">The number of the price's first cell.</param>
    private static Priced Apply(Price price, ReadOnlySpan<KeyValuePair<int, CellUsage>> cells, int first)
    {
        if (price is CompositePrice composite)
            return Apply(composite, cells, first);
        CellUsage usage = cells.IsEmpty ? default : cells[0].Value;
        Exact billed = UnitSteps.Billed(price, usage.Units);
        if (billed.IsZero && usage.Fees.IsZero && price.SkipWhenZero)
            return Priced.Nothing;
        ImmutableArray<Portion> portions = Portions(price, billed, usage);
        return new(portions, Limits.Of(price, portions.Aggregate(Exact.Zero, (sum, portion) => sum + portion.Amount)));
    }

    private static Priced Apply(CompositePrice price, ReadOnlySpan<KeyValuePair<int, CellUsage>> cells, int first)
    {
        if (price.Convert is not null || !price.FreeUnits.IsZero)
            throw new ArgumentException("Each cell counts by itself, so convert and free_units belong to the cells' prices.", nameof(price));
        var portions = ImmutableArray.CreateBuilder<Portion>();
        LimitedAmount amount = default;
        bool unused = true;
        for (int i = 0, next = first; i < price.PartCount; i++)
        {
            int begin = next;
            next += price.Part(i).Count();
            int taken = 0;
            while (taken < cells.Length && cells[taken].Key < next)
                taken++;
            ReadOnlySpan<KeyValuePair<int, CellUsage>> own = cells[..taken];
            cells = cells[taken..];
            if (IsUnused(own))
                continue;
            unused = false;
            ImmutableSortedDictionary<string, string> match = price.Asks(i).ToImmutableSortedDictionary(StringComparer.Ordinal);
            Priced priced = Apply(price.Part(i), own, begin);
            portions.AddRange(priced.Portions.Select(portion => portion.In(begin, match)));
            amount += priced.Amount;
        }

        return unused && price.SkipWhenZero ? Priced.Nothing : new(portions.ToImmutable(), Limits.Of(price, amount));
    }

    private static bool IsUnused(ReadOnlySpan<KeyValuePair<int, CellUsage>> cells)
    {
        foreach (KeyValuePair<int, CellUsage> cell in cells)
        {
            if (!cell.Value.IsZero)
                return false;
        }

        return true;
    }

    private static ImmutableArray<Portion> Portions(Price price, Exact billed, in CellUsage usage) => price switch
    {
        FlatPrice flat => [new(Quantity.Zero, null, billed, Numbers.Rate.Zero, flat.Amount)],
        PerUnitPrice unit => [new(Quantity.Zero, null, billed, unit.Amount, Money.Zero)],
        SeatPrice seat => [new(Quantity.Zero, null, billed, seat.Amount, Money.Zero)],
        PackagePrice package => [new(Quantity.Zero, null, billed, package.Amount, Money.Zero, (billed / package.PackageSize).Ceiling())],
        GraduatedPrice graduated => Tiers.Entered(graduated.Tiers, billed),
        GraduatedPercentagePrice graduated => Tiers.Entered(graduated.Tiers, billed),
        VolumePrice volume => [Tiers.Reached(volume.Tiers, billed)],
        StairPrice stair => [Tiers.Reached(stair.Steps, billed)],
        FormulaPrice formula => [new(Quantity.Zero, null, billed, Numbers.Rate.Zero, Money.Zero) { Given = formula.Formula.Of(billed) }],
        EventPrice => [new(Quantity.Zero, null, billed, price is PercentagePrice share ? Tiers.OfPercent(share.Percent) : Numbers.Rate.Zero, Money.Zero) { Given = usage.Fees, Events = usage.Events }],
        _ => throw new ArgumentException($"Unknown price model {price.GetType().Name}.", nameof(price)),
    };
}
