using System.CommandLine;
using System.Globalization;
using Tollgate.Bench.Engine;
using Tollgate.Bench.Http;
using Tollgate.Bench.Ids;
using Tollgate.Bench.Ingest;
using Tollgate.Bench.Journal;
using Tollgate.Bench.Rounds;
using Tollgate.Bench.World;

namespace Tollgate.Bench;

/// <summary>All measurements by their names, and the options that they share.</summary>
internal static class Measurements
{
    private const string Both = "both";

    private static readonly Dictionary<string, Func<IReadOnlyList<StoreKind>, long, Measurement>> Known = new(StringComparer.Ordinal)
    {
        ["P2"] = (_, _) => new EngineConsume(),
        ["P3"] = (stores, _) => new DurableIngest(stores),
        ["P4"] = (stores, _) => new IngestOverHttp(stores),
        ["P2-grants"] = (_, _) => new EngineConsume(granted: true),
        ["P5-grants"] = (stores, _) => new CheckOverHttp(stores, granted: true),
        ["P6-grants"] = (stores, _) => new ConsumeOverHttp(stores, hot: false, granted: true),
        ["P5"] = (stores, _) => new CheckOverHttp(stores),
        ["P6"] = (stores, _) => new ConsumeOverHttp(stores, hot: false),
        ["P6-hot"] = (stores, _) => new ConsumeOverHttp(stores, hot: true),
        ["P6-batch"] = (stores, _) => new ConsumeInBatches(stores),
        ["P7"] = (stores, ids) => new FullWindow(stores, ids),
        ["P8-simulation"] = (stores, _) => new Simulation(stores),
        ["P9"] = (stores, _) => new Replay(stores),
        ["P9-start"] = (stores, _) => new SnapshotStart(stores),
        ["P12"] = (stores, _) => new JournalBytes(stores),
    };

    public static readonly Option<int> Rounds = new("--rounds") { Description = "How many rounds count.", DefaultValueFactory = _ => 5 };

    public static readonly Option<string> Store = new("--store") { Description = "sqlite, postgres or both.", DefaultValueFactory = _ => Both };

    public static readonly Option<long> Ids = new("--ids") { Description = "P7: how many ids the window holds.", DefaultValueFactory = _ => 100_000_000 };

    static Measurements()
    {
        Store.AcceptOnlyFromAmong("sqlite", "postgres", Both);
        AtLeastOne(Rounds);
        AtLeastOne(Ids);
    }

    public static IReadOnlyList<string> All => [.. Known.Keys];

    public static Argument<string[]> Which(string unlessGiven)
    {
        var which = new Argument<string[]>("measurement") { Description = $"P2, P3 ...; {unlessGiven} unless given.", Arity = ArgumentArity.ZeroOrMore };
        which.AcceptOnlyFromAmong([.. Known.Keys]);
        return which;
    }

    public static Measurement Make(string id, ParseResult parsed) => Known[id](StoresOf(parsed.GetValue(Store)!), parsed.GetValue(Ids));

    private static void AtLeastOne<T>(Option<T> option)
        where T : System.Numerics.INumber<T> => option.Validators.Add(result =>
    {
        if (result.Tokens is [var given, ..] && (!T.TryParse(given.Value, CultureInfo.InvariantCulture, out T? number) || number < T.One))
            result.AddError($"{option.Name} is a whole number from 1 on.");
    });

    private static IReadOnlyList<StoreKind> StoresOf(string named) => named == Both ? [StoreKind.Sqlite, StoreKind.Postgres] : [Enum.Parse<StoreKind>(named, ignoreCase: true)];
}
