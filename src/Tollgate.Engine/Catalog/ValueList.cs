using System.Collections.Immutable;
using System.Text.Json;

namespace Tollgate.Engine.Catalog;

/// <summary>Reads lists of texts: those of which any will do, and those whose order says something.</summary>
internal static class ValueList
{
    public const int Most = 100;

    /// <summary>Texts of which any one will do, in ordinal order; one may stand without its list. None when nothing is given.</summary>
    /// <param name="what">With its article, for sentences: <c>a region</c>.</param>
    public static ImmutableArray<string> Any(Place? given, string what)
    {
        if (given is not { } place)
            return [];
        if (place.Kind != JsonValueKind.Array)
            return place.Text(what) is { } one ? [one] : [];
        var values = new SortedSet<string>(StringComparer.Ordinal);
        foreach ((_, string value) in Texts(place, what))
            values.Add(value);
        return [.. values];
    }

    /// <summary>Texts in the order in which they stand, each once.</summary>
    public static ImmutableArray<string> Ordered(Place place, string what)
    {
        if (place.Kind != JsonValueKind.Array)
        {
            place.ReportType($"a list, each of which is {what}");
            return [];
        }

        var values = ImmutableArray.CreateBuilder<string>();
        foreach ((Place at, string value) in Texts(place, what))
        {
            if (values.Contains(value))
                at.Report(ProblemCodes.DuplicateValue, $"'{Names.Shortened(value)}' stands twice; keep one.");
            else
                values.Add(value);
        }

        return values.ToImmutable();
    }

    private static List<(Place At, string Value)> Texts(Place list, string what)
    {
        int length = list.Value.GetArrayLength();
        if (length == 0)
            list.Report(ProblemCodes.EmptyList, "The list is empty, which nothing could ever meet; name at least one, or remove the key.");
        else if (length > Most)
            list.Report(ProblemCodes.TooManyValues, $"Here stand {length} values; a list has at most {Most}.");
        List<(Place, string)> texts = [];
        int index = 0;
        foreach (JsonElement item in list.Value.EnumerateArray())
        {
            Place at = list.At(index++, item);
            if (at.Text(what) is { } text)
                texts.Add((at, text));
        }

        return texts;
    }
}
