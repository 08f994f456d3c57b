using System.Collections.Immutable;
using NodaTime;
using Tollgate.Engine.Catalog;
using Tollgate.Engine.Entitlements;
using Tollgate.Engine.Time;

namespace Tollgate.Engine.Contracts;

/// <summary>
/// A plan as one contract has it: with the units and charges of its add-ons, what was negotiated in place of both, and the discounts of its promotions. Everything behind it, from a check to a line, knows only this plan.
/// </summary>
/// <param name="Rules">By feature, whose the right is where it is not the plan's.</param>
public sealed record Agreement(Plan Plan, ImmutableSortedDictionary<string, Rule> Rules)
{
    /// <param name="contract">Whose terms its start has let pass.</param>
    public static Agreement Of(CatalogVersion catalog, Contract contract, DateTimeZone zone)
    {
        Agreement agreed = WithAddOns(catalog, catalog.Plans[contract.Plan], contract.Terms);
        if (contract.Terms.Negotiated is { } text)
            agreed = agreed.With(NegotiatedReader.Read(text, catalog, agreed.Plan).Terms!);
        return contract.Terms.Promotions.IsEmpty ? agreed : agreed.WithPromotions(catalog, contract, zone);
    }

    /// <summary>The plan with the contract's add-ons; nothing negotiated, no promotions.</summary>
    internal static Agreement WithAddOns(CatalogVersion catalog, Plan plan, ContractTerms terms)
    {
        (AddOn AddOn, int Quantity)[] taken = [.. terms.AddOns.Select(one => (catalog.AddOns[one.AddOn], one.Quantity))];
        if (taken.Length == 0)
            return new(plan, ImmutableSortedDictionary<string, Rule>.Empty);
        ImmutableSortedDictionary<string, Entitlement> rights = AddedRights.Over(plan.Entitlements, taken);
        return new(
            plan with { Entitlements = rights, Charges = [.. plan.Charges, .. AddedCharges.Of(taken)] },
            taken.SelectMany(one => one.AddOn.Entitlements.Keys).Distinct(StringComparer.Ordinal).ToImmutableSortedDictionary(feature => feature, _ => Rule.AddOn, StringComparer.Ordinal)
        );
    }

    private Agreement With(NegotiatedTerms terms) => new(
        Plan with
        {
            Entitlements = Plan.Entitlements.SetItems(terms.Entitlements),
            Charges = [.. Plan.Charges.Select(charge => NegotiatedCharges.Of(charge, terms))],
            Commits = [.. Plan.Commits.Where(own => !terms.Commits.Any(negotiated => negotiated.Name == own.Name)), .. terms.Commits],
            Minimum = terms.Minimum ?? Plan.Minimum,
        },
        Rules.SetItems(terms.Entitlements.Keys.Select(feature => KeyValuePair.Create(feature, Rule.ContractTerm)))
    );

    private Agreement WithPromotions(CatalogVersion catalog, Contract contract, DateTimeZone zone)
    {
        var calendar = new BillingCalendar(Plan.Period, Plan.Anchor, zone, contract.StartsAt, contract.TrialEndsAt);
        ImmutableArray<Charge> charges = Plan.Charges;
        foreach (string code in contract.Terms.Promotions)
        {
            Promotion promotion = catalog.Promotions[code];
            // The periods that are billed: a trial is none of them.
            EffectiveAt? until = promotion.Periods is { } periods ? calendar.Period(periods - 1 + (contract.TrialEndsAt is null ? 0 : 1)).End : null;
            charges = PromotedCharges.Of(charges, promotion, until);
        }

        return this with { Plan = Plan with { Charges = charges } };
    }
}
