using System.Globalization;
using System.Runtime.InteropServices;

namespace Tollgate.Bench.Rounds;

/// <summary>What a reader must know of the machine to read absolute figures.</summary>
public static class Machine
{
    public static string Describe() => string.Join("; ", [
        $"{Processor()}, {Environment.ProcessorCount} cores",
        $"{(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 1_073_741_824.0).ToString("N0", CultureInfo.InvariantCulture)} GiB of memory",
        RuntimeInformation.OSDescription,
        $"{RuntimeInformation.FrameworkDescription}, {(System.Runtime.GCSettings.IsServerGC ? "server" : "workstation")} GC",
    ]);

    private static string Processor() => File.Exists("/proc/cpuinfo") && File.ReadLines("/proc/cpuinfo").FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal)) is { } line
        ? line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim()
        : RuntimeInformation.ProcessArchitecture.ToString();

    /// <summary>How many processes wanted to run in the last minute, on average.</summary>
    public static string Load() => File.Exists("/proc/loadavg") ? File.ReadAllText("/proc/loadavg").Split(' ')[0] : "unknown";
}
