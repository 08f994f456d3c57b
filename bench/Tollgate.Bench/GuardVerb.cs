using System.CommandLine;
using System.Globalization;
using Tollgate.Bench.Rounds;

namespace Tollgate.Bench;

/// <summary><c>guard</c>: measures anew, and fails when a ratio has become worse than the committed one by more than the tolerance.</summary>
internal static class GuardVerb
{
    private static readonly Argument<string[]> Which = new("measurement") { Description = "P2, P3 ...; P3, P5 and P12 unless given.", Arity = ArgumentArity.ZeroOrMore };

    private static readonly Option<FileInfo> Committed = new("--committed") { Description = "The committed ratios.", Required = true };

    private static readonly Option<double> Tolerance = new("--tolerance") { Description = "How much worse a ratio may be, as a part of it.", DefaultValueFactory = _ => 0.3 };

    private static readonly Option<int> Rounds = new("--rounds") { Description = "How many rounds count.", DefaultValueFactory = _ => 5 };

    public static Command Command()
    {
        var command = new Command("guard", "Compare with the committed ratios.") { Which, Committed, Tolerance, Rounds };
        command.SetAction(Run);
        return command;
    }

    private static int Run(ParseResult parsed)
    {
        Dictionary<string, double> committed = Read(parsed.GetValue(Committed)!.FullName);
        double tolerance = parsed.GetValue(Tolerance);
        string[] which = parsed.GetValue(Which) is { Length: > 0 } named ? named : ["P3", "P5", "P12"];
        int worse = 0;
        foreach (string id in which)
        {
            using Measurement measurement = RunVerb.Make(id);
            Result result = Contest.Run(measurement, new Scale(Quick: false), parsed.GetValue(Rounds), Console.Error.WriteLine);
            for (int i = 0; i < measurement.Comparisons.Count; i++)
            {
                Comparison comparison = measurement.Comparisons[i];
                if (!committed.TryGetValue($"{id}.{i}", out double before))
                    continue;
                Spread now = result.Ratio(comparison);
                bool isWorse = comparison.Better == Better.Higher ? now.Median < before * (1 - tolerance) : now.Median > before * (1 + tolerance);
                worse += isWorse ? 1 : 0;
                Console.WriteLine($"{id} {comparison.What}: {now}, committed {Spread.Short(before)}: {(isWorse ? "WORSE" : "as good")}");
            }
        }

        return worse == 0 ? 0 : 1;
    }

    /// <summary>Lines of a measurement, a dot and the comparison's place, and the ratio.</summary>
    private static Dictionary<string, double> Read(string path) => File.ReadLines(path).Skip(1)
        .Select(line => line.Split(','))
        .ToDictionary(fields => fields[0], fields => double.Parse(fields[1], CultureInfo.InvariantCulture), StringComparer.Ordinal);
}
