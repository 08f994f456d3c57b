using Tollgate.Engine.Numbers;

namespace Tollgate.Engine.Rating.Formulas;

/// <summary>From where to where the values of an expression lie, as far as its shape tells; null is without end.</summary>
internal readonly record struct Bounds(Exact? Least, Exact? Most)
{
    public static Bounds Of(Exact value) => new(value, value);

    public bool HasZero => !(Least?.Sign > 0) && !(Most?.Sign < 0);

    public static Bounds operator +(Bounds left, Bounds right) => new(left.Least + right.Least, left.Most + right.Most);

    public static Bounds operator -(Bounds left, Bounds right) => new(left.Least - right.Most, left.Most - right.Least);

    public static Bounds operator *(Bounds left, Bounds right)
    {
        // An end that is open stays open unless the other side is nothing but zero, or keeps to one side of it.
        if (IsZero(left) || IsZero(right))
            return Of(Exact.Zero);
        bool leftPositive = left.Least?.Sign >= 0;
        bool rightPositive = right.Least?.Sign >= 0;
        if (leftPositive && rightPositive)
            return new(left.Least!.Value * right.Least!.Value, left.Most * right.Most);
        if (left is not { Least: { } a, Most: { } b } || right is not { Least: { } c, Most: { } d })
            return new(null, null);
        Exact[] ends = [a * c, a * d, b * c, b * d];
        return new(ends.Aggregate(Exact.Min), ends.Aggregate(Exact.Max));
    }

    /// <summary>One over it.</summary>
    /// <exception cref="DivideByZeroException">Zero lies in it.</exception>
    public Bounds Inverse()
    {
        if (HasZero)
            throw new DivideByZeroException();
        return new(Most is { } most ? One / most : Exact.Zero, Least is { } least ? One / least : Exact.Zero);
    }

    public Bounds Or(Bounds other) => new(
        Least is { } a && other.Least is { } b ? Exact.Min(a, b) : null,
        Most is { } c && other.Most is { } d ? Exact.Max(c, d) : null
    );

    /// <summary>Of the lesser of two.</summary>
    public static Bounds Min(Bounds left, Bounds right) => new(
        left.Least is { } a && right.Least is { } b ? Exact.Min(a, b) : null,
        left.Most is { } c ? right.Most is { } d ? Exact.Min(c, d) : c : right.Most
    );

    /// <summary>Of the greater of two.</summary>
    public static Bounds Max(Bounds left, Bounds right) => new(
        left.Least is { } a ? right.Least is { } b ? Exact.Max(a, b) : a : right.Least,
        left.Most is { } c && right.Most is { } d ? Exact.Max(c, d) : null
    );

    public Bounds Round(int digits, RoundingMode mode) => new(Least?.Round(digits, mode), Most?.Round(digits, mode));

    private static readonly Exact One = Quantity.One;

    private static bool IsZero(Bounds bounds) => bounds.Least is { IsZero: true } && bounds.Most is { IsZero: true };
}
