using Tollgate.Engine.Rating;

namespace Tollgate.Engine.Tests.Rating;

/// <summary>A rating told in one line, and the invariant that any of them keeps.</summary>
internal static class RatedStory
{
    public static string Story(this Rated rated) =>
        $"{rated.BilledQuantity}: {string.Join("; ", rated.Tiers.Select(Story))}{(rated.Adjustment.IsZero ? "" : $"; adjusted by {rated.Adjustment}")}";

    public static void ShouldAddUp(this Rated rated)
    {
        rated.Tiers.Aggregate(rated.Adjustment - rated.Discount, (sum, tier) => sum + tier.Amount).ShouldBe(rated.ExactAmount);
        rated.Tiers.Aggregate(BilledQuantity.Zero, (sum, tier) => sum + tier.Quantity).ShouldBe(rated.BilledQuantity);
    }

    private static string Story(RatedTier tier)
    {
        string cell = tier.Cell is { } number ? $"cell {number} {{{string.Join(",", tier.Match!.Select(pair => $"{pair.Key}={pair.Value}"))}}} " : "";
        string packages = tier.Packages is { } count ? $" in {count}" : "";
        return $"{cell}({tier.From}, {tier.UpTo?.ToString() ?? ".."}] {tier.Quantity}{packages} x {tier.UnitAmount} + {tier.FlatAmount} = {tier.Amount}";
    }
}
