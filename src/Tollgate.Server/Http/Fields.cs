using System.Collections.Immutable;
using System.Text.Json;
using Tollgate.Engine.Catalog;
using Tollgate.Engine.Numbers;
using Tollgate.Engine.Time;

namespace Tollgate.Server.Http;

/// <summary>
/// The fields of a JSON object in a request. Each reading takes the value or tells the place and what belongs there; a field that nobody asks for is
/// refused when it is opened. A null is the same as an absent field.
/// </summary>
/// <remarks>
/// Opened by <see cref="Read"/>, all that is wrong is told in one answer: a reading that fails gives nothing, and what was made of it is thrown away. Opened
/// by <see cref="Open"/>, the first that is wrong ends the request.
/// </remarks>
internal sealed class Fields
{
    private readonly JsonElement _object;
    private readonly string _pointer;
    private readonly List<Problem>? _found;

    private Fields(JsonElement value, string pointer, List<Problem>? found, ReadOnlySpan<string> allowed)
    {
        if (value.ValueKind != JsonValueKind.Object)
            throw WrongType(pointer, value, "an object");
        (_object, _pointer, _found) = (value, pointer, found);
        foreach (JsonProperty property in value.EnumerateObject())
        {
            if (!allowed.Contains(property.Name))
            {
                Report(Problem.Shape(
                    Codes.UnknownKey,
                    $"The field '{Texts.Quoted(property.Name)}' is not known here. There are: {string.Join(", ", allowed.ToArray())}.",
                    JsonPointer.Append(pointer, property.Name)
                ));
            }
        }
    }

    /// <exception cref="ProblemException">It is no object, or has a field that is not allowed.</exception>
    public static Fields Open(JsonElement value, string pointer, params ReadOnlySpan<string> allowed) => new(value, pointer, null, allowed);

    /// <summary>What is read of an object with these fields and no others.</summary>
    /// <exception cref="ProblemException">Something in it is wrong: all of that, each with its place.</exception>
    public static T Read<T>(JsonElement value, ReadOnlySpan<string> allowed, Func<Fields, T> read)
    {
        List<Problem> found = [];
        try
        {
            T made = read(new Fields(value, "", found, allowed));
            if (found.Count == 0)
                return made;
        }
        catch (ProblemException last)
        {
            found.Add(last.Problem);
        }

        throw new ProblemException(Problem.Of(found));
    }

    /// <summary>The fields of an object that stands in one of these; null when it is absent, or none.</summary>
    public Fields? Inner(string name, params string[] allowed) => Take(name, value => new Fields(value, PointerTo(name), _found, allowed));

    /// <summary>What is read of each object of a list with these fields; none when it is absent.</summary>
    public ImmutableArray<T> Each<T>(string name, string[] allowed, Func<Fields, T> read)
    {
        if (Optional(name) is not { } value)
            return [];
        if (value.ValueKind != JsonValueKind.Array)
        {
            Report(WrongType(PointerTo(name), value, "a list").Problem);
            return [];
        }

        List<T> items = [];
        foreach ((int place, JsonElement item) in value.EnumerateArray().Index())
        {
            try
            {
                items.Add(read(new Fields(item, JsonPointer.Append(PointerTo(name), place), _found, allowed)));
            }
            catch (ProblemException wrong) when (_found is not null)
            {
                _found.Add(wrong.Problem);
            }
        }

        return [.. items];
    }

    /// <summary>The object itself, as it was sent.</summary>
    public JsonElement Whole => _object;

    /// <summary>Tells what is wrong beside what a single reading tells.</summary>
    public void Report(Problem problem)
    {
        if (_found is null)
            throw new ProblemException(problem);
        _found.Add(problem);
    }

    /// <summary>What a reader of its own makes of a field, which may throw a problem; nothing when it is absent or wrong.</summary>
    public T? Take<T>(string name, Func<JsonElement, T> read)
    {
        if (Optional(name) is not { } value)
            return default;
        try
        {
            return read(value);
        }
        catch (ProblemException wrong) when (_found is not null)
        {
            _found.Add(wrong.Problem);
            return default;
        }
    }

    public string PointerTo(string name) => JsonPointer.Append(_pointer, name);

    /// <summary>It is there, be it null.</summary>
    public bool Has(string name) => _object.TryGetProperty(name, out _);

    public JsonElement? Optional(string name) =>
        _object.TryGetProperty(name, out JsonElement value) && value.ValueKind != JsonValueKind.Null ? value : null;

    /// <summary>The same of a field that must be there.</summary>
    public T? TakeRequired<T>(string name, Func<JsonElement, T> read) => Needed(name) ? Take(name, read) : default;

    public JsonElement Required(string name) => Optional(name) ?? throw Missing(name);

    /// <summary>1 to 256 characters without control characters.</summary>
    public string? OptionalId(string name) => Take(name, value =>
    {
        string text = Text(name, value);
        return Texts.IsId(text)
            ? text
            : throw new ProblemException(Problem.Shape(
                Codes.MalformedId,
                $"'{name}' has 1 to {Texts.LongestId} printable characters; this has {text.Length}.",
                PointerTo(name)
            ));
    });

    public string RequiredId(string name) => Needed(name) ? OptionalId(name) ?? "" : "";

    /// <summary>A name or other text for people.</summary>
    public string? OptionalText(string name) => Take(name, value =>
    {
        string text = Text(name, value);
        if (text.Any(char.IsControl))
            throw new ProblemException(Problem.Shape(Codes.MalformedText, $"'{name}' holds a control character.", PointerTo(name)));
        return text.Length <= Texts.LongestName
            ? text
            : throw new ProblemException(Problem.Shape(Codes.TextTooLong, $"'{name}' has at most {Texts.LongestName} characters.", PointerTo(name)));
    });

    public string RequiredText(string name) => Needed(name) ? OptionalText(name) ?? "" : "";

    /// <summary>A text that says something: an empty one is missing.</summary>
    public string RequiredGround(string name)
    {
        if (Optional(name) is not { ValueKind: JsonValueKind.String } value || value.GetString()!.Length > 0)
            return RequiredText(name);
        Report(Missing(name).Problem);
        return "";
    }

    public Quantity? OptionalQuantity(string name) => Take<Quantity?>(name, value => Decimals.Quantity(value, PointerTo(name)));

    public Quantity RequiredQuantity(string name) => Needed(name) ? OptionalQuantity(name) ?? Quantity.Zero : Quantity.Zero;

    public Money? OptionalMoney(string name) => Take<Money?>(name, value => Decimals.Money(value, PointerTo(name)));

    public Money RequiredMoney(string name) => Needed(name) ? OptionalMoney(name) ?? Money.Zero : Money.Zero;

    public EffectiveAt? OptionalInstant(string name) => Take<EffectiveAt?>(name, value =>
    {
        string text = Text(name, value);
        return Instants.TryParse(text, out long microseconds)
            ? new EffectiveAt(microseconds)
            : throw new ProblemException(Timestamps.Malformed(text, PointerTo(name)));
    });

    public EffectiveAt RequiredInstant(string name) => Needed(name) ? OptionalInstant(name) ?? default : default;

    public int? OptionalInteger(string name) => Take<int?>(name, value => value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out int number)
        ? number
        : throw (IsWhole(value)
            ? new ProblemException(Problem.Shape(Codes.NumberTooLarge, $"'{name}' is a whole number from {int.MinValue} to {int.MaxValue}.", PointerTo(name)))
            : WrongType(PointerTo(name), value, "a whole number")));

    private static bool IsWhole(JsonElement value) => value.ValueKind == JsonValueKind.Number && value.GetRawText().AsSpan().TrimStart('-').IndexOfAnyExceptInRange('0', '9') < 0;

    public int RequiredInteger(string name) => Needed(name) ? OptionalInteger(name) ?? 0 : 0;

    public bool OptionalFlag(string name) => Take(name, value => value.ValueKind switch
    {
        JsonValueKind.False => false,
        JsonValueKind.True => true,
        _ => throw WrongType(PointerTo(name), value, "true or false"),
    });

    /// <summary>One of a closed list of words.</summary>
    public T? OptionalChoice<T>(string name, params (string Word, T Value)[] choices)
        where T : struct => Take<T?>(name, value =>
    {
        string text = Text(name, value);
        foreach ((string word, T choice) in choices)
        {
            if (word == text)
                return choice;
        }

        throw new ProblemException(Problem.Shape(
            Codes.ValueNotAllowed,
            $"'{Texts.Quoted(text)}' is not allowed here; one of {string.Join(", ", choices.Select(choice => choice.Word))} is.",
            PointerTo(name)
        ));
    });

    public T RequiredChoice<T>(string name, params (string Word, T Value)[] choices)
        where T : struct => Needed(name) ? OptionalChoice(name, choices) ?? default : default;

    /// <summary>A list of ids; empty when it is absent.</summary>
    public ImmutableArray<string> Ids(string name)
    {
        if (Optional(name) is not { } value)
            return [];
        if (value.ValueKind != JsonValueKind.Array)
        {
            Report(WrongType(PointerTo(name), value, "a list of ids").Problem);
            return [];
        }

        List<string> ids = [];
        foreach ((int place, JsonElement item) in value.EnumerateArray().Index())
        {
            string pointer = JsonPointer.Append(PointerTo(name), place);
            if (item.ValueKind != JsonValueKind.String)
                Report(WrongType(pointer, item, "an id").Problem);
            else if (!Texts.IsId(item.GetString()!))
                Report(Problem.Shape(Codes.MalformedId, $"An id has 1 to {Texts.LongestId} printable characters.", pointer));
            else
                ids.Add(item.GetString()!);
        }

        return [.. ids];
    }

    /// <summary>Names and short texts, such as <c>external_ids</c>.</summary>
    public ImmutableSortedDictionary<string, string> Map(string name)
    {
        ImmutableSortedDictionary<string, string> items = ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal);
        if (Optional(name) is not { } value)
            return items;
        if (value.ValueKind != JsonValueKind.Object)
        {
            Report(WrongType(PointerTo(name), value, "an object of texts").Problem);
            return items;
        }

        foreach (JsonProperty item in value.EnumerateObject())
        {
            string at = JsonPointer.Append(PointerTo(name), item.Name);
            if (item.Value.ValueKind != JsonValueKind.String)
                Report(WrongType(at, item.Value, "a text").Problem);
            else if (!Texts.IsId(item.Value.GetString()!) || !Texts.IsId(item.Name) || item.Name.Contains(':', StringComparison.Ordinal))
                Report(Problem.Shape(Codes.MalformedId, $"Names and values have 1 to {Texts.LongestId} printable characters, and a name no colon.", at));
            else
                items = items.Add(item.Name, item.Value.GetString()!);
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

    private bool Needed(string name)
    {
        if (Optional(name) is not null)
            return true;
        Report(Missing(name).Problem);
        return false;
    }

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
