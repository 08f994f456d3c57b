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
        PriceOverride? negotiated = terms.Prices.GetValueOrDefault(name);
        Price price = negotiated is null ? charge.Price : negotiated.Of(charge.Price)!;
        if (terms.Discounts.TryGetValue(name, out Rate percent))
            price = price with { Discounts = price.Discounts.Add(new Discount(percent, Money.Zero)) };
        if (ReferenceEquals(price, charge.Price))
            return charge;
        // What is negotiated is in the contract's currency, and then has no list price to be held against.
        return charge.PricedIn is not null && negotiated is (OverwrittenPrice or TieredPrice)
            ? charge with { Price = price, PricedIn = null }
            : charge with { Price = price, ListPrice = charge.Price };
    }
}
