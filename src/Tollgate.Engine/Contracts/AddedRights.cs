using System.Collections.Immutable;
using Tollgate.Engine.Catalog;
using Tollgate.Engine.Numbers;

namespace Tollgate.Engine.Contracts;

/// <summary>
/// What add-ons give, beside a plan's rights. Units and seats add up with the plan's, as often as the add-on was bought; of all else the add-ons decide, and of several the most generous that holds.
/// </summary>
internal static class AddedRights
{
    public static ImmutableSortedDictionary<string, Entitlement> Over(ImmutableSortedDictionary<string, Entitlement> plan, IEnumerable<(AddOn AddOn, int Quantity)> taken)
    {
        ImmutableSortedDictionary<string, Entitlement>.Builder rights = plan.ToBuilder();
        Dictionary<string, List<Entitlement>> alternatives = new(StringComparer.Ordinal);
        foreach ((AddOn addOn, int quantity) in taken)
        {
            foreach ((string feature, Entitlement right) in addOn.Entitlements)
            {
                Entitlement? before = rights.GetValueOrDefault(feature);
                switch (right)
                {
                    case MeteredEntitlement units:
                        rights[feature] = Sum(before as MeteredEntitlement, units, quantity, addOn.SetsLimitOf.Contains(feature));
                        break;
                    case SeatEntitlement seats:
                        rights[feature] = Sum(before as SeatEntitlement, seats, quantity);
                        break;
                    default:
                        if (!alternatives.TryGetValue(feature, out List<Entitlement>? all))
                            alternatives.Add(feature, all = []);
                        all.AddRange(right is AlternativeEntitlements several ? several.Rights : [right]);
                        break;
                }
            }
        }

        foreach ((string feature, List<Entitlement> all) in alternatives)
            rights[feature] = all.Count == 1 ? all[0] : new AlternativeEntitlements([.. all]);
        return rights.ToImmutable();
    }

    private static MeteredEntitlement Sum(MeteredEntitlement? before, MeteredEntitlement added, int quantity, bool setsLimit)
    {
        Quantity? units = added.Included is { } each ? Quantity.FromScaled(each.Scaled * quantity) : null;
        Quantity? sum = before is null ? units : before.Included + units;
        MeteredEntitlement limit = before is null || setsLimit ? added with { PaidFrom = before?.PaidFrom } : before;
        // Nothing is beyond units without limit.
        return sum is null ? limit with { Included = null, Enforcement = Enforcement.Hard, Grace = null, Throttle = null } : limit with { Included = sum };
    }

    private static SeatEntitlement Sum(SeatEntitlement? before, SeatEntitlement added, int quantity)
    {
        if (added.Seats is not { } each || before is { Seats: null })
            return (before ?? added) with { Seats = null };
        long sum = (before?.Seats ?? 0) + ((long)each * quantity);
        return (before ?? added) with { Seats = (int)Math.Min(sum, SeatTerms.MostSeats) };
    }
}
