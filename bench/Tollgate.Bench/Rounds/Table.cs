using System.Globalization;
using System.Text;

namespace Tollgate.Bench.Rounds;

/// <summary>The results: RESULTS.csv with every figure, and RESULTS.md made from it. A run of some measurements leaves the rows of the others as they were.</summary>
public static class Table
{
    /// <param name="path">Of the CSV file.</param>
    /// <returns>None when there is no file yet.</returns>
    public static IReadOnlyList<Row> Read(string path) => !File.Exists(path)
        ? []
        : File.ReadLines(path).FirstOrDefault() == Row.Head
            ? [.. File.ReadLines(path).Skip(1).Select(Row.FromCsv)]
            : throw new InvalidDataException($"{path} does not begin with the line of names that this bench writes. Measure everything anew with bench/run, or take the file's last version from git.");

    public static void Write(string csv, IReadOnlyList<Row> rows)
    {
        // A store that was measured again loses all its old rows, also such as are not measured any more.
        List<Row> all = [.. Read(csv).Where(old => !rows.Any(row => row.Id == old.Id && row.Ours == old.Ours)), .. rows];
        all = [.. all.OrderBy(row => NumberOf(row.Id)).ThenBy(row => row.Id, StringComparer.Ordinal)];
        File.WriteAllLines(csv, [Row.Head, .. all.Select(row => row.ToCsv())]);
        File.WriteAllText(Path.ChangeExtension(csv, ".md"), Page(all));
    }

    private static string Page(List<Row> rows)
    {
        var text = new StringBuilder();
        text.Append("# Results\n\nMade by `bench/run`; what is measured and how, and what is known about each row, is in [README.md](README.md).\n");
        text.Append("Figures are the median of the rounds, with the least and the most in brackets; a ratio is taken from two figures of one round.\n");
        text.Append("The same figures, for programs, are in [RESULTS.csv](RESULTS.csv).\n\n");
        text.Append(CultureInfo.InvariantCulture, $"{Machine.Describe()}.\n\n");
        text.Append(Row.TableHead).Append('\n').AppendJoin('\n', rows.Select(row => row.ToTableLine())).Append("\n\n");
        foreach (IGrouping<string, Row> run in rows.GroupBy(row => row.Run, StringComparer.Ordinal))
            text.Append(CultureInfo.InvariantCulture, $"- {string.Join(", ", run.Select(row => row.Id).Distinct())}: {run.Key}\n");
        return text.ToString();
    }

    private static int NumberOf(string id) => int.Parse(id.SkipWhile(c => !char.IsAsciiDigit(c)).TakeWhile(char.IsAsciiDigit).ToArray(), CultureInfo.InvariantCulture);
}
