namespace Tollgate.Engine.Time;

/// <summary>
/// One billing period, half-open: an instant at <see cref="End"/> belongs to the next one. The nominal bounds are those of the whole
/// calendar period that a stub is a part of, and for every other period its own.
/// </summary>
/// <param name="Index">0 for the period in which the contract starts.</param>
/// <param name="NominalStart">Never after <paramref name="Start"/>; the denominator of a proration runs from here.</param>
/// <param name="NominalEnd">Never before <paramref name="End"/>, and later where a plan with another period begins inside; the denominator runs to here.</param>
public readonly record struct BillingPeriod(long Index, EffectiveAt Start, EffectiveAt End, EffectiveAt NominalStart, EffectiveAt NominalEnd)
{
    /// <summary>A first period that begins inside a calendar period.</summary>
    public bool IsStub => Start != NominalStart;

    public bool Contains(EffectiveAt at) => at >= Start && at < End;
}
