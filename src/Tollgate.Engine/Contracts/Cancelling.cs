using Tollgate.Engine.Time;

namespace Tollgate.Engine.Contracts;

/// <summary>Lets a contract end: with its term and in time for the notice that was agreed, or at an instant. Until it has ended that can be taken back.</summary>
public static class Cancelling
{
    public static Outcome Decide(Books books, CancelContract command, RecordedAt now)
    {
        if (!books.Contracts.TryGetValue(command.ContractId, out ContractBook? first) || !first.IsFirst)
            return Amending.NotFound(command.ContractId);
        Contract contract = first.Contract;
        if (RefuseEnded(contract, now) is { } ended)
            return ended;
        EffectiveAt end = command.At ?? ByItself(first, new EffectiveAt(now.Microseconds));
        if (end >= contract.EndsAt)
            return new Rejection(RejectionKind.Conflict, "contract_ends_already", $"The contract ends at {contract.EndsAt} already{(end == contract.EndsAt ? "" : $", which is before {end}")}.", "/at");
        if (end <= contract.StartsAt)
            return new Rejection(RejectionKind.Invalid, "contract_ends_before_start", $"The contract would end at {end}, which is not after its start at {contract.StartsAt}.", "/at");
        return End(books, first, end, command.Reason, command.Author, cancels: true, now);
    }

    public static Outcome Decide(Books books, ReinstateContract command, RecordedAt now)
    {
        if (!books.Contracts.TryGetValue(command.ContractId, out ContractBook? first) || !first.IsFirst)
            return Amending.NotFound(command.ContractId);
        if (!IsCancelled(first.Amendments))
            return new Rejection(RejectionKind.Conflict, "contract_not_cancelled", "The contract is not cancelled: nothing is to be taken back.");
        return RefuseEnded(first.Contract, now) is { } ended ? ended : End(books, first, EndBefore(first), command.Reason, command.Author, cancels: false, now);
    }

    /// <summary>Whether a contract's end is a cancellation's.</summary>
    public static bool IsCancelled(IReadOnlyList<ContractAmended> amendments) => amendments.Count > 0 && amendments[LastOfEnd(amendments)].Cancels;

    /// <summary>The end of a cancelled contract before it was cancelled; null is for good.</summary>
    private static EffectiveAt? EndBefore(ContractBook first)
    {
        int last = LastOfEnd(first.Amendments);
        return last == 0 ? first.Started.Contract.EndsAt : first.Amendments[last - 1].Contract.EndsAt;
    }

    /// <summary>The place of the amendment that moved the end last; the first where none behind it did.</summary>
    private static int LastOfEnd(IReadOnlyList<ContractAmended> amendments)
    {
        int last = amendments.Count - 1;
        while (last > 0 && amendments[last].Contract.EndsAt == amendments[last - 1].Contract.EndsAt)
            last--;
        return last;
    }

    /// <summary>From when on an end holds: an end is no new terms, and is only to be known before it comes.</summary>
    internal static EffectiveAt From(Contract contract, EffectiveAt? end, RecordedAt now)
    {
        var from = new EffectiveAt(Math.Max(now.Microseconds, contract.StartsAt.Microseconds));
        EffectiveAt? last = !(contract.EndsAt <= end) && end is not null ? end : contract.EndsAt;
        return from >= last ? new EffectiveAt(last.Value.Microseconds - 1) : from;
    }

    private static Outcome End(Books books, ContractBook first, EffectiveAt? end, string? reason, string? author, bool cancels, RecordedAt now)
    {
        var amend = new AmendContract(first.Id, null, From(first.Contract, end, now), new NewEnd(end), AllowanceOnChange.Remaining, null, null, reason, author) { Cancels = cancels };
        Outcome outcome = Amending.Decide(books, amend, now);
        return outcome.Rejection is { Pointer: "/ends_at" } refused ? refused with { Pointer = cancels ? "/at" : null } : outcome;
    }

    private static EffectiveAt ByItself(ContractBook first, EffectiveAt now)
    {
        Contract contract = first.Contract;
        return contract.Term is { } term
            ? term.EndAfterNotice(now, contract.StartsAt, first.Zone)
            : first.Calendar.PeriodAt(now > contract.StartsAt ? now : contract.StartsAt).End;
    }

    private static Rejection? RefuseEnded(Contract contract, RecordedAt now) => contract.EndsAt?.Microseconds <= now.Microseconds
        ? new Rejection(RejectionKind.Conflict, "contract_ended", $"The contract ended at {contract.EndsAt}.")
        : null;
}
