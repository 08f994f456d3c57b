using Tollgate.Simulator.World;

namespace Tollgate.Simulator.Model;

/// <summary>An event that was counted.</summary>
/// <param name="Latest">The later of its receipt and its own time: from then on its id is remembered for the acceptance window.</param>
internal sealed record ModelEvent(UsageSaid Said, long Seq, int Ordinal, long Latest)
{
    /// <summary>Its id must be known still; after that it may be.</summary>
    public bool IsRemembered(long now, int windowDays) => Latest >= now - (windowDays * SimClock.Day);
}
