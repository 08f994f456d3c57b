using System.Numerics;
using Tollgate.Engine.Numbers;

namespace Tollgate.Engine.Tests.Rating;

/// <summary>Schoolbook fractions, of their own so that the model shares no arithmetic with what it checks.</summary>
internal readonly record struct Fraction(BigInteger Top, BigInteger Bottom)
{
    public static readonly Fraction Zero = new(0, 1);

    public static Fraction Of(Quantity value) => new(value.Scaled, BigInteger.Pow(10, 9));

    public static Fraction Of(Rate value) => new(value.Scaled, BigInteger.Pow(10, 12));

    public static Fraction Of(Money value) => new(value.Scaled, BigInteger.Pow(10, 21));

    public static Fraction operator +(Fraction a, Fraction b) => new((a.Top * b.Bottom) + (b.Top * a.Bottom), a.Bottom * b.Bottom);

    public static Fraction operator -(Fraction a, Fraction b) => new((a.Top * b.Bottom) - (b.Top * a.Bottom), a.Bottom * b.Bottom);

    public static Fraction operator *(Fraction a, Fraction b) => new(a.Top * b.Top, a.Bottom * b.Bottom);

    public static Fraction operator /(Fraction a, Fraction b) => new(a.Top * b.Bottom, a.Bottom * b.Top);

    public static bool operator >(Fraction a, Fraction b) => a.Top * b.Bottom > b.Top * a.Bottom;

    public static bool operator <(Fraction a, Fraction b) => b > a;

    /// <summary>Of a fraction that is not negative: the whole below it, and whether anything is left.</summary>
    public (BigInteger Whole, bool Broken) Split() => (Top / Bottom, Top % Bottom != 0);

    /// <summary>Of a fraction that is not negative: the 21st digit, half up, by adding a half and cutting.</summary>
    public Money Rounded() => Money.FromScaled((Int128)(((Top * BigInteger.Pow(10, 21) * 2) + Bottom) / (Bottom * 2)));
}
