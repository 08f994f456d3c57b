namespace Tollgate.Simulator.Model;

/// <summary>What an operator has said of an account.</summary>
internal sealed class ModelStanding
{
    public bool IsSuspended { get; set; }

    public DelinquencySaid? Delinquency { get; set; }

    /// <summary>In the order in which they were recorded.</summary>
    public List<OverrideSaid> Overrides { get; } = [];

    /// <summary>By id, when it was ended before its time.</summary>
    public Dictionary<string, long> Ended { get; } = new(StringComparer.Ordinal);

    /// <summary>The word of the reason for which nothing is allowed, or null.</summary>
    public string? Denial(long at) => IsSuspended ? "AccountSuspended" : Delinquency is { Policy: "Deny" } owing && owing.Holds(at) ? "AccountDelinquent" : null;

    public bool IsDegraded(long at) => Delinquency is { Policy: "Degrade" } owing && owing.Holds(at);

    /// <summary>The last recorded of those that speak of a feature at an instant.</summary>
    public OverrideSaid? OverrideOf(string feature, long at) =>
        Overrides.LastOrDefault(one => one.Feature == feature && at >= one.From && !(at >= one.Until) && !(Ended.TryGetValue(one.Id, out long ended) && at >= ended));
}

/// <param name="Policy">The product's word for it.</param>
internal sealed record DelinquencySaid(long Since, string Policy, int AfterDays)
{
    public bool Holds(long at) => at >= Since + (AfterDays * World.SimClock.Day);
}

/// <param name="Limit">Null is as the plan has it.</param>
/// <param name="Cap">Units that a period may see at most; null is no bound.</param>
internal sealed record OverrideSaid(string Id, string Feature, AtLimit? Limit, decimal? Cap, long From, long? Until)
{
    /// <summary>Of a seat feature: how many there are; null of any other.</summary>
    public int? Seats { get; init; }

    /// <summary>In the place of what the plan says; null is as the plan has it. So is the next.</summary>
    public decimal? OverageCap { get; init; }

    public decimal? SpendCap { get; init; }
}
