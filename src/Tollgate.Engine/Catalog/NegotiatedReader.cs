using System.Collections.Immutable;
using System.Text.Json;
using Tollgate.Engine.Numbers;
using Tollgate.Engine.Rating;

namespace Tollgate.Engine.Catalog;

/// <summary>Negotiated terms, or everything that keeps the document from being some; never both.</summary>
public sealed record NegotiatedReading(NegotiatedTerms? Terms, ImmutableArray<CatalogProblem> Problems);

/// <summary>
/// Reads the <c>terms</c> of a contract: <c>{entitlements: {...}, discount_percent: {platform: 10}, prices: {api_calls: {multiplier: "0.8"}}}</c>, in the words of the catalog and against the plan that they stand over.
/// </summary>
public static class NegotiatedReader
{
    private static readonly Rate MostTimes = Rate.Parse("10");

    /// <param name="plan">With what the contract's add-ons add.</param>
    /// <param name="pointer">Where the terms stand in what their sender wrote.</param>
    public static NegotiatedReading Read(string json, CatalogVersion catalog, Plan plan, string pointer = "/terms")
    {
        var problems = new ProblemList();
        using JsonDocument? document = CatalogDocument.Open(json, problems);
        NegotiatedTerms? terms = document is not null && Fields.Open(new Place(document.RootElement, pointer, problems), "negotiated terms", ["entitlements", "discount_percent", "prices", .. CommitReader.Keys]) is { } fields
            ? Read(fields, catalog, plan)
            : null;
        return new(problems.Count == 0 ? terms : null, problems.ToImmutable());
    }

    private static NegotiatedTerms Read(Fields fields, CatalogVersion catalog, Plan plan)
    {
        Declared declared = Declared.By(catalog, plan.Currency);
        ImmutableSortedSet<string> priced = [.. plan.Charges.Select(charge => charge.Meter).OfType<string>()];
        Place? map = fields.Optional("entitlements");
        ImmutableSortedDictionary<string, Entitlement> rights = EntitlementReader.Read(map, declared, priced, "the contract", plan.Entitlements);
        foreach ((string feature, Place place) in Fields.Map(map, "the entitlements"))
            CheckUnits(feature, place, catalog, plan);

        var discounts = ImmutableSortedDictionary.CreateBuilder<string, Rate>(StringComparer.Ordinal);
        foreach ((string name, Place place) in ByCharge(fields.Optional("discount_percent"), "the discounts", plan))
        {
            if (PromotionReader.Percent(place) is { } percent)
                discounts[name] = percent;
        }

        var prices = ImmutableSortedDictionary.CreateBuilder<string, PriceOverride>(StringComparer.Ordinal);
        foreach ((string name, Place place) in ByCharge(fields.Optional("prices"), "the prices", plan))
        {
            if (ReadOverride(place, OfCharge(plan, name), catalog, plan) is { } price)
                prices[name] = price;
        }

        return new(rights, discounts.ToImmutable(), prices.ToImmutable())
        {
            Commits = CommitReader.Commits(fields, plan, meter => catalog.Meters[meter]),
            Minimum = CommitReader.Minimum(fields, plan),
        };
    }

    private static void CheckUnits(string feature, Place place, CatalogVersion catalog, Plan plan)
    {
        if (catalog.Features.GetValueOrDefault(feature)?.Meter is not { } meter || Fields.OpenAny(place, "a metered entitlement") is not { } fields)
            return;
        foreach (string key in WalletReader.Keys)
            fields.Optional(key)?.Report(ProblemCodes.WalletMismatch, "What pays for units, the plan says; remove it here.");
        if (plan.Entitlements.Keys.FirstOrDefault(other => other != feature && catalog.Features[other].Meter == meter) is { } named)
            place.Report(ProblemCodes.MeterShared, $"The plan includes units of the meter '{meter}' as '{named}'; negotiate those.");
    }

    /// <summary>Every charge of a name: the price that the document gives first, and the dated ones behind it.</summary>
    private static Charge[] OfCharge(Plan plan, string name) => [.. plan.Charges.Where(charge => ChargeNames.Of(charge.Name) == name)];

    private static IEnumerable<(string Name, Place Value)> ByCharge(Place? map, string what, Plan plan)
    {
        if (map is not { } place || Fields.OpenAny(place, what) is null)
            yield break;
        string[] known = [.. plan.Charges.Select(charge => ChargeNames.Of(charge.Name)).Distinct()];
        foreach (JsonProperty property in place.Value.EnumerateObject())
        {
            Place value = place.At(property.Name, property.Value);
            if (known.Contains(property.Name))
                yield return (property.Name, value);
            else
                value.Report(ProblemCodes.UnknownReference, $"The contract has no charge '{Names.Shortened(property.Name)}'{(Spelling.Suggest(property.Name, known) is { Length: > 0 } suggested ? suggested : ".")}");
        }
    }

    private static PriceOverride? ReadOverride(Place place, Charge[] charges, CatalogVersion catalog, Plan plan)
    {
        if (Fields.Open(place, "a negotiated price", "overwrite", "multiplier", "tiers") is not { } fields)
            return null;
        string[] said = [.. new[] { "overwrite", "multiplier", "tiers" }.Where(key => fields.Optional(key) is not null)];
        if (said.Length != 1)
        {
            place.Report(ProblemCodes.TermsMismatch, "A negotiated price is one of overwrite (a whole price), multiplier, tiers; give one of them.");
            return null;
        }

        int before = place.Problems.Count;
        PriceOverride? read = said[0] switch
        {
            "multiplier" => Multiplier(fields.Required("multiplier")!.Value),
            "tiers" => TierReader.Read(fields.Required("tiers")) is { } tiers ? new TieredPrice(tiers) : null,
            _ => ReadPrice(fields.Required("overwrite")!.Value, charges, catalog),
        };
        if (read is null || place.Problems.Count > before)
            return null;
        Place at = fields.Required(said[0])!.Value;
        foreach (Charge charge in charges)
            Check(read.Of(charge.Price), charge, at, [.. plan.Entitlements.Where(right => catalog.Features[right.Key].Meter == charge.Meter).Select(right => right.Value).OfType<MeteredEntitlement>()]);
        return place.Problems.Count == before ? read : null;
    }

    /// <param name="rights">To the units that the charge prices.</param>
    private static void Check(Price? price, Charge charge, Place place, MeteredEntitlement[] rights)
    {
        if (price is null)
            place.Report(ProblemCodes.TermsMismatch, $"The price of '{ChargeNames.Of(charge.Name)}' has no tiers; overwrite it, or negotiate a multiplier.");
        else if (price is FlatPrice != charge.Meter is null)
            place.Report(ProblemCodes.TermsMismatch, charge.Meter is null ? "This is a fixed charge, so its price is flat." : "This charge prices usage, so its price is not flat.");
        else if (price.HasEvents() && charge.AfterIncluded)
            place.Report(ProblemCodes.EventsPricedAlone, "This price is of each event by itself, and the charge prices what is beyond an allowance, which covers units; price units.");
        else if (price.HasEvents() && rights.Any(right => right.Grace is { Free: true }))
            place.Report(ProblemCodes.EventsPricedAlone, "This price is of each event by itself, and the plan has a grace of which units are free; price units.");
        else if (rights.Any(right => right.PaidFrom is { CreditRate: null }) && WalletReader.CanFall(price))
            place.Report(ProblemCodes.WalletMismatch, $"'{ChargeNames.Of(charge.Name)}' is paid as it is used, and this price may come to less with more units; price it as graduated.");
        else
            foreach (PriceFault fault in PriceRules.Check(price))
                place.Problems.Add(place.Pointer + (fault.Place.StartsWith("/tiers", StringComparison.Ordinal) && place.Pointer.EndsWith("/tiers", StringComparison.Ordinal) ? fault.Place["/tiers".Length..] : fault.Place), fault.Code, fault.Message);
    }

    private static OverwrittenPrice? ReadPrice(Place place, Charge[] charges, CatalogVersion catalog)
    {
        Meter? meter = charges[0].Meter is { } name ? catalog.Meters[name] : null;
        foreach (string key in new[] { "from", "until" })
        {
            if (place.Kind == JsonValueKind.Object && place.Value.TryGetProperty(key, out JsonElement value))
                place.At(key, value).Report(ProblemCodes.UnknownKey, "A negotiated price is in force when the list price is; remove it.");
        }

        return PriceReader.Read(place, [], meter) is { } price ? new(price) : null;
    }

    private static MultipliedPrice? Multiplier(Place place)
    {
        if (place.Rate() is not { } times)
            return null;
        if (times > Rate.Zero && times <= MostTimes)
            return new(times);
        place.Report(ProblemCodes.TermsMismatch, $"multiplier is {times}; it is above 0 and up to {MostTimes}.");
        return null;
    }
}
