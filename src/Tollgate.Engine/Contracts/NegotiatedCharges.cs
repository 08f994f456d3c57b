using Tollgate.Engine.Catalog;
using Tollgate.Engine.Numbers;
using Tollgate.Engine.Rating;

namespace Tollgate.Engine.Contracts;

/// <summary>A charge at what was negotiated for it.</summary>
internal static class NegotiatedCharges
{
    public static Charge Of(Charge charge, NegotiatedTerms terms)
    {
        string name = ChargeNames.Of(charge.Name);
        Price price = terms.Prices.TryGetValue(name, out PriceOverride? negotiated) ? negotiated.Of(charge.Price)! : charge.Price;
        if (terms.Discounts.TryGetValue(name, out Rate percent))
            price = price with { Discounts = price.Discounts.Add(new Discount(percent, Money.Zero)) };
        return ReferenceEquals(price, charge.Price) ? charge : charge with { Price = price, ListPrice = charge.Price };
    }
}
