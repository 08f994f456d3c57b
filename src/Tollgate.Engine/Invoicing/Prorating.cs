using System.Numerics;
using Tollgate.Engine.Catalog;
using Tollgate.Engine.Contracts;
using Tollgate.Engine.Numbers;
using Tollgate.Engine.Rating;
using Tollgate.Engine.Time;

namespace Tollgate.Engine.Invoicing;

/// <summary>
/// A fixed amount for the part of a period that the contract covers, on the period's actual length. A period is cut where the contract ends,
/// at its start when it began inside a calendar period, and where the price begins or ends to be in force.
/// </summary>
public static class Prorating
{
    /// <summary>The part of a period in which a price is in force, or null.</summary>
    public static BillingPeriod? Part(Price price, BillingPeriod period)
    {
        EffectiveAt start = price.From > period.Start ? price.From.Value : period.Start;
        EffectiveAt end = price.Until < period.End ? price.Until.Value : period.End;
        return start < end ? period with { Start = start, End = end } : null;
    }

    /// <param name="period">Cut where the contract ends and where the price begins and ends.</param>
    /// <param name="amount">Not rounded, so that only the part of it is.</param>
    internal static Money Of(ContractBook contract, Charge charge, BillingPeriod period, Exact amount)
    {
        if (charge.Bill == Bill.Once)
            return (amount * new BigInteger(OneTime.New(contract, charge)) / new BigInteger(OneTime.All(charge))).ToMoney();
        BillingPeriod whole = contract.WholePeriod(period.Index);
        CutEnd end = period.End < whole.End && period.End == contract.Contract.EndsAt ? CutEnd.Terminates : CutEnd.Continues;
        PeriodShare share = PeriodShare.Of(charge.Proration, whole, period.Start, period.End, end, contract.Zone);
        return (amount * new BigInteger(share.Numerator) / new BigInteger(share.Denominator)).ToMoney();
    }
}
