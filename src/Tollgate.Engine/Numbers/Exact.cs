using System.Numerics;

namespace Tollgate.Engine.Numbers;

/// <summary>
/// An exact fraction, for what lies between a quantity and an amount: conversion, proration, percentages, averages. It never rounds; it is
/// rounded once, where it leaves, by <see cref="ToMoney"/> or <see cref="Round"/>. It is not stored and not sent anywhere.
/// </summary>
internal readonly struct Exact : IComparable<Exact>
{
    private static readonly BigInteger QuantityOne = BigInteger.Pow(10, Fixed.QuantityDigits);
    private static readonly BigInteger RateOne = BigInteger.Pow(10, Fixed.RateDigits);
    private static readonly BigInteger MoneyOne = BigInteger.Pow(10, Fixed.MoneyDigits);

    private readonly BigInteger _numerator;

    /// <summary>One less than the denominator, so that the default value is zero and not a division by it.</summary>
    private readonly BigInteger _denominatorLessOne;

    /// <exception cref="DivideByZeroException">The denominator is zero.</exception>
    public Exact(BigInteger numerator, BigInteger denominator)
    {
        if (denominator.IsZero)
            throw new DivideByZeroException();
        _numerator = denominator.Sign < 0 ? -numerator : numerator;
        _denominatorLessOne = BigInteger.Abs(denominator) - 1;
    }

    public static Exact Zero => default;

    public BigInteger Numerator => _numerator;

    public BigInteger Denominator => _denominatorLessOne + 1;

    public bool IsZero => _numerator.IsZero;

    public int Sign => _numerator.Sign;

    public static implicit operator Exact(Quantity value) => new(value.Scaled, QuantityOne);

    public static implicit operator Exact(Rate value) => new(value.Scaled, RateOne);

    public static implicit operator Exact(Money value) => new(value.Scaled, MoneyOne);

    public static implicit operator Exact(BigInteger value) => new(value, BigInteger.One);

    public static Exact operator +(Exact left, Exact right)
    {
        (BigInteger a, BigInteger b, BigInteger denominator) = Align(left, right);
        return new(a + b, denominator);
    }

    public static Exact operator -(Exact left, Exact right)
    {
        (BigInteger a, BigInteger b, BigInteger denominator) = Align(left, right);
        return new(a - b, denominator);
    }

    public static Exact operator *(Exact left, Exact right) => new(left.Numerator * right.Numerator, left.Denominator * right.Denominator);

    /// <exception cref="DivideByZeroException">The right side is zero.</exception>
    public static Exact operator /(Exact left, Exact right) => new(left.Numerator * right.Denominator, left.Denominator * right.Numerator);

    public static bool operator <(Exact left, Exact right) => left.CompareTo(right) < 0;

    public static bool operator >(Exact left, Exact right) => left.CompareTo(right) > 0;

    public static bool operator <=(Exact left, Exact right) => left.CompareTo(right) <= 0;

    public static bool operator >=(Exact left, Exact right) => left.CompareTo(right) >= 0;

    public static Exact Min(Exact left, Exact right) => left <= right ? left : right;

    public static Exact Max(Exact left, Exact right) => left >= right ? left : right;

    public int CompareTo(Exact other)
    {
        (BigInteger a, BigInteger b, _) = Align(this, other);
        return a.CompareTo(b);
    }

    /// <summary>The least whole number that is not below this.</summary>
    public BigInteger Ceiling() => ToScaled(0, RoundingMode.Up);

    /// <summary>The value at so many fractional digits, as an integer of the last of them.</summary>
    public BigInteger ToScaled(int digits, RoundingMode mode)
    {
        BigInteger whole = BigInteger.DivRem(Numerator * BigInteger.Pow(10, digits), Denominator, out BigInteger rest);
        if (rest.IsZero)
            return whole;
        int toHalf = (BigInteger.Abs(rest) * 2).CompareTo(Denominator);
        return whole + Rounding.Away(mode, toHalf, rest.Sign < 0, !whole.IsEven);
    }

    /// <summary>The value at so many fractional digits, still as a fraction.</summary>
    public Exact Round(int digits, RoundingMode mode) => new(ToScaled(digits, mode), BigInteger.Pow(10, digits));

    /// <summary>Rounded once, half away from zero, to the 21st fractional digit.</summary>
    /// <exception cref="NumberOutOfRangeException">The amount has more than 17 digits before the point.</exception>
    public Money ToMoney() => Money.FromScaled(ToMoneyDigits("money amount"));

    internal Int128 ToMoneyDigits(string type)
    {
        BigInteger scaled = ToScaled(Fixed.MoneyDigits, RoundingMode.HalfUp);
        if (scaled > Int128.MaxValue || scaled < Int128.MinValue)
            throw NumberOutOfRangeException.Of("The result", type);
        return (Int128)scaled;
    }

    /// <summary>Both over one denominator; when one denominator divides the other, as decimals' do, nothing grows.</summary>
    private static (BigInteger Left, BigInteger Right, BigInteger Denominator) Align(Exact left, Exact right)
    {
        BigInteger a = left.Denominator;
        BigInteger b = right.Denominator;
        if (a == b)
            return (left.Numerator, right.Numerator, a);
        BigInteger common = BigInteger.GreatestCommonDivisor(a, b);
        return (left.Numerator * (b / common), right.Numerator * (a / common), a / common * b);
    }
}
