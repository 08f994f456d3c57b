using System.Collections.Immutable;
using System.Text.Json;
using Tollgate.Engine.Alerts;
using Tollgate.Engine.Numbers;

namespace Tollgate.Engine.Catalog;

/// <summary>
/// Reads a plan's entitlements, each in the shape of its feature: <c>true</c>, <c>10</c>, <c>eu</c>, or
/// <c>{included: 10000000, enforcement: soft}</c>, <c>{seats: 10}</c>. Nothing included and <c>hard</c> are what is left unsaid. Conditions, <see cref="ConditionalReader"/> reads.
/// </summary>
internal static class EntitlementReader
{
    private const string Unlimited = "unlimited";

    /// <param name="priced">The meters that a charge of the plan prices, as far as it names them.</param>
    /// <param name="where">For sentences: <c>this plan</c>.</param>
    /// <param name="over">Rights that these stand over: of a metered one, what is left unsaid is as it is there.</param>
    public static ImmutableSortedDictionary<string, Entitlement> Read(Place? map, Declared declared, ImmutableSortedSet<string> priced, string where = "this plan", IReadOnlyDictionary<string, Entitlement>? over = null)
    {
        var entitlements = ImmutableSortedDictionary.CreateBuilder<string, Entitlement>(StringComparer.Ordinal);
        var metered = new Dictionary<string, string>(StringComparer.Ordinal);
        ImmutableArray<(string Id, Place Value)> all = Fields.Map(map, "the entitlements");
        foreach ((string id, Place place) in all)
        {
            if (!declared.Features.TryGetValue(id, out Feature? feature))
                place.Report(ProblemCodes.UnknownReference, Declared.Missing(id, "a feature", declared.Features.Keys));
            if (feature is null)
                continue;
            if (feature.Meter is { } meter && !metered.TryAdd(meter, id))
                place.Report(ProblemCodes.MeterShared, $"'{metered[meter]}' already includes units of the meter '{meter}' in {where}; a plan has one allowance for a meter.");
            if (ConditionalReader.Read(place, feature, (right, of) => Read(right, of, declared, priced, over?.GetValueOrDefault(id) as MeteredEntitlement)) is { } entitlement)
                entitlements[id] = SeatReader.ForHolders(entitlement, place, declared);
        }

        SeatReader.RefuseUnsold(all, entitlements, where);
        return entitlements.ToImmutable();
    }

    /// <summary>The meters of the metered features that a plan names, whether or not what it says about them is right.</summary>
    public static IEnumerable<string> Meters(Place? map, Declared declared) => map is { Kind: JsonValueKind.Object } entitlements
        ? entitlements.Value.EnumerateObject()
            .Select(property => declared.Features.GetValueOrDefault(property.Name)?.Meter)
            .OfType<string>()
        : [];

    private static Entitlement? Read(Place place, Feature feature, Declared declared, ImmutableSortedSet<string> priced, MeteredEntitlement? over) => feature switch
    {
        { Kind: FeatureKind.Seat } => ReadSeats(place, feature),
        { Kind: FeatureKind.Boolean } when SeatReader.IsForHolders(place) => ReadForHolders(place),
        { Kind: FeatureKind.Boolean } => Flag(place, feature, "a boolean feature") is { } granted ? new BooleanEntitlement(granted) : null,
        { ConfigType: ConfigType.Boolean } => Flag(place, feature, "a config feature of type boolean") is { } flag ? new ConfigEntitlement(null, null, flag) : null,
        { ConfigType: ConfigType.Number } => ReadNumber(place, feature),
        { ConfigType: ConfigType.String } => ReadText(place, feature),
        _ => ReadMetered(place, feature, declared, priced, over),
    };

    private static BooleanEntitlement? ReadForHolders(Place place) =>
        Fields.Open(place, "a boolean entitlement", SeatReader.Key, "when") is { } fields && fields.Required(SeatReader.Key) is not null
            ? new(true) { When = ConditionReader.Of(fields) }
            : null;

    private static bool? Flag(Place place, Feature feature, string what)
    {
        if (place.Kind is JsonValueKind.True or JsonValueKind.False)
            return place.Value.GetBoolean();
        Mismatch(place, feature, what, "true or false");
        return null;
    }

    private static ConfigEntitlement? ReadNumber(Place place, Feature feature)
    {
        if (place.Kind is JsonValueKind.Number or JsonValueKind.String)
            return place.Quantity() is { } number ? new(number, null, null) : null;
        Mismatch(place, feature, "a config feature of type number", "a number, such as 10");
        return null;
    }

    private static ConfigEntitlement? ReadText(Place place, Feature feature)
    {
        if (place.Kind == JsonValueKind.String)
            return place.Text("a value") is { } text && IsDeclared(place, feature, text) ? new(null, text, null) : null;
        Mismatch(place, feature, "a config feature of type string", "a text in quotes");
        return null;
    }

    private static bool IsDeclared(Place place, Feature feature, string text)
    {
        if (feature.Values.IsEmpty || feature.Values.Contains(text))
            return true;
        place.Report(ProblemCodes.ValueNotAllowed, $"'{Names.Shortened(text)}' is none of the values of '{feature.Name}'; one of {string.Join(", ", feature.Values)} is allowed.");
        return false;
    }

    private static MeteredEntitlement? ReadMetered(Place place, Feature feature, Declared declared, ImmutableSortedSet<string> priced, MeteredEntitlement? over)
    {
        if (place.Kind != JsonValueKind.Object)
        {
            Mismatch(place, feature, "a metered feature", "an object such as {included: 1000, enforcement: hard}");
            return null;
        }

        int before = place.Problems.Count;
        Fields fields = Fields.Open(place, "a metered entitlement", ["included", "thresholds", "when", SeatReader.Key, .. EnforcementReader.Keys, .. LimitsReader.Keys, .. WalletReader.Keys])!;
        Quantity? included = over is null ? Quantity.Zero : over.Included;
        if (fields.Optional("included") is { } units)
            included = units.Kind == JsonValueKind.String && units.Value.ValueEquals(Unlimited) ? null : ReadIncluded(units);
        int beforeTerms = place.Problems.Count;
        MeteredEntitlement? right = EnforcementReader.Read(place, fields, included, over);
        // Without limit is also what could not be read: then that is told, and not what would follow from it.
        if (right is { Included: null, Enforcement: Enforcement.Grace or Enforcement.Throttle } && beforeTerms == before)
            EnforcementReader.ReportUnlimited(fields);
        FeatureLimits? limits = LimitsReader.Over(LimitsReader.Read(fields), over?.Limits);
        if (right is not null && beforeTerms == before)
            LimitsReader.CheckOverage(fields, included, right.Enforcement);
        SpendCapReader.Check(fields, priced.Contains(feature.Meter!), $"the meter '{feature.Meter}'");
        if (place.Problems.Count == before && right is not null)
            right = LimitsReader.CheckPaid(fields, WalletReader.Read(fields, right, declared));
        ImmutableArray<Quantity> thresholds = fields.Optional("thresholds") is { } percentages ? ThresholdReader.Read(percentages) : over?.Thresholds ?? Thresholds.Default;
        if (place.Problems.Count == before && included is null && fields.Optional("thresholds") is { } idle)
            idle.Report(ProblemCodes.ThresholdsWithoutLimit, "Thresholds are percentages of what is included, and unlimited has none; remove them.");
        Condition? when = ConditionReader.Of(fields) ?? over?.When;
        return place.Problems.Count == before && right is not null ? right with { Thresholds = thresholds, When = when, Limits = limits } : null;
    }

    private static SeatEntitlement? ReadSeats(Place place, Feature feature)
    {
        if (place.Kind == JsonValueKind.Object)
            return SeatReader.ReadSeats(place, feature.Seats!);
        Mismatch(place, feature, "a seat feature", "an object such as {seats: 10}");
        return null;
    }

    private static Quantity? ReadIncluded(Place place)
    {
        if (place.Kind == JsonValueKind.String && !Quantity.TryParse(place.Value.GetString(), out _, out NumberError error) && error == NumberError.NotANumber)
        {
            place.Report(ProblemCodes.MalformedNumber, $"'{Names.Shortened(place.Value.GetString()!)}' is no number; included is a number of units, or {Unlimited}.");
            return null;
        }

        Quantity? units = place.Quantity();
        if (units is { IsNegative: true })
            place.Report(ProblemCodes.Negative, $"included is {units}; it must be zero or more, or {Unlimited}.");
        return units;
    }

    private static void Mismatch(Place place, Feature feature, string what, string shape) =>
        place.Report(ProblemCodes.EntitlementMismatch, $"'{feature.Name}' is {what}, so its entitlement is {shape}.");
}
