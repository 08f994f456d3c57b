using System.Runtime.InteropServices;
using Tollgate.Engine.Numbers;

namespace Tollgate.Engine.Rating;

/// <summary>
/// The units that a price was applied to: after conversion and free units, to the 21st fractional digit. It is not the <see cref="Quantity"/> that was
/// metered: a third of a unit is possible here, and is then rounded for show. Amounts are computed from the unrounded one.
/// </summary>
public readonly record struct BilledQuantity : IComparable<BilledQuantity>
{
    private BilledQuantity(Int128 scaled) => Scaled = scaled;

    /// <summary>The value times 10^21.</summary>
    public Int128 Scaled { get; }

    public static BilledQuantity Zero => default;

    public bool IsZero => Scaled == 0;

    public static BilledQuantity FromScaled(Int128 scaled) => new(scaled);

    /// <exception cref="NumberOutOfRangeException">More than 17 digits before the point.</exception>
    public static BilledQuantity From(Quantity quantity) => From((Exact)quantity);

    internal static BilledQuantity From(Exact quantity) => new(quantity.ToMoneyDigits("billed quantity"));

    /// <summary>Reads what <see cref="ToString"/> wrote.</summary>
    public static bool TryParseCanonical(ReadOnlySpan<char> text, out BilledQuantity value, out NumberError error)
    {
        bool read = DecimalText.TryRead(MemoryMarshal.Cast<char, ushort>(text), Fixed.MoneyDigits, 18, Fixed.MoneyDigits, out Int128 scaled, out error);
        value = new(scaled);
        return read;
    }

    public static BilledQuantity operator +(BilledQuantity left, BilledQuantity right) => new(Fixed.Add(left.Scaled, right.Scaled, "billed quantity"));

    public static BilledQuantity operator -(BilledQuantity left, BilledQuantity right) => new(Fixed.Subtract(left.Scaled, right.Scaled, "billed quantity"));

    public int CompareTo(BilledQuantity other) => Scaled.CompareTo(other.Scaled);

    /// <summary>No exponent, no trailing zeros, <c>0</c> for zero.</summary>
    public override string ToString() => DecimalText.ToString(Scaled, Fixed.MoneyDigits);
}
