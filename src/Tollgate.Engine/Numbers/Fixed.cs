namespace Tollgate.Engine.Numbers;

/// <summary>
/// Checked arithmetic on fixed-point integers, shared by <see cref="Quantity"/>, <see cref="Rate"/> and <see cref="Money"/>.
/// Overflow is found from the signs rather than by an exception that is caught, so that the ingest path can inline it.
/// </summary>
internal static class Fixed
{
    public const int QuantityDigits = 9;
    public const int RateDigits = 12;
    public const int MoneyDigits = 21;

    private static readonly UInt128[] Powers = PowersOfTen();

    /// <summary>Ten to the given power, up to 38.</summary>
    public static UInt128 PowerOfTen(int exponent) => Powers[exponent];

    public static Int128 Add(Int128 left, Int128 right, string type)
    {
        Int128 sum = unchecked(left + right);
        if (Int128.IsNegative((left ^ sum) & (right ^ sum)))
            throw NumberOutOfRangeException.Of("The sum", type);
        return sum;
    }

    public static Int128 Subtract(Int128 left, Int128 right, string type)
    {
        Int128 difference = unchecked(left - right);
        if (Int128.IsNegative((left ^ right) & (left ^ difference)))
            throw NumberOutOfRangeException.Of("The difference", type);
        return difference;
    }

    public static Int128 Negate(Int128 value, string type)
    {
        if (value == Int128.MinValue)
            throw NumberOutOfRangeException.Of("The negation", type);
        return -value;
    }

    public static Int128 Multiply(Int128 left, Int128 right, string type)
    {
        if (left >= long.MinValue && left <= long.MaxValue && right >= long.MinValue && right <= long.MaxValue)
            return Math.BigMul((long)left, (long)right);
        try
        {
            return checked(left * right);
        }
        catch (OverflowException inner)
        {
            throw new NumberOutOfRangeException($"The product does not fit a {type}.", inner);
        }
    }

    private static UInt128[] PowersOfTen()
    {
        var powers = new UInt128[39];
        powers[0] = 1;
        for (int i = 1; i < powers.Length; i++)
            powers[i] = powers[i - 1] * 10;
        return powers;
    }
}
