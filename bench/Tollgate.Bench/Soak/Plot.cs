using System.Globalization;
using System.Text;

namespace Tollgate.Bench.Soak;

/// <summary>Draws the intervals as an SVG: one small graph for each figure, over the same time, each from zero.</summary>
internal static class Plot
{
    private const int Width = 900;
    private const int Left = 130;
    private const int Height = 110;
    private const int Gap = 40;

    private static readonly (string Title, Func<Interval, double> Of)[] Graphs =
    [
        ("events/s", interval => interval.EventsPerSecond),
        ("p50, ms", interval => interval.P50),
        ("p99, ms", interval => interval.P99),
        ("working set, MB", interval => interval.WorkingSet),
        ("managed heap, MB", interval => interval.Heap),
        ("projections behind, ms", interval => interval.Lag),
    ];

    public static string Draw(string title, IReadOnlyList<Interval> intervals)
    {
        int height = 50 + Graphs.Length * (Height + Gap);
        var svg = new StringBuilder();
        svg.Append(CultureInfo.InvariantCulture, $"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{Width}\" height=\"{height}\" font-family=\"sans-serif\" font-size=\"12\">\n");
        svg.Append("<rect width=\"100%\" height=\"100%\" fill=\"white\"/>\n");
        svg.Append(CultureInfo.InvariantCulture, $"<text x=\"10\" y=\"24\" font-size=\"16\">{title}</text>\n");
        for (int i = 0; i < Graphs.Length; i++)
            Draw(svg, 50 + i * (Height + Gap), Graphs[i].Title, intervals, Graphs[i].Of);
        return svg.Append("</svg>\n").ToString();
    }

    private static void Draw(StringBuilder svg, int top, string title, IReadOnlyList<Interval> intervals, Func<Interval, double> of)
    {
        double most = Math.Max(intervals.Max(of), 1e-9);
        double last = intervals[^1].Seconds;
        int right = Width - 20;
        int bottom = top + Height;
        svg.Append(CultureInfo.InvariantCulture, $"<text x=\"10\" y=\"{top + 12}\">{title}</text><text x=\"{Left - 6}\" y=\"{top + 12}\" text-anchor=\"end\" dy=\"16\">{most:N0}</text>");
        svg.Append(CultureInfo.InvariantCulture, $"<path d=\"M{Left} {top}V{bottom}H{right}\" fill=\"none\" stroke=\"#999\"/><text x=\"{right}\" y=\"{bottom + 14}\" text-anchor=\"end\">{last / 60:F1} min</text>\n");
        svg.Append("<polyline fill=\"none\" stroke=\"#1864ab\" stroke-width=\"1.5\" points=\"");
        foreach (Interval interval in intervals)
            svg.Append(CultureInfo.InvariantCulture, $"{Left + interval.Seconds / last * (right - Left):F1},{bottom - of(interval) / most * Height:F1} ");
        svg.Append("\"/>\n");
    }
}
