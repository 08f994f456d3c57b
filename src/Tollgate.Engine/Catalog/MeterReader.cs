using System.Collections.Immutable;
using System.Text.Json;

namespace Tollgate.Engine.Catalog;

/// <summary>Reads <c>{event: llm.request, aggregation: sum, value: input_tokens, dimensions: [model, region]}</c>.</summary>
internal static class MeterReader
{
    private const string Quantity = "quantity";
    private const int MostDimensions = 32;

    public static Meter? Read(string id, Place place)
    {
        if (Fields.Open(place, "a meter", "event", "aggregation", "value", "dimensions") is not { } fields)
            return null;
        string? type = fields.Required("event")?.Text("an event type");
        Aggregation? aggregation = fields.Required("aggregation")?.Choice<Aggregation>(("count", Aggregation.Count), ("sum", Aggregation.Sum));
        string? value = fields.Optional("value") is { } path ? Path(path, "a path to the value") : Quantity;
        ImmutableArray<string>? dimensions = fields.Optional("dimensions") is { } list ? Dimensions(list) : [];
        return type is null || aggregation is null || value is null || dimensions is null ? null : new(id, type, aggregation.Value, value, dimensions.Value);
    }

    /// <summary>A list of property paths, none of them twice.</summary>
    /// <returns>Null when any of them is wrong.</returns>
    public static ImmutableArray<string>? Dimensions(Place list)
    {
        if (list.Kind != JsonValueKind.Array)
        {
            list.ReportType("a list of property names, such as [model, region]");
            return null;
        }

        if (list.Value.GetArrayLength() > MostDimensions)
        {
            list.Report(ProblemCodes.TooManyDimensions, $"{list.Value.GetArrayLength()} dimensions are listed; at most {MostDimensions} are allowed.");
            return null;
        }

        int before = list.Problems.Count;
        var names = ImmutableArray.CreateBuilder<string>();
        int index = 0;
        foreach (JsonElement item in list.Value.EnumerateArray())
        {
            Place place = list.At(index++, item);
            if (Path(place, "a property name") is not { } name)
                continue;
            if (names.Contains(name))
                place.Report(ProblemCodes.DuplicateDimension, $"'{Names.Shortened(name)}' is listed twice; remove one.");
            names.Add(name);
        }

        return list.Problems.Count == before ? names.ToImmutable() : null;
    }

    private static string? Path(Place place, string what)
    {
        if (place.Text(what) is not { } path)
            return null;
        if (Names.IsPath(path))
            return path;
        place.Report(ProblemCodes.MalformedId, $"'{Names.Shortened(path)}' is no path; write a property's name, or names joined by single points, such as usage.input_tokens.");
        return null;
    }
}
