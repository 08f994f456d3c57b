using System.Text.Json;
using Tollgate.Engine.Numbers;
using Tollgate.Engine.Time;

namespace Tollgate.Engine.Catalog;

/// <summary>
/// A value in a document, and where it stands. Each way of reading it reports what is wrong and then answers null, so that reading goes
/// on and one pass finds every problem.
/// </summary>
internal readonly record struct Place(JsonElement Value, string Pointer, ProblemList Problems)
{
    private delegate bool Parse<T>(string? text, out T value, out NumberError error);

    public JsonValueKind Kind => Value.ValueKind;

    public Place At(string key, JsonElement value) => new(value, JsonPointer.Append(Pointer, key), Problems);

    public Place At(int index, JsonElement value) => new(value, JsonPointer.Append(Pointer, index), Problems);

    public void Report(string code, string detail) => Problems.Add(Pointer, code, detail);

    /// <summary>Reports that the value is of another type than what was expected.</summary>
    public void ReportType(string expected) => Report(ProblemCodes.WrongType, $"Here stands {Described()}, but it must be {expected}.");

    /// <summary>A string of 1 to 256 characters, none of them a control character.</summary>
    public string? Text(string what)
    {
        if (Kind != JsonValueKind.String)
        {
            ReportType(Kind is JsonValueKind.Object or JsonValueKind.Array ? what : $"{what}, in quotes");
            return null;
        }

        string text = Value.GetString()!;
        if (text.Length is > 0 and <= Names.MaxTextLength && !text.Any(char.IsControl))
            return text;
        Report(ProblemCodes.MalformedId, $"{Capitalised(what)} has 1 to {Names.MaxTextLength} characters, and no control characters.");
        return null;
    }

    public bool? Boolean()
    {
        if (Kind is JsonValueKind.True or JsonValueKind.False)
            return Kind == JsonValueKind.True;
        ReportType("true or false");
        return null;
    }

    /// <summary>One of a closed list of words.</summary>
    public T? Choice<T>(params ReadOnlySpan<(string Word, T Value)> choices)
        where T : struct
    {
        string? word = Kind == JsonValueKind.String ? Value.GetString() : null;
        string[] words = new string[choices.Length];
        for (int i = 0; i < choices.Length; i++)
        {
            if (choices[i].Word == word)
                return choices[i].Value;
            words[i] = choices[i].Word;
        }

        string allowed = words.Length == 1 ? $"only '{words[0]}' is" : $"one of {string.Join(", ", words)} is";
        if (word is null)
            ReportType($"a word; {allowed} allowed");
        else
            Report(ProblemCodes.ValueNotAllowed, $"'{Shortened(word)}' is not allowed here{SuggestedOrStop(word, words)} Here {allowed} allowed.");
        return null;
    }

    public Quantity? Quantity() => Decimal<Quantity>(Numbers.Quantity.TryParse, "a quantity", 9);

    public Rate? Rate() => Decimal<Rate>(Numbers.Rate.TryParse, "a price", 12);

    public Money? Money() => Decimal<Money>(Numbers.Money.TryParse, "an amount", 12);

    public EffectiveAt? Instant()
    {
        if (Kind != JsonValueKind.String)
        {
            ReportType("an instant, such as \"2026-01-01T00:00:00Z\"");
            return null;
        }

        string text = Value.GetString()!;
        if (Instants.TryParse(text, out long microseconds))
            return new EffectiveAt(microseconds);
        Report(ProblemCodes.MalformedTimestamp, $"'{Shortened(text)}' is no instant; write it with its offset, such as 2026-01-01T00:00:00Z or 2026-01-01T01:00:00+01:00.");
        return null;
    }

    /// <summary>The number as it is written: a JSON number, or the same as a string. It never passes through a binary fraction.</summary>
    private T? Decimal<T>(Parse<T> parse, string what, int fraction)
        where T : struct
    {
        if (Kind is not (JsonValueKind.Number or JsonValueKind.String))
        {
            ReportType($"{what}: a number, or a string such as \"0.20\"");
            return null;
        }

        string text = Kind == JsonValueKind.Number ? Value.GetRawText() : Value.GetString()!;
        if (parse(text, out T value, out NumberError error))
            return value;
        (string code, string detail) = error switch
        {
            NumberError.TooLarge => (ProblemCodes.NumberTooLarge, $"is too large; {what} has at most 16 digits before the point"),
            NumberError.TooManyFractionalDigits => (ProblemCodes.TooManyDigits, $"has too many digits; {what} has at most {fraction} after the point"),
            _ => (ProblemCodes.MalformedNumber, "is no number; write it as in 1000 or 0.20, without separators"),
        };
        Report(code, $"'{Shortened(text)}' {detail}.");
        return null;
    }

    private string Described() => Kind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "a list",
        JsonValueKind.Null => "nothing (null)",
        JsonValueKind.String => $"the text '{Shortened(Value.GetString()!)}'",
        JsonValueKind.Number => $"the number {Shortened(Value.GetRawText())}",
        _ => Value.GetRawText(),
    };

    private static string SuggestedOrStop(string word, string[] words) => Spelling.Suggest(word, words) is { Length: > 0 } suggested ? suggested : ".";

    private static string Capitalised(string what) => char.ToUpperInvariant(what[0]) + what[1..];

    private static string Shortened(string text) => Names.Shortened(text);
}
