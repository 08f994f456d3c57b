using System.Collections.Immutable;
using Tollgate.Engine.Catalog;
using Tollgate.Engine.Time;

namespace Tollgate.Engine.Contracts;

/// <summary>Whether the catalog in force sells what a contract is to have: its plan or bundle, add-ons, promotions, and whether what is negotiated goes with them.</summary>
internal static class Offer
{
    /// <summary>The plan that is asked for, and all terms: those of the bundle, too.</summary>
    public static Rejection? Find(CatalogVersion catalog, StartContract command, out Plan plan, out ContractTerms terms) =>
        Find(catalog, command.Plan, command.Terms, isNew: true, out plan, out terms);

    /// <param name="isNew">The plan is newly chosen, which a retired one cannot be.</param>
    public static Rejection? Find(CatalogVersion catalog, string? name, ContractTerms asked, bool isNew, out Plan plan, out ContractTerms terms)
    {
        terms = asked;
        plan = null!;
        string pointer = "/plan";
        if (terms.Bundle is { } bundled)
        {
            pointer = "/bundle";
            if (!catalog.Bundles.TryGetValue(bundled, out Bundle? bundle))
                return Unknown("bundle_not_found", "bundle", bundled, catalog.Bundles.Keys, pointer);
            name = bundle.Plan;
            if (RefuseEnds(bundle.AddOns.Concat(terms.AddOns)) is { } differing)
                return differing;
            terms = terms with { AddOns = Together(bundle.AddOns, terms.AddOns) };
        }
        else
        {
            if (RefuseEnds(terms.AddOns) is { } differing)
                return differing;
            terms = terms with { AddOns = Together([], terms.AddOns) };
        }

        if (name is null || !catalog.Plans.TryGetValue(name, out plan!))
            return Unknown("plan_not_found", "plan", name ?? "", catalog.Plans.Keys, pointer);
        if (isNew && plan.Retired)
            return new Rejection(RejectionKind.Conflict, "plan_retired", $"The plan '{plan.Id}' is retired: contracts on it stay, and no new one is started. There are: {string.Join(", ", catalog.Plans.Values.Where(other => !other.Retired).Select(other => other.Id))}.", pointer);
        return RefuseAddOns(catalog, plan, terms) ?? RefuseNegotiated(catalog, plan, terms);
    }

    /// <summary>The same of promotions, whose time and number depend on the contract's start and on those before it.</summary>
    /// <param name="plan">With add-ons and what is negotiated.</param>
    public static Rejection? RefusePromotions(Books books, CatalogVersion catalog, Plan plan, ContractTerms terms, EffectiveAt start)
    {
        for (int i = 0; i < terms.Promotions.Length; i++)
        {
            string code = terms.Promotions[i];
            string pointer = $"/promotions/{i}";
            if (!catalog.Promotions.TryGetValue(code, out Promotion? promotion))
                return new Rejection(RejectionKind.Invalid, "promotion_not_found", $"There is no promotion '{Names.Shortened(code)}'.", pointer);
            if (terms.Promotions.IndexOf(code) < i)
                return new Rejection(RejectionKind.Invalid, "duplicate_value", $"'{Names.Shortened(code)}' stands twice; a contract has a promotion once.", pointer);
            if (start < promotion.From || start >= promotion.Until)
                return new Rejection(RejectionKind.Conflict, "promotion_not_in_force", $"The promotion '{code}' is for contracts that start {Time(promotion)}, and this one starts at {start}.", pointer);
            if (!promotion.Discount.Amount.IsZero && plan.Currency != catalog.Currency)
                return new Rejection(RejectionKind.Conflict, "currency_mismatch", $"The promotion '{code}' takes off an amount in {catalog.Currency}, and the plan '{plan.Id}' is billed in {plan.Currency}.", pointer);
            if (!plan.Charges.Any(charge => PromotedCharges.Has(promotion, charge)))
                return new Rejection(RejectionKind.Conflict, "promotion_without_effect", $"The promotion '{code}' is a discount on {string.Join(", ", promotion.Charges)}, and the contract has no such charge.", pointer);
            if (books.Agreed.Redemptions(code) >= promotion.MaxRedemptions)
                return new Rejection(RejectionKind.Conflict, "promotion_used_up", $"The promotion '{code}' was for {promotion.MaxRedemptions} contracts, and they have it.", pointer);
        }

        return null;
    }

    private static Rejection? RefuseAddOns(CatalogVersion catalog, Plan plan, ContractTerms terms)
    {
        foreach (AddOnQuantity taken in terms.AddOns)
        {
            if (!catalog.AddOns.TryGetValue(taken.AddOn, out AddOn? addOn))
                return Unknown("add_on_not_found", "add-on", taken.AddOn, catalog.AddOns.Keys, "/add_ons");
            if (!addOn.IsFor(plan))
                return new Rejection(RejectionKind.Conflict, "add_on_not_for_plan", $"The add-on '{addOn.Name}' is not for the plan '{plan.Id}'.", "/add_ons");
            if (taken.Quantity < 1 || taken.Quantity > addOn.MaxQuantity)
                return new Rejection(RejectionKind.Invalid, "add_on_quantity_out_of_range", $"The contract would have the add-on '{addOn.Name}' {taken.Quantity} times; it may have it 1 to {addOn.MaxQuantity} times.", "/add_ons");
            if (addOn.Charges.FirstOrDefault(charge => !AddedCharges.CanBeTold(charge, taken.Quantity)) is { } dear)
                return new Rejection(RejectionKind.Invalid, "amount_out_of_range", $"The charge '{dear.Name}' of the add-on '{addOn.Name}', {taken.Quantity} times, costs more than can be told.", "/add_ons");
        }

        return null;
    }

    private static Rejection? RefuseNegotiated(CatalogVersion catalog, Plan plan, ContractTerms terms)
    {
        if (terms.Negotiated is not { } text)
            return null;
        ImmutableArray<CatalogProblem> problems = NegotiatedReader.Read(text, catalog, Agreement.WithAddOns(catalog, plan, terms).Plan).Problems;
        if (problems.IsEmpty)
            return null;
        string more = problems.Length == 1 ? "" : $" There are {problems.Length} problems in all.";
        return new Rejection(RejectionKind.Invalid, problems[0].Code, problems[0].Detail + more, problems[0].Pointer);
    }

    /// <summary>Each add-on once, in the order in which it was first named.</summary>
    private static ImmutableArray<AddOnQuantity> Together(ImmutableArray<AddOnQuantity> bundled, ImmutableArray<AddOnQuantity> asked) =>
    [
        .. bundled.Concat(asked).GroupBy(taken => taken.AddOn, StringComparer.Ordinal)
            .Select(same => new AddOnQuantity(same.Key, (int)Math.Min(int.MaxValue, same.Sum(taken => (long)taken.Quantity))) { EndsAt = same.First().EndsAt }),
    ];

    private static Rejection? RefuseEnds(IEnumerable<AddOnQuantity> all) =>
        all.GroupBy(taken => taken.AddOn, StringComparer.Ordinal).FirstOrDefault(same => same.Any(taken => taken.EndsAt != same.First().EndsAt)) is { } differing
            ? new Rejection(RejectionKind.Invalid, "add_on_ends_differ", $"The add-on '{Names.Shortened(differing.Key)}' stands there several times and ends at several times; a contract has it once, and to one end.", "/add_ons")
            : null;

    private static string Time(Promotion promotion) => (promotion.From, promotion.Until) switch
    {
        ({ } from, { } until) => $"at {from} or later and before {until}",
        ({ } from, null) => $"at {from} or later",
        (_, var until) => $"before {until}",
    };

    private static Rejection Unknown(string code, string what, string name, IEnumerable<string> known, string pointer) =>
        new(RejectionKind.Invalid, code, $"The catalog has no {what} '{Names.Shortened(name)}'. It has: {string.Join(", ", known)}.", pointer);
}
