using System.CommandLine;
using System.Diagnostics;
using Spectre.Console;
using Tollgate.Storage.Index;
using Tollgate.Storage.Index.Runs;
using Tollgate.Storage.Installation;
using Tollgate.Storage.Journal;

namespace Tollgate.Server.Cli;

/// <summary><c>tollgate index verify|rebuild</c>: proves the index of ids of a data folder, or makes it again from the journal.</summary>
internal static class IndexVerbs
{
    public static Command Command() => new("index", "Prove the index of ids of a data folder, or make it again. Needs no server.")
    {
        Verify(),
        Rebuild(),
    };

    private static Command Verify()
    {
        var chosen = new JournalChoice();
        Command command = chosen.AddTo(new Command("verify", "Read every file of the index and check every part of it. A server may be running."));
        return command.Does((parsed, cancel) =>
        {
            bool sound = true;
            foreach ((IJournalReader journal, IRunFiles files) in chosen.OpenWithIndex(parsed))
            {
                StreamId stream = journal.Identity.Stream;
                using var index = new IdIndex(new IndexKeys(DataFolder.ReadSecret(chosen.Root(parsed))), files);
                try
                {
                    Tell(stream, index.Check(journal, cancel));
                }
                catch (RunDamagedException damaged)
                {
                    Verb.Line($"[red]unsound[/] {stream}: {damaged.Message} Stop the server and run 'tollgate index rebuild', or start it: it makes the index again by itself. Nothing is lost.");
                    sound = false;
                }
            }

            return Task.FromResult(sound ? Verb.Done : Verb.Failed);
        });
    }

    private static Command Rebuild()
    {
        var chosen = new JournalChoice();
        Command command = chosen.AddTo(new Command("rebuild", "Drop the index and make it again from the journal. No server may be running."));
        return command.Does((parsed, cancel) =>
        {
            _ = DataFolder.ReadInstallationId(chosen.Root(parsed));
            using DataFolder held = DataFolder.Open(chosen.Root(parsed));
            foreach ((IJournalReader journal, IRunFiles files) in chosen.OpenWithIndex(parsed))
            {
                StreamId stream = journal.Identity.Stream;
                using var index = new IdIndex(new IndexKeys(held.Secret.Span), files);
                var clock = Stopwatch.StartNew();
                index.Open(journal);
                index.Reset();
                Play(journal, index, cancel);
                Verb.Line($"{stream}: {index.Figures.Ids:N0} ids in {index.Figures.Runs:N0} runs, and in {journal.Head.Seq + 1:N0} blocks, {clock.Elapsed.TotalSeconds:F1} s");
            }

            return Task.FromResult(Verb.Done);
        });
    }

    private static void Play(IJournalReader journal, IdIndex index, CancellationToken cancel) =>
        Verb.Progress().Start(context =>
        {
            ProgressTask task = context.AddTask($"Reading {journal.Identity.Stream}", maxValue: Math.Max(1, journal.Head.Seq + 1));
            foreach (EncodedBlock encoded in journal.Read(0))
            {
                cancel.ThrowIfCancellationRequested();
                using EncodedBlock bytes = encoded;
                index.Play(BlockDecoder.Decode(bytes));
                task.Value = bytes.Header.Seq + 1;
            }

            index.Seal();
            while (index.Step() is not null)
                cancel.ThrowIfCancellationRequested();
        });

    private static void Tell(StreamId stream, (IndexFigures Figures, long Covered)? found)
    {
        if (found is var (figures, covered))
            Verb.Line($"[green]sound[/]   {stream}: {figures.Ids:N0} ids in {figures.Runs:N0} runs, {figures.DiskBytes:N0} bytes, up to block {covered}");
        else
            Verb.Line($"[green]sound[/]   {stream}: no files yet; the server reads the journal at its start");
    }
}
