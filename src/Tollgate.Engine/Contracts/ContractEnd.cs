using System.Collections.Immutable;
using Tollgate.Engine.Accounts;
using Tollgate.Engine.Time;

namespace Tollgate.Engine.Contracts;

/// <summary>When a new contract ends: where it is said, with its only term, or with the contract that it goes with.</summary>
internal static class ContractEnd
{
    /// <param name="later">The phases behind the first.</param>
    /// <param name="end">Null is for good, or while it renews.</param>
    /// <param name="anchor">As <see cref="Contract.BillingAnchor"/>.</param>
    public static Rejection? Find(Books books, StartContract command, Account account, EffectiveAt start, ImmutableArray<Phase> later, out EffectiveAt? end, out EffectiveAt? anchor)
    {
        end = command.EndsAt;
        anchor = command.BillingAnchor;
        if (command.Term is null && command.CoTermWith is null)
            return null;
        string pointer = command.Term is null ? "/co_term_with" : "/term";
        if (end is not null || (command.Term is not null && command.CoTermWith is not null))
            return new Rejection(RejectionKind.Invalid, "end_said_twice", "The end of a contract is said once: by ends_at (or the end of its last phase), by its term, or by the contract that it ends with.", pointer);
        if (command.Term is { } term)
        {
            if (RefuseTerm(term) is { } senseless)
                return senseless;
            if (!term.Renews)
                end = term.At(start, start, TimeZones.Get(account.TimeZone)).Until;
        }
        else if (CoTerms.Find(books, command.CoTermWith!, start, out end, out anchor) is { } refused)
        {
            return refused;
        }

        for (int i = 0; i < later.Length; i++)
        {
            if (later[i].StartsAt >= end)
                return new Rejection(RejectionKind.Invalid, "phase_outside_contract", $"The phase starts at {later[i].StartsAt}, and the contract ends at {end}.", $"/phases/{i + 1}/starts_at");
        }

        return null;
    }

    private static Rejection? RefuseTerm(RenewalTerm term) =>
        term.Months is < 1 or > RenewalTerm.MostMonths ? new Rejection(RejectionKind.Invalid, "term_out_of_range", $"A term has 1 to {RenewalTerm.MostMonths} months, and this one {term.Months}.", "/term/months")
        : term.NoticeDays is < 0 or > RenewalTerm.MostNoticeDays ? new Rejection(RejectionKind.Invalid, "term_out_of_range", $"A notice period has 0 to {RenewalTerm.MostNoticeDays} days, and this one {term.NoticeDays}.", "/term/notice_days")
        : null;
}
