using System.Runtime.InteropServices;

namespace Tollgate.Server.Shards;

/// <summary>
/// Ends the process at once, without anybody's shutting down in order: what is in memory may not be what is on the disk, and nothing that
/// would still run could tell the two apart.
/// </summary>
public static partial class ProcessStop
{
    /// <summary>The exit code by which a supervisor tells this end from others (EX_IOERR of sysexits.h).</summary>
    public const int ExitCode = 74;

    public static void Now(Exception why)
    {
        Console.Error.WriteLine($"Tollgate stops: {why.Message}");
        Console.Error.Flush();
        if (OperatingSystem.IsWindows())
            System.Environment.FailFast(why.Message, why);
        Exit(ExitCode);
    }

    // Environment.Exit waits for handlers that wait for the loops, which wait for this.
    [LibraryImport("libc", EntryPoint = "_exit")]
    private static partial void Exit(int code);
}
