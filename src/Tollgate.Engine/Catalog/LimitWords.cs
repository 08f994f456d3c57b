using Tollgate.Engine.Alerts;
using Tollgate.Engine.Numbers;

namespace Tollgate.Engine.Catalog;

/// <summary>What limits a feature, in words. They leave nothing out: two that read the same are the same.</summary>
internal static class LimitWords
{
    /// <param name="place">Of the entitlement.</param>
    /// <param name="label">Of what the limits are.</param>
    public static IEnumerable<Aspect> Of(FeatureLimits? limits, string place, string label, Currency currency)
    {
        if (limits is null)
            yield break;
        // A limit is known by its window, wherever in the list it stands.
        foreach (WindowLimit limit in limits.Windows)
            yield return new($"{place}/limits", $"{label} at most", $"{CatalogWords.Of(limit.Units)} {LimitsReader.Words(limit)}", $"{place}/limits\n{limit.Per}\n{limit.EachSubject}");
        if (limits.OverageCap is { } overage)
            yield return new($"{place}/overage_cap", $"{label} overage at most", CatalogWords.Of(overage));
        foreach (Aspect aspect in Of(limits.SpendCap, place, label, currency))
            yield return aspect;
        if (limits.BurnRate is { } rate)
            yield return new($"{place}/burn_rate", $"{label} burn rate alerts at", $"{CatalogWords.Of(rate.Units)} per {rate.Per.ToString().ToLowerInvariant()}");
    }

    public static IEnumerable<Aspect> Of(SpendCap? cap, string place, string label, Currency currency)
    {
        if (cap is null)
            yield break;
        yield return new($"{place}/spend_cap", $"{label} spend at most", CatalogWords.Of(cap.Amount, currency));
        if (!cap.Thresholds.AsSpan().SequenceEqual(Thresholds.Default.AsSpan()))
            yield return new($"{place}/spend_thresholds", $"{label} spend alerts at", cap.Thresholds.IsEmpty ? "no threshold" : $"{string.Join(", ", cap.Thresholds)} %");
    }
}
