using Tollgate.Engine.Catalog;
using Tollgate.Engine.Contracts;
using Tollgate.Engine.Metering;
using Tollgate.Engine.Numbers;
using Tollgate.Engine.Rating;
using Tollgate.Engine.Time;

namespace Tollgate.Engine.Entitlements;

/// <summary>What the next unit beyond the allowance costs, by the first charge that prices it; null when none does.</summary>
public static class OveragePrice
{
    public static Money? Of(ContractBook contract, string meter, BillingPeriod period, EffectiveAt at, Quantity? included, Properties properties)
    {
        foreach (Charge charge in contract.ChargesFor(meter))
        {
            // What is converted has its price on the day of the invoice.
            if (charge.PricedIn is not null)
                return null;
            // Any price without parts has one cell, which asks for nothing.
            if (!charge.Price.IsInForce(at) || (charge.Price is CompositePrice or EventPrice ? charge.Price.CellOf(new Occasion(at, contract.Zone, properties.Dimension)) : 0) is not { } cell)
                continue;
            Price price = charge.Price is CompositePrice ? charge.Price.Cell(cell).Price : charge.Price;
            if (price.IsSameForAllUnits())
                return price.UnitPriceAt(Quantity.Zero);
            Total total = contract.Totals(period).Charges.GetValueOrDefault((charge.Name, cell));
            Quantity soFar = charge.AfterIncluded ? total.Beyond : Quantity.Max(total.Used, included ?? total.Used);
            Quantity free = Grace.FreeUnits(contract, contract.Totals(period), meter);
            return price.UnitPriceAt(Quantity.Max(soFar - free, Quantity.Zero));
        }

        return null;
    }
}
