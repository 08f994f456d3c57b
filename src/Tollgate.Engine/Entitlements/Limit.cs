using Tollgate.Engine.Numbers;

namespace Tollgate.Engine.Entitlements;

/// <summary>How a request stands to a limit.</summary>
/// <param name="Covered">What of the period's usage is covered.</param>
/// <param name="Consumed">All of it; what is not covered is overage, since usage that is reported after the fact is never refused.</param>
/// <param name="Remaining">What is available still; null without a limit.</param>
public readonly record struct Limit(Quantity Covered, Quantity Consumed, Quantity? Remaining)
{
    /// <summary>The limit; null is none.</summary>
    public Quantity? Units => Covered + Remaining;

    /// <summary>The limit once a request has taken its units: it stays, and less of it remains.</summary>
    public Limit After(Quantity taken)
    {
        Quantity covered = taken - Beyond(taken);
        return new Limit(Covered + covered, Consumed + taken, Remaining - covered);
    }

    /// <summary>What was consumed and nothing covers: overage, also when there is something available by now.</summary>
    public Quantity Exceeded => Consumed - Covered;

    /// <summary>The part of a request that stands beyond the limit.</summary>
    public Quantity Beyond(Quantity requested) =>
        Remaining is { } remaining ? Quantity.Max(requested - remaining, Quantity.Zero) : Quantity.Zero;
}
