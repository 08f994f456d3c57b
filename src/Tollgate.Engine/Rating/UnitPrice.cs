using Tollgate.Engine.Numbers;

namespace Tollgate.Engine.Rating;

/// <summary>The list price of the next unit, for <c>overage_price</c> in decisions. It is no charge: it knows no minimum and no maximum.</summary>
public static class UnitPrice
{
    /// <summary>
    /// The price of the next metered unit after so many: the tier it would stand in, a package's amount shared by its units, zero among free
    /// units, with conversion applied. Volume: the tier that the next unit would reach. Rounded, if it must be, at the 21st digit.
    /// </summary>
    /// <returns>Null when a unit has no price of its own: a flat price.</returns>
    /// <exception cref="ArgumentException">The price is a matrix; ask the cell's price.</exception>
    public static Money? UnitPriceAt(this Price price, Quantity quantity)
    {
        // The commonest of all, asked by every check: nothing is divided, so nothing is rounded.
        if (price.IsSameForAllUnits())
            return Quantity.One * ((PerUnitPrice)price).Amount;
        Exact converted = UnitSteps.Converted(price.Convert, quantity);
        Exact billed = UnitSteps.Billed(price, quantity);
        Exact? amount = price switch
        {
            FlatPrice => null,
            PerUnitPrice unit => unit.Amount,
            PackagePrice package => (Exact)package.Amount / package.PackageSize,
            GraduatedPrice graduated => Tiers.Next(graduated.Tiers, billed).UnitAmount,
            VolumePrice volume => Tiers.Next(volume.Tiers, billed).UnitAmount,
            _ => throw new ArgumentException("A unit's price depends on its cell: ask that cell's price.", nameof(price)),
        };
        if (amount is not { } each)
            return null;
        bool free = converted < price.FreeUnits;
        return free ? Money.Zero : (each * UnitSteps.Factor(price.Convert)).ToMoney();
    }

    /// <summary>Each unit costs the same, however many came before it.</summary>
    public static bool IsSameForAllUnits(this Price price) => price is PerUnitPrice { Convert: null, FreeUnits.IsZero: true };
}
