using System.Diagnostics;

namespace Tollgate.Server.Tests.Cli;

/// <summary>What a verb said and how it ended.</summary>
internal sealed record Said(int ExitCode, string Out, string Error)
{
    public override string ToString() => $"exit code {ExitCode}\n{Out}\n{Error}";
}

/// <summary>The program's verbs, run as a user would run them.</summary>
internal static class Terminal
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    public static string Program { get; } = Path.Combine(AppContext.BaseDirectory, "tollgate.dll");

    public static Task<Said> Run(params string[] arguments) => RunCommand("dotnet", [Program, .. arguments]);

    /// <summary>In a shell, where <c>tollgate</c> is the program.</summary>
    public static Task<Said> Shell(string script) => RunCommand("bash", ["-c", $"tollgate() {{ dotnet '{Program}' \"$@\"; }}\n{script}"]);

    public static async Task<Said> RunCommand(string command, params string[] arguments)
    {
        var start = new ProcessStartInfo(command, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (string variable in (string[])["TOLLGATE_URL", "TOLLGATE_KEY"])
            start.Environment.Remove(variable);
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> error = process.StandardError.ReadToEndAsync();
        try
        {
            await process.WaitForExitAsync().WaitAsync(Limit);
        }
        catch (TimeoutException)
        {
            process.Kill(entireProcessTree: true);
            return new Said(-1, await output, "It did not end.\n" + await error);
        }

        return new Said(process.ExitCode, await output, await error);
    }
}
