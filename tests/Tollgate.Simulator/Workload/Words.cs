using Tollgate.Engine;
using Tollgate.Engine.Catalog;
using Tollgate.Engine.Contracts;
using Tollgate.Engine.Entitlements;
using Tollgate.Engine.Environments;
using Tollgate.Engine.Invoicing;
using Tollgate.Engine.Metering;

namespace Tollgate.Simulator.Workload;

/// <summary>One line for people about what is asked and answered.</summary>
internal static class Words
{
    public static string Of(Operation operation) => operation is Submitting submitting
        ? string.Join("; ", submitting.Commands.Take(3).Select(Of)) + (submitting.Commands.Count > 3 ? $"; ... {submitting.Commands.Count} in all" : "")
            + (submitting.Key is { } key ? $" (key {key})" : "")
        : "a question";

    public static string Of(Answer answer) => answer switch
    {
        { Error: { } error } => error is Server.Shards.StreamUnavailableException away ? away.Code : error.GetType().Name,
        { Repeated: true } => "as the first time: " + answer.Kept,
        { Results: { } results } => Submitting.Text(results),
        _ => "read",
    };

    private static string Of(Command command) => command switch
    {
        ReportUsage { Usage: var usage } => $"report {usage.AccountId}/{usage.Source}/{usage.Id} {usage.Type} {usage.Quantity} of {usage.Time}",
        ConsumeUnits consume => $"consume {consume.Request.AccountId}/{consume.EventId} {consume.Request.Units} {consume.Request.Feature} of {consume.Request.At?.ToString() ?? "now"}",
        StartContract start => $"start {start.Id} of {start.AccountId} on {start.Plan} from {start.StartsAt} to {start.EndsAt?.ToString() ?? "no end"}",
        BillContract bill => $"bill {bill.ContractId} until {bill.Until}",
        FinalizeInvoice invoice => $"finalize {invoice.InvoiceId}",
        AdvanceClock clock => $"clock to {clock.To}",
        PublishCatalog => "publish a catalog",
        CreateEnvironment create => $"create {create.Id}",
        _ => command.GetType().Name,
    };
}
