namespace Tollgate.Engine.Numbers;

public static class NumberErrors
{
    /// <summary>The error as a sentence about a <see cref="Quantity"/>.</summary>
    public static string Explain(this NumberError error) => error switch
    {
        NumberError.NotANumber => "it is not a decimal number.",
        NumberError.TooManyFractionalDigits => "it has more than 9 digits after the point.",
        NumberError.TooLarge => "it has more than 16 digits before the point.",
        _ => "it is a number.",
    };
}
