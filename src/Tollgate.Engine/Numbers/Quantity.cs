using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;

namespace Tollgate.Engine.Numbers;

/// <summary>
/// A number of units, exact to the ninth fractional digit. It is not <see cref="Money"/> and not a <see cref="Rate"/>; what the unit is, the meter
/// says. Texts carry up to 16 digits before the point; sums may grow to 29 and are checked.
/// </summary>
public readonly record struct Quantity : IComparable<Quantity>
{
    private const int MaxInteger = 16;
    private const int MaxCanonicalInteger = 30;
    private const int MaxFraction = 9;

    private Quantity(Int128 scaled) => Scaled = scaled;

    /// <summary>The value times 10^9: what a journal stores.</summary>
    public Int128 Scaled { get; }

    public static Quantity Zero => default;

    public static Quantity One => new((Int128)Fixed.PowerOfTen(Fixed.QuantityDigits));

    public static Quantity MaxValue => new(Int128.MaxValue);

    public static Quantity MinValue => new(Int128.MinValue);

    public bool IsZero => Scaled == 0;

    public bool IsNegative => Int128.IsNegative(Scaled);

    /// <summary>The quantity whose <see cref="Scaled"/> is given.</summary>
    public static Quantity FromScaled(Int128 scaled) => new(scaled);

    /// <summary>Whole units, always exact.</summary>
    public static implicit operator Quantity(long units) => new((Int128)units * 1_000_000_000);

    /// <summary>Reads a JSON number of at most 16 digits before the point and 9 after it.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out Quantity value, out NumberError error) =>
        TryRead(MemoryMarshal.Cast<char, ushort>(text), MaxInteger, MaxFraction, out value, out error);

    /// <summary>The same from UTF-8.</summary>
    public static bool TryParse(ReadOnlySpan<byte> utf8, out Quantity value, out NumberError error) =>
        TryRead(utf8, MaxInteger, MaxFraction, out value, out error);

    public static bool TryParse([NotNullWhen(true)] string? text, out Quantity value, out NumberError error) =>
        TryParse(text.AsSpan(), out value, out error);

    /// <summary>Reads the whole range back, as <see cref="ToString"/> wrote it; for our own records, not for what users send.</summary>
    public static bool TryParseCanonical(ReadOnlySpan<char> text, out Quantity value, out NumberError error) =>
        TryRead(MemoryMarshal.Cast<char, ushort>(text), MaxCanonicalInteger, Fixed.QuantityDigits, out value, out error);

    /// <inheritdoc cref="TryParseCanonical(ReadOnlySpan{char}, out Quantity, out NumberError)"/>
    public static bool TryParseCanonical(ReadOnlySpan<byte> utf8, out Quantity value, out NumberError error) =>
        TryRead(utf8, MaxCanonicalInteger, Fixed.QuantityDigits, out value, out error);

    /// <inheritdoc cref="TryParse(string?, out Quantity, out NumberError)"/>
    /// <exception cref="FormatException">The text is not such a number; the message says why.</exception>
    public static Quantity Parse(string text) => TryParse(text, out Quantity value, out NumberError error)
        ? value
        : throw DecimalText.Refused(text, error, "quantity", MaxInteger, MaxFraction);

    public static Quantity Min(Quantity left, Quantity right) => left < right ? left : right;

    public static Quantity Max(Quantity left, Quantity right) => left > right ? left : right;

    /// <exception cref="NumberOutOfRangeException">The result does not fit; this holds for every operator here.</exception>
    public static Quantity operator +(Quantity left, Quantity right) => new(Fixed.Add(left.Scaled, right.Scaled, "quantity"));

    public static Quantity operator -(Quantity left, Quantity right) => new(Fixed.Subtract(left.Scaled, right.Scaled, "quantity"));

    public static Quantity operator -(Quantity value) => new(Fixed.Negate(value.Scaled, "quantity"));

    /// <summary>The exact price of so many units: nine digits times twelve make the 21 of <see cref="Money"/>, so nothing is rounded.</summary>
    public static Money operator *(Quantity quantity, Rate rate) => Money.FromScaled(Fixed.Multiply(quantity.Scaled, rate.Scaled, "money amount"));

    public static bool operator <(Quantity left, Quantity right) => left.Scaled < right.Scaled;

    public static bool operator >(Quantity left, Quantity right) => left.Scaled > right.Scaled;

    public static bool operator <=(Quantity left, Quantity right) => left.Scaled <= right.Scaled;

    public static bool operator >=(Quantity left, Quantity right) => left.Scaled >= right.Scaled;

    public int CompareTo(Quantity other) => Scaled.CompareTo(other.Scaled);

    /// <summary>The canonical form: no exponent, no trailing zeros, <c>0</c> for zero.</summary>
    public override string ToString() => DecimalText.ToString(Scaled, Fixed.QuantityDigits);

    /// <summary>Writes what <see cref="ToString"/> would return; 42 bytes always suffice.</summary>
    public bool TryFormat(Span<byte> utf8, out int written)
    {
        int length = DecimalText.Write(utf8, Scaled, Fixed.QuantityDigits);
        written = Math.Max(length, 0);
        return length >= 0;
    }

    private static bool TryRead<T>(ReadOnlySpan<T> text, int maxInteger, int maxFraction, out Quantity value, out NumberError error)
        where T : unmanaged, System.Numerics.IBinaryInteger<T>
    {
        bool read = DecimalText.TryRead(text, Fixed.QuantityDigits, maxInteger, maxFraction, out Int128 scaled, out error);
        value = new(scaled);
        return read;
    }
}
