using Tollgate.Engine.Numbers;

namespace Tollgate.Engine.Rating.Formulas;

/// <summary>
/// An amount as an expression of the billed quantity: decimals, <c>quantity</c>, <c>+ - * /</c>, brackets, <c>min(a, b)</c>, <c>max(a, b)</c>, <c>ceil(a)</c>, <c>floor(a)</c>, <c>round(a, digits)</c> and
/// <c>if(a &lt; b, then, else)</c> with <c>&lt; &lt;= &gt; &gt;= = !=</c>. It is worked out exactly, and ends, since it has neither loops nor names of its own.
/// </summary>
public sealed class Formula : IEquatable<Formula>
{
    private static readonly Bounds Any = new(Exact.Zero, null);

    private readonly Expression _expression;

    private Formula(string text, Expression expression)
    {
        Text = text;
        _expression = expression;
    }

    /// <summary>As it was written.</summary>
    public string Text { get; }

    /// <summary>Reads an expression; what may divide by zero, or come to less than zero, is none.</summary>
    /// <param name="problem">What is wrong with it, and where, when there is no formula.</param>
    public static Formula? TryRead(string text, out string problem)
    {
        if (new FormulaReader(text).Read(out problem) is not { } expression)
            return null;
        try
        {
            Bounds bounds = expression.Within(Any);
            if (bounds.Least?.Sign >= 0)
                return new Formula(text, expression);
            string least = bounds.Least is { } known ? $"as little as {known.ToMoney()}" : "less than any number";
            problem = $"The formula may come to {least}, and a price is zero or more; write max(0, {text}) if that is meant.";
        }
        catch (DivideByZeroException)
        {
            problem = "The formula may divide by zero; divide by a number, or by max(1, ...).";
        }

        return null;
    }

    internal Exact Of(Exact quantity) => _expression.Of(quantity);

    /// <summary>No quantity up to this one costs more; null when the shape does not tell.</summary>
    internal Exact? MostUpTo(Exact quantity) => _expression.Within(new Bounds(Exact.Zero, quantity)).Most;

    public bool Equals(Formula? other) => other is not null && other.Text == Text;

    public override bool Equals(object? obj) => Equals(obj as Formula);

    public override int GetHashCode() => StringComparer.Ordinal.GetHashCode(Text);

    public override string ToString() => Text;
}
