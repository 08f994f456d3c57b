using System.CommandLine;
using Spectre.Console;

namespace Tollgate.Server.Cli;

/// <summary>How every verb runs: its errors are a sentence on standard error, and its exit code tells a script.</summary>
internal static class Verb
{
    public const int Done = 0;
    public const int Failed = 1;

    private static readonly IAnsiConsole Error = AnsiConsole.Create(new AnsiConsoleSettings
    {
        Out = new AnsiConsoleOutput(Console.Error),
        Ansi = Console.IsErrorRedirected ? AnsiSupport.No : AnsiSupport.Detect,
    });

    public static Command Does(this Command command, Func<ParseResult, CancellationToken, Task<int>> action)
    {
        command.SetAction(async (parsed, cancel) =>
        {
            try
            {
                return await action(parsed, cancel);
            }
            catch (CliException refused)
            {
                Say(refused.Message);
                return Failed;
            }
            catch (OperationCanceledException) when (cancel.IsCancellationRequested)
            {
                return Failed;
            }
        });
        return command;
    }

    /// <summary>An error, as a sentence.</summary>
    public static void Say(string sentence)
    {
        Error.Markup("[red]tollgate:[/] ");
        // Not through the console's own wrapping: a sentence may hold a path or an address to copy.
        Console.Error.WriteLine(sentence);
    }
}
