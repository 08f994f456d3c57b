using System.Collections.Immutable;
using Tollgate.Engine.Numbers;

namespace Tollgate.Engine.Catalog;

/// <summary>
/// What one catalog does to another, in words. It is empty exactly when both mean the same, however differently they are written. It does not
/// know whom a change touches: contracts stay on their version until they are moved.
/// </summary>
public static class CatalogDifference
{
    /// <param name="before">The version in force, or null when there is none yet.</param>
    /// <returns>In the order currency, meters, features, credits, defaults, rate cards, plans, add-ons, bundles, promotions, each by id.</returns>
    public static ImmutableArray<CatalogChange> Between(CatalogVersion? before, CatalogVersion after)
    {
        // The words of both sides are written in one currency, so that a change of currency is told once and not with every amount.
        Currency currency = Currency.Of(after.Currency);
        return
        [
            .. Aspect.Difference(Aspects(before, currency), Aspects(after, currency)),
            .. RateCardDifference.Between(before?.RateCards ?? ImmutableSortedDictionary<string, RateCard>.Empty, after.RateCards),
            .. PlanDifference.Between(before?.Plans ?? ImmutableSortedDictionary<string, Plan>.Empty, after.Plans, currency),
            .. OfferDifference.Between(before, after, currency),
        ];
    }

    private static IEnumerable<Aspect> Aspects(CatalogVersion? catalog, Currency currency)
    {
        if (catalog is null)
            yield break;
        yield return new("/currency", "Currency", catalog.Currency);
        foreach (Meter meter in catalog.Meters.Values)
            yield return new(JsonPointer.Append("/meters", meter.Name), $"Meter {meter.Name}:", Words(meter));
        foreach (Feature feature in catalog.Features.Values)
            yield return new(JsonPointer.Append("/features", feature.Name), $"Feature {feature.Name}:", Words(feature));
        foreach (Credit credit in catalog.Credits.Values)
        {
            string place = JsonPointer.Append("/credits", credit.Name);
            yield return new(place, $"Credit {credit.Name}:", "held in wallets");
            foreach (Aspect aspect in credit.Price is { } price ? PriceWords.Of(price, $"{place}/price", $"Credit {credit.Name}: bought at", currency) : [])
                yield return aspect;
        }

        foreach ((string feature, Entitlement right) in catalog.Defaults)
        {
            foreach (Aspect aspect in PlanDifference.Aspects(right, JsonPointer.Append("/defaults", feature), $"By default: {feature}"))
                yield return aspect;
        }
    }

    private static string Words(Meter meter)
    {
        string counted = meter.Aggregation == Aggregation.Count ? $"count of {meter.Event} events" : $"sum of {meter.Value} of {meter.Event} events";
        return meter.Dimensions.IsEmpty ? counted : $"{counted} by {string.Join(", ", meter.Dimensions)}";
    }

    private static string Words(Feature feature) => feature.Kind switch
    {
        FeatureKind.Boolean => "had or not had",
        FeatureKind.Config when !feature.Values.IsEmpty => $"a value, in rising order {string.Join(", ", feature.Values.Select(value => $"'{value}'"))}",
        FeatureKind.Config => $"a {feature.ConfigType.ToString()!.ToLowerInvariant()} value",
        FeatureKind.Seat => feature.Seats is { Type: SeatType.Concurrent } terms
            ? $"concurrent seats, held for {DurationText.Of(terms.HeartbeatMicroseconds)} without a heartbeat and {DurationText.Of(terms.SkewMicroseconds)} more"
            : "named seats",
        _ => $"counted by meter {feature.Meter}",
    };
}
