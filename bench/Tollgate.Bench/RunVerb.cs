using System.CommandLine;
using Tollgate.Bench.Engine;
using Tollgate.Bench.Http;
using Tollgate.Bench.Ingest;
using Tollgate.Bench.Journal;
using Tollgate.Bench.Rounds;

namespace Tollgate.Bench;

/// <summary><c>run</c>: the measurements that are named, or all, and the table.</summary>
internal static class RunVerb
{
    private static readonly Dictionary<string, Func<Measurement>> Known = new(StringComparer.Ordinal)
    {
        ["P2"] = () => new EngineConsume(),
        ["P3"] = () => new DurableIngest(),
        ["P4"] = () => new IngestOverHttp(),
        ["P5"] = () => new CheckOverHttp(),
        ["P6"] = () => new ConsumeOverHttp(hot: false),
        ["P6-hot"] = () => new ConsumeOverHttp(hot: true),
        ["P9"] = () => new Replay(),
        ["P9-start"] = () => new SnapshotStart(),
        ["P12"] = () => new JournalBytes(),
    };

    private static readonly Argument<string[]> Which = new("measurement") { Description = "P2, P3 ...; all unless given.", Arity = ArgumentArity.ZeroOrMore };

    private static readonly Option<int> Rounds = new("--rounds") { Description = "How many rounds count.", DefaultValueFactory = _ => 5 };

    private static readonly Option<bool> Quick = new("--quick") { Description = "A tenth of the work: to see that it runs." };

    private static readonly Option<FileInfo?> Out = new("--out") { Description = "Write the table to this file." };

    public static Measurement Make(string id) => Known.TryGetValue(id, out Func<Measurement>? make)
        ? make()
        : throw new ArgumentException($"There is no measurement '{id}'. There are: {string.Join(", ", Known.Keys)}.", nameof(id));

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
        int rounds = parsed.GetValue(Rounds);
        var table = new Table();
        foreach (string id in which)
        {
            using Measurement measurement = Make(id);
            table.Add(Contest.Run(measurement, new Scale(parsed.GetValue(Quick)), rounds, Console.Error.WriteLine));
        }

        foreach (Table.Row row in table.Rows)
            Console.WriteLine(row);
        if (parsed.GetValue(Out) is { } file)
            table.Write(file.FullName, $"bench/run {string.Join(' ', which)} --rounds {rounds}", rounds);
        return 0;
    }
}
