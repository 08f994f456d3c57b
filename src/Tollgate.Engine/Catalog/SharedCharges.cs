using System.Collections.Immutable;

namespace Tollgate.Engine.Catalog;

/// <summary>A plan's charges beside those of its rate card: one of the plan stands in the place of all of the card's that have its name, the others behind them.</summary>
internal static class SharedCharges
{
    /// <param name="own">A null could not be read, which is reported.</param>
    /// <param name="included">The meters of which the plan includes units.</param>
    /// <param name="place">Where the plan names the card.</param>
    public static ImmutableArray<Charge?> Among(ImmutableArray<Charge?> own, RateCard card, ImmutableSortedSet<string> included, Place place)
    {
        List<Charge?> left = [.. own];
        var all = ImmutableArray.CreateBuilder<Charge?>();
        foreach (Charge shared in card.Charges)
        {
            string name = ChargeNames.Of(shared.Name);
            if (own.FirstOrDefault(charge => charge?.Name == name) is { } instead)
            {
                if (left.Remove(instead))
                    all.Add(instead);
                continue;
            }

            if (shared.AfterIncluded && !included.Contains(shared.Meter!))
            {
                place.Report(
                    ProblemCodes.NothingIncluded,
                    $"The charge '{name}' of the rate card '{card.Name}' prices what is beyond the included units of the meter '{shared.Meter}', and the plan includes none; include some, or give the plan a charge '{name}' of its own."
                );
            }

            all.Add(shared);
        }

        all.AddRange(left);
        return all.ToImmutable();
    }
}
