using System.Collections.Immutable;
using Tollgate.Engine.Numbers;

namespace Tollgate.Engine.Rating;

/// <summary>
/// What a quantity costs: one model and the steps common to all, in the order conversion, free units, price, minimum, maximum.
/// A price is a pure function of the quantity used in one terms-segment; it knows no account, no currency and no time.
/// </summary>
public abstract record Price
{
    /// <summary>Applied to the quantity before anything else; null leaves it as metered.</summary>
    public Conversion? Convert { get; init; }

    /// <summary>Units, after conversion, that cost nothing.</summary>
    public Quantity FreeUnits { get; init; }

    /// <summary>The least the line costs, and the most.</summary>
    public Money? Minimum { get; init; }

    public Money? Maximum { get; init; }

    /// <summary>A quantity of zero costs nothing at all, not even a first tier's flat fee or the minimum.</summary>
    public bool SkipWhenZero { get; init; }
}

/// <summary>One amount, whatever the quantity.</summary>
public sealed record FlatPrice(Money Amount) : Price;

/// <summary>The same amount for every unit.</summary>
public sealed record PerUnitPrice(Rate Amount) : Price;

/// <summary>Each unit at the price of the tier it stands in; a tier's flat amount is charged once it is entered.</summary>
public sealed record GraduatedPrice(ImmutableArray<Tier> Tiers) : Price;

/// <summary>All units at the price of the tier that the whole quantity reaches.</summary>
public sealed record VolumePrice(ImmutableArray<Tier> Tiers) : Price;

/// <summary>An amount for every started package of units.</summary>
public sealed record PackagePrice(Quantity PackageSize, Rate Amount) : Price;

/// <summary>
/// A price for each combination of dimension values. The most specific cell that matches wins (the one naming most dimensions, then the
/// first in the document); each cell counts its own cumulative quantity. Cells are numbered from 0; <see cref="Default"/>, when there is one,
/// is the cell after the last.
/// </summary>
public sealed record MatrixPrice(ImmutableArray<string> Dimensions, ImmutableArray<MatrixCell> Cells, Price? Default) : Price;

/// <summary>One cell of a matrix: the values it asks for (a dimension it does not name matches anything) and the price there.</summary>
public sealed record MatrixCell(ImmutableSortedDictionary<string, string> Match, Price Price);

/// <summary>A tier holds <c>(previous up_to, UpTo]</c>; a null <see cref="UpTo"/> is open.</summary>
public sealed record Tier(Quantity? UpTo, Rate UnitAmount, Money FlatAmount);

/// <summary>Divides or multiplies the quantity, and rounds it to <see cref="Digits"/> if <see cref="Round"/> is given.</summary>
public sealed record Conversion(Quantity? DivideBy, Quantity? MultiplyBy, RoundingMode? Round, int Digits);
