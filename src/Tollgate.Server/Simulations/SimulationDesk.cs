using Tollgate.Server.Http;

namespace Tollgate.Server.Simulations;

/// <summary>
/// The simulations of all environments: one at work at a time in each, since each takes the time of two cores and the memory of two states, and the last few that are over. They are in memory alone.
/// </summary>
internal sealed class SimulationDesk
{
    private const int MostKept = 8;

    private readonly Lock _lock = new();
    private readonly List<SimulationRun> _runs = [];

    /// <exception cref="ProblemException">409: another is at work.</exception>
    public SimulationRun Start(string environment, Func<SimulationRun> start)
    {
        lock (_lock)
        {
            if (_runs.Find(run => run.Environment == environment && run.Status == SimulationStatus.Running) is { } other)
            {
                throw new ProblemException(new Problem(
                    StatusCodes.Status409Conflict, Codes.SimulationRunning, $"The simulation '{other.Id}' is at work, {other.Percent} % of it done; wait for it, or cancel it: DELETE /v1/simulations/{other.Id}."));
            }

            SimulationRun begun = start();
            _runs.Add(begun);
            SimulationRun[] over = [.. _runs.Where(run => run.Environment == environment && run.Status != SimulationStatus.Running)];
            foreach (SimulationRun old in over.SkipLast(MostKept - 1))
                _runs.Remove(old);
            return begun;
        }
    }

    public SimulationRun? Find(string environment, string id)
    {
        lock (_lock)
            return _runs.Find(run => run.Environment == environment && run.Id == id);
    }

    /// <summary>Ends those at work, before their journals are closed.</summary>
    public async Task Stop()
    {
        SimulationRun[] all;
        lock (_lock)
            all = [.. _runs];
        foreach (SimulationRun run in all)
            await run.Cancel();
    }
}
