using System.Text.Json;
using Tollgate.Engine.Numbers;

namespace Tollgate.Server.Http;

/// <summary>Decimals of requests: a JSON number or the same as a string, read digit by digit and never through a binary fraction.</summary>
internal static class Decimals
{
    public static Quantity Quantity(JsonElement value, string pointer) => Engine.Numbers.Quantity.TryParse(Text(value, pointer), out Quantity quantity, out NumberError error)
        ? quantity
        : throw new ProblemException(Refused(error, pointer));

    public static Money Money(JsonElement value, string pointer) => Engine.Numbers.Money.TryParse(Text(value, pointer), out Money money, out NumberError error)
        ? money
        : throw new ProblemException(Problem.Shape(CodeOf(error), $"This is no amount of money: {error.Explain()}", pointer));

    public static Problem Refused(NumberError error, string pointer) => Problem.Shape(CodeOf(error), DetailOf(error), pointer);

    private static string? Text(JsonElement value, string pointer) => value.ValueKind switch
    {
        JsonValueKind.Number => value.GetRawText(),
        JsonValueKind.String => value.GetString(),
        _ => throw Fields.WrongType(pointer, value, "a decimal, as a number or a text"),
    };

    public static string CodeOf(NumberError error) => error switch
    {
        NumberError.TooLarge => Codes.NumberTooLarge,
        NumberError.TooManyFractionalDigits => Codes.TooManyDigits,
        _ => Codes.MalformedNumber,
    };

    public static string DetailOf(NumberError error) => $"This is no quantity: {error.Explain()}";
}
