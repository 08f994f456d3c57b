using Tollgate.Engine.Catalog;
using Tollgate.Engine.Contracts;
using Tollgate.Engine.Exchange;
using Tollgate.Engine.Numbers;
using Tollgate.Engine.Time;

namespace Tollgate.Engine.Invoicing;

/// <summary>
/// Converts lines that are priced in another currency than the invoice: unrounded, at the rate in force at the date of the invoice, which is the end of what it bills in arrears and the start of what it bills in advance.
/// </summary>
internal static class ConvertedLines
{
    public const string Missing = "exchange_rate_missing";

    /// <param name="contract">As it was made.</param>
    /// <param name="line">With amounts as they are priced.</param>
    /// <param name="waiting">Takes what there is no rate for.</param>
    /// <returns>Null when there is no rate.</returns>
    public static InvoiceLine? Of(ContractBook contract, Charge charge, InvoiceLine line, EffectiveAt date, List<UnbilledUsage> waiting)
    {
        if (charge.PricedIn is not { } priced)
            return line;
        string billed = contract.Contract.Currency;
        if (contract.Rates?.At(priced, billed, date) is not { } rate)
        {
            // Nothing is nothing at any rate.
            if (line.ExactAmount.IsZero)
                return line with { ListAmount = null };
            waiting.Add(new UnbilledUsage(Missing, charge.Name, charge.Meter, line.Quantity, line.Events, $"It comes to {Currency.Of(priced).FormatExact(line.ExactAmount)} {priced}, and no rate from {priced} to {billed} is in force at {date}; the first invoice after one is known bills it.")
            {
                WaitingVersion = line.ContractVersion,
            });
            return null;
        }

        Money exact = Of(line.ExactAmount, rate);
        return line with
        {
            ExactAmount = exact,
            Amount = Currency.Of(billed).Round(exact),
            ListAmount = line.ListAmount is { } list ? Of(list, rate) : null,
            Converted = new ConvertedAmount(priced, line.ExactAmount, rate.Rate, rate.EffectiveAt),
        };
    }

    internal static Money Of(Money amount, ExchangeRateSet rate) => ((Exact)amount * rate.Rate).ToMoney();
}
