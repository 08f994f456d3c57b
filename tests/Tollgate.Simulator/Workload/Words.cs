using Tollgate.Engine.Accounts;
using Tollgate.Engine.Seats;
using Tollgate.Engine;
using Tollgate.Engine.Catalog;
using Tollgate.Engine.Contracts;
using Tollgate.Engine.Entitlements;
using Tollgate.Engine.Environments;
using Tollgate.Engine.Exceptions;
using Tollgate.Engine.Invoicing;
using Tollgate.Engine.Ledger;
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
        ConsumeUnits consume => $"consume {consume.Request.AccountId}/{consume.EventId} {consume.Request.Units} {consume.Request.Feature} of {consume.Request.At?.ToString() ?? "now"}{(consume.Request.AllowPartial ? ", a part is enough" : "")}",
        IssueGrant { Grant: var grant } issue => $"grant {grant.Id} of {grant.Amount} {grant.Feature ?? grant.Wallet} to {issue.AccountId} from {grant.EffectiveAt} to {grant.ExpiresAt?.ToString() ?? "no end"}, priority {grant.Priority}, {grant.Source}{string.Concat(grant.Features.Concat(grant.Meters).Select(one => $", for {one}"))}{(grant.Recurrence is { } again ? $", each {again.Every} from {again.Anchor}" : "")}{(grant.Rollover is { } rolls ? $", {rolls.Min} to {rolls.Max} roll over{(rolls.Again ? " again" : "")}" : "")}{(grant.PendingPayment ? ", pending" : "")}{string.Concat(grant.Dimensions.Select(one => $", {one.Key} {one.Value}"))}",
        SetTopUp { Rule: { } rule } top => $"top {top.Wallet} of {top.AccountId} up with {rule.Amount} below {rule.Below}{(rule.ExpiresAfterDays is { } days ? $", for {days} days" : "")}",
        SetTopUp top => $"top {top.Wallet} of {top.AccountId} up no more",
        PayGrant pay => $"pay {pay.GrantId}",
        VoidGrant taken => $"void {taken.GrantId}",
        ReserveUnits reserve => $"reserve {reserve.Request.AccountId}/{reserve.EventId} {reserve.Request.Units} {reserve.Request.Feature} of {reserve.Request.At?.ToString() ?? "now"} for {reserve.TimeToLive / 1_000_000} s as {reserve.ReservationId}",
        SettleReservation settle => $"settle {settle.ReservationId} with {settle.Units}",
        ExtendReservation extend => $"extend {extend.ReservationId} by {extend.TimeToLive / 1_000_000} s",
        ReleaseReservation release => $"release {release.ReservationId}",
        SuspendAccount suspend => $"suspend {suspend.AccountId}",
        ResumeAccount resume => $"resume {resume.AccountId}",
        MarkDelinquent mark => $"{mark.AccountId} is delinquent since {mark.Since?.ToString() ?? "now"}: {mark.Policy} after {mark.AfterDays} days",
        ClearDelinquency clear => $"{clear.AccountId} is not delinquent",
        SetOverride { Override: var said } set => $"override {said.Id} of {said.Feature} of {set.AccountId} from {said.From} to {said.Until?.ToString() ?? "no end"}: {said.Terms.Enforcement} {said.Terms.Cap} {said.Terms.Seats} {said.Terms.OverageCap} {said.Terms.SpendCap}",
        EndOverride ended => $"end override {ended.OverrideId}",
        TakeSeat take => $"seat of {take.Feature} of {take.AccountId} for {take.Subject}{(take.TimeToLive is { } time ? $" for {time / 1_000_000} s" : "")}",
        ReturnSeat back => $"{back.Subject} gives back {back.Feature} of {back.AccountId}",
        SetAttributes set => $"{set.AccountId} is {Client.Text(set.Attributes)}",
        SetGroups set => $"{set.Subject} of {set.AccountId} is in {string.Join(" and ", set.Groups)}",
        SweepDues => "sweep",
        StartContract start => $"start {start.Id} of {start.AccountId} on {start.Plan} from {start.StartsAt} to {start.EndsAt?.ToString() ?? "no end"}",
        BillContract bill => $"bill {bill.ContractId} until {bill.Until}",
        FinalizeInvoice invoice => $"finalize {invoice.InvoiceId}",
        AdvanceClock clock => $"clock to {clock.To}",
        PublishCatalog => "publish a catalog",
        CreateEnvironment create => $"create {create.Id}",
        _ => command.GetType().Name,
    };
}
