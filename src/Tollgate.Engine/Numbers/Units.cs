using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;

namespace Tollgate.Engine.Numbers;

/// <summary>
/// An amount of whatever a grant is issued in: units of a feature, credits, or money. It is exact to the 21st fractional digit, so that a wallet
/// can be burnt at a price that is not rounded, and holds 17 digits before the point. What the unit is, the grant says.
/// </summary>
public readonly record struct Units : IComparable<Units>
{
    private const int MaxInteger = 16;
    private const int MaxCanonicalInteger = 18;
    private const int MaxFraction = 12;

    private static readonly Int128 PerQuantity = (Int128)Fixed.PowerOfTen(Fixed.MoneyDigits - Fixed.QuantityDigits);

    private Units(Int128 scaled) => Scaled = scaled;

    /// <summary>The value times 10^21: what a journal stores.</summary>
    public Int128 Scaled { get; }

    public static Units Zero => default;

    /// <summary>The most that one grant is issued for: 16 digits before the point, so that the sum of several still fits.</summary>
    public static Units Most => new((Int128)Fixed.PowerOfTen(MaxInteger + Fixed.MoneyDigits));

    public bool IsZero => Scaled == 0;

    public bool IsNegative => Int128.IsNegative(Scaled);

    /// <summary>The amount whose <see cref="Scaled"/> is given.</summary>
    public static Units FromScaled(Int128 scaled) => new(scaled);

    /// <summary>As many units of a feature.</summary>
    /// <exception cref="NumberOutOfRangeException">The quantity has more than 17 digits before the point; this holds for every operator here.</exception>
    public static Units Of(Quantity quantity) => new(Fixed.Multiply(quantity.Scaled, PerQuantity, "number of units"));

    /// <summary>As a quantity of a feature's units, cut to the ninth digit, which such a grant never has more than.</summary>
    public Quantity ToQuantity() => Quantity.FromScaled(Scaled / PerQuantity);

    /// <summary>Reads a JSON number of at most 16 digits before the point and 12 after it.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out Units value, out NumberError error) =>
        TryRead(text.AsSpan(), MaxInteger, MaxFraction, out value, out error);

    /// <summary>Reads the whole range back, as <see cref="ToString"/> wrote it; for our own records, not for what users send.</summary>
    public static bool TryParseCanonical(ReadOnlySpan<char> text, out Units value, out NumberError error) =>
        TryRead(text, MaxCanonicalInteger, Fixed.MoneyDigits, out value, out error);

    /// <inheritdoc cref="TryParse(string?, out Units, out NumberError)"/>
    /// <exception cref="FormatException">The text is not such a number; the message says why.</exception>
    public static Units Parse(string text) => TryParse(text, out Units value, out NumberError error)
        ? value
        : throw DecimalText.Refused(text, error, "number of units", MaxInteger, MaxFraction);

    public static Units Min(Units left, Units right) => left < right ? left : right;

    public static Units Max(Units left, Units right) => left > right ? left : right;

    public static Units operator +(Units left, Units right) => new(Fixed.Add(left.Scaled, right.Scaled, "number of units"));

    public static Units operator -(Units left, Units right) => new(Fixed.Subtract(left.Scaled, right.Scaled, "number of units"));

    public static Units operator -(Units value) => new(Fixed.Negate(value.Scaled, "number of units"));

    public static bool operator <(Units left, Units right) => left.Scaled < right.Scaled;

    public static bool operator >(Units left, Units right) => left.Scaled > right.Scaled;

    public static bool operator <=(Units left, Units right) => left.Scaled <= right.Scaled;

    public static bool operator >=(Units left, Units right) => left.Scaled >= right.Scaled;

    public int CompareTo(Units other) => Scaled.CompareTo(other.Scaled);

    /// <summary>The canonical form: no exponent, no trailing zeros, <c>0</c> for zero.</summary>
    public override string ToString() => DecimalText.ToString(Scaled, Fixed.MoneyDigits);

    /// <summary>Writes what <see cref="ToString"/> would return; 42 bytes always suffice.</summary>
    public bool TryFormat(Span<byte> utf8, out int written)
    {
        int length = DecimalText.Write(utf8, Scaled, Fixed.MoneyDigits);
        written = Math.Max(length, 0);
        return length >= 0;
    }

    private static bool TryRead(ReadOnlySpan<char> text, int maxInteger, int maxFraction, out Units value, out NumberError error)
    {
        bool read = DecimalText.TryRead(MemoryMarshal.Cast<char, ushort>(text), Fixed.MoneyDigits, maxInteger, maxFraction, out Int128 scaled, out error);
        value = new(scaled);
        return read;
    }
}
