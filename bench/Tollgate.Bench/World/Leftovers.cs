using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace Tollgate.Bench.World;

/// <summary>
/// Processes and folders that have to be gone when the bench ends. A signal ends it as its own end does; when it is killed, the processes end with
/// it, and the next run removes the folders.
/// </summary>
internal static class Leftovers
{
    private const string Prefix = "tollgate-bench-";

    private static readonly Lock Cleaning = new();
    private static readonly List<IDisposable> Standing = [];

    private static volatile bool _isEnding;

    /// <summary>The process is being ended from outside: whatever fails from now on has lost what it stood on.</summary>
    public static bool IsEnding => _isEnding;

    /// <summary>Has signals clean up before the process ends.</summary>
    public static void Guard()
    {
        foreach (PosixSignal signal in (PosixSignal[])[PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP])
        {
            _ = PosixSignalRegistration.Create(signal, context =>
            {
                context.Cancel = true;
                End(130);
            });
        }
    }

    /// <summary>Cleans up and ends the process, whatever its other threads are at.</summary>
    public static void End(int exitCode)
    {
        _isEnding = true;
        Clean();
        Environment.Exit(exitCode);
    }

    public static void Add(IDisposable one)
    {
        lock (Standing)
            Standing.Add(one);
    }

    /// <returns>False when somebody else has disposed it, or is about to.</returns>
    public static bool Remove(IDisposable one)
    {
        lock (Standing)
            return Standing.Remove(one);
    }

    /// <summary>Ends and removes what still stands, the newest first. Whoever comes second waits for the first.</summary>
    public static void Clean()
    {
        lock (Cleaning)
        {
            while (Newest() is { } newest)
            {
                try
                {
                    newest.Dispose();
                    Remove(newest);
                }
                catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidOperationException)
                {
                    Remove(newest);
                    Console.Error.WriteLine($"Something is left behind: {e.Message}");
                }
            }
        }
    }

    /// <summary>A name for a folder, from which the next run can tell whether its owner is gone.</summary>
    public static string NameOfFolder() => string.Create(CultureInfo.InvariantCulture, $"{Prefix}{Environment.ProcessId}-{Guid.NewGuid():N}");

    /// <summary>Removes the folders of runs that were killed.</summary>
    public static void Sweep()
    {
        foreach (string folder in Directory.GetDirectories(Path.GetTempPath(), Prefix + "*"))
        {
            if (!int.TryParse(Path.GetFileName(folder)[Prefix.Length..].Split('-')[0], CultureInfo.InvariantCulture, out int owner) || Lives(owner))
                continue;
            PostgresServer.RemoveOutside(folder);
            Directory.Delete(folder, recursive: true);
            Console.Error.WriteLine($"Removed {folder}, which a run that was killed had left.");
        }
    }

    private static IDisposable? Newest()
    {
        lock (Standing)
            return Standing.LastOrDefault();
    }

    private static bool Lives(int process)
    {
        try
        {
            using var found = Process.GetProcessById(process);
            return true;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }
}
