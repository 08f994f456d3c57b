using System.Runtime.InteropServices;

namespace Tollgate.Server.Shards;

/// <summary>
/// Lets a thread have what others leave: who waits for an answer comes first. .NET gives threads no priority on Linux, where each has a nice value of its
/// own (setpriority(2)); what a thread has lowered it cannot raise again.
/// </summary>
internal static partial class LowPriority
{
    private const int OfThread = 0;
    private const int CallingThread = 0;

    // A tenth of a busy core, so that what is urgent among it still gets done where there is no idle time at all.
    private const int Nice = 10;

    public static void Take()
    {
        if (OperatingSystem.IsLinux())
            _ = SetPriority(OfThread, CallingThread, Nice);
    }

    [LibraryImport("libc", EntryPoint = "setpriority")]
    private static partial int SetPriority(int which, int who, int value);
}
