using Tollgate.Engine.Catalog;
using Tollgate.Engine.Invoicing;
using Tollgate.Engine.Numbers;
using Tollgate.Engine.Rating;

namespace Tollgate.Engine.Commitments;

/// <summary>
/// Prices the usage that a commit covers at its own rates, and what is beyond at the contract's. If the whole line comes to A at the commit's rates and R is left of the commit, the part R / A of the usage is covered;
/// the rest costs (1 - R / A) of what the line costs at the contract's price. The line is rounded once.
/// </summary>
internal static class CommitRates
{
    /// <param name="line">At the contract's price.</param>
    /// <param name="rated">The line's units at the commit's rate.</param>
    /// <param name="left">Of the commit; rounded to the currency.</param>
    public static InvoiceLine Of(InvoiceLine line, Charge charge, Price rate, Rated rated, Money left, Currency currency)
    {
        if (left <= Money.Zero)
            return line with { Commit = line.Commit! with { AtRates = Money.Zero } };
        Money all = rated.ExactAmount;
        bool isCovered = all <= left;
        Money exact = isCovered ? all : left + ((Exact)line.ExactAmount * ((Exact)(all - left) / all)).ToMoney();
        string price = PriceText.Of(rate, currency.Code);
        string list = PriceText.Of(charge.Price, currency.Code);
        return line with
        {
            ExactAmount = exact,
            Amount = currency.Round(exact),
            Tiers = isCovered ? rated.Tiers : line.Tiers,
            ListAmount = line.ListAmount ?? line.ExactAmount,
            ListPrice = line.ListPrice ?? list,
            ContractPrice = isCovered ? price : $"{price} as far as the commit covers it, {list} beyond",
            Commit = line.Commit! with { AtRates = isCovered ? currency.Round(all) : left },
        };
    }
}
