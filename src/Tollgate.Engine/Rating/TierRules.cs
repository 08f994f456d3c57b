using System.Collections.Immutable;
using Tollgate.Engine.Numbers;

namespace Tollgate.Engine.Rating;

/// <summary>Tiers rise, leave no gap (each begins where the one before it ends) and end open, so that every quantity stands in one.</summary>
internal static class TierRules
{
    /// <param name="flat">What the document calls a tier's flat amount.</param>
    public static void Check(ImmutableArray<Tier> tiers, string place, FaultList faults, string flat = "flat_amount")
    {
        if (tiers.IsDefaultOrEmpty)
        {
            faults.Add($"{place}/tiers", "tiers_missing", "There are no tiers; give at least one, the last with up_to: null.");
            return;
        }

        Quantity previous = Quantity.Zero;
        for (int i = 0; i < tiers.Length; i++)
        {
            CheckEnd(tiers, i, previous, $"{place}/tiers/{i}/up_to", faults);
            faults.NotNegative(tiers[i].UnitAmount, $"{place}/tiers/{i}/unit_amount");
            faults.NotNegative(tiers[i].FlatAmount, $"{place}/tiers/{i}/{flat}");
            previous = tiers[i].UpTo ?? previous;
        }
    }

    private static void CheckEnd(ImmutableArray<Tier> tiers, int at, Quantity previous, string place, FaultList faults)
    {
        bool last = at == tiers.Length - 1;
        if (tiers[at].UpTo is not { } upTo)
        {
            if (!last)
                faults.Add(place, "tier_open_before_last", "An open tier takes everything, so the tiers after it are never reached; give it an up_to or make it the last.");
        }
        else if (upTo <= previous)
        {
            faults.Add(place, "tiers_not_rising", $"up_to is {upTo}, but the tier begins after {previous}; each up_to must be above the one before it.");
        }
        else if (last)
        {
            faults.Add(place, "last_tier_not_open", $"Nothing prices what is beyond {upTo}; set the last tier's up_to to null, or add one that is.");
        }
    }
}
