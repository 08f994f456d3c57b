using System.Collections.Immutable;
using System.Text.Json;
using Tollgate.Engine.Numbers;

namespace Tollgate.Engine.Catalog;

/// <summary>Reads when usage raises alerts: <c>[50, 80, 100]</c>, in percent of what is included, in any order. An empty list is never.</summary>
internal static class ThresholdReader
{
    private const int Most = 16;

    private static readonly Quantity Highest = 1000;

    public static ImmutableArray<Quantity> Read(Place list)
    {
        if (list.Kind != JsonValueKind.Array)
        {
            list.ReportType("a list of percentages, such as [80, 90, 100]");
            return [];
        }

        if (list.Value.GetArrayLength() > Most)
            list.Report(ProblemCodes.TooManyThresholds, $"Here stand {list.Value.GetArrayLength()} thresholds; an entitlement has at most {Most}.");
        var read = new SortedSet<Quantity>();
        int index = 0;
        foreach (JsonElement item in list.Value.EnumerateArray())
        {
            Place place = list.At(index++, item);
            if (place.Quantity() is not { } percent)
                continue;
            if (percent <= Quantity.Zero || percent > Highest)
                place.Report(ProblemCodes.ThresholdOutOfRange, $"A threshold is a percentage above 0 and up to {Highest}; this is {percent}.");
            else if (!read.Add(percent))
                place.Report(ProblemCodes.DuplicateThreshold, $"The threshold {percent} stands twice; keep one.");
        }

        return [.. read];
    }
}
