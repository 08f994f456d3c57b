using Tollgate.Engine.Time;

namespace Tollgate.Engine.Contracts;

/// <summary>
/// A contract that was started to end with another one and is billed on the same days: its boundaries are computed from the other's, so that its first period is a
/// stub, and its end follows the other's for as long as it is the same.
/// </summary>
internal static class CoTerms
{
    public static Rejection? Find(Books books, string with, EffectiveAt start, out EffectiveAt? end, out EffectiveAt? anchor)
    {
        (end, anchor) = (null, null);
        if (!books.Contracts.TryGetValue(with, out ContractBook? other) || !other.IsFirst)
            return new Rejection(RejectionKind.Invalid, "contract_not_found", $"There is no contract '{Catalog.Names.Shortened(with)}' to end with.", "/co_term_with");
        if (other.At(start) is null)
            return new Rejection(RejectionKind.Invalid, "co_term_outside_contract", $"The contract '{with}' runs from {other.Contract.StartsAt} to {other.Contract.EndsAt?.ToString() ?? "no end"}; one that ends with it cannot start at {start}.", "/co_term_with");
        end = other.Contract.EndsAt;
        anchor = other.Calendar.AnchorAt(start);
        return null;
    }

    /// <summary>Moves the ends of the contracts that end with one whose end moves.</summary>
    /// <param name="facts">Takes an amendment for each.</param>
    public static Rejection? Follow(Books books, ContractBook first, AmendContract command, EffectiveAt? end, List<Fact> facts, RecordedAt now)
    {
        if (end == first.Contract.EndsAt)
            return null;
        foreach (string id in books.CoTermsOf(first.Id))
        {
            Contract contract = books.Contracts[id].Contract;
            if (contract.EndsAt != first.Contract.EndsAt)
                continue;
            var follows = new AmendContract(id, null, Cancelling.From(contract, end, now), new NewEnd(end), AllowanceOnChange.Remaining, null, null, command.Reason, command.Author) { Cancels = command.Cancels };
            Outcome outcome = Amending.Decide(books, follows, now);
            if (outcome.Rejection is { } refused)
                return refused with { Detail = $"The contract '{id}' ends with this one, and cannot: {refused.Detail}", Pointer = "/ends_at" };
            facts.AddRange(outcome.Facts);
        }

        return null;
    }
}
