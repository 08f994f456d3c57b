using Tollgate.Engine.Contracts;
using Tollgate.Engine.Entitlements;
using Tollgate.Engine.Environments;
using Tollgate.Engine.Invoicing;
using Tollgate.Engine.Metering;
using Tollgate.Engine.Time;

namespace Tollgate.Engine;

/// <summary>The one table from a command of a shard to the rule that decides it.</summary>
public static class BooksDecisions
{
    public static Outcome Decide(Books books, Command command, RecordedAt at) => command switch
    {
        AdoptControl adopt => Adoption.Decide(books, adopt),
        _ when books.Environment is null => EnvironmentCreation.Missing,
        ReportUsage report => UsageReporting.Decide(books, report, at),
        ConsumeUnits consume => Consumption.Decide(books, consume, at),
        StartContract start => ContractStart.Decide(books, start, at),
        BillContract bill => Billing.Decide(books, bill, at),
        FinalizeInvoice finalize => Billing.Decide(books, finalize, at),
        _ => throw new ArgumentException($"A shard does not know the command {command.GetType().Name}.", nameof(command)),
    };
}
