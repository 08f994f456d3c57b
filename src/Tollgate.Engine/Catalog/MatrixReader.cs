using System.Collections.Immutable;
using System.Text.Json;
using Tollgate.Engine.Rating;

namespace Tollgate.Engine.Catalog;

/// <summary>
/// Reads <c>dimensions: [model], cells: [{model: gpt-4, price: {...}}], default: {...}</c>. Without a default, or with <c>default: error</c>,
/// usage that no cell matches has no price and is shown as such.
/// </summary>
internal static class MatrixReader
{
    private const string PriceKey = "price";
    private const string NoDefault = "error";

    public static Price? Read(Fields fields, Place place)
    {
        ImmutableArray<string>? dimensions = fields.Required("dimensions") is { } names ? MeterReader.Dimensions(names) : null;
        ImmutableArray<MatrixCell> cells = fields.Required("cells") is { } list ? ReadCells(list) : [];
        Price? otherwise = fields.Optional("default") is { } value ? ReadDefault(value) : null;
        return dimensions is null ? null : new MatrixPrice(dimensions.Value, cells, otherwise);
    }

    private static ImmutableArray<MatrixCell> ReadCells(Place list)
    {
        if (list.Kind != JsonValueKind.Array)
        {
            list.ReportType("a list of cells, such as [{model: gpt-4, price: {...}}]");
            return [];
        }

        int index = 0;
        return [.. list.Value.EnumerateArray().Select(item => ReadCell(list.At(index++, item))).OfType<MatrixCell>()];
    }

    private static MatrixCell? ReadCell(Place place)
    {
        if (Fields.OpenAny(place, "a cell")?.Required(PriceKey) is not { } price || PriceReader.ReadPart(price, []) is not { } read)
            return null;
        var match = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        foreach (JsonProperty property in place.Value.EnumerateObject())
        {
            if (property.Name != PriceKey && DimensionValue(place.At(property.Name, property.Value)) is { } value)
                match[property.Name] = value;
        }

        return new(match.ToImmutable(), read);
    }

    /// <summary>Properties of events may be texts, numbers or flags; each is compared as the text it is written as.</summary>
    private static string? DimensionValue(Place place)
    {
        if (place.Kind is JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False)
            return place.Value.GetRawText();
        return place.Text("the value of a dimension");
    }

    internal static Price? ReadDefault(Place place)
    {
        if (place.Kind != JsonValueKind.String)
            return PriceReader.ReadPart(place, []);
        if (!place.Value.ValueEquals(NoDefault))
            place.Report(ProblemCodes.ValueNotAllowed, $"'{Names.Shortened(place.Value.GetString()!)}' is not allowed here; default is a price, or '{NoDefault}' for none.");
        return null;
    }
}
