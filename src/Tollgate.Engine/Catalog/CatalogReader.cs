using System.Collections.Immutable;
using System.Text.Json;

namespace Tollgate.Engine.Catalog;

/// <summary>
/// Reads a catalog document, JSON, into a <see cref="CatalogVersion"/>. It finds every problem in one pass and never throws for what a document
/// says. It knows no YAML; the server turns that into JSON first.
/// </summary>
public static class CatalogReader
{
    /// <param name="version">The number that the catalog gets; the document does not carry one.</param>
    public static CatalogReading Read(string json, int version)
    {
        var problems = new ProblemList();
        using JsonDocument? document = CatalogDocument.Open(json, problems);
        CatalogVersion? catalog = document is null ? null : Read(new Place(document.RootElement, "", problems), version);
        return new(problems.Count == 0 ? catalog : null, problems.ToImmutable());
    }

    private static CatalogVersion? Read(Place document, int version)
    {
        if (Fields.Open(document, "a catalog", "currency", "meters", "features", "credits", "defaults", "rate_cards", "plans", "add_ons", "bundles", "promotions") is not { } fields)
            return null;

        string? currency = RateCardReader.ReadCurrency(fields.Required("currency"));
        ImmutableSortedDictionary<string, Meter?> meters = ById(fields.Optional("meters"), "the meters", MeterReader.Read);
        ImmutableSortedDictionary<string, Feature?> features =
            ById(fields.Optional("features"), "the features", (id, place) => FeatureReader.Read(id, place, meters));
        ImmutableSortedDictionary<string, Credit?> credits = ById(fields.Optional("credits"), "the credits", CreditReader.Read);
        var declared = new Declared(meters, features, currency, credits);
        Place? rights = fields.Optional("defaults");
        ImmutableSortedDictionary<string, Entitlement> defaults = EntitlementReader.Read(rights, declared, [.. declared.Meters.Keys], "the defaults");
        WalletReader.CheckDefaults(rights, defaults);
        declared = declared with { MetersOfDefaults = EntitlementReader.Meters(rights, declared).ToImmutableSortedSet(StringComparer.Ordinal) };
        declared = declared with { RateCards = ById(fields.Optional("rate_cards"), "the rate cards", (id, place) => RateCardReader.Read(id, place, declared)) };
        ImmutableSortedDictionary<string, Plan?> plans = ById(fields.Optional("plans"), "the plans", (id, place) => PlanReader.Read(id, place, declared));
        declared = declared with { Plans = plans };
        ImmutableSortedDictionary<string, AddOn?> addOns = ById(fields.Optional("add_ons"), "the add-ons", (id, place) => AddOnReader.Read(id, place, declared));
        AddOnReader.CheckMeters(fields.Optional("add_ons"), addOns.Values.OfType<AddOn>(), declared);
        declared = declared with { AddOns = addOns };
        ImmutableSortedDictionary<string, Bundle?> bundles = ById(fields.Optional("bundles"), "the bundles", (id, place) => BundleReader.Read(id, place, declared));
        ImmutableSortedSet<string> charges =
        [
            .. plans.Values.OfType<Plan>().SelectMany(plan => plan.Charges).Select(charge => ChargeNames.Of(charge.Name)),
            .. addOns.Values.OfType<AddOn>().SelectMany(addOn => addOn.Charges.Select(charge => ChargeNames.Of(addOn.Name, charge.Name))),
        ];
        ImmutableSortedDictionary<string, Promotion?> promotions = ById(fields.Optional("promotions"), "the promotions", (code, place) => PromotionReader.Read(code, place, charges));
        return document.Problems.Count > 0 ? null : new(version, currency!, Whole(meters), Whole(features), Whole(plans))
        {
            Credits = Whole(credits),
            Defaults = defaults,
            RateCards = Whole(declared.RateCards),
            AddOns = Whole(addOns),
            Bundles = Whole(bundles),
            Promotions = Whole(promotions),
        };
    }

    /// <summary>What could not be read stays as null under its id, so that references to it are not reported as well.</summary>
    private static ImmutableSortedDictionary<string, T?> ById<T>(Place? map, string what, Func<string, Place, T?> read)
        where T : class =>
        Fields.Map(map, what).ToImmutableSortedDictionary(item => item.Id, item => read(item.Id, item.Value), StringComparer.Ordinal);

    private static ImmutableSortedDictionary<string, T> Whole<T>(ImmutableSortedDictionary<string, T?> items)
        where T : class => items.ToImmutableSortedDictionary(item => item.Key, item => item.Value!, StringComparer.Ordinal);
}

/// <summary>What a plan can refer to. A null is declared, but could not be read.</summary>
internal sealed record Declared(
    ImmutableSortedDictionary<string, Meter?> Meters,
    ImmutableSortedDictionary<string, Feature?> Features,
    string? Currency,
    ImmutableSortedDictionary<string, Credit?> Credits
)
{
    /// <summary>The meters of which the defaults include units.</summary>
    public ImmutableSortedSet<string> MetersOfDefaults { get; init; } = [];

    public ImmutableSortedDictionary<string, RateCard?> RateCards { get; init; } = ImmutableSortedDictionary<string, RateCard?>.Empty;

    public ImmutableSortedDictionary<string, Plan?> Plans { get; init; } = ImmutableSortedDictionary<string, Plan?>.Empty;

    public ImmutableSortedDictionary<string, AddOn?> AddOns { get; init; } = ImmutableSortedDictionary<string, AddOn?>.Empty;

    /// <summary>What a version that was read declares.</summary>
    public static Declared By(CatalogVersion catalog, string currency) => new(Nullable(catalog.Meters), Nullable(catalog.Features), currency, Nullable(catalog.Credits));

    private static ImmutableSortedDictionary<string, T?> Nullable<T>(ImmutableSortedDictionary<string, T> items)
        where T : class => items.ToImmutableSortedDictionary(item => item.Key, item => (T?)item.Value, StringComparer.Ordinal);

    /// <summary>Reads the id of something that the document declares, and reports it when it does not.</summary>
    public static string? Reference<T>(Place? place, string what, ImmutableSortedDictionary<string, T> declared)
    {
        if (place?.Text($"the id of {what}") is not { } id)
            return null;
        if (declared.ContainsKey(id))
            return id;
        place.Value.Report(ProblemCodes.UnknownReference, Missing(id, what, declared.Keys));
        return null;
    }

    public static string Missing(string id, string what, IEnumerable<string> declared) =>
        $"The document declares no {what[(what.IndexOf(' ', StringComparison.Ordinal) + 1)..]} '{Names.Shortened(id)}'{Suggested(id, declared)}";

    private static string Suggested(string id, IEnumerable<string> declared) => Spelling.Suggest(id, declared) is { Length: > 0 } suggested ? suggested : ".";
}
