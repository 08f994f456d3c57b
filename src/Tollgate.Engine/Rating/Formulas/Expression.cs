using Tollgate.Engine.Numbers;

namespace Tollgate.Engine.Rating.Formulas;

/// <summary>A part of a formula: what it comes to for a quantity, and between which ends that lies for all quantities of a range. It names nothing but the quantity, so that it cannot go round in a circle.</summary>
internal abstract record Expression
{
    public abstract Exact Of(Exact quantity);

    public abstract Bounds Within(Bounds quantity);
}

internal sealed record Constant(Exact Value) : Expression
{
    public override Exact Of(Exact quantity) => Value;

    public override Bounds Within(Bounds quantity) => Bounds.Of(Value);
}

internal sealed record TheQuantity : Expression
{
    public override Exact Of(Exact quantity) => quantity;

    public override Bounds Within(Bounds quantity) => quantity;
}

internal sealed record Sum(Expression Left, Expression Right) : Expression
{
    public override Exact Of(Exact quantity) => Left.Of(quantity) + Right.Of(quantity);

    public override Bounds Within(Bounds quantity) => Left.Within(quantity) + Right.Within(quantity);
}

internal sealed record Subtraction(Expression Left, Expression Right) : Expression
{
    public override Exact Of(Exact quantity) => Left.Of(quantity) - Right.Of(quantity);

    public override Bounds Within(Bounds quantity) => Left.Within(quantity) - Right.Within(quantity);
}

internal sealed record Product(Expression Left, Expression Right) : Expression
{
    public override Exact Of(Exact quantity) => Left.Of(quantity) * Right.Of(quantity);

    public override Bounds Within(Bounds quantity) => Left.Within(quantity) * Right.Within(quantity);
}

internal sealed record Quotient(Expression Left, Expression Right) : Expression
{
    public override Exact Of(Exact quantity) => Left.Of(quantity) / Right.Of(quantity);

    public override Bounds Within(Bounds quantity) => Left.Within(quantity) * Right.Within(quantity).Inverse();
}

internal sealed record Least(Expression Left, Expression Right) : Expression
{
    public override Exact Of(Exact quantity) => Exact.Min(Left.Of(quantity), Right.Of(quantity));

    public override Bounds Within(Bounds quantity) => Bounds.Min(Left.Within(quantity), Right.Within(quantity));
}

internal sealed record Most(Expression Left, Expression Right) : Expression
{
    public override Exact Of(Exact quantity) => Exact.Max(Left.Of(quantity), Right.Of(quantity));

    public override Bounds Within(Bounds quantity) => Bounds.Max(Left.Within(quantity), Right.Within(quantity));
}

internal sealed record Rounded(Expression Value, int Digits, RoundingMode Mode) : Expression
{
    public override Exact Of(Exact quantity) => Value.Of(quantity).Round(Digits, Mode);

    public override Bounds Within(Bounds quantity) => Value.Within(quantity).Round(Digits, Mode);
}

/// <summary>One of two, as a comparison says.</summary>
/// <param name="Orders">The outcomes of comparing left with right, -1, 0 and 1, that lead to <paramref name="Then"/>.</param>
internal sealed record Choice(Expression Left, int[] Orders, Expression Right, Expression Then, Expression Else) : Expression
{
    public override Exact Of(Exact quantity) => Orders.Contains(Math.Sign(Left.Of(quantity).CompareTo(Right.Of(quantity)))) ? Then.Of(quantity) : Else.Of(quantity);

    public override Bounds Within(Bounds quantity)
    {
        // Both sides of the comparison may divide too.
        _ = Left.Within(quantity);
        _ = Right.Within(quantity);
        return Then.Within(quantity).Or(Else.Within(quantity));
    }
}
