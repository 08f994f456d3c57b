namespace Tollgate.Engine.Numbers;

/// <summary>Rounds a fixed-point integer at a digit, in each <see cref="RoundingMode"/>.</summary>
internal static class Rounding
{
    /// <summary>The amount with at most so many fractional digits.</summary>
    public static Money Round(Money amount, int digits, RoundingMode mode)
    {
        Int128 step = (Int128)Fixed.PowerOfTen(Fixed.MoneyDigits - digits);
        (Int128 whole, Int128 rest) = Int128.DivRem(amount.Scaled, step);
        if (rest == 0)
            return amount;
        int toHalf = (Int128.Abs(rest) * 2).CompareTo(step);
        whole += Away(mode, toHalf, Int128.IsNegative(rest), Int128.IsOddInteger(whole));
        return Money.FromScaled(Fixed.Multiply(whole, step, "money amount"));
    }

    /// <summary>What to add to a value cut towards zero, given how its rest (which is not zero) compares to a half.</summary>
    public static int Away(RoundingMode mode, int toHalf, bool negative, bool odd)
    {
        bool away = mode switch
        {
            RoundingMode.HalfUp => toHalf >= 0,
            RoundingMode.HalfEven => toHalf > 0 || (toHalf == 0 && odd),
            RoundingMode.Up => !negative,
            RoundingMode.Down => negative,
            _ => throw new ArgumentOutOfRangeException(nameof(mode)),
        };
        return away ? (negative ? -1 : 1) : 0;
    }
}
