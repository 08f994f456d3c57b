using System.Collections.Immutable;
using Tollgate.Engine.Catalog;
using Tollgate.Engine.Time;

namespace Tollgate.Engine.Contracts;

/// <summary>Charges with the discount of a promotion, until it ends; from then on the price goes on without it, as a price that follows another.</summary>
internal static class PromotedCharges
{
    /// <param name="until">The end of its last period; null is for good.</param>
    public static ImmutableArray<Charge> Of(ImmutableArray<Charge> charges, Promotion promotion, EffectiveAt? until)
    {
        var all = ImmutableArray.CreateBuilder<Charge>(charges.Length);
        foreach (Charge charge in charges)
        {
            if (!Has(promotion, charge) || charge.Price.From >= until)
            {
                all.Add(charge);
                continue;
            }

            bool goesOn = until is { } end && !(charge.Price.Until <= end);
            all.Add(charge with
            {
                Price = charge.Price with { Discounts = charge.Price.Discounts.Add(promotion.Discount), Until = goesOn ? until : charge.Price.Until },
                Promotions = charge.Promotions.Add(promotion.Code),
            });
            if (goesOn)
                all.Add(charge with { Name = ChargeNames.From(charge.Name, until!.Value), Price = charge.Price with { From = until } });
        }

        return all.ToImmutable();
    }

    public static bool Has(Promotion promotion, Charge charge) => promotion.Charges.IsEmpty || promotion.Charges.Contains(ChargeNames.Of(charge.Name));
}
