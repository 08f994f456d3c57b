using System.Diagnostics;

namespace Tollgate.Bench.Rounds;

/// <summary>What one contender did in one round.</summary>
/// <param name="Value">A rate per second, or bytes, or seconds: what its measurement says.</param>
/// <param name="CpuMicroseconds">Processor time of the contender's process for one operation, over all cores; null where another process did the work.</param>
/// <param name="AllocatedBytes">Managed memory that one operation took, over all threads.</param>
/// <param name="P99Milliseconds">Of an operation; null where it is not measured.</param>
public readonly record struct Figure(double Value, double? CpuMicroseconds = null, double? P99Milliseconds = null, double? AllocatedBytes = null)
{
    /// <summary>Runs something that does so many operations, and takes its rate and its processor time.</summary>
    public static Figure Rate(long operations, Action run)
    {
        GC.Collect();
        long allocated = GC.GetTotalAllocatedBytes();
        TimeSpan cpu = Process.GetCurrentProcess().TotalProcessorTime;
        long started = Stopwatch.GetTimestamp();
        run();
        double seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        cpu = Process.GetCurrentProcess().TotalProcessorTime - cpu;
        return new(operations / seconds, cpu.TotalMicroseconds / operations, AllocatedBytes: (double)(GC.GetTotalAllocatedBytes() - allocated) / operations);
    }
}
