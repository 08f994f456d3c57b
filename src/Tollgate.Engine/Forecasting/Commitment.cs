using Tollgate.Engine.Contracts;
using Tollgate.Engine.Invoicing;
using Tollgate.Engine.Numbers;
using Tollgate.Engine.Time;

namespace Tollgate.Engine.Forecasting;

/// <summary>
/// What a contract owes without any usage on the invoices behind that of the open period, up to its end: fixed charges, minimums, prepaid commits, and what postpaid ones would be trued up by. One without an end is looked at as far as it is asked for; it may be ended
/// before, and then owes less.
/// </summary>
/// <param name="Date">Of the invoice.</param>
/// <param name="Amount">Its lines, rounded, before wallets, prepaid commits and tax.</param>
public readonly record struct Commitment(EffectiveAt Date, Money Amount)
{
    /// <summary>The most invoices that are looked ahead at.</summary>
    public const int Most = 400;

    /// <param name="now">The open period is the one around it.</param>
    /// <param name="until">Invoices dated until then.</param>
    public static IEnumerable<Commitment> Of(ContractBook contract, EffectiveAt now, EffectiveAt until)
    {
        long boundary = contract.PeriodAt(now).Index + 2;
        for (int i = 0; i < Most; i++, boundary++)
        {
            if (contract.Contract.EndsAt is { } end && contract.WholePeriod(boundary - 1).Start >= end)
                yield break;
            EffectiveAt date = Billing.DateOf(contract, boundary);
            if (date > until)
                yield break;
            yield return new(date, Composition.Of(contract, boundary, corrects: false).Lines.Where(line => line.Kind != LineKind.Unused).Aggregate(Money.Zero, (sum, line) => sum + line.Amount));
        }
    }
}
