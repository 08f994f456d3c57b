using System.Collections.Immutable;
using NodaTime;
using Tollgate.Engine.Numbers;
using Tollgate.Engine.Time;

namespace Tollgate.Storage.Projections;

public enum UsageWindowSize
{
    Minute,
    Hour,
    Day,
    Month,
}

/// <summary>
/// Asks for an account's usage of a meter in <c>[From, To)</c>. Usage is kept by the minute: <paramref name="From"/> is rounded down and
/// <paramref name="To"/> up to whole minutes, and the windows answered say what was summed.
/// </summary>
/// <param name="Zone">In whose calendar days and months begin; minutes and hours are UTC's.</param>
/// <param name="GroupBy">Dimensions of the meter; none sums over all of them.</param>
public sealed record UsageQuery(
    string AccountId,
    string Meter,
    EffectiveAt From,
    EffectiveAt To,
    UsageWindowSize Window,
    DateTimeZone Zone,
    ImmutableArray<string> GroupBy
);

/// <summary>The usage of one window and group.</summary>
/// <param name="Start">The window's start, or that of the range where it begins inside the window; <paramref name="End"/> is exclusive.</param>
/// <param name="Group">The values of the dimensions asked for, in that order; null where an event has none.</param>
public sealed record UsageWindow(EffectiveAt Start, EffectiveAt End, ImmutableArray<string?> Group, Quantity Quantity, long Events);
