using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;

namespace Tollgate.Engine.Numbers;

/// <summary>
/// An exact amount, to the 21st fractional digit: room for any product of a <see cref="Quantity"/> and a <see cref="Rate"/> up to 17 digits
/// before the point. It carries no currency and is not rounded; <see cref="Currency.Round"/> makes of it what an invoice line shows.
/// </summary>
public readonly record struct Money : IComparable<Money>
{
    private const int MaxInteger = 16;
    private const int MaxCanonicalInteger = 18;
    private const int MaxFraction = 12;

    private Money(Int128 scaled) => Scaled = scaled;

    /// <summary>The value times 10^21: what a journal stores.</summary>
    public Int128 Scaled { get; }

    public static Money Zero => default;

    public static Money One => new((Int128)Fixed.PowerOfTen(Fixed.MoneyDigits));

    public static Money MaxValue => new(Int128.MaxValue);

    public static Money MinValue => new(Int128.MinValue);

    public bool IsZero => Scaled == 0;

    public bool IsNegative => Int128.IsNegative(Scaled);

    /// <summary>The money amount whose <see cref="Scaled"/> is given.</summary>
    public static Money FromScaled(Int128 scaled) => new(scaled);

    /// <summary>Reads a JSON number of at most 16 digits before the point and 12 after it.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out Money value, out NumberError error) =>
        TryRead(MemoryMarshal.Cast<char, ushort>(text), MaxInteger, MaxFraction, out value, out error);

    /// <summary>The same from UTF-8.</summary>
    public static bool TryParse(ReadOnlySpan<byte> utf8, out Money value, out NumberError error) =>
        TryRead(utf8, MaxInteger, MaxFraction, out value, out error);

    public static bool TryParse([NotNullWhen(true)] string? text, out Money value, out NumberError error) =>
        TryParse(text.AsSpan(), out value, out error);

    /// <summary>Reads the whole range back, as <see cref="ToString"/> wrote it; for our own records, not for what users send.</summary>
    public static bool TryParseCanonical(ReadOnlySpan<char> text, out Money value, out NumberError error) =>
        TryRead(MemoryMarshal.Cast<char, ushort>(text), MaxCanonicalInteger, Fixed.MoneyDigits, out value, out error);

    /// <inheritdoc cref="TryParseCanonical(ReadOnlySpan{char}, out Money, out NumberError)"/>
    public static bool TryParseCanonical(ReadOnlySpan<byte> utf8, out Money value, out NumberError error) =>
        TryRead(utf8, MaxCanonicalInteger, Fixed.MoneyDigits, out value, out error);

    /// <inheritdoc cref="TryParse(string?, out Money, out NumberError)"/>
    /// <exception cref="FormatException">The text is not such a number; the message says why.</exception>
    public static Money Parse(string text) => TryParse(text, out Money value, out NumberError error)
        ? value
        : throw DecimalText.Refused(text, error, "money amount", MaxInteger, MaxFraction);

    public static Money Min(Money left, Money right) => left < right ? left : right;

    public static Money Max(Money left, Money right) => left > right ? left : right;

    /// <exception cref="NumberOutOfRangeException">The result does not fit; this holds for every operator here.</exception>
    public static Money operator +(Money left, Money right) => new(Fixed.Add(left.Scaled, right.Scaled, "money amount"));

    public static Money operator -(Money left, Money right) => new(Fixed.Subtract(left.Scaled, right.Scaled, "money amount"));

    public static Money operator -(Money value) => new(Fixed.Negate(value.Scaled, "money amount"));

    public static bool operator <(Money left, Money right) => left.Scaled < right.Scaled;

    public static bool operator >(Money left, Money right) => left.Scaled > right.Scaled;

    public static bool operator <=(Money left, Money right) => left.Scaled <= right.Scaled;

    public static bool operator >=(Money left, Money right) => left.Scaled >= right.Scaled;

    public int CompareTo(Money other) => Scaled.CompareTo(other.Scaled);

    /// <summary>The canonical form: no exponent, no trailing zeros, <c>0</c> for zero.</summary>
    public override string ToString() => DecimalText.ToString(Scaled, Fixed.MoneyDigits);

    /// <summary>Writes what <see cref="ToString"/> would return; 42 bytes always suffice.</summary>
    public bool TryFormat(Span<byte> utf8, out int written)
    {
        int length = DecimalText.Write(utf8, Scaled, Fixed.MoneyDigits);
        written = Math.Max(length, 0);
        return length >= 0;
    }

    private static bool TryRead<T>(ReadOnlySpan<T> text, int maxInteger, int maxFraction, out Money value, out NumberError error)
        where T : unmanaged, System.Numerics.IBinaryInteger<T>
    {
        bool read = DecimalText.TryRead(text, Fixed.MoneyDigits, maxInteger, maxFraction, out Int128 scaled, out error);
        value = new(scaled);
        return read;
    }
}
