using System.Collections.Immutable;
using Tollgate.Engine.Catalog;
using Tollgate.Engine.Numbers;
using Tollgate.Engine.Time;

namespace Tollgate.Engine.Entitlements;

/// <summary>How one of several limits of a feature stands: before a check's request, after a consume's.</summary>
/// <param name="Name">One of <see cref="LimitNames"/>.</param>
/// <param name="ResetsAt">When it begins anew.</param>
public abstract record LimitState(string Name, EffectiveAt ResetsAt)
{
    /// <summary>The limit of which the fewest units are left, of those that count all units; null when none does.</summary>
    public static UnitLimit? Least(ImmutableArray<LimitState> limits)
    {
        UnitLimit? least = null;
        foreach (LimitState limit in limits)
        {
            if (limit is UnitLimit { OfAllUnits: true } units && !(units.Remaining >= least?.Remaining))
                least = units;
        }

        return least;
    }
}

/// <summary>A limit in units.</summary>
/// <param name="Used">What was counted. What is held for reservations is not in it, and does not remain.</param>
/// <param name="Remaining">Never below zero.</param>
public sealed record UnitLimit(string Name, Quantity Limit, Quantity Used, Quantity Remaining, EffectiveAt ResetsAt) : LimitState(Name, ResetsAt)
{
    /// <summary>All units count toward it, and not only those beyond what is granted.</summary>
    public bool OfAllUnits => Name != LimitNames.OverageCap;
}

/// <summary>A limit in money, of the contract's currency.</summary>
/// <param name="Spent">What the usage of the billing period costs, exact.</param>
/// <param name="Remaining">Never below zero.</param>
public sealed record SpendLimit(string Name, Money Limit, Money Spent, Money Remaining, EffectiveAt ResetsAt) : LimitState(Name, ResetsAt)
{
    /// <summary>The least cap under which all of a request would pass that this one does not let pass, exact; null where it does, or where nobody knows.</summary>
    public Money? Needed { get; init; }
}

/// <summary>What each of several limits is called in an answer.</summary>
public static class LimitNames
{
    /// <summary>The units of the billing period, with its enforcement.</summary>
    public static readonly string UsageLimit = "usage_limit";

    /// <summary>No more units than these in a billing period, whatever the enforcement.</summary>
    public static readonly string Cap = "cap";
    public static readonly string OverageCap = "overage_cap";

    /// <summary>Of the feature.</summary>
    public static readonly string SpendCap = "spend_cap";
    public static readonly string PlanSpendCap = "plan_spend_cap";

    public static string Of(WindowLimit limit) => (limit.Per, limit.EachSubject) switch
    {
        (WindowUnit.Minute, false) => "per_minute",
        (WindowUnit.Hour, false) => "per_hour",
        (WindowUnit.Day, false) => "per_day",
        (WindowUnit.Week, false) => "per_week",
        (WindowUnit.Month, false) => "per_month",
        (WindowUnit.Minute, true) => "per_minute_each_subject",
        (WindowUnit.Hour, true) => "per_hour_each_subject",
        (WindowUnit.Day, true) => "per_day_each_subject",
        (WindowUnit.Week, true) => "per_week_each_subject",
        (WindowUnit.Month, true) => "per_month_each_subject",
        _ => throw new ArgumentOutOfRangeException(nameof(limit), limit.Per, "No limit is of this window."),
    };
}
