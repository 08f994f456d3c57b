namespace Tollgate.Simulator.Model;

/// <summary>Units that are held for work whose size is known only afterwards.</summary>
/// <param name="Units">All that were granted.</param>
/// <param name="FromAllowance">Held by the plan's allowance.</param>
/// <param name="Beyond">Let pass beyond the limit, and held by nothing.</param>
/// <param name="Holds">By lots, in the order of burning.</param>
internal sealed record ModelReservation(
    string Id,
    string Feature,
    ModelTarget Target,
    long Time,
    decimal Units,
    decimal FromAllowance,
    decimal Beyond,
    IReadOnlyList<ModelHold> Holds,
    long ExpiresAt,
    string Source,
    string EventId,
    string? Region
)
{
    /// <summary>For whom; null when nobody is named.</summary>
    public string? Subject { get; init; }
}

internal sealed record ModelHold(ModelLot Lot, LotBalance From, decimal Units);
