using System.CommandLine;
using Spectre.Console;
using Tollgate.Storage.Deliveries;
using Tollgate.Storage.HighWater;
using Tollgate.Storage.Index.Runs;
using Tollgate.Storage.Installation;
using Tollgate.Storage.Journal;
using Tollgate.Storage.Postgres.Private;
using Tollgate.Storage.Projections;

namespace Tollgate.Server.Cli;

/// <summary>How every verb runs: its errors are a sentence on standard error, and its exit code tells a script.</summary>
internal static class Verb
{
    public const int Done = 0;
    public const int Failed = 1;

    /// <summary>By Ctrl-C, as shells have it.</summary>
    private const int Interrupted = 130;

    private const int Widest = 10_000;

    private static readonly IAnsiConsole Error = AnsiConsole.Create(new AnsiConsoleSettings
    {
        Out = new AnsiConsoleOutput(Console.Error),
        Ansi = Console.IsErrorRedirected ? AnsiSupport.No : AnsiSupport.Detect,
    });

    private static readonly IAnsiConsole Nowhere = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(TextWriter.Null), Ansi = AnsiSupport.No });

    public static Command Does(this Command command, Func<ParseResult, CancellationToken, Task<int>> action)
    {
        command.SetAction(async (parsed, cancel) =>
        {
            try
            {
                // Away from the library's own thread, which hears Ctrl-C: a verb that never waits would not be told.
                return await Task.Run(() => action(parsed, cancel), CancellationToken.None);
            }
            catch (CliException refused)
            {
                Say(refused.Message);
                return Failed;
            }
            catch (Exception refused) when (refused is JournalException or DataFolderException or StoreException or StoreBehindHighWaterException or HighWaterUnreadableException
                or ProjectionException or RunDamagedException or PrivatePostgresException or DeliveriesUnavailableException or IOException or UnauthorizedAccessException)
            {
                // Their messages name the file, and what to do.
                Say(refused.Message);
                return Failed;
            }
            catch (OperationCanceledException) when (cancel.IsCancellationRequested)
            {
                return Interrupted;
            }
        });
        return command;
    }

    /// <summary>A line of output. Into a file or a pipe it stays one line, however long it is.</summary>
    public static void Line(FormattableString markup) => Wide(() => AnsiConsole.MarkupLineInterpolated(markup));

    /// <summary>A table. Into a file or a pipe each of its rows stays one line.</summary>
    public static void Show(Table table) => Wide(() => AnsiConsole.Write(table));

    private static void Wide(Action write)
    {
        Profile profile = AnsiConsole.Profile;
        int width = profile.Width;
        if (Console.IsOutputRedirected)
            profile.Width = Widest;
        write();
        profile.Width = width;
    }

    /// <summary>A bar for long work, on the error stream: output can be piped. Nobody looks at a bar in a file.</summary>
    public static Progress Progress() => (Console.IsErrorRedirected ? Nowhere : Error).Progress().AutoClear(true);

    /// <summary>An error, as a sentence.</summary>
    public static void Say(string sentence)
    {
        Error.Markup("[red]tollgate:[/] ");
        // Not through the console's own wrapping: a sentence may hold a path or an address to copy.
        Console.Error.WriteLine(sentence);
    }
}
