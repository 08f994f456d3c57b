using System.Numerics;
using System.Runtime.CompilerServices;

namespace Tollgate.Engine.Numbers;

/// <summary>
/// Reads and writes decimals in JSON's number syntax, as UTF-16 or UTF-8, without allocating and without any culture.
/// A value is digits times a power of ten; zeros at either end are no digits of it, however they were written.
/// </summary>
internal static class DecimalText
{
    /// <summary>Sign, 39 digits, point, leading zero.</summary>
    public const int MaxLength = 42;

    /// <summary>As many digits as a UInt128 can hold.</summary>
    private const int MaxDigits = 39;

    /// <summary>An exponent's size beyond which only zero still fits any type; larger ones are not counted further.</summary>
    private const int ExponentLimit = 1_000_000_000;

    public static bool TryRead<T>(ReadOnlySpan<T> text, int scale, int maxInteger, int maxFraction, out Int128 value, out NumberError error)
        where T : unmanaged, IBinaryInteger<T>
    {
        value = default;
        error = NumberError.NotANumber;
        var digits = default(Digits);
        int at = 0;
        bool negative = Is(text, at, '-');
        if (negative)
            at++;

        int start = at;
        for (; IsDigit(text, at, out uint digit); at++)
            digits.Append(digit);
        if (at == start || (at - start > 1 && Is(text, start, '0')))
            return false;

        int fraction = 0;
        if (Is(text, at, '.'))
        {
            start = ++at;
            for (; IsDigit(text, at, out uint digit); at++)
                digits.Append(digit);
            fraction = at - start;
            if (fraction == 0)
                return false;
        }

        if (!TryReadExponent(text, ref at, out long exponent) || at != text.Length)
            return false;
        return digits.TryScale(exponent - fraction, negative, scale, maxInteger, maxFraction, out value, out error);
    }

    /// <summary>Writes the canonical form: no exponent, no trailing zeros, <c>0</c> for zero.</summary>
    /// <returns>The number of characters, or -1 when they do not fit.</returns>
    public static int Write<T>(Span<T> destination, Int128 value, int scale, int leastFraction = 0)
        where T : unmanaged, IBinaryInteger<T>
    {
        Span<T> buffer = stackalloc T[MaxLength];
        int at = MaxLength;
        UInt128 rest = unchecked(Int128.IsNegative(value) ? (UInt128)(-value) : (UInt128)value);
        int left = scale;
        for (; left > leastFraction; left--)
        {
            UInt128 shorter = rest;
            if (NextDigit<byte>(ref shorter) != '0')
                break;
            rest = shorter;
        }

        bool point = left > 0;
        for (; left > 0; left--)
            buffer[--at] = NextDigit<T>(ref rest);
        if (point)
            buffer[--at] = T.CreateTruncating('.');
        do
            buffer[--at] = NextDigit<T>(ref rest);
        while (rest != 0);
        if (Int128.IsNegative(value))
            buffer[--at] = T.CreateTruncating('-');
        return buffer[at..].TryCopyTo(destination) ? MaxLength - at : -1;
    }

    public static string ToString(Int128 value, int scale, int leastFraction = 0)
    {
        Span<ushort> buffer = stackalloc ushort[MaxLength];
        int length = Write(buffer, value, scale, leastFraction);
        return new string(System.Runtime.InteropServices.MemoryMarshal.Cast<ushort, char>(buffer[..length]));
    }

    /// <summary>What a person reads when a text was refused.</summary>
    public static FormatException Refused(string text, NumberError error, string type, int maxInteger, int maxFraction) => new(error switch
    {
        NumberError.TooManyFractionalDigits => $"'{text}' has more than {maxFraction} fractional digits, the most that a {type} takes; round it first.",
        NumberError.TooLarge => $"'{text}' has more than {maxInteger} digits before the point, the most that a {type} takes.",
        _ => $"'{text}' is not a number; write it as JSON does, for example 12.5.",
    });

    private static T NextDigit<T>(ref UInt128 rest)
        where T : unmanaged, IBinaryInteger<T>
    {
        if (rest <= ulong.MaxValue)
        {
            (ulong shorter, ulong digit) = Math.DivRem((ulong)rest, 10);
            rest = shorter;
            return T.CreateTruncating('0' + digit);
        }

        (rest, UInt128 last) = UInt128.DivRem(rest, 10);
        return T.CreateTruncating('0' + (ulong)last);
    }

    private static bool TryReadExponent<T>(ReadOnlySpan<T> text, ref int at, out long exponent)
        where T : unmanaged, IBinaryInteger<T>
    {
        exponent = 0;
        if (!Is(text, at, 'e') && !Is(text, at, 'E'))
            return true;
        at++;
        bool negative = Is(text, at, '-');
        if (negative || Is(text, at, '+'))
            at++;
        int start = at;
        for (; IsDigit(text, at, out uint digit); at++)
            exponent = Math.Min((exponent * 10) + digit, 10L * ExponentLimit);
        if (negative)
            exponent = -exponent;
        return at > start;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool Is<T>(ReadOnlySpan<T> text, int at, char character)
        where T : unmanaged, IBinaryInteger<T> => (uint)at < (uint)text.Length && text[at] == T.CreateTruncating(character);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool IsDigit<T>(ReadOnlySpan<T> text, int at, out uint digit)
        where T : unmanaged, IBinaryInteger<T>
    {
        digit = (uint)at < (uint)text.Length ? unchecked(uint.CreateTruncating(text[at]) - '0') : 10;
        return digit < 10;
    }

    /// <summary>The significant digits met so far. Zeros wait in <see cref="_zeros"/> until a digit follows that makes them count.</summary>
    private struct Digits
    {
        private ulong _small;
        private UInt128 _wide;
        private long _count;
        private long _zeros;

        public void Append(uint digit)
        {
            if (digit == 0)
            {
                _zeros += _count == 0 ? 0 : 1;
                return;
            }

            _count += _zeros + 1;
            if (_count <= 19 && _zeros == 0)
                _small = (_small * 10) + digit;
            else if (_count <= 19)
                _small = (_small * (ulong)Fixed.PowerOfTen((int)_zeros + 1)) + digit;
            else if (_count <= MaxDigits)
                AppendWide(digit);
            _zeros = 0;
        }

        public readonly bool TryScale(long exponent, bool negative, int scale, int maxInteger, int maxFraction, out Int128 value, out NumberError error)
        {
            value = default;
            error = NumberError.None;
            if (_count == 0)
                return true;
            exponent += _zeros;
            UInt128 limit = (UInt128)Int128.MaxValue + (negative ? 1u : 0u);
            UInt128 magnitude = _count <= 19 ? _small : _wide;
            if (_count + exponent > maxInteger)
                error = NumberError.TooLarge;
            else if (-exponent > maxFraction)
                error = NumberError.TooManyFractionalDigits;
            else if (_count > MaxDigits || (_count + exponent + scale == MaxDigits && magnitude > limit / Fixed.PowerOfTen(scale + (int)exponent)))
                error = NumberError.TooLarge;
            if (error != NumberError.None)
                return false;
            magnitude *= Fixed.PowerOfTen(scale + (int)exponent);
            value = unchecked(negative ? (Int128)(0 - magnitude) : (Int128)magnitude);
            return true;
        }

        /// <summary>Beyond 19 digits. A value past UInt128 stays at its end, which is too large for every type.</summary>
        private void AppendWide(uint digit)
        {
            UInt128 before = _wide == 0 ? _small : _wide;
            UInt128 power = Fixed.PowerOfTen((int)_zeros + 1);
            _wide = before > (UInt128.MaxValue - digit) / power ? UInt128.MaxValue : (before * power) + digit;
        }
    }
}
