using System.Numerics;
using Tollgate.Engine.Catalog;
using Tollgate.Engine.Contracts;
using Tollgate.Engine.Numbers;
using Tollgate.Engine.Time;

namespace Tollgate.Engine.Invoicing;

/// <summary>
/// A fixed amount for the part of a period that the contract covers, on the period's actual length. A period is cut where the contract ends,
/// and at its start when it began inside a calendar period.
/// </summary>
public static class Prorating
{
    public static Money Of(ContractBook contract, Charge charge, BillingPeriod period, Money amount)
    {
        BillingPeriod whole = contract.WholePeriod(period.Index);
        CutEnd end = period.End < whole.End ? CutEnd.Terminates : CutEnd.Continues;
        PeriodShare share = PeriodShare.Of(charge.Proration, whole, period.Start, period.End, end, contract.Zone);
        return (amount * (Exact)new BigInteger(share.Numerator) / new BigInteger(share.Denominator)).ToMoney();
    }
}
