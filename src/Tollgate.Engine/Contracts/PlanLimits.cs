using System.Collections.Immutable;
using Tollgate.Engine.Alerts;
using Tollgate.Engine.Catalog;
using Tollgate.Engine.Metering;

namespace Tollgate.Engine.Contracts;

/// <summary>What a plan limits and watches beside the units of a billing period; made once, and shared by all contracts on the plan.</summary>
/// <param name="Windows">What is counted by calendar window, each once, whether for a limit or for a burn rate.</param>
/// <param name="SpendMarks">Of the plan's own cap: when spend raises alerts.</param>
/// <param name="PricedMeters">Those that a charge of the plan prices.</param>
internal sealed record PlanLimits(
    ImmutableArray<WindowedMeter> Windows,
    ImmutableArray<SpendMark> SpendMarks,
    ImmutableArray<string> PricedMeters,
    ImmutableSortedDictionary<string, MeterLimits> ByMeter
)
{
    /// <returns>Null when there is nothing of the kind.</returns>
    public static PlanLimits? Of(Plan plan, IEnumerable<KeyValuePair<string, Entitlement>> rights, CatalogVersion catalog)
    {
        var byMeter = ImmutableSortedDictionary.CreateBuilder<string, MeterLimits>(StringComparer.Ordinal);
        List<WindowedMeter> windows = [];
        foreach ((string feature, Entitlement entitlement) in rights)
        {
            if (entitlement is not MeteredEntitlement { Limits: { } limits } || catalog.Features[feature].Meter is not { } meter)
                continue;
            windows.AddRange(limits.Windows.Select(limit => new WindowedMeter(meter, limit.Per, limit.EachSubject)));
            if (limits.BurnRate is { } rate)
                windows.Add(new WindowedMeter(meter, rate.Per, EachSubject: false));
            byMeter.Add(meter, new MeterLimits(feature, limits, Thresholds.Marks(limits.SpendCap)));
        }

        return byMeter.Count == 0 && plan.SpendCap is null
            ? null
            : new PlanLimits(
                [.. windows.Distinct()],
                Thresholds.Marks(plan.SpendCap),
                [.. plan.Charges.Select(charge => charge.Meter).OfType<string>().Distinct().Order(StringComparer.Ordinal)],
                byMeter.ToImmutable()
            );
    }
}

/// <summary>The limits of one meter's feature.</summary>
/// <param name="SpendMarks">When its spend raises alerts.</param>
internal sealed record MeterLimits(string Feature, FeatureLimits Limits, ImmutableArray<SpendMark> SpendMarks);
