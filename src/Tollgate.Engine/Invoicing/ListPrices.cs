using Tollgate.Engine.Catalog;
using Tollgate.Engine.Numbers;
using Tollgate.Engine.Rating;

namespace Tollgate.Engine.Invoicing;

/// <summary>What a negotiated line would cost at the list price, beside what it costs.</summary>
internal static class ListPrices
{
    /// <param name="amount">What the line costs at a list price; null when that cannot be told.</param>
    public static InvoiceLine On(InvoiceLine line, Charge charge, string currency, Func<Price, Money?> amount) => charge.ListPrice is not { } list ? line : line with
    {
        ListAmount = amount(list),
        ListPrice = PriceText.Of(list, charge.PricedIn ?? currency),
        ContractPrice = PriceText.Of(charge.Price, charge.PricedIn ?? currency),
    };

    /// <summary>What cells of one price cost at another. A price that counts in cells of its own, or event by event, can only be told from its own counts.</summary>
    public static Money? Of(Price list, Price paid, IReadOnlyDictionary<int, CellUsage> cells)
    {
        if (list is CompositePrice ? paid is CompositePrice && list.Count() == paid.Count() && Matches(list, paid) : list is EventPrice ? IsSameEvent(list, paid) : paid is not (CompositePrice or EventPrice))
            return list.Rate(cells).ExactAmount;
        return list is CompositePrice or EventPrice ? null : list.Rate(cells.Values.Aggregate(Quantity.Zero, (sum, cell) => sum + cell.Units)).ExactAmount;
    }

    private static bool Matches(Price list, Price paid) => Enumerable.Range(0, list.Count()).All(cell =>
    {
        (Price of, var asked) = list.Cell(cell);
        (Price now, var asks) = paid.Cell(cell);
        return asked.SequenceEqual(asks) && (of is EventPrice ? IsSameEvent(of, now) : now is not EventPrice);
    });

    /// <summary>The fees of events are those of the price that was paid.</summary>
    private static bool IsSameEvent(Price list, Price paid) => paid.GetType() == list.GetType() && paid with { Times = list.Times, Discounts = list.Discounts } == list;
}
