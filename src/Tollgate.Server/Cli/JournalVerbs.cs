using System.CommandLine;
using System.Diagnostics;
using System.Text.Json;
using Spectre.Console;
using Tollgate.Engine;
using Tollgate.Engine.Environments;
using Tollgate.Storage.Journal;
using Tollgate.Storage.Journal.Commerce;
using Command = System.CommandLine.Command;

namespace Tollgate.Server.Cli;

/// <summary>
/// <c>tollgate journal verify|dump|replay</c>: reads the journals of an installation, also while a server writes them; it needs no server and
/// changes nothing.
/// </summary>
internal static class JournalVerbs
{
    public static Command Command() => new("journal", "Prove, read and replay the journals of an installation. Needs no server.")
    {
        Verify(),
        Dump(),
        Replay(),
    };

    private static Command Verify()
    {
        var chosen = new JournalChoice();
        Command command = chosen.AddTo(new Command("verify", "Prove that every block is there, unchanged, and follows the one before it."));
        return command.Does((parsed, cancel) =>
        {
            bool sound = true;
            foreach (IJournalReader journal in chosen.Open(parsed))
            {
                VerificationResult result = Measured($"Verifying {journal.Identity.Stream}", report =>
                    JournalVerifier.Verify(journal, new Watcher<VerificationProgress>(seen => report(seen.Blocks, seen.LastSeq + 1)), cancel));
                Tell(result);
                sound &= result.Sound;
            }

            return Task.FromResult(sound ? Verb.Done : Verb.Failed);
        });
    }

    private static Command Dump()
    {
        var chosen = new JournalChoice();
        var from = new Option<long>("--from") { Description = "The first block.", HelpName = "SEQ" };
        from.Validators.Add(given =>
        {
            if (given.Tokens is [{ Value: var text }] && (!long.TryParse(text, out long seq) || seq < 0))
                given.AddError($"'{text}' is no block. They are counted from 0.");
        });
        Command command = chosen.AddTo(new Command("dump", "Print every fact as a line of JSON, with its position.") { from });
        return command.Does((parsed, cancel) =>
        {
            using var output = new StreamWriter(Console.OpenStandardOutput());
            foreach (IJournalReader journal in chosen.Open(parsed))
            {
                StreamId stream = journal.Identity.Stream;
                foreach (EncodedBlock encoded in journal.Read(parsed.GetValue(from)))
                {
                    cancel.ThrowIfCancellationRequested();
                    using EncodedBlock bytes = encoded;
                    Block block = BlockDecoder.Decode(bytes);
                    for (int i = 0; i < block.Facts.Count; i++)
                        output.WriteLine($$"""{"stream":"{{stream}}","position":"{{block.PositionOf(i)}}","fact":{{JsonSerializer.Serialize(block.Facts[i], CommerceJson.Options)}}}""");
                }
            }

            return Task.FromResult(Verb.Done);
        });
    }

    private static Command Replay()
    {
        var chosen = new JournalChoice();
        Command command = chosen.AddTo(new Command("replay", "Replay the journals from their first block, and print the digest of the balances they lead to."));
        return command.Does((parsed, cancel) =>
        {
            foreach (IJournalReader journal in chosen.Open(parsed))
            {
                StreamId stream = journal.Identity.Stream;
                IStreamState state = stream.Shard is null ? new Register() : new Books();
                long facts = 0;
                var clock = Stopwatch.StartNew();
                long last = journal.Head.Seq;
                Measured($"Replaying {stream}", report =>
                {
                    foreach (EncodedBlock encoded in journal.Read(0))
                    {
                        cancel.ThrowIfCancellationRequested();
                        using EncodedBlock bytes = encoded;
                        Block block = BlockDecoder.Decode(bytes);
                        foreach (Fact fact in block.Facts)
                            state.Apply(fact);
                        facts += block.Facts.Count;
                        report(block.Header.Seq + 1, last + 1);
                    }

                    return facts;
                });
                string digest = state is Books books ? $", digest {StateDigest.Of(books):x32}" : "";
                Verb.Line($"{stream}: {facts:N0} facts in {last + 1:N0} blocks, {clock.Elapsed.TotalSeconds:F1} s{digest}");
            }

            return Task.FromResult(Verb.Done);
        });
    }

    /// <summary>Runs work that reports how much of how much is done, under a progress bar.</summary>
    internal static T Measured<T>(string title, Func<Action<long, long>, T> work)
    {
        T? result = default;
        Verb.Progress().Start(context =>
        {
            ProgressTask task = context.AddTask(title);
            result = work((done, all) =>
            {
                task.MaxValue = Math.Max(1, all);
                task.Value = all == 0 ? task.MaxValue : done;
            });
        });
        return result!;
    }

    private static void Tell(VerificationResult result)
    {
        if (result.Problem is not { } problem)
        {
            Verb.Line($"[green]sound[/]   {result.Stream}: {result.Blocks:N0} blocks, {result.Facts:N0} facts, {result.Bytes:N0} bytes, head {result.Head?.Hash}");
            return;
        }

        string place = problem.Seq is { } seq ? $" in block {seq}" : "";
        Verb.Line($"[red]unsound[/] {result.Stream}{place}: {problem.What}");
    }

    private sealed class Watcher<T>(Action<T> report) : IProgress<T>
    {
        public void Report(T value) => report(value);
    }
}
