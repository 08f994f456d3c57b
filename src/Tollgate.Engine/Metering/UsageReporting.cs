using System.Collections.Immutable;
using Tollgate.Engine.Catalog;
using Tollgate.Engine.Contracts;
using Tollgate.Engine.Numbers;
using Tollgate.Engine.Time;

namespace Tollgate.Engine.Metering;

/// <summary>Counts a reported event in every meter of its type, once. It is never refused for want of units.</summary>
public static class UsageReporting
{
    public static Outcome Decide(Books books, ReportUsage command, RecordedAt at)
    {
        if (books.Account(command.Usage.AccountId) is not { } account)
            return AccountNotFound(command.Usage.AccountId);
        UsageEvent usage = command.Usage with { AccountId = account.Account.Id };
        if (command.Seen is { } seen)
            return Repeat(usage, command.TimeGiven, seen, at);

        ContractBook? contract = account.ContractAt(usage.Time);
        ReadOnlySpan<Meter> meters = books.Catalogs.MetersFor(usage.Type, contract?.Contract.CatalogVersion);
        if (meters.IsEmpty)
            return MeterNotFound(usage.Type);
        if (usage.Quantity is { IsNegative: true })
            return MeterReading.Negative("/quantity");
        if (AcceptanceWindow.Refuse(usage.Time, at, books.Environment!.AcceptanceWindowDays) is { } refused)
            return refused;

        ImmutableArray<Tally>.Builder tallies = ImmutableArray.CreateBuilder<Tally>(meters.Length);
        foreach (Meter meter in meters)
        {
            if (MeterReading.TryRead(meter, usage, out Quantity value) is { } unreadable)
                return unreadable;
            if (Tallying.TryDecide(contract, meter.Name, usage, value, out Tally tally) is { } full)
                return full;
            tallies.Add(tally);
        }

        return Outcome.Of(
            new UsageReported(Duplicate: false, Conflict: false),
            new UsageCounted(usage, at, Consumed: false, tallies.MoveToImmutable())
        );
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

    public static Rejection AccountNotFound(string name) =>
        new(RejectionKind.Invalid, "account_not_found", $"There is no account '{name}'.", "/account_id");

    private static Rejection MeterNotFound(string type) =>
        new(RejectionKind.Invalid, "meter_not_found", $"No meter counts events of type '{type}'.", "/meter");
}
