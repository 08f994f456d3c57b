using System.Collections.Immutable;
using System.Numerics;
using Tollgate.Engine.Numbers;

namespace Tollgate.Engine.Rating;

/// <summary>A tier's part of a price before anything is rounded.</summary>
internal readonly record struct Portion(Quantity From, Quantity? UpTo, Exact Quantity, Rate UnitAmount, Money FlatAmount, BigInteger? Packages = null)
{
    public int? Cell { get; init; }

    public ImmutableSortedDictionary<string, string>? Match { get; init; }

    /// <summary>What it costs where units and amounts do not tell: by a formula, or event by event.</summary>
    public Exact? Given { get; init; }

    public long? Events { get; init; }

    public Exact Amount => Given ?? ((Packages is { } packages ? packages : Quantity) * UnitAmount) + FlatAmount;

    /// <summary>As a part of a price with cells.</summary>
    /// <param name="first">The cell that the part begins at.</param>
    public Portion In(int first, ImmutableSortedDictionary<string, string> match) => this with
    {
        Cell = Cell ?? first,
        Match = Match is null ? match : match.SetItems(Match),
    };

    /// <summary>The tier as it is shown; the last tier of a price is given what the others left.</summary>
    public RatedTier Round(BilledQuantity? quantityLeft, Money? amountLeft) => new(
        From,
        UpTo,
        quantityLeft ?? BilledQuantity.From(Quantity),
        UnitAmount,
        FlatAmount,
        amountLeft ?? Amount.ToMoney(),
        Packages is { } packages ? WholeUnits(packages) : null)
    {
        Cell = Cell,
        Match = Match,
        Events = Events,
    };

    private static Quantity WholeUnits(BigInteger units)
    {
        BigInteger scaled = units * Numbers.Quantity.One.Scaled;
        return scaled <= Int128.MaxValue ? Numbers.Quantity.FromScaled((Int128)scaled) : throw NumberOutOfRangeException.Of("The number of packages", "quantity");
    }
}

/// <summary>A price applied, before anything is rounded: the portions, and the amount after discounts, minimum and maximum.</summary>
internal readonly record struct Priced(ImmutableArray<Portion> Portions, LimitedAmount Amount)
{
    public static Priced Nothing => new([], default);

    /// <summary>Rounds once, to the 21st digit; what rounding the tiers one by one leaves over goes to the last of them.</summary>
    public Rated Round()
    {
        Exact quantity = Portions.Aggregate(Exact.Zero, (sum, portion) => sum + portion.Quantity);
        Exact amount = Portions.Aggregate(Exact.Zero, (sum, portion) => sum + portion.Amount);
        BilledQuantity quantityLeft = BilledQuantity.From(quantity);
        Money amountLeft = amount.ToMoney();
        Money exact = Amount.Amount.ToMoney();
        Money discount = Amount.Discount.ToMoney();
        var rated = new Rated(exact, quantityLeft, [], exact - amountLeft + discount) { Discount = discount };

        ImmutableArray<RatedTier>.Builder tiers = ImmutableArray.CreateBuilder<RatedTier>(Portions.Length);
        for (int i = 0; i < Portions.Length; i++)
        {
            bool last = i == Portions.Length - 1;
            RatedTier tier = Portions[i].Round(last ? quantityLeft : null, last ? amountLeft : null);
            tiers.Add(tier);
            quantityLeft -= tier.Quantity;
            amountLeft -= tier.Amount;
        }

        return rated with { Tiers = tiers.MoveToImmutable() };
    }
}
