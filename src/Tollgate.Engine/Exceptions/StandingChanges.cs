using Tollgate.Engine.Accounts;
using Tollgate.Engine.Metering;
using Tollgate.Engine.Time;

namespace Tollgate.Engine.Exceptions;

/// <summary>What an operator does to an account by hand. Saying again what is so already is refused, so that nobody takes his word for another's.</summary>
public static class StandingChanges
{
    private const int MostDays = 3650;

    public static Outcome Decide(Books books, SuspendAccount command, RecordedAt now)
    {
        if (Find(books, command.AccountId, out AccountBook account) is { } missing)
            return missing;
        if (account.Standing.Suspension is { } suspended)
            return new Rejection(RejectionKind.Conflict, "account_already_suspended", $"The account '{account.Id}' was suspended at {suspended.At} by {suspended.Author}: {suspended.Reason}");
        return Changed(account, new AccountSuspended(account.Id, command.Reason, command.Author, now));
    }

    public static Outcome Decide(Books books, ResumeAccount command, RecordedAt now)
    {
        if (Find(books, command.AccountId, out AccountBook account) is { } missing)
            return missing;
        return account.Standing.Suspension is null
            ? new Rejection(RejectionKind.Conflict, "account_not_suspended", $"The account '{account.Id}' is not suspended.")
            : Changed(account, new AccountResumed(account.Id, command.Reason, command.Author, now));
    }

    public static Outcome Decide(Books books, MarkDelinquent command, RecordedAt now)
    {
        if (Find(books, command.AccountId, out AccountBook account) is { } missing)
            return missing;
        if (RefuseDays(command.AfterDays) is { } refused)
            return refused;
        EffectiveAt since = command.Since ?? new EffectiveAt(now.Microseconds);
        return Changed(account, new DelinquencyMarked(account.Id, since, command.Policy, command.AfterDays, command.Reason, command.Author, now));
    }

    public static Outcome Decide(Books books, ClearDelinquency command, RecordedAt now)
    {
        if (Find(books, command.AccountId, out AccountBook account) is { } missing)
            return missing;
        return account.Standing.Delinquency is null
            ? new Rejection(RejectionKind.Conflict, "account_not_delinquent", $"The account '{account.Id}' is not delinquent.")
            : Changed(account, new DelinquencyCleared(account.Id, command.Reason, command.Author, now));
    }

    internal static Rejection? RefuseDays(int afterDays) => afterDays is < 0 or > MostDays
        ? new Rejection(RejectionKind.Invalid, "days_out_of_range", $"A policy sets in after 0 to {MostDays} days.", "/after_days")
        : null;

    internal static Rejection? Find(Books books, string name, out AccountBook account)
    {
        account = books.Account(name)!;
        return account is null ? UsageReporting.AccountNotFound(name) with { Kind = RejectionKind.NotFound } : null;
    }

    private static Outcome Changed(AccountBook account, StandingFact fact)
    {
        var then = new AccountStanding();
        foreach (StandingFact known in account.Standing.Carry(account.Id).Append(fact))
            then.Apply(known);
        return Outcome.Of(then, fact);
    }
}
