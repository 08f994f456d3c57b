using System.Collections.Immutable;
using Tollgate.Engine.Numbers;
using Tollgate.Engine.Rating.Formulas;
using Tollgate.Engine.Time;

namespace Tollgate.Engine.Rating;

/// <summary>
/// What usage costs: one model and the steps common to all, in the order conversion, free units, price, percentage discount, amount discount, minimum, maximum.
/// A price is a pure function of what was used in one terms-segment; it knows no account and no currency.
/// </summary>
public abstract record Price
{
    /// <summary>Applied to the quantity before anything else; null leaves it as metered.</summary>
    public Conversion? Convert { get; init; }

    /// <summary>Units, after conversion, that cost nothing.</summary>
    public Quantity FreeUnits { get; init; }

    /// <summary>Off the price, in percent from 0 to 100.</summary>
    public Rate DiscountPercent { get; init; }

    /// <summary>Off what the percentage discount leaves, down to nothing.</summary>
    public Money DiscountAmount { get; init; }

    /// <summary>What a contract takes the price times, before all discounts.</summary>
    public Rate Times { get; init; } = Rate.One;

    /// <summary>Off what the price's own discounts leave, one after the other: what a contract negotiates, then its promotions.</summary>
    public ImmutableArray<Discount> Discounts { get; init; } = [];

    /// <summary>The least the line costs, and the most.</summary>
    public Money? Minimum { get; init; }

    public Money? Maximum { get; init; }

    /// <summary>A quantity of zero costs nothing at all, not even a first tier's flat fee or the minimum.</summary>
    public bool SkipWhenZero { get; init; }

    /// <summary>It prices what happens from here on; null is from ever.</summary>
    public EffectiveAt? From { get; init; }

    /// <summary>It prices what happens before; null is for good.</summary>
    public EffectiveAt? Until { get; init; }
}

/// <summary>Off an amount: a percentage from 0 to 100, then an amount, down to nothing.</summary>
public sealed record Discount(Rate Percent, Money Amount);

/// <summary>One amount, whatever the quantity.</summary>
public sealed record FlatPrice(Money Amount) : Price;

/// <summary>The same amount for every unit.</summary>
public sealed record PerUnitPrice(Rate Amount) : Price;

/// <summary>Each unit at the price of the tier it stands in; a tier's flat amount is charged once it is entered.</summary>
public sealed record GraduatedPrice(ImmutableArray<Tier> Tiers) : Price;

/// <summary>All units at the price of the tier that the whole quantity reaches.</summary>
public sealed record VolumePrice(ImmutableArray<Tier> Tiers) : Price;

/// <summary>
/// An amount for every seat that is held for a whole billing period. Seats are counted by the day: of how many days the period is, is told with <see cref="PerDay"/>, and without it a quantity
/// is of seats for the whole period.
/// </summary>
public sealed record SeatPrice(Rate Amount) : Price
{
    /// <summary>The same, of seats for a day.</summary>
    /// <param name="days">Of the whole period. Seats that cost nothing are left out of each day before.</param>
    public SeatPrice PerDay(long days) => this with { Convert = new Conversion(Quantity.FromScaled(days * Quantity.One.Scaled), null, null, 0), FreeUnits = Quantity.Zero };
}

/// <summary>An amount for every started package of units.</summary>
public sealed record PackagePrice(Quantity PackageSize, Rate Amount) : Price;

/// <summary>One amount for the step that the whole quantity reaches. A step is a tier whose units cost nothing.</summary>
public sealed record StairPrice(ImmutableArray<Tier> Steps) : Price;

/// <summary>Each part of a value at the percentage of the tier it stands in: a tier's unit amount is its percentage over 100.</summary>
public sealed record GraduatedPercentagePrice(ImmutableArray<Tier> Tiers) : Price;

/// <summary>What an expression of the quantity comes to.</summary>
public sealed record FormulaPrice(Formula Formula) : Price;

/// <summary>A tier holds <c>(previous up_to, UpTo]</c>; a null <see cref="UpTo"/> is open.</summary>
public sealed record Tier(Quantity? UpTo, Rate UnitAmount, Money FlatAmount);

/// <summary>Divides or multiplies the quantity, and rounds it to <see cref="Digits"/> if <see cref="Round"/> is given.</summary>
public sealed record Conversion(Quantity? DivideBy, Quantity? MultiplyBy, RoundingMode? Round, int Digits);
