namespace Tollgate.Engine.Numbers;

/// <summary>A result does not fit its type. Nothing wraps, saturates or loses a digit: the calculation stops here.</summary>
public sealed class NumberOutOfRangeException : OverflowException
{
    public NumberOutOfRangeException()
    {
    }

    public NumberOutOfRangeException(string message) : base(message)
    {
    }

    public NumberOutOfRangeException(string message, Exception inner) : base(message, inner)
    {
    }

    internal static NumberOutOfRangeException Of(string calculation, string type) =>
        new($"{calculation} does not fit a {type}; split the quantity or use smaller numbers.");
}
