using Tollgate.Engine.Catalog;
using Tollgate.Engine.Time;

namespace Tollgate.Engine.Contracts;

/// <summary>Add-ons that are sold for a time, such as the maintenance of a licence: where one ends, the contract goes on without it, as a version of its terms.</summary>
internal static class AddOnEnds
{
    /// <param name="from">From when the terms hold.</param>
    /// <param name="until">Until when; null is for good.</param>
    public static Rejection? Refuse(ContractTerms terms, EffectiveAt from, EffectiveAt? until)
    {
        foreach (AddOnQuantity taken in terms.AddOns)
        {
            if (taken.EndsAt <= from)
                return new Rejection(RejectionKind.Invalid, "add_on_ends_before_start", $"The add-on '{taken.AddOn}' would end at {taken.EndsAt}, which is not after {from}, from when the contract has it.", "/add_ons");
            if (taken.EndsAt > (until ?? BillableTime.End))
                return new Rejection(RejectionKind.Invalid, "add_on_outlives_terms", $"The add-on '{taken.AddOn}' would end at {taken.EndsAt}, and at {until ?? BillableTime.End} the contract ends or has other terms: end it by then, and take it again from there.", "/add_ons");
        }

        return null;
    }

    /// <summary>The contract from each end on, without what has ended; an end that is the terms' own needs none.</summary>
    public static IEnumerable<(EffectiveAt End, Contract Without)> Of(Contract contract, EffectiveAt? until)
    {
        foreach (EffectiveAt end in contract.Terms.AddOns.Select(taken => taken.EndsAt).OfType<EffectiveAt>().Distinct().Order())
        {
            if (!(end >= until))
                yield return (end, Without(contract, end));
        }
    }

    /// <summary>The contract without the add-ons that have ended by an instant.</summary>
    public static Contract Without(Contract contract, EffectiveAt at) => contract.Terms.AddOns.Any(taken => taken.EndsAt <= at)
        ? contract with { Terms = contract.Terms with { AddOns = [.. contract.Terms.AddOns.Where(taken => !(taken.EndsAt <= at))] } }
        : contract;
}
