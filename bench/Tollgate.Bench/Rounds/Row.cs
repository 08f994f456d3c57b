using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Tollgate.Bench.Rounds;

/// <summary>One comparison with its figures: a line of RESULTS.csv, and a line of the table for people.</summary>
/// <param name="Ours">The name of our contender: the store where there are two.</param>
/// <param name="Beside">Whom it stands beside.</param>
/// <param name="Goal">Null where there is none.</param>
/// <param name="Run">When it was measured, in how many rounds, and how busy the machine was.</param>
public sealed partial record Row(
    string Id,
    string What,
    string Ours,
    string Beside,
    Spread Figure,
    string Unit,
    double? Cpu,
    Spread TheirFigure,
    string TheirUnit,
    double? TheirCpu,
    Spread Ratio,
    Better Better,
    double? Goal,
    string Run
)
{
    /// <summary>The first line of RESULTS.csv.</summary>
    public const string Head = "id,what,ours,beside,ours_median,ours_least,ours_most,ours_unit,ours_cpu_us,their_median,their_least,their_most,their_unit,their_cpu_us,ratio_median,ratio_least,ratio_most,better,goal,run";

    public const string TableHead = "| # | what | Tollgate | CPU each | beside | its figure | CPU each | ratio | goal | |\n|---|---|---|---|---|---|---|---|---|---|";

    public static Row Of(Result result, Comparison comparison, string run)
    {
        Measurement measurement = result.Measurement;
        Contender ours = result.Contenders[comparison.Ours];
        Contender theirs = result.Contenders[comparison.Against];
        return new(
            measurement.Id,
            measurement.What + (comparison.Aspect is { } aspect ? ": " + aspect : ""),
            ours.Name,
            theirs.Name,
            result.Of(comparison.Ours, comparison.FigureOf),
            comparison.IsP99 ? "ms" : ours.Unit ?? measurement.Unit,
            result.Cpu(comparison.Ours),
            result.Of(comparison.Against, comparison.FigureOf),
            comparison.IsP99 ? "ms" : theirs.Unit ?? measurement.Unit,
            result.Cpu(comparison.Against),
            result.Ratio(comparison),
            comparison.Better,
            comparison.Goal,
            run
        );
    }

    /// <summary>The same comparison, of whatever run.</summary>
    public bool IsAgain(Row other) => (Id, What, Ours, Beside) == (other.Id, other.What, other.Ours, other.Beside);

    public bool? Reached => Goal is not { } goal ? null : Better == Better.Higher ? Ratio.Median >= goal : Ratio.Median <= goal;

    public string ToTableLine() =>
        $"| {Id} | {What} | {Ours}: {Figure} {Unit} | {Told(Cpu)} | {Beside} | {TheirFigure} {TheirUnit} | {Told(TheirCpu)} | {Ratio} | {ToldGoal} | {Verdict} |";

    public string ToCsv()
    {
        var line = new StringBuilder();
        foreach (string field in (string[])[
            Id, What, Ours, Beside, .. Fields(Figure), Unit, Exact(Cpu), .. Fields(TheirFigure), TheirUnit, Exact(TheirCpu), .. Fields(Ratio), Better.ToString(), Exact(Goal), Run,
        ])
            line.Append(line.Length == 0 ? "" : ",").Append(field.Contains(',', StringComparison.Ordinal) ? $"\"{field}\"" : field);
        return line.ToString();
    }

    public static Row FromCsv(string line)
    {
        string[] fields = [.. OutsideQuotes().Split(line).Select(field => field.Trim('"'))];
        Spread SpreadAt(int first) => new(Number(fields[first]), Number(fields[first + 1]), Number(fields[first + 2]));
        return new(
            fields[0], fields[1], fields[2], fields[3], SpreadAt(4), fields[7], Maybe(fields[8]), SpreadAt(9), fields[12], Maybe(fields[13]),
            SpreadAt(14), Enum.Parse<Better>(fields[17]), Maybe(fields[18]), fields[19]
        );
    }

    private string ToldGoal => Goal is { } goal ? $"{(Better == Better.Higher ? "at least" : "at most")} {goal.ToString("0.###", CultureInfo.InvariantCulture)}" : "";

    private string Verdict => Reached switch
    {
        true => "reached",
        false => "missed",
        null => "",
    };

    private static string Told(double? cpu) => cpu is { } microseconds ? $"{Spread.Short(microseconds)} us" : "";

    private static string[] Fields(Spread spread) => [Exact(spread.Median), Exact(spread.Least), Exact(spread.Most)];

    private static string Exact(double? value) => value?.ToString("G7", CultureInfo.InvariantCulture) ?? "";

    private static double Number(string field) => double.Parse(field, CultureInfo.InvariantCulture);

    private static double? Maybe(string field) => field.Length == 0 ? null : Number(field);

    [GeneratedRegex(",(?=(?:[^\"]*\"[^\"]*\")*[^\"]*$)")]
    private static partial Regex OutsideQuotes();
}
