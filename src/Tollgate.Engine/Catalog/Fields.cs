using System.Collections.Immutable;
using System.Text.Json;

namespace Tollgate.Engine.Catalog;

/// <summary>The keys of one object in a document. Keys that it does not take are reported when it is opened.</summary>
internal sealed class Fields
{
    private readonly Place _place;
    private readonly string _what;
    private readonly Dictionary<string, Place> _values;

    private Fields(Place place, string what, Dictionary<string, Place> values)
    {
        _place = place;
        _what = what;
        _values = values;
    }

    /// <summary>Opens an object of a known shape.</summary>
    /// <param name="what">With its article, for sentences: <c>a plan</c>.</param>
    /// <returns>Null when it is no object, which is then reported.</returns>
    public static Fields? Open(Place place, string what, params ReadOnlySpan<string> known)
    {
        if (OpenAny(place, what) is not { } fields)
            return null;
        string[] allowed = known.ToArray();
        foreach ((string key, Place value) in fields._values)
        {
            if (!known.Contains(key))
                value.Report(ProblemCodes.UnknownKey, $"'{Names.Shortened(key)}' is no key of {what}{Suggested(key, allowed)} It takes: {string.Join(", ", allowed)}.");
        }

        return fields;
    }

    /// <summary>Opens an object whose keys decide later what else is allowed.</summary>
    public static Fields? OpenAny(Place place, string what)
    {
        if (place.Kind != JsonValueKind.Object)
        {
            place.ReportType($"{what}, an object with keys");
            return null;
        }

        var values = new Dictionary<string, Place>(StringComparer.Ordinal);
        foreach (JsonProperty property in place.Value.EnumerateObject())
            values.TryAdd(property.Name, place.At(property.Name, property.Value));
        return new(place, what, values);
    }

    /// <summary>An object that maps ids to things; an id that is none is reported and left out.</summary>
    public static ImmutableArray<(string Id, Place Value)> Map(Place? place, string what)
    {
        if (place is not { } map || OpenAny(map, what) is not { } fields)
            return [];
        var items = ImmutableArray.CreateBuilder<(string, Place)>();
        foreach (JsonProperty property in map.Value.EnumerateObject())
        {
            // The first of two equal keys is the one that counts; the second is reported already.
            if (!fields._values.Remove(property.Name, out Place value))
                continue;
            if (Names.IsId(property.Name))
                items.Add((property.Name, value));
            else
                value.Report(ProblemCodes.MalformedId, $"'{Names.Shortened(property.Name)}' is no id; an id has 1 to {Names.MaxIdLength} of the characters A-Z a-z 0-9 _ . -");
        }

        return items.ToImmutable();
    }

    /// <summary>The value of a key; null when it is absent or null, which is the same.</summary>
    public Place? Optional(string key) => _values.TryGetValue(key, out Place value) && value.Kind != JsonValueKind.Null ? value : null;

    /// <summary>Where a key stands whose value is null; null when it has a value or is absent.</summary>
    public Place? Null(string key) => _values.TryGetValue(key, out Place value) && value.Kind == JsonValueKind.Null ? value : null;

    /// <summary>The value of a key, whose absence is reported.</summary>
    public Place? Required(string key)
    {
        if (Optional(key) is { } value)
            return value;
        _place.Report(ProblemCodes.MissingKey, $"The key '{key}' is missing; {_what} needs it.");
        return null;
    }

    private static string Suggested(string key, string[] allowed) => Spelling.Suggest(key, allowed) is { Length: > 0 } suggested ? suggested : ".";
}
