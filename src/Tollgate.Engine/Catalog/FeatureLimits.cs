using System.Collections.Immutable;
using Tollgate.Engine.Numbers;

namespace Tollgate.Engine.Catalog;

/// <summary>The calendar windows that usage is limited in, from the shortest to the longest.</summary>
public enum WindowUnit
{
    Minute,
    Hour,
    Day,

    /// <summary>From Monday.</summary>
    Week,
    Month,
}

/// <summary>
/// What limits a metered feature beside the units of its billing period. All of it stands at once: a request passes when each of them lets it.
/// </summary>
/// <param name="Windows">By their unit, those of everybody before those of each subject. No two are alike.</param>
/// <param name="OverageCap">No more overage than this in a billing period; null is no bound.</param>
/// <param name="SpendCap">What the feature's usage may cost in a billing period; null is no bound.</param>
/// <param name="BurnRate">When usage is so fast that somebody should know; null is never. It limits nothing.</param>
public sealed record FeatureLimits(ImmutableArray<WindowLimit> Windows, Quantity? OverageCap, SpendCap? SpendCap, BurnRate? BurnRate);

/// <summary>No more units than these in each window, by the usage's own time, in the calendar of the account's zone.</summary>
/// <param name="EachSubject">For every subject by itself, and not for all of them together.</param>
public sealed record WindowLimit(WindowUnit Per, Quantity Units, bool EachSubject);

/// <summary>No more than this amount for usage in a billing period, in the catalog's currency, exact and before any line is rounded.</summary>
/// <param name="Thresholds">When spend raises alerts, in percent of the amount; rising. Empty is never.</param>
public sealed record SpendCap(Money Amount, ImmutableArray<Quantity> Thresholds);

/// <summary>An alert is raised when the usage of a window first reaches so many units.</summary>
public sealed record BurnRate(WindowUnit Per, Quantity Units);
