using System.Globalization;
using System.Numerics;

namespace Tollgate.Engine.Tests.SlowRating;

/// <summary>A fraction of whole numbers: nothing is ever lost, and nothing of the engine's arithmetic is used.</summary>
internal readonly record struct Ratio : IComparable<Ratio>
{
    public static readonly Ratio Zero = new(0, 1);

    private readonly BigInteger _top;
    private readonly BigInteger _bottom;

    public Ratio(BigInteger top, BigInteger bottom)
    {
        BigInteger common = BigInteger.GreatestCommonDivisor(top, bottom);
        if (common.IsZero)
            throw new DivideByZeroException();
        if (bottom.Sign < 0)
            common = -common;
        (_top, _bottom) = (top / common, bottom / common);
    }

    public bool IsZero => _top.IsZero;

    public static implicit operator Ratio(int whole) => new(whole, 1);

    public static Ratio Of(string text)
    {
        int point = text.IndexOf('.', StringComparison.Ordinal);
        int digits = point < 0 ? 0 : text.Length - point - 1;
        return new(BigInteger.Parse(text.Replace(".", "", StringComparison.Ordinal), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture), BigInteger.Pow(10, digits));
    }

    public static Ratio operator +(Ratio a, Ratio b) => new((a._top * b._bottom) + (b._top * a._bottom), a._bottom * b._bottom);

    public static Ratio operator -(Ratio a, Ratio b) => new((a._top * b._bottom) - (b._top * a._bottom), a._bottom * b._bottom);

    public static Ratio operator *(Ratio a, Ratio b) => new(a._top * b._top, a._bottom * b._bottom);

    public static Ratio operator /(Ratio a, Ratio b) => new(a._top * b._bottom, a._bottom * b._top);

    public static bool operator <(Ratio a, Ratio b) => a.CompareTo(b) < 0;

    public static bool operator >(Ratio a, Ratio b) => a.CompareTo(b) > 0;

    public static bool operator <=(Ratio a, Ratio b) => a.CompareTo(b) <= 0;

    public static bool operator >=(Ratio a, Ratio b) => a.CompareTo(b) >= 0;

    public static Ratio Min(Ratio a, Ratio b) => a < b ? a : b;

    public static Ratio Max(Ratio a, Ratio b) => a > b ? a : b;

    public static Ratio Sum(IEnumerable<Ratio> parts) => parts.Aggregate(Zero, (sum, part) => sum + part);

    public int CompareTo(Ratio other) => (_top * other._bottom).CompareTo(other._top * _bottom);

    /// <summary>So many digits behind the point, a half away from zero.</summary>
    public Ratio HalfAway(int digits)
    {
        BigInteger power = BigInteger.Pow(10, digits);
        BigInteger doubled = ((BigInteger.Abs(_top) * power * 2) + _bottom) / (_bottom * 2);
        return new(_top.Sign * doubled, power);
    }

    public Ratio Floor(int digits)
    {
        BigInteger power = BigInteger.Pow(10, digits);
        BigInteger whole = BigInteger.DivRem(_top * power, _bottom, out BigInteger rest);
        return new(rest.Sign < 0 ? whole - 1 : whole, power);
    }

    public Ratio Ceiling(int digits) => Zero - (Zero - this).Floor(digits);

    /// <summary>A decimal without an exponent and without trailing zeros. It must be one of 30 digits or fewer behind the point.</summary>
    public override string ToString()
    {
        BigInteger scaled = BigInteger.DivRem(BigInteger.Abs(_top) * BigInteger.Pow(10, 30), _bottom, out BigInteger rest);
        if (!rest.IsZero)
            return $"{_top}/{_bottom}";
        string digits = scaled.ToString(CultureInfo.InvariantCulture).PadLeft(31, '0');
        string text = $"{digits[..^30]}.{digits[^30..]}".TrimEnd('0').TrimEnd('.');
        return _top.Sign < 0 ? "-" + text : text;
    }
}
