using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;

namespace Tollgate.Engine.Numbers;

/// <summary>
/// The price of one unit (or one package), exact to the twelfth fractional digit. It is not an amount: an amount is a rate times a
/// <see cref="Quantity"/>. The currency is the price's owner's to know.
/// </summary>
public readonly record struct Rate : IComparable<Rate>
{
    private const int MaxInteger = 16;
    private const int MaxCanonicalInteger = 27;
    private const int MaxFraction = 12;

    private Rate(Int128 scaled) => Scaled = scaled;

    /// <summary>The value times 10^12: what a journal stores.</summary>
    public Int128 Scaled { get; }

    public static Rate Zero => default;

    public static Rate One => new((Int128)Fixed.PowerOfTen(Fixed.RateDigits));

    public static Rate MaxValue => new(Int128.MaxValue);

    public static Rate MinValue => new(Int128.MinValue);

    public bool IsZero => Scaled == 0;

    public bool IsNegative => Int128.IsNegative(Scaled);

    /// <summary>The rate whose <see cref="Scaled"/> is given.</summary>
    public static Rate FromScaled(Int128 scaled) => new(scaled);

    /// <summary>Reads a JSON number of at most 16 digits before the point and 12 after it.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out Rate value, out NumberError error) =>
        TryRead(MemoryMarshal.Cast<char, ushort>(text), MaxInteger, MaxFraction, out value, out error);

    /// <summary>The same from UTF-8.</summary>
    public static bool TryParse(ReadOnlySpan<byte> utf8, out Rate value, out NumberError error) =>
        TryRead(utf8, MaxInteger, MaxFraction, out value, out error);

    public static bool TryParse([NotNullWhen(true)] string? text, out Rate value, out NumberError error) =>
        TryParse(text.AsSpan(), out value, out error);

    /// <summary>Reads the whole range back, as <see cref="ToString"/> wrote it; for our own records, not for what users send.</summary>
    public static bool TryParseCanonical(ReadOnlySpan<char> text, out Rate value, out NumberError error) =>
        TryRead(MemoryMarshal.Cast<char, ushort>(text), MaxCanonicalInteger, Fixed.RateDigits, out value, out error);

    /// <inheritdoc cref="TryParseCanonical(ReadOnlySpan{char}, out Rate, out NumberError)"/>
    public static bool TryParseCanonical(ReadOnlySpan<byte> utf8, out Rate value, out NumberError error) =>
        TryRead(utf8, MaxCanonicalInteger, Fixed.RateDigits, out value, out error);

    /// <inheritdoc cref="TryParse(string?, out Rate, out NumberError)"/>
    /// <exception cref="FormatException">The text is not such a number; the message says why.</exception>
    public static Rate Parse(string text) => TryParse(text, out Rate value, out NumberError error)
        ? value
        : throw DecimalText.Refused(text, error, "rate", MaxInteger, MaxFraction);

    public static Rate Min(Rate left, Rate right) => left < right ? left : right;

    public static Rate Max(Rate left, Rate right) => left > right ? left : right;

    /// <exception cref="NumberOutOfRangeException">The result does not fit; this holds for every operator here.</exception>
    public static Rate operator +(Rate left, Rate right) => new(Fixed.Add(left.Scaled, right.Scaled, "rate"));

    public static Rate operator -(Rate left, Rate right) => new(Fixed.Subtract(left.Scaled, right.Scaled, "rate"));

    public static Rate operator -(Rate value) => new(Fixed.Negate(value.Scaled, "rate"));

    /// <inheritdoc cref="Quantity.op_Multiply(Quantity, Rate)"/>
    public static Money operator *(Rate rate, Quantity quantity) => quantity * rate;

    public static bool operator <(Rate left, Rate right) => left.Scaled < right.Scaled;

    public static bool operator >(Rate left, Rate right) => left.Scaled > right.Scaled;

    public static bool operator <=(Rate left, Rate right) => left.Scaled <= right.Scaled;

    public static bool operator >=(Rate left, Rate right) => left.Scaled >= right.Scaled;

    public int CompareTo(Rate other) => Scaled.CompareTo(other.Scaled);

    /// <summary>The canonical form: no exponent, no trailing zeros, <c>0</c> for zero.</summary>
    public override string ToString() => DecimalText.ToString(Scaled, Fixed.RateDigits);

    /// <summary>Writes what <see cref="ToString"/> would return; 42 bytes always suffice.</summary>
    public bool TryFormat(Span<byte> utf8, out int written)
    {
        int length = DecimalText.Write(utf8, Scaled, Fixed.RateDigits);
        written = Math.Max(length, 0);
        return length >= 0;
    }

    private static bool TryRead<T>(ReadOnlySpan<T> text, int maxInteger, int maxFraction, out Rate value, out NumberError error)
        where T : unmanaged, System.Numerics.IBinaryInteger<T>
    {
        bool read = DecimalText.TryRead(text, Fixed.RateDigits, maxInteger, maxFraction, out Int128 scaled, out error);
        value = new(scaled);
        return read;
    }
}
