using System.Collections.Immutable;
using Tollgate.Engine.Alerts;
using Tollgate.Engine.Catalog;
using Tollgate.Engine.Entitlements;
using Tollgate.Engine.Metering;
using Tollgate.Engine.Rating;

namespace Tollgate.Engine.Contracts;

/// <summary>
/// What a plan says of each meter. It is worked out once and shared by all contracts on the plan, so that a hundred thousand contracts do not
/// each hold it, and an event finds it where the event before has just looked.
/// </summary>
/// <param name="rules">By feature, whose the right is where it is not the plan's own; null where all are.</param>
public sealed class PlanMeters(Plan plan, CatalogVersion catalog, ImmutableSortedDictionary<string, Rule>? rules = null)
{
    private static readonly PlanFeature Unknown = new(null, null, null, null);

    private readonly Dictionary<string, PlanMeter> _meters = new(StringComparer.Ordinal);
    private readonly Dictionary<string, PlanFeature> _features = new(StringComparer.Ordinal);
    private ImmutableSortedDictionary<string, Entitlement>? _rights;
    private bool? _hasGracePeriods;
    private PlanLimits? _limits;
    private bool _limitsKnown;
    private ImmutableArray<string>? _named;
    private ImmutableArray<string>? _countable;

    /// <summary>The plan as the contracts have it.</summary>
    public Plan Plan => plan;

    /// <summary>By feature: the plan's rights, and the environment's to what it does not name.</summary>
    public ImmutableSortedDictionary<string, Entitlement> Rights => _rights ??= WithDefaults(plan, catalog);

    /// <summary>Some grace of the plan ends after a time, so that it matters when a limit was first exceeded.</summary>
    public bool HasGracePeriods => _hasGracePeriods ??= Rights.Values.Any(right => right is MeteredEntitlement { Grace.PeriodMicroseconds: not null });

    /// <summary>What the plan limits and watches beside the units of a billing period; null where it does not, as most do.</summary>
    internal PlanLimits? Limits
    {
        get
        {
            if (!_limitsKnown)
                _limits = PlanLimits.Of(plan, Rights, catalog);
            _limitsKnown = true;
            return _limits;
        }
    }

    /// <summary>The meters whose units the plan itself entitles to or prices, by name.</summary>
    internal ImmutableArray<string> NamedMeters => _named ??=
    [
        .. plan.Charges.Select(charge => charge.Meter).Concat(plan.Entitlements.Keys.Select(feature => catalog.Features[feature].Meter)).OfType<string>()
            .Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal),
    ];

    /// <summary>The features of the plan that have units or seats, by name.</summary>
    internal ImmutableArray<string> Countable => _countable ??=
        [.. plan.Entitlements.Keys.Where(feature => catalog.Features[feature] is { Kind: FeatureKind.Metered or FeatureKind.Seat }).Order(StringComparer.Ordinal)];

    /// <summary>A meter that the plan neither grants nor prices has neither right nor charges.</summary>
    public PlanMeter this[string meter]
    {
        get
        {
            if (!_meters.TryGetValue(meter, out PlanMeter? found))
                _meters.Add(meter, found = Make(meter));
            return found;
        }
    }

    /// <summary>What the plan and its catalog say of a feature; nothing of one that the catalog does not have.</summary>
    public PlanFeature Feature(string name)
    {
        if (_features.TryGetValue(name, out PlanFeature? known))
            return known;
        // Only what the catalog names is kept: anybody may ask for anything.
        if (!catalog.Features.TryGetValue(name, out Feature? feature))
            return Unknown;
        bool named = plan.Entitlements.TryGetValue(name, out Entitlement? right);
        var found = new PlanFeature(feature, right, named ? null : Rights.GetValueOrDefault(name), feature.Meter is { } meter ? catalog.Meters[meter] : null)
        {
            Rule = rules?.GetValueOrDefault(name) ?? Rule.Plan,
        };
        _features.Add(name, found);
        return found;
    }

    private PlanMeter Make(string meter)
    {
        Charge[] charges = [.. plan.Charges.Where(charge => charge.Meter == meter)];
        string[] features = [.. catalog.Features.Values.Where(feature => feature.Meter == meter).Select(feature => feature.Name).Order(StringComparer.Ordinal)];
        MeteredRight? right = RightTo(meter);
        return new PlanMeter(meter, right, features, charges, MeterCapacity.Of(charges, right?.Entitlement.PaidFrom?.CreditRate))
        {
            IsNamed = charges.Length > 0 || features.Any(plan.Entitlements.ContainsKey),
        };
    }

    private MeteredRight? RightTo(string meter)
    {
        foreach ((string feature, Entitlement entitlement) in Rights)
        {
            if (entitlement is MeteredEntitlement metered && catalog.Features[feature].Meter == meter)
                return new MeteredRight(feature, metered);
        }

        return null;
    }

    /// <summary>A default of units stands back where the plan includes units of the same meter under another name.</summary>
    private static ImmutableSortedDictionary<string, Entitlement> WithDefaults(Plan plan, CatalogVersion catalog)
    {
        string[] meters = [.. plan.Entitlements.Keys.Select(feature => catalog.Features[feature].Meter).OfType<string>()];
        return plan.Entitlements.AddRange(catalog.Defaults.Where(
            right => !plan.Entitlements.ContainsKey(right.Key) && !(catalog.Features[right.Key].Meter is { } meter && meters.Contains(meter))));
    }
}

/// <param name="Right">The plan's right to the units of the meter, else the environment's, or null. There is at most one for a meter.</param>
/// <param name="Features">All features of the catalog whose units it counts, in the plan or not: grants of them cover it.</param>
/// <param name="Charges">The charges that price it, in the plan's order.</param>
/// <param name="Capacity">The most units of it that one period takes.</param>
public sealed record PlanMeter(string Meter, MeteredRight? Right, string[] Features, Charge[] Charges, MeterCapacity Capacity)
{
    /// <summary>At how much usage of an open period alerts are raised.</summary>
    public ImmutableArray<UsageMark> Marks { get; } = Right is { Entitlement: var right } ? Thresholds.Marks(right.Included, right) : [];

    /// <summary>The same for a closed one.</summary>
    public ImmutableArray<UsageMark> MarksOfClosed { get; } = Right is { Entitlement: var right } ? Thresholds.MarksOfClosed(right.Included, right) : [];

    /// <summary>The plan itself entitles to its units or prices them; what the environment gives by default is no name.</summary>
    public bool IsNamed { get; init; }

    /// <summary>Some charge prices events one by one.</summary>
    public bool HasEventPrices { get; } = Charges.Any(charge => charge.Price.HasEvents());
}

/// <summary>A metered feature of a plan and the right to it.</summary>
public sealed record MeteredRight(string Feature, MeteredEntitlement Entitlement);

/// <param name="Feature">Null when the contract's catalog does not have it; then so is the rest.</param>
/// <param name="Right">The plan's right to the feature, or null.</param>
/// <param name="Default">The environment's right to it where the plan has none, or null.</param>
/// <param name="Meter">What counts its units; null unless it is metered.</param>
public sealed record PlanFeature(Feature? Feature, Entitlement? Right, Entitlement? Default, Meter? Meter)
{
    /// <summary>Whose the right is: the plan's own, an add-on's, or the contract's.</summary>
    public Rule Rule { get; init; }
}
