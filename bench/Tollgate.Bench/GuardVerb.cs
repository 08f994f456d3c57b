using System.CommandLine;
using System.Globalization;
using Tollgate.Bench.Rounds;
using Tollgate.Bench.World;

namespace Tollgate.Bench;

/// <summary><c>guard</c>: measures anew, and fails when a ratio has become worse than the committed one by more than the tolerance.</summary>
internal static class GuardVerb
{
    private static readonly string[] Usual = ["P3", "P5", "P12"];

    private static readonly Argument<string[]> Which = Measurements.Which("P3, P5 and P12");

    private static readonly Option<FileInfo> Committed = new("--committed") { Description = "The committed figures.", Required = true };

    private static readonly Option<double> Tolerance = new("--tolerance") { Description = "How much worse a ratio may be, as a part of it.", DefaultValueFactory = _ => 0.3 };

    public static Command Command()
    {
        var command = new Command("guard", "Compare with the committed ratios.") { Which, Committed, Tolerance, Measurements.Rounds, Measurements.Store, Measurements.Ids };
        command.SetAction(Run);
        return command;
    }

    private static int Run(ParseResult parsed)
    {
        Leftovers.Sweep();
        IReadOnlyList<Row> committed = Table.Read(parsed.GetValue(Committed)!.FullName);
        double tolerance = parsed.GetValue(Tolerance);
        int compared = 0;
        int worse = 0;
        foreach (string id in parsed.GetValue(Which) is { Length: > 0 } named ? named : Usual)
        {
            using Measurement measurement = Measurements.Make(id, parsed);
            Result result = Contest.Run(measurement, new Scale(Quick: false), parsed.GetValue(Measurements.Rounds), Console.Error.WriteLine);
            foreach (Row now in measurement.Comparisons.Select(comparison => Row.Of(result, comparison, run: "")))
            {
                string what = $"{now.Id} {now.What}, {now.Ours} beside \"{now.Beside}\": {now.Ratio}";
                if (committed.FirstOrDefault(now.IsAgain) is not { } before)
                {
                    Console.WriteLine($"NEW    {what}; nothing is committed to compare it with");
                    continue;
                }

                double allowed = before.Ratio.Median * (now.Better == Better.Higher ? 1 - tolerance : 1 + tolerance);
                bool isWorse = now.Better == Better.Higher ? now.Ratio.Median < allowed : now.Ratio.Median > allowed;
                compared++;
                worse += isWorse ? 1 : 0;
                Console.WriteLine($"{(isWorse ? "WORSE " : "good  ")} {what}; committed {before.Ratio}; {(now.Better == Better.Higher ? "at least" : "at most")} {Spread.Short(allowed)} is allowed");
            }
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{compared} ratios compared, {worse} worse by more than {tolerance:P0}."));
        return worse == 0 && compared > 0 ? 0 : 1;
    }
}
