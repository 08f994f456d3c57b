using Tollgate.Simulator.World;

namespace Tollgate.Simulator.Runs;

/// <summary>How one run ended.</summary>
/// <param name="Failure">Null when all went well.</param>
/// <param name="Simulated">Microseconds that went by in it.</param>
internal sealed record Outcome(ulong Seed, Failure? Failure, string Hash, long Simulated, long Blocks, IReadOnlyList<long> Injected, IReadOnlyList<long> Reached, IReadOnlyList<long> Cut, IReadOnlyList<long> IndexDeeds, IReadOnlyList<long> Happened, IReadOnlyList<string> Last)
{
    /// <param name="only">Null takes all steps.</param>
    public static Outcome Of(ulong seed, int steps, IReadOnlySet<int>? only = null)
    {
        using var simulation = new Simulation(seed);
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

        return new Outcome(seed, failure, simulation.Trace.Hash, simulation.Simulated, simulation.Blocks, simulation.Faults.Injected, simulation.Faults.Reached, simulation.Faults.Cut, simulation.Faults.Done, simulation.Happenings.Counts, [.. simulation.Trace.Last]);
    }
}

/// <param name="Invariant">What did not hold: two failures with the same one are taken for the same.</param>
internal sealed record Failure(string Invariant, string What);
