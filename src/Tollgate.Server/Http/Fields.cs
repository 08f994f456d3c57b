using System.Collections.Immutable;
using System.Text.Json;
using Tollgate.Engine.Catalog;
using Tollgate.Engine.Numbers;
using Tollgate.Engine.Time;

namespace Tollgate.Server.Http;

/// <summary>
/// The fields of a JSON object in a request. Each reading takes the value or ends the request with the place and what belongs there; a field
/// that nobody asks for is refused when it is opened. A null is the same as an absent field.
/// </summary>
internal readonly struct Fields
{
    private readonly JsonElement _object;
    private readonly string _pointer;

    private Fields(JsonElement value, string pointer)
    {
        _object = value;
        _pointer = pointer;
    }

    /// <exception cref="ProblemException">It is no object, or has a field that is not allowed.</exception>
    public static Fields Open(JsonElement value, string pointer, params ReadOnlySpan<string> allowed)
    {
        if (value.ValueKind != JsonValueKind.Object)
            throw WrongType(pointer, value, "an object");
        foreach (JsonProperty property in value.EnumerateObject())
        {
            if (!allowed.Contains(property.Name))
            {
                throw new ProblemException(Problem.Shape(
                    Codes.UnknownKey,
                    $"The field '{Texts.Quoted(property.Name)}' is not known here. There are: {string.Join(", ", allowed.ToArray())}.",
                    JsonPointer.Append(pointer, property.Name)
                ));
            }
        }

        return new Fields(value, pointer);
    }

    public string PointerTo(string name) => JsonPointer.Append(_pointer, name);

    public JsonElement? Optional(string name) =>
        _object.TryGetProperty(name, out JsonElement value) && value.ValueKind != JsonValueKind.Null ? value : null;

    public JsonElement Required(string name) => Optional(name) ?? throw Missing(name);

    /// <summary>1 to 256 characters without control characters.</summary>
    public string? OptionalId(string name)
    {
        if (Optional(name) is not { } value)
            return null;
        string text = Text(name, value);
        return Texts.IsId(text)
            ? text
            : throw new ProblemException(Problem.Shape(
                Codes.MalformedId,
                $"'{name}' has 1 to {Texts.LongestId} printable characters; this has {text.Length}.",
                PointerTo(name)
            ));
    }

    public string RequiredId(string name) => OptionalId(name) ?? throw Missing(name);

    /// <summary>A name or other text for people.</summary>
    public string? OptionalText(string name)
    {
        if (Optional(name) is not { } value)
            return null;
        string text = Text(name, value);
        if (text.Any(char.IsControl))
            throw new ProblemException(Problem.Shape(Codes.MalformedText, $"'{name}' holds a control character.", PointerTo(name)));
        return text.Length <= Texts.LongestName
            ? text
            : throw new ProblemException(Problem.Shape(Codes.TextTooLong, $"'{name}' has at most {Texts.LongestName} characters.", PointerTo(name)));
    }

    public Quantity? OptionalQuantity(string name) =>
        Optional(name) is { } value ? Decimals.Quantity(value, PointerTo(name)) : null;

    public Money? OptionalMoney(string name) =>
        Optional(name) is { } value ? Decimals.Money(value, PointerTo(name)) : null;

    public EffectiveAt? OptionalInstant(string name)
    {
        if (Optional(name) is not { } value)
            return null;
        string text = Text(name, value);
        return Instants.TryParse(text, out long microseconds)
            ? new EffectiveAt(microseconds)
            : throw new ProblemException(Timestamps.Malformed(text, PointerTo(name)));
    }

    public EffectiveAt RequiredInstant(string name) => OptionalInstant(name) ?? throw Missing(name);

    public int? OptionalInteger(string name)
    {
        if (Optional(name) is not { } value)
            return null;
        return value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out int number)
            ? number
            : throw WrongType(PointerTo(name), value, "a whole number");
    }

    public bool OptionalFlag(string name) => Optional(name) switch
    {
        null or { ValueKind: JsonValueKind.False } => false,
        { ValueKind: JsonValueKind.True } => true,
        { } value => throw WrongType(PointerTo(name), value, "true or false"),
    };

    /// <summary>One of a closed list of words.</summary>
    public T? OptionalChoice<T>(string name, params ReadOnlySpan<(string Word, T Value)> choices)
        where T : struct
    {
        if (Optional(name) is not { } value)
            return null;
        string text = Text(name, value);
        var words = new List<string>();
        foreach ((string word, T choice) in choices)
        {
            if (word == text)
                return choice;
            words.Add(word);
        }

        throw new ProblemException(Problem.Shape(
            Codes.ValueNotAllowed,
            $"'{Texts.Quoted(text)}' is not allowed here; one of {string.Join(", ", words)} is.",
            PointerTo(name)
        ));
    }

    /// <summary>A list of ids; empty when it is absent.</summary>
    public ImmutableArray<string> Ids(string name)
    {
        if (Optional(name) is not { } value)
            return [];
        if (value.ValueKind != JsonValueKind.Array)
            throw WrongType(PointerTo(name), value, "a list of ids");
        ImmutableArray<string>.Builder ids = ImmutableArray.CreateBuilder<string>(value.GetArrayLength());
        foreach (JsonElement item in value.EnumerateArray())
        {
            string pointer = JsonPointer.Append(PointerTo(name), ids.Count);
            if (item.ValueKind != JsonValueKind.String)
                throw WrongType(pointer, item, "an id");
            if (!Texts.IsId(item.GetString()!))
                throw new ProblemException(Problem.Shape(Codes.MalformedId, $"An id has 1 to {Texts.LongestId} printable characters.", pointer));
            ids.Add(item.GetString()!);
        }

        return ids.MoveToImmutable();
    }

    /// <summary>Names and short texts, such as <c>external_ids</c>.</summary>
    public ImmutableSortedDictionary<string, string> Map(string name)
    {
        ImmutableSortedDictionary<string, string> items = ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal);
        if (Optional(name) is not { } value)
            return items;
        if (value.ValueKind != JsonValueKind.Object)
            throw WrongType(PointerTo(name), value, "an object of texts");
        foreach (JsonProperty item in value.EnumerateObject())
        {
            string at = JsonPointer.Append(PointerTo(name), item.Name);
            if (item.Value.ValueKind != JsonValueKind.String)
                throw WrongType(at, item.Value, "a text");
            string text = item.Value.GetString()!;
            if (!Texts.IsId(text) || !Texts.IsId(item.Name) || item.Name.Contains(':', StringComparison.Ordinal))
                throw new ProblemException(Problem.Shape(Codes.MalformedId, $"Names and values have 1 to {Texts.LongestId} printable characters, and a name no colon.", at));
            items = items.Add(item.Name, text);
        }

        return items;
    }

    public static ProblemException WrongType(string pointer, JsonElement value, string expected) => new(Problem.Shape(
        Codes.WrongType,
        $"Here stands {Described(value.ValueKind)}, but it must be {expected}.",
        pointer
    ));

    public ProblemException Missing(string name) =>
        new(Problem.Shape(Codes.MissingKey, $"The field '{name}' is missing.", PointerTo(name)));

    private string Text(string name, JsonElement value) =>
        value.ValueKind == JsonValueKind.String ? value.GetString()! : throw WrongType(PointerTo(name), value, "a text");

    private static string Described(JsonValueKind kind) => kind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "a list",
        JsonValueKind.String => "a text",
        JsonValueKind.Number => "a number",
        JsonValueKind.True or JsonValueKind.False => "true or false",
        _ => "null",
    };
}
