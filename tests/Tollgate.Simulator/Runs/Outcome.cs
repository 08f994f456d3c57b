using Tollgate.Simulator.World;

namespace Tollgate.Simulator.Runs;

/// <summary>How one run ended.</summary>
/// <param name="Failure">Null when all went well.</param>
/// <param name="Simulated">Microseconds that went by in it.</param>
internal sealed record Outcome(ulong Seed, Failure? Failure, string Hash, long Simulated, long Blocks, IReadOnlyList<long> Injected, IReadOnlyList<long> Reached, IReadOnlyList<long> IndexDeeds, IReadOnlyList<string> Last)
{
    /// <param name="only">Null takes all steps.</param>
    /// <param name="rows">With projections.</param>
    public static Outcome Of(ulong seed, int steps, IReadOnlySet<int>? only = null, bool rows = false)
    {
        using RowsFolder? folder = rows ? new RowsFolder() : null;
        using var simulation = new Simulation(seed, folder?.Path);
        Failure? failure = null;
        try
        {
            simulation.Run(steps, only);
        }
        catch (ViolationException violation)
        {
            failure = new Failure(violation.Invariant, violation.Message);
        }
        catch (Exception error)
        {
            // Also a mistake: nothing that a process meets may come out of it like this.
            failure = new Failure($"nothing is thrown ({error.GetType().Name})", error.ToString());
        }

        return new Outcome(seed, failure, simulation.Trace.Hash, simulation.Simulated, simulation.Blocks, simulation.Faults.Injected, simulation.Faults.Reached, simulation.Faults.Done, [.. simulation.Trace.Last]);
    }
}

/// <param name="Invariant">What did not hold: two failures with the same one are taken for the same.</param>
internal sealed record Failure(string Invariant, string What);

/// <summary>Where one run keeps its projections.</summary>
internal sealed class RowsFolder : IDisposable
{
    // Memory where there is such a place: nothing of it needs to outlive the run.
    private readonly DirectoryInfo _folder = Directory.Exists("/dev/shm")
        ? Directory.CreateDirectory(System.IO.Path.Combine("/dev/shm", "tollgate-sim-" + Guid.NewGuid().ToString("N")))
        : Directory.CreateTempSubdirectory("tollgate-sim-");

    public string Path => _folder.FullName;

    public void Dispose() => _folder.Delete(recursive: true);
}
