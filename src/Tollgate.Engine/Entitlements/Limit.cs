using Tollgate.Engine.Numbers;

namespace Tollgate.Engine.Entitlements;

/// <summary>How a request stands to a limit.</summary>
/// <param name="Covered">What of the period's usage is covered.</param>
/// <param name="Consumed">All of it; what is not covered is overage, since usage that is reported after the fact is never refused.</param>
/// <param name="Reserved">What is held for reservations, within the limit.</param>
/// <param name="Available">What is available still; null without a limit.</param>
public readonly record struct Limit(Quantity Covered, Quantity Consumed, Quantity Reserved, Quantity? Available)
{
    /// <summary>No more units than these, whatever is available; null is no bound.</summary>
    public Quantity? Cap { get; init; }

    /// <summary>All that reservations hold of the period, whatever they will burn: it stands against the cap.</summary>
    public Quantity Held { get; init; }

    /// <summary>The limit; null is none.</summary>
    public Quantity? Units => Least(Covered + Reserved + Available, Cap);

    /// <summary>What may be used still; null without a limit.</summary>
    public Quantity? Remaining => Least(Available, Cap is { } cap ? Quantity.Max(cap - Consumed - Held, Quantity.Zero) : null);

    /// <summary>The limit once a request has taken its units: it stays, and less of it remains.</summary>
    public Limit After(Quantity taken)
    {
        Quantity covered = taken - Beyond(taken);
        return this with { Covered = Covered + covered, Consumed = Consumed + taken, Available = Available - covered };
    }

    /// <summary>What was consumed and nothing covers: overage, also when there is something available by now.</summary>
    public Quantity Exceeded => Consumed - Covered;

    private static Quantity? Least(Quantity? left, Quantity? right) => left is { } one && right is { } other ? Quantity.Min(one, other) : left ?? right;

    /// <summary>The part of a request that stands beyond the limit.</summary>
    public Quantity Beyond(Quantity requested) => Beyond(requested, Remaining);

    internal static Quantity Beyond(Quantity requested, Quantity? remaining) =>
        remaining is { } left ? Quantity.Max(requested - left, Quantity.Zero) : Quantity.Zero;
}
