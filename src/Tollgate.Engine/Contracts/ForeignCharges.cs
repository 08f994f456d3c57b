using System.Collections.Immutable;
using Tollgate.Engine.Catalog;

namespace Tollgate.Engine.Contracts;

/// <summary>The charges of a contract that is billed in another currency than its plan: at the price that the rate card has in it, and else at their own, to be converted.</summary>
internal static class ForeignCharges
{
    public static Plan In(Plan plan, string currency, CatalogVersion catalog)
    {
        if (plan.Currency == currency)
            return plan;
        ImmutableArray<Charge> known = plan.RateCard is { } name && catalog.RateCards[name].Currencies.TryGetValue(currency, out ImmutableArray<Charge> priced) ? priced : [];
        var charges = ImmutableArray.CreateBuilder<Charge>();
        foreach (Charge charge in plan.Charges)
        {
            Charge[] instead = charge.RateCard is null ? [] : [.. known.Where(other => ChargeNames.Of(other.Name) == ChargeNames.Of(charge.Name))];
            if (instead.Length == 0)
                charges.Add(charge with { PricedIn = plan.Currency });
            // Of a charge and the dated ones that follow it, all are replaced at once.
            else if (charge.Name == ChargeNames.Of(charge.Name) || !charges.Contains(instead[0]))
                charges.AddRange(instead);
        }

        return plan with { Currency = currency, Charges = charges.ToImmutable() };
    }

    /// <summary>What is paid or capped as it is used must be known as it is used, and not on the day of the invoice.</summary>
    public static Rejection? Refuse(Plan plan)
    {
        foreach (Charge charge in plan.Charges.Where(charge => charge is { PricedIn: not null, Meter: not null }))
        {
            if (plan.SpendCap is not null || plan.Entitlements.Values.OfType<MeteredEntitlement>().Any(right => right.PaidFrom is { CreditRate: null } || right.Limits?.SpendCap is not null) || plan.Commits.Any(commit => commit.Rates.ContainsKey(ChargeNames.Of(charge.Name))))
            {
                return new Rejection(
                    RejectionKind.Conflict,
                    "currency_not_priced",
                    $"The plan '{plan.Id}' caps what usage costs, pays for it as it is used or has rates of a commit for it, and the charge '{ChargeNames.Of(charge.Name)}' has no price in {plan.Currency}; give its rate card one under currencies.",
                    "/currency"
                );
            }
        }

        return null;
    }
}
