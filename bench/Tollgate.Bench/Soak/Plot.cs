using System.Globalization;
using System.Text;

namespace Tollgate.Bench.Soak;

/// <summary>Draws the intervals as an SVG: graphs below one another over the same time, each from zero.</summary>
internal static class Plot
{
    private const int Width = 960;
    private const int Left = 90;
    private const int Right = Width - 30;
    private const int Top = 80;
    private const int Height = 130;
    private const int Gap = 58;

    private static readonly Graph[] Graphs =
    [
        new("Events acknowledged per second", "events/s", [new("rate", "#1864ab", interval => interval.EventsPerSecond)]),
        new("Latency of a batch of 1,000, from when it was due to its acknowledgement: median", "ms", [new("p50", "#1864ab", interval => interval.P50)]),
        new("The same: 99 of 100 are faster", "ms", [new("p99", "#c92a2a", interval => interval.P99)]),
        new(
            "Memory",
            "MB",
            [
                new("of the process (RSS)", "#1864ab", interval => interval.Resident),
                new("managed heap", "#2b8a3e", interval => interval.Heap),
                new("of it the index of ids", "#e67700", interval => interval.Index),
            ]),
        new("Projections behind the journal", "ms", [new("lag", "#1864ab", interval => interval.Lag)]),
    ];

    private sealed record Line(string Name, string Colour, Func<Interval, double> Of);

    private sealed record Graph(string Title, string Unit, Line[] Lines);

    public static string Draw(string title, IReadOnlyList<Interval> intervals)
    {
        int height = Top + Graphs.Length * (Height + Gap);
        var svg = new StringBuilder();
        svg.Append(CultureInfo.InvariantCulture, $"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{Width}\" height=\"{height}\" viewBox=\"0 0 {Width} {height}\" font-family=\"sans-serif\" font-size=\"12\" fill=\"#212529\">\n");
        svg.Append("<rect width=\"100%\" height=\"100%\" fill=\"white\"/>\n");
        svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{Left}\" y=\"32\" font-size=\"18\">{title}</text>\n");
        for (int i = 0; i < Graphs.Length; i++)
            Draw(svg, Top + i * (Height + Gap), Graphs[i], intervals);
        return svg.Append("</svg>\n").ToString();
    }

    private static void Draw(StringBuilder svg, int top, Graph graph, IReadOnlyList<Interval> intervals)
    {
        double minutes = intervals[^1].Seconds / 60;
        double step = StepOf(graph.Lines.Max(line => intervals.Max(line.Of)), 4);
        double most = step * Math.Max(1, Math.Ceiling(graph.Lines.Max(line => intervals.Max(line.Of)) / step));
        int bottom = top + Height;
        double X(double minute) => Left + minute / minutes * (Right - Left);
        double Y(double value) => bottom - value / most * Height;

        svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{Left}\" y=\"{top - 10}\" font-weight=\"bold\">{graph.Title}</text>\n");
        svg.Append(CultureInfo.InvariantCulture, $"<text transform=\"translate(18 {top + Height / 2}) rotate(-90)\" text-anchor=\"middle\" fill=\"#495057\">{graph.Unit}</text>\n");
        for (double value = 0; value <= most * 1.001; value += step)
            svg.Append(CultureInfo.InvariantCulture, $"<path d=\"M{Left} {Y(value):F1}H{Right}\" stroke=\"#dee2e6\"/><text x=\"{Left - 6}\" y=\"{Y(value) + 4:F1}\" text-anchor=\"end\">{value:#,0.###}</text>\n");
        double every = StepOf(minutes, 6);
        for (double minute = 0; minute <= minutes * 1.001; minute += every)
            svg.Append(CultureInfo.InvariantCulture, $"<path d=\"M{X(minute):F1} {bottom}v4\" stroke=\"#495057\"/><text x=\"{X(minute):F1}\" y=\"{bottom + 17}\" text-anchor=\"middle\">{minute:0.##}</text>\n");
        svg.Append(CultureInfo.InvariantCulture, $"<path d=\"M{Left} {top}V{bottom}H{Right}\" fill=\"none\" stroke=\"#495057\"/><text x=\"{Right}\" y=\"{bottom + 31}\" text-anchor=\"end\" fill=\"#495057\">minutes</text>\n");
        for (int i = 0; i < graph.Lines.Length; i++)
        {
            Line line = graph.Lines[i];
            if (graph.Lines.Length > 1)
                svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{Left + 90 + i * 170}\" y=\"{top - 10}\" fill=\"{line.Colour}\">&#9644; {line.Name}</text>\n");
            svg.Append(CultureInfo.InvariantCulture, $"<polyline fill=\"none\" stroke=\"{line.Colour}\" stroke-width=\"1.5\" points=\"");
            foreach (Interval interval in intervals)
                svg.Append(CultureInfo.InvariantCulture, $"{X(interval.Seconds / 60):F1},{Y(line.Of(interval)):F1} ");
            svg.Append("\"/>\n");
        }
    }

    /// <summary>1, 2 or 5 times a power of ten, so that about so many steps lead up to the most.</summary>
    private static double StepOf(double most, int steps)
    {
        double rough = Math.Max(most, 1e-3) / steps;
        double power = Math.Pow(10, Math.Floor(Math.Log10(rough)));
        double first = rough / power;
        return power * (first <= 1 ? 1 : first <= 2 ? 2 : first <= 5 ? 5 : 10);
    }
}
