using Tollgate.Engine.Numbers;

namespace Tollgate.Engine.Entitlements;

/// <summary>How a request stands to a limit.</summary>
/// <param name="Units">The limit; null is none.</param>
/// <param name="Consumed">May be beyond the limit: usage reported after the fact is never refused.</param>
public readonly record struct Limit(Quantity? Units, Quantity Consumed)
{
    /// <summary>What is left, never below zero; null without a limit.</summary>
    public Quantity? Remaining => Units is { } units ? Quantity.Max(units - Consumed, Quantity.Zero) : null;

    /// <summary>What was consumed beyond the limit; zero without a limit.</summary>
    public Quantity Exceeded => Units is { } units ? Quantity.Max(Consumed - units, Quantity.Zero) : Quantity.Zero;

    /// <summary>The part of a request that stands beyond the limit.</summary>
    public Quantity Beyond(Quantity requested) =>
        Remaining is { } remaining ? Quantity.Max(requested - remaining, Quantity.Zero) : Quantity.Zero;
}
