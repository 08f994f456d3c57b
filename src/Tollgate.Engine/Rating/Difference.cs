using Tollgate.Engine.Numbers;

namespace Tollgate.Engine.Rating;

/// <summary>What lies between two ratings of one price, tier by tier; tiers that did not change are left out.</summary>
internal static class Difference
{
    public static Rated Between(Rated whole, Rated prior)
    {
        Dictionary<(int?, Quantity), RatedTier> before = prior.Tiers.ToDictionary(Place);
        Dictionary<(int?, Quantity), RatedTier> after = whole.Tiers.ToDictionary(Place);
        IEnumerable<RatedTier> tiers = before.Keys.Union(after.Keys)
            .Select(place => Between(after.GetValueOrDefault(place), before.GetValueOrDefault(place)))
            .Where(tier => !tier.Quantity.IsZero || !tier.Amount.IsZero)
            .OrderBy(tier => tier.Cell)
            .ThenBy(tier => tier.From);
        return new(
            whole.ExactAmount - prior.ExactAmount,
            whole.BilledQuantity - prior.BilledQuantity,
            [.. tiers],
            whole.Adjustment - prior.Adjustment)
        {
            Discount = whole.Discount - prior.Discount,
        };
    }

    private static (int? Cell, Quantity From) Place(RatedTier tier) => (tier.Cell, tier.From);

    private static RatedTier Between(RatedTier? whole, RatedTier? prior)
    {
        RatedTier tier = (whole ?? prior)!;
        return tier with
        {
            Quantity = (whole?.Quantity ?? BilledQuantity.Zero) - (prior?.Quantity ?? BilledQuantity.Zero),
            FlatAmount = (whole?.FlatAmount ?? Money.Zero) - (prior?.FlatAmount ?? Money.Zero),
            Amount = (whole?.Amount ?? Money.Zero) - (prior?.Amount ?? Money.Zero),
            Events = tier.Events is null ? null : (whole?.Events ?? 0) - (prior?.Events ?? 0),
            Packages = tier.Packages is null ? null : (whole?.Packages ?? Quantity.Zero) - (prior?.Packages ?? Quantity.Zero),
        };
    }
}
