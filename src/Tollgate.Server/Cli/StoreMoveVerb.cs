using System.CommandLine;
using Spectre.Console;
using Tollgate.Server.Shards;
using Tollgate.Storage.Installation;
using Tollgate.Storage.Journal;

namespace Tollgate.Server.Cli;

/// <summary><c>tollgate store move</c>: carries an installation from one store to another, compares, and only then switches.</summary>
internal static class StoreMoveVerb
{
    private static readonly Option<DirectoryInfo> Data = new("--data") { Description = "The data folder.", DefaultValueFactory = _ => new DirectoryInfo("data"), HelpName = "DIR" };

    private static readonly Option<string?> From = new("--from") { Description = "The store that the installation lives in. Default: the one that the data folder names.", HelpName = "STORE" };

    private static readonly Option<string?> To = new("--to")
    {
        Description = $"The store that it is to live in, an empty one: sqlite, postgres, or a PostgreSQL connection string. Default: the variable {StoreOption.Variable}.",
        HelpName = "STORE",
    };

    public static Command Command() => new Command(
        "move",
        "Carry an installation from one store to another. No server may be running. Cut off, it goes on when it is run again; the installation stays in the old store until everything is in the new one.")
    {
        Data, From, To,
    }.Does((parsed, cancel) =>
    {
        string root = parsed.GetValue(Data)!.FullName;
        StoreAddress from = parsed.GetValue(From) is { } given ? StoreAddress.Parse(given) : StoreAddress.OfFolder(root);
        StoreAddress to = StoreAddress.Parse(parsed.GetValue(To) ?? Environment.GetEnvironmentVariable(StoreOption.Variable)
            ?? throw new CliException($"Name the store to move to with --to, or in the variable {StoreOption.Variable}."));
        using var move = StoreMove.Begin(root, from, to);
        Verb.Line($"From {move.From.Description}");
        Verb.Line($"to   {move.To.Description}");
        Measured("Carrying", report =>
        {
            move.Carry(report, cancel);
            return true;
        });
        bool equal = true;
        foreach (string environment in move.From.Environments().Where(id => move.Streams.Any(stream => stream.Environment == id)))
            equal &= Compare(move, environment, cancel);
        if (!equal)
            throw new CliException("The two stores differ, as the lines above show. Nothing was switched: the installation lives where it did. Verify the old store (tollgate journal verify); empty the new one, and move again.");
        long messages = move.Settle();
        if (messages > 0)
            Verb.Line($"[green]carried[/] {messages:N0} messages to webhooks: those that wait, those that were given up, and those that were delivered lately.");
        Verb.Line($"[green]moved[/]   The installation lives in {move.To.Description}. A start without --store {(to.Postgres is null ? "finds it" : "asks for its address")}.");
        Verb.Line($"The old store is as it was, and is not used any more. Once you are sure, remove it: {move.From.Removal}");
        return Task.FromResult(Verb.Done);
    });

    /// <summary>Reads an environment from both stores, and tells both side by side.</summary>
    private static bool Compare(StoreMove move, string environment, CancellationToken cancel)
    {
        ReadEnvironment old = Measured("Reading the old store", report => StoreComparison.Read(move.From, environment, leaveSnapshots: false, report, cancel));
        ReadEnvironment @new = Measured("Reading the new store", report => StoreComparison.Read(move.To, environment, leaveSnapshots: true, report, cancel));
        bool equal = old.Streams.Count == @new.Streams.Count && old.Projections == @new.Projections;
        foreach ((ReadStream there, ReadStream here) in old.Streams.Zip(@new.Streams))
        {
            equal &= there == here;
            Tell(there.Stream.ToString(), there == here, Told(there), Told(here));
        }

        Tell(environment + " projections", old.Projections == @new.Projections, $"digest {old.Projections:x32}", $"digest {@new.Projections:x32}");
        return equal;
    }

    private static void Tell(string what, bool equal, string there, string here)
    {
        if (equal)
            Verb.Line($"[green]equal[/]   {what}");
        else
            Verb.Line($"[red]differs[/] {what}");
        Verb.Line($"        old: {there}");
        Verb.Line($"        new: {here}");
    }

    private static string Told(ReadStream stream) =>
        $"{stream.Blocks:N0} blocks, {stream.Facts:N0} facts, {stream.Bytes:N0} bytes, head {stream.Head.Epoch}/{stream.Head.Incarnation}/{stream.Head.Seq} {stream.Head.Hash}, digest {stream.Digest:x32}";

    private static T Measured<T>(string title, Func<Action<CarriedBlocks>, T> work)
    {
        T? result = default;
        Verb.Progress().Start(context =>
        {
            Dictionary<StreamId, ProgressTask> tasks = [];
            result = work(done =>
            {
                if (!tasks.TryGetValue(done.Stream, out ProgressTask? task))
                    tasks.Add(done.Stream, task = context.AddTask($"{title}: {done.Stream}"));
                task.MaxValue = Math.Max(1, done.All);
                task.Value = done.All == 0 ? 1 : done.Blocks;
            });
        });
        return result!;
    }
}
