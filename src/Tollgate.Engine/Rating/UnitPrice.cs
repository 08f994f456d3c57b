using Tollgate.Engine.Numbers;

namespace Tollgate.Engine.Rating;

/// <summary>The list price of the next unit, for <c>overage_price</c> in decisions. It is no charge: it knows no minimum and no maximum.</summary>
public static class UnitPrice
{
    /// <summary>
    /// The price of the next metered unit after so many: the tier it would stand in, a package's amount shared by its units, zero among free
    /// units, with conversion applied. Volume: the tier that the next unit would reach. Rounded, if it must be, at the 21st digit.
    /// </summary>
    /// <returns>Null when a unit has no price of its own: a flat or stair price, or one that each event carries. Discounts of the line are not in it.</returns>
    /// <exception cref="ArgumentException">The price has cells; ask the cell's price.</exception>
    public static Money? UnitPriceAt(this Price price, Quantity quantity)
    {
        // The commonest of all, asked by every check: nothing is divided, so nothing is rounded.
        if (price.IsSameForAllUnits())
            return Quantity.One * ((PerUnitPrice)price).Amount;
        Exact converted = UnitSteps.Converted(price.Convert, quantity);
        Exact billed = UnitSteps.Billed(price, quantity);
        Exact? amount = price switch
        {
            FlatPrice or StairPrice or DynamicPrice => null,
            PercentagePrice share => Tiers.OfPercent(share.Percent),
            GraduatedPercentagePrice graduated => Tiers.Next(graduated.Tiers, billed).UnitAmount,
            // Rounding up inside may make the next unit cheaper than nothing; nobody is told so.
            FormulaPrice formula => Exact.Max(formula.Formula.Of(billed + Quantity.One) - formula.Formula.Of(billed), Exact.Zero),
            PerUnitPrice unit => unit.Amount,
            SeatPrice seat => seat.Amount,
            PackagePrice package => (Exact)package.Amount / package.PackageSize,
            GraduatedPrice graduated => Tiers.Next(graduated.Tiers, billed).UnitAmount,
            VolumePrice volume => Tiers.Next(volume.Tiers, billed).UnitAmount,
            _ => throw new ArgumentException("A unit's price depends on its cell: ask that cell's price.", nameof(price)),
        };
        if (amount is not { } each)
            return null;
        bool free = converted < price.FreeUnits || (price is PercentagePrice { FreeAmount: var amountFree } && converted < amountFree);
        return free ? Money.Zero : (each * UnitSteps.Factor(price.Convert) * price.Times).ToMoney();
    }

    /// <summary>Each unit costs the same, however many came before it.</summary>
    public static bool IsSameForAllUnits(this Price price) => price is PerUnitPrice { Convert: null, FreeUnits.IsZero: true } && price.Times == Rate.One;

    /// <summary>Each unit costs the same, and the whole is no more and no less than all units.</summary>
    public static bool IsSum(this Price price) =>
        price.IsSameForAllUnits() && price is { Minimum: null, Maximum: null, DiscountPercent.IsZero: true, DiscountAmount.IsZero: true, Discounts.IsEmpty: true };
}
