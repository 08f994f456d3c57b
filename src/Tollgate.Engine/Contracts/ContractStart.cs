using Tollgate.Engine.Accounts;
using Tollgate.Engine.Metering;
using Tollgate.Engine.Time;

namespace Tollgate.Engine.Contracts;

/// <summary>Starts a contract, and takes up the usage of its time that was counted before there was one.</summary>
public static class ContractStart
{
    public static Outcome Decide(Books books, StartContract command, RecordedAt at)
    {
        if (books.Account(command.AccountId) is not { } account)
            return UsageReporting.AccountNotFound(command.AccountId) with { Kind = RejectionKind.NotFound };
        if (books.Catalogs.Current is not { } catalog)
            return new Rejection(RejectionKind.Conflict, "catalog_missing", "There is no catalog yet: PUT /v1/catalog first.");
        if (!catalog.Plans.ContainsKey(command.Plan))
        {
            string known = string.Join(", ", catalog.Plans.Keys);
            return new Rejection(RejectionKind.Invalid, "plan_not_found", $"The catalog has no plan '{command.Plan}'. It has: {known}.", "/plan");
        }

        EffectiveAt start = command.StartsAt ?? new EffectiveAt(at.Microseconds);
        if (command.EndsAt <= start)
            return new Rejection(RejectionKind.Invalid, "contract_ends_before_start", $"The contract would end at {command.EndsAt}, which is not after its start at {start}.", "/ends_at");
        if (account.Account.Currency is { } currency && currency != catalog.Currency)
        {
            return new Rejection(
                RejectionKind.Conflict,
                "currency_mismatch",
                $"The account is billed in {currency}, and the catalog prices in {catalog.Currency}."
            );
        }

        foreach (ContractBook other in account.Contracts)
        {
            if (Overlap(other.Contract, start, command.EndsAt))
            {
                return new Rejection(
                    RejectionKind.Conflict,
                    "contract_overlaps",
                    $"The account has the contract '{other.Contract.Id}' from {other.Contract.StartsAt} to {other.Contract.EndsAt?.ToString() ?? "no end"}.",
                    "/starts_at"
                );
            }
        }

        var contract = new Contract(
            command.Id,
            account.Account.Id,
            command.Plan,
            catalog.Version,
            Version: 1,
            catalog.Currency,
            start,
            command.EndsAt,
            command.ExternalIds
        );
        var started = new ContractStarted(contract, at);
        return Outcome.Of(contract, [started, .. TakeUp(account, new ContractBook(started, catalog, account.Account), at)]);
    }

    private static bool Overlap(Contract other, EffectiveAt start, EffectiveAt? end) =>
        (other.EndsAt is not { } otherEnd || start < otherEnd) && (end is not { } until || other.StartsAt < until);

    /// <summary>Earlier usage burns the new allowance in the order in which it was recorded.</summary>
    private static List<Fact> TakeUp(AccountBook account, ContractBook contract, RecordedAt at)
    {
        List<Fact> facts = [];
        foreach (UsageCounted counted in account.Uncontracted)
        {
            if (!contract.Covers(counted.Event.Time))
                continue;
            var tallies = counted.Tallies.Select(tally => Retally(contract, counted.Event, tally)).ToArray();
            facts.Add(new UsageAttributed(account.Account.Id, counted.Event.Source, counted.Event.Id, counted.Event.Time, [.. tallies], at));
        }

        return facts;
    }

    private static Tally Retally(ContractBook contract, UsageEvent usage, Tally tally)
    {
        Tally found = Tallying.Decide(contract, tally.Target.Meter, usage, tally.Value);
        contract.Apply(found.Target, found);
        return found;
    }
}
