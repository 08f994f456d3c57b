using Tollgate.Engine.Accounts;
using Tollgate.Engine.Alerts;
using Tollgate.Engine.Catalog;
using Tollgate.Engine.Contracts;
using Tollgate.Engine.Ledger;
using Tollgate.Engine.Numbers;
using Tollgate.Engine.Time;

namespace Tollgate.Engine.Metering;

/// <summary>Counts a reported event in every meter of its type, once. It is never refused for want of units.</summary>
public static class UsageReporting
{
    // One object for millions of answers.
    private static readonly object Counted = new UsageReported(Duplicate: false, Conflict: false);

    public static Outcome Decide(Books books, ReportUsage command, RecordedAt at)
    {
        if (books.Account(command.Usage.AccountId) is not { } account)
            return AccountNotFound(command.Usage.AccountId);
        UsageEvent usage = Of(account.Id, command.Usage);
        if (command.Seen is { } seen)
            return Repeat(usage, command.TimeGiven, seen, at);
        List<Tally> tallies = [];
        List<Burn> burns = [];
        if (TryCount(books, account, usage.Content, at, tallies, burns) is { } refused)
            return refused;
        return Outcome.Of(Counted, Facts(account, new UsageCounted(usage, at, Consumed: false, [.. tallies]), burns));
    }

    /// <summary>A counted event, and behind it what it burnt of grants, if anything, and the alerts that it raises.</summary>
    /// <param name="before">What stands before it in the same outcome, and moved units already; null is nothing.</param>
    internal static IReadOnlyList<Fact> Facts(AccountBook account, UsageCounted counted, IReadOnlyList<Burn> burns, LedgerFact? before = null)
    {
        List<Fact> facts = new(2) { counted };
        if (burns.Count > 0)
            facts.Add(new UnitsBurnt(counted.Event.AccountId, counted.Event.Source, counted.Event.Id, counted.Event.Time, [.. burns], counted.At));
        UsageAlerts.Add(account, counted, facts);
        if (burns.Count > 0 && burns.Any(burn => burn.IsOfWallet))
        {
            facts.AddRange(WalletAlerts.Of(account.Holdings, id => account.Contract(id)!, counted.Event, burns, counted.At));
            facts.AddRange(TopUp.Asked(account, before is null ? facts : [before, .. facts], counted.At));
        }

        return facts;
    }

    /// <summary>What an event that was not seen before adds to the meters of its type: the rule, for one event and for each of a batch.</summary>
    /// <param name="account">Whose event it is.</param>
    /// <param name="tallies">Takes what it adds, in place of what it held.</param>
    /// <param name="burns">Takes what it burns of grants, in place of what it held.</param>
    /// <returns>Why it is not counted, or null.</returns>
    public static Rejection? TryCount(Books books, AccountBook account, in EventContent usage, RecordedAt at, List<Tally> tallies, List<Burn> burns)
    {
        tallies.Clear();
        burns.Clear();
        if (account.HasSeveralAtOnce)
            return TryCountInSeveral(books, account, usage, at, tallies, burns);
        ContractBook? contract = account.ContractAt(usage.Time);
        ReadOnlySpan<Meter> meters = books.Catalogs.MetersFor(usage.Type, contract?.Contract.CatalogVersion);
        if (meters.IsEmpty)
            return MeterNotFound(usage.Type);
        if (Refuse(books, usage, at) is { } refused)
            return refused;
        foreach (Meter meter in meters)
        {
            if (TryCount(account, contract, meter, usage, tallies, burns) is { } uncountable)
                return uncountable;
        }

        return null;
    }

    /// <summary>Each meter is counted in the contract that it is of.</summary>
    private static Rejection? TryCountInSeveral(Books books, AccountBook account, in EventContent usage, RecordedAt at, List<Tally> tallies, List<Burn> burns)
    {
        IReadOnlyList<(Meter Meter, ContractBook? Contract)> meters = account.ContractAt(usage.Time) is null
            ? [.. books.Catalogs.MetersFor(usage.Type, null).ToArray().Select(meter => (meter, (ContractBook?)null))]
            : [.. account.MetersAt(books.Catalogs, usage.Type, usage.Time)];
        if (meters.Count == 0)
            return MeterNotFound(usage.Type);
        if (Refuse(books, usage, at) is { } refused)
            return refused;
        foreach ((Meter meter, ContractBook? contract) in meters)
        {
            if (TryCount(account, contract, meter, usage, tallies, burns) is { } uncountable)
                return uncountable;
        }

        return null;
    }

    private static Rejection? Refuse(Books books, in EventContent usage, RecordedAt at) => usage.Quantity is { IsNegative: true }
        ? MeterReading.Negative("/quantity")
        : AcceptanceWindow.Refuse(usage.Time, at, books.Environment!.AcceptanceWindowDays);

    private static Rejection? TryCount(AccountBook account, ContractBook? contract, Meter meter, in EventContent usage, List<Tally> tallies, List<Burn> burns)
    {
        if (MeterReading.TryRead(meter, usage, out Quantity value) is { } unreadable)
            return unreadable;
        if (Tallying.TryDecide(contract, account.Holdings, meter.Name, usage, value, burns, out Tally tally) is { } full)
            return full;
        tallies.Add(tally);
        return null;
    }

    /// <summary>A further receipt of an event that was counted: kept, flagged when it differs, and counting nothing.</summary>
    public static Outcome Repeat(UsageEvent usage, bool timeGiven, Sighting seen, RecordedAt at)
    {
        bool conflict = !UsageContent.Same(UsageContent.Fingerprint(usage), seen.Content, timeGiven);
        return Outcome.Of(
            new UsageReported(Duplicate: true, conflict),
            new UsageRepeated(usage.AccountId, usage.Source, usage.Id, at, seen.First, conflict ? usage : null)
        );
    }

    /// <summary>The event under the account's own id, by whichever name it was called.</summary>
    private static UsageEvent Of(string accountId, UsageEvent usage) =>
        string.Equals(usage.AccountId, accountId, StringComparison.Ordinal) ? usage : usage with { AccountId = accountId };

    public static Rejection AccountNotFound(string name) =>
        new(RejectionKind.Invalid, "account_not_found", $"There is no account '{name}'.", "/account_id");

    private static Rejection MeterNotFound(string type) =>
        new(RejectionKind.Invalid, "meter_not_found", $"No meter counts events of type '{type}'.", "/meter");
}
