using System.CommandLine;
using Tollgate.Bench.Ingest;
using Tollgate.Bench.Rounds;

namespace Tollgate.Bench;

/// <summary><c>run</c>: the measurements that are named, or all, and the table.</summary>
internal static class RunVerb
{
    private static readonly Dictionary<string, Func<Measurement>> Known = new(StringComparer.Ordinal)
    {
        ["P3"] = () => new DurableIngest(),
    };

    private static readonly Argument<string[]> Which = new("measurement") { Description = "P2, P3 ...; all unless given.", Arity = ArgumentArity.ZeroOrMore };

    private static readonly Option<int> Rounds = new("--rounds") { Description = "How many rounds count.", DefaultValueFactory = _ => 5 };

    private static readonly Option<bool> Quick = new("--quick") { Description = "A tenth of the work: to see that it runs." };

    private static readonly Option<FileInfo?> Out = new("--out") { Description = "Write the table to this file." };

    public static Command Command()
    {
        Which.AcceptOnlyFromAmong([.. Known.Keys]);
        var command = new Command("run", "Measure, and write the table.") { Which, Rounds, Quick, Out };
        command.SetAction(Run);
        return command;
    }

    private static int Run(ParseResult parsed)
    {
        string[] which = parsed.GetValue(Which) is { Length: > 0 } named ? named : [.. Known.Keys];
        var results = new List<Result>();
        foreach (string id in which)
        {
            using Measurement measurement = Known[id]();
            results.Add(Contest.Run(measurement, new Scale(parsed.GetValue(Quick)), parsed.GetValue(Rounds), Console.Error.WriteLine));
        }

        foreach (Result result in results)
        {
            foreach (Comparison comparison in result.Measurement.Comparisons)
                Console.WriteLine($"{result.Measurement.Id} {comparison.What}: {result.Ratio(comparison)}");
        }

        return 0;
    }
}
