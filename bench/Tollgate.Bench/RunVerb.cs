using System.CommandLine;
using Tollgate.Bench.Rounds;
using Tollgate.Bench.World;

namespace Tollgate.Bench;

/// <summary><c>run</c>: the measurements that are named, or all, and the table.</summary>
internal static class RunVerb
{
    private static readonly Argument<string[]> Which = Measurements.Which("all");

    private static readonly Option<bool> Quick = new("--quick") { Description = "A tenth of the work: to see that it runs." };

    private static readonly Option<FileInfo?> Out = new("--out") { Description = "Write the figures to this CSV file, and the table beside it." };

    public static Command Command()
    {
        var command = new Command("run", "Measure, and write the table.") { Which, Measurements.Rounds, Measurements.Store, Measurements.Ids, Quick, Out };
        command.SetAction(Run);
        return command;
    }

    private static int Run(ParseResult parsed)
    {
        Leftovers.Sweep();
        int rounds = parsed.GetValue(Measurements.Rounds);
        List<Row> rows = [];
        List<string> failed = [];
        foreach (string id in parsed.GetValue(Which) is { Length: > 0 } named ? named : Measurements.All)
        {
            // What the measurements before have done to the machine is told, too.
            string run = $"{rounds} {(rounds == 1 ? "round" : "rounds")}, {DateTime.UtcNow:yyyy-MM-dd HH:mm} UTC, load average before {Machine.Load()}";
            try
            {
                using Measurement measurement = Measurements.Make(id, parsed);
                Result result = Contest.Run(measurement, new Scale(parsed.GetValue(Quick)), rounds, Console.Error.WriteLine);
                rows.AddRange(measurement.Comparisons.Select(comparison => Row.Of(result, comparison, run)));
            }
            catch (Exception e) when (!Leftovers.IsEnding)
            {
                // An hour later somebody comes back, and wants the others.
                failed.Add(id);
                Console.Error.WriteLine($"{id} failed: {e}");
            }

            // Each is written when it is known: a run that is cut off has its first ones.
            if (parsed.GetValue(Out) is { } file)
                Table.Write(file.FullName, rows);
        }

        Console.WriteLine(Row.TableHead);
        foreach (Row row in rows)
            Console.WriteLine(row.ToTableLine());
        if (failed.Count > 0)
            Console.Error.WriteLine($"Not measured, for the reasons above: {string.Join(", ", failed)}.");
        return failed.Count == 0 ? 0 : 1;
    }
}
