using System.Collections.Immutable;
using System.Text.Json;

namespace Tollgate.Engine.Catalog;

/// <summary>Reads an add-on: <c>{name, entitlements, charges, plans, max_quantity}</c>.</summary>
internal static class AddOnReader
{
    public static AddOn? Read(string id, Place place, Declared declared)
    {
        if (Fields.Open(place, "an add-on", "name", "entitlements", "charges", "plans", "max_quantity") is not { } fields)
            return null;
        int before = place.Problems.Count;
        string? name = fields.Optional("name") is { } given ? given.Text("a name") : id;
        ImmutableSortedSet<string>? plans = fields.Optional("plans") is { } list ? ReadPlans(list, declared) : null;
        Plan[] takers = [.. (plans ?? declared.Plans.Keys).Select(plan => declared.Plans[plan]).OfType<Plan>()];
        Place? rights = fields.Optional("entitlements");
        ImmutableSortedSet<string> priced = [.. ChargeReader.Meters(fields.Optional("charges")), .. takers.SelectMany(plan => plan.Charges).Select(charge => charge.Meter).OfType<string>()];
        ImmutableSortedDictionary<string, Entitlement> entitlements = EntitlementReader.Read(rights, declared, priced, "this add-on");
        ImmutableSortedSet<string> included = [.. EntitlementReader.Meters(rights, declared), .. declared.MetersOfDefaults, .. IncludedByAll(takers, declared)];
        ImmutableArray<Charge?> charges = [.. Fields.Map(fields.Optional("charges"), "the charges").Select(item => ChargeReader.Read(item.Id, item.Value, declared, included))];
        int? most = fields.Optional("max_quantity") is { } number ? WholeNumber.Read(number, "max_quantity", 1, AddOn.MostQuantity) : AddOn.MostQuantity;
        RefuseOtherNames(rights, entitlements, takers, declared);
        ImmutableSortedSet<string> sets = SetsLimit(rights, entitlements);
        if (plans is not null && charges.Length > 0 && takers.FirstOrDefault(plan => plan.Currency != declared.Currency) is { } foreign)
            fields.Optional("plans")!.Value.Report(ProblemCodes.CurrencyMismatch, $"The plan '{foreign.Id}' is billed in {foreign.Currency}, and the add-on's charges are in {declared.Currency}; sell it an add-on without charges, or another.");
        return place.Problems.Count == before ? new(id, name!, declared.Currency!, entitlements, charges!, plans, most!.Value) { SetsLimitOf = sets } : null;
    }

    /// <summary>Whoever takes two add-ons must find the units of a meter under one name.</summary>
    public static void CheckMeters(Place? map, IEnumerable<AddOn> addOns, Declared declared)
    {
        var names = new Dictionary<string, (string Feature, string AddOn)>(StringComparer.Ordinal);
        foreach (AddOn addOn in addOns)
        {
            foreach ((string feature, Entitlement right) in addOn.Entitlements)
            {
                if (right is not MeteredEntitlement || declared.Features[feature]?.Meter is not { } meter || names.TryAdd(meter, (feature, addOn.Name)) || names[meter].Feature == feature)
                    continue;
                map!.Value.At(addOn.Name, map.Value.Value.GetProperty(addOn.Name)).Report(
                    ProblemCodes.MeterShared,
                    $"'{feature}' includes units of the meter '{meter}', which the add-on '{names[meter].AddOn}' includes as '{names[meter].Feature}'; include them under one name."
                );
            }
        }
    }

    private static ImmutableSortedSet<string> ReadPlans(Place list, Declared declared)
    {
        if (list.Kind != JsonValueKind.Array)
        {
            list.ReportType("a list of plans, such as [growth, scale]");
            return [];
        }

        if (list.Value.GetArrayLength() == 0)
            list.Report(ProblemCodes.EmptyList, "The list is empty, so that nobody could take the add-on; name a plan, or remove the key.");
        int index = 0;
        return [.. list.Value.EnumerateArray().Select(item => Declared.Reference(list.At(index++, item), "a plan", declared.Plans)).OfType<string>()];
    }

    private static IEnumerable<string> IncludedByAll(Plan[] takers, Declared declared) => takers
        .Select(plan => plan.Entitlements.Keys.Select(feature => declared.Features[feature]?.Meter).OfType<string>())
        .Aggregate<IEnumerable<string>, IEnumerable<string>?>(null, (all, own) => all?.Intersect(own) ?? own) ?? [];

    private static void RefuseOtherNames(Place? rights, ImmutableSortedDictionary<string, Entitlement> entitlements, Plan[] takers, Declared declared)
    {
        foreach (string feature in entitlements.Keys)
        {
            if (declared.Features[feature]?.Meter is not { } meter)
                continue;
            foreach (Plan plan in takers)
            {
                if (plan.Entitlements.Keys.FirstOrDefault(other => other != feature && declared.Features[other]?.Meter == meter) is { } named)
                {
                    rights!.Value.At(feature, rights.Value.Value.GetProperty(feature)).Report(
                        ProblemCodes.MeterShared,
                        $"The plan '{plan.Id}' includes units of the meter '{meter}' as '{named}'; include them under that name, or name the plans that may take the add-on."
                    );
                }
            }
        }
    }

    /// <summary>An add-on that says no more than how many units it includes leaves the limit to the plan.</summary>
    private static ImmutableSortedSet<string> SetsLimit(Place? rights, ImmutableSortedDictionary<string, Entitlement> entitlements)
    {
        var sets = ImmutableSortedSet.CreateBuilder<string>(StringComparer.Ordinal);
        foreach ((string feature, Place place) in Fields.Map(rights, "the entitlements"))
        {
            if (!entitlements.TryGetValue(feature, out Entitlement? right) || right is not MeteredEntitlement || Fields.OpenAny(place, "a metered entitlement") is not { } fields)
                continue;
            foreach (string key in WalletReader.Keys)
                fields.Optional(key)?.Report(ProblemCodes.WalletMismatch, "What pays for units, the plan says; remove it here.");
            if (place.Value.EnumerateObject().Any(property => property.Name != "included" && property.Value.ValueKind != JsonValueKind.Null))
                sets.Add(feature);
        }

        return sets.ToImmutable();
    }
}
