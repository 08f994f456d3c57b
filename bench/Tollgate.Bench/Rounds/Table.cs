using System.Globalization;
using System.Text;

namespace Tollgate.Bench.Rounds;

/// <summary>The results as one Markdown table. A run of some measurements replaces their rows and leaves the others as they were.</summary>
public sealed class Table
{
    private const string Head = "| # | what | Tollgate | beside | its figure | ratio | goal | |\n|---|---|---|---|---|---|---|---|";

    private readonly List<Row> _rows = [];

    /// <param name="Key">The measurement and the comparison's place in it, by which a later run finds the row again.</param>
    public sealed record Row(string Key, string Id, string What, string Ours, string Beside, string Theirs, Spread Ratio, string Goal, bool Reached)
    {
        public override string ToString() => $"| {Id} | {What} | {Ours} | {Beside} | {Theirs} | {Ratio} | {Goal} | {(Reached ? "reached" : "missed")} |";
    }

    public IReadOnlyList<Row> Rows => _rows;

    public void Add(Result result)
    {
        Measurement measurement = result.Measurement;
        for (int i = 0; i < measurement.Comparisons.Count; i++)
        {
            Comparison comparison = measurement.Comparisons[i];
            Spread ratio = result.Ratio(comparison);
            string unit = comparison.Of is null ? measurement.Unit : "ms";
            _rows.Add(new Row(
                $"{measurement.Id}.{i}",
                measurement.Id,
                measurement.What,
                $"{result.Of(comparison.Ours, comparison.FigureOf)} {unit}{Cpu(result, comparison.Ours)}",
                result.Contenders[comparison.Against].Name,
                $"{result.Of(comparison.Against, comparison.FigureOf)} {unit}{Cpu(result, comparison.Against)}",
                ratio,
                $"{(comparison.Better == Better.Higher ? "at least" : "at most")} {comparison.Goal.ToString("0.###", CultureInfo.InvariantCulture)}",
                comparison.Reached(ratio.Median)
            ));
        }
    }

    public void Write(string path, string command, int rounds)
    {
        string[] kept = File.Exists(path) ? [.. File.ReadAllLines(path).Where(line => IsRowOfAnother(line))] : [];
        IEnumerable<string> rows = kept.Concat(_rows.Select(row => row.ToString())).OrderBy(Order).ThenBy(row => row.Split('|')[1].Trim(), StringComparer.Ordinal);
        var text = new StringBuilder();
        text.Append("# Results\n\nMade by `bench/run`; what is measured and how, and what is known about each row, is in [README.md](README.md).\n");
        text.Append("Figures are the median of the rounds, with the least and the most in brackets; a ratio is taken from two figures of one round.\n\n");
        text.Append(CultureInfo.InvariantCulture, $"Last run: `{command}`, {rounds} rounds, {DateTime.UtcNow:yyyy-MM-dd}. {Machine.Describe()}.\n\n");
        text.Append(Head).Append('\n').AppendJoin('\n', rows).Append('\n');
        File.WriteAllText(path, text.ToString());
        WriteRatios(Path.ChangeExtension(path, ".csv"));
    }

    /// <summary>The ratios alone, which the guard compares with.</summary>
    private void WriteRatios(string path)
    {
        IEnumerable<string> kept = File.Exists(path)
            ? File.ReadAllLines(path).Skip(1).Where(line => !_rows.Exists(row => line.StartsWith(row.Id + ".", StringComparison.Ordinal)))
            : [];
        IEnumerable<string> now = _rows.Select(row => string.Create(CultureInfo.InvariantCulture, $"{row.Key},{row.Ratio.Median:G4}"));
        File.WriteAllLines(path, ["comparison,ratio", .. kept.Concat(now).OrderBy(Order).ThenBy(line => line, StringComparer.Ordinal)]);
    }

    private bool IsRowOfAnother(string line) => line.StartsWith("| P", StringComparison.Ordinal) && !_rows.Exists(row => line.StartsWith($"| {row.Id} |", StringComparison.Ordinal));

    private static int Order(string row)
    {
        string number = new([.. row.SkipWhile(c => !char.IsAsciiDigit(c)).TakeWhile(char.IsAsciiDigit)]);
        return int.Parse(number, CultureInfo.InvariantCulture);
    }

    private static string Cpu(Result result, int contender) => result.Figures[contender].All(figure => figure.CpuMicroseconds is not null)
        ? $", {Spread.Short(result.Of(contender, figure => figure.CpuMicroseconds).Median)} us CPU each"
        : "";
}
