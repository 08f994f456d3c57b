using System.Collections.Immutable;
using Tollgate.Engine.Numbers;

namespace Tollgate.Engine.Catalog;

/// <summary>What becomes of add-ons, bundles and promotions: of a new one everything is told, of one that goes only that it goes.</summary>
internal static class OfferDifference
{
    public static IEnumerable<CatalogChange> Between(CatalogVersion? before, CatalogVersion after, Currency currency) =>
    [
        .. Between(before?.AddOns ?? ImmutableSortedDictionary<string, AddOn>.Empty, after.AddOns, "/add_ons", "Add-on", (addOn, place, label) => Aspects(addOn, place, label, currency), AddOnOrder),
        .. Between(before?.Bundles ?? ImmutableSortedDictionary<string, Bundle>.Empty, after.Bundles, "/bundles", "Bundle", Aspects, (_, _, _, _) => null),
        .. Between(before?.Promotions ?? ImmutableSortedDictionary<string, Promotion>.Empty, after.Promotions, "/promotions", "Promotion", (promotion, place, label) => Aspects(promotion, place, label, currency), (_, _, _, _) => null),
    ];

    private static IEnumerable<CatalogChange> Between<T>(
        ImmutableSortedDictionary<string, T> before,
        ImmutableSortedDictionary<string, T> after,
        string map,
        string what,
        Func<T, string, string, IEnumerable<Aspect>> aspects,
        Func<T, T, string, string, CatalogChange?> reordered
    )
        where T : class
    {
        foreach ((string name, T now) in after)
        {
            string place = JsonPointer.Append(map, name);
            string label = $"{what} {name}:";
            if (!before.TryGetValue(name, out T? then))
                yield return new(ChangeKind.Added, place, $"{what} {name} is new");
            foreach (CatalogChange change in Aspect.Difference(then is null ? [] : aspects(then, place, label), aspects(now, place, label)))
                yield return change;
            if (then is not null && reordered(then, now, place, label) is { } order)
                yield return order;
        }

        foreach (string name in before.Keys.Where(name => !after.ContainsKey(name)))
            yield return new(ChangeKind.Removed, JsonPointer.Append(map, name), $"{what} {name} is removed");
    }

    private static CatalogChange? AddOnOrder(AddOn before, AddOn after, string place, string label) => PlanDifference.Reordered(before.Charges, after.Charges, place, label);

    private static IEnumerable<Aspect> Aspects(AddOn addOn, string place, string label, Currency currency)
    {
        yield return new($"{place}/name", $"{label} name", $"'{addOn.Title}'");
        yield return new($"{place}/plans", $"{label} for", addOn.Plans is { } plans ? $"plans {string.Join(", ", plans)}" : "all plans");
        if (addOn.MaxQuantity != AddOn.MostQuantity)
            yield return new($"{place}/max_quantity", $"{label} quantity at most", CatalogWords.Of((Quantity)addOn.MaxQuantity));
        foreach ((string feature, Entitlement right) in addOn.Entitlements)
        {
            string of = JsonPointer.Append($"{place}/entitlements", feature);
            bool onlyUnits = right is MeteredEntitlement && !addOn.SetsLimitOf.Contains(feature);
            // What it leaves to the plan is not told of it.
            foreach (Aspect aspect in PlanDifference.Aspects(right, of, $"{label} {feature}").Where(aspect => !onlyUnits || aspect.Pointer == $"{of}/included"))
                yield return aspect;
            foreach (Aspect aspect in LimitWords.Of((right as MeteredEntitlement)?.Limits, of, $"{label} {feature}", currency))
                yield return aspect;
        }

        foreach (Charge charge in addOn.Charges)
        {
            foreach (Aspect aspect in PlanDifference.Aspects(charge, JsonPointer.Append($"{place}/charges", charge.Name), $"{label} charge {charge.Name}", currency))
                yield return aspect;
        }
    }

    private static IEnumerable<Aspect> Aspects(Bundle bundle, string place, string label)
    {
        yield return new($"{place}/plan", $"{label} plan", bundle.Plan);
        yield return new($"{place}/add_ons", $"{label} add-ons", string.Join(", ", bundle.AddOns.Select(taken => $"{CatalogWords.Of((Quantity)taken.Quantity)} x {taken.AddOn}")));
    }

    private static IEnumerable<Aspect> Aspects(Promotion promotion, string place, string label, Currency currency)
    {
        bool share = !promotion.Discount.Percent.IsZero;
        yield return new(
            $"{place}/{(share ? "discount_percent" : "discount_amount")}",
            $"{label} takes off",
            share ? $"{promotion.Discount.Percent} %" : CatalogWords.Of(promotion.Discount.Amount, currency),
            $"{place}/discount"
        );
        yield return new($"{place}/charges", $"{label} for", promotion.Charges.IsEmpty ? "all charges" : $"charges {string.Join(", ", promotion.Charges.Order(StringComparer.Ordinal))}");
        yield return new($"{place}/periods", $"{label} lasts", promotion.Periods is { } periods ? $"{CatalogWords.Of((Quantity)periods)} billing periods" : "as long as the contract");
        if (promotion.From is { } from)
            yield return new($"{place}/from", $"{label} for contracts from", from.ToString());
        if (promotion.Until is { } until)
            yield return new($"{place}/until", $"{label} for contracts before", until.ToString());
        if (promotion.MaxRedemptions is { } most)
            yield return new($"{place}/max_redemptions", $"{label} contracts at most", CatalogWords.Of((Quantity)most));
    }
}
