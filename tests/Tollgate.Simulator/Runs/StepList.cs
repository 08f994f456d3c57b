using System.Globalization;

namespace Tollgate.Simulator.Runs;

/// <summary>Numbers of steps as people write them: <c>3,7-9</c>.</summary>
internal static class StepList
{
    public static IReadOnlySet<int> Parse(string text)
    {
        var steps = new SortedSet<int>();
        if (text == "none")
            return steps;
        foreach (string part in text.Split(','))
        {
            string[] ends = part.Split('-');
            int first = int.Parse(ends[0], CultureInfo.InvariantCulture);
            int last = ends.Length > 1 ? int.Parse(ends[1], CultureInfo.InvariantCulture) : first;
            for (int step = first; step <= last; step++)
                steps.Add(step);
        }

        return steps;
    }

    public static string Text(IEnumerable<int> steps)
    {
        List<string> parts = [];
        int? from = null;
        int last = 0;
        foreach (int step in steps.Order())
        {
            if (from is { } && step == last + 1)
            {
                last = step;
                continue;
            }

            Close();
            from = last = step;
        }

        Close();
        return parts.Count == 0 ? "none" : string.Join(',', parts);

        void Close()
        {
            if (from is { } first)
                parts.Add(first == last ? $"{first}" : $"{first}-{last}");
        }
    }
}
