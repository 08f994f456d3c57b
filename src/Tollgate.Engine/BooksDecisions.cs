using Tollgate.Engine.Accounts;
using Tollgate.Engine.Bookkeeping;
using Tollgate.Engine.Contracts;
using Tollgate.Engine.Entitlements;
using Tollgate.Engine.Environments;
using Tollgate.Engine.Exceptions;
using Tollgate.Engine.Invoicing;
using Tollgate.Engine.Ledger;
using Tollgate.Engine.Metering;
using Tollgate.Engine.Orders;
using Tollgate.Engine.Outbox;
using Tollgate.Engine.Receivables;
using Tollgate.Engine.Seats;
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
        AmendContract amend => Amending.Decide(books, amend, at),
        PauseContract pause => Pausing.Decide(books, pause, at),
        ResumeContract resume => Pausing.Decide(books, resume, at),
        CancelContract cancel => Cancelling.Decide(books, cancel, at),
        ReinstateContract reinstate => Cancelling.Decide(books, reinstate, at),
        IssueGrant issue => GrantIssue.Decide(books, issue, at),
        PayGrant pay => GrantChanges.Decide(books, pay, at),
        VoidGrant @void => GrantChanges.Decide(books, @void, at),
        SetTopUp set => TopUp.Decide(books, set, at),
        ReserveUnits reserve => Reserving.Decide(books, reserve, at),
        SettleReservation settle => ReservationChanges.Decide(books, settle, at),
        ExtendReservation extend => ReservationChanges.Decide(books, extend, at),
        ReleaseReservation release => ReservationChanges.Decide(books, release, at),
        SuspendAccount suspend => StandingChanges.Decide(books, suspend, at),
        ResumeAccount resume => StandingChanges.Decide(books, resume, at),
        MarkDelinquent mark => StandingChanges.Decide(books, mark, at),
        ClearDelinquency clear => StandingChanges.Decide(books, clear, at),
        SetOverride set => Overriding.Decide(books, set, at),
        EndOverride end => Overriding.Decide(books, end, at),
        SetGroups groups => Grouping.Decide(books, groups, at),
        TakeSeat take => Seating.Decide(books, take, at),
        ReturnSeat giveBack => Seating.Decide(books, giveBack, at),
        PlaceOrder place => OrderTaking.Decide(books, place, at),
        RetryOrder retry => OrderTaking.Decide(books, retry, at),
        Migrations.OrderMigration order => Migrations.Migrating.Decide(books, order, at),
        Migrations.AdvanceMigration advance => Migrations.Migrating.Decide(books, advance, at),
        CutBatch cut => Handing.Decide(books, cut, at),
        NoteBatchWritten written => Handing.Decide(books, written, at),
        AcknowledgeCharges taken => Handing.Decide(books, taken, at),
        RejectCharges rejected => Handing.Decide(books, rejected, at),
        RequeueCharges again => Handing.Decide(books, again, at),
        // What fell due comes before any command that touches the account.
        RecordDues => Outcome.Of(new DuesSwept(1, More: false)),
        SweepDues => DueAccounts.Decide(books, at),
        BillContract bill => Billing.Decide(books, bill, at),
        FinalizeInvoice finalize => Billing.Decide(books, finalize, at),
        FinalizeConsolidated finalize => Consolidating.Decide(books, finalize, at),
        ReportConsolidatedPayment report => PaymentReporting.Decide(books, report, at),
        VoidConsolidated @void => Voiding.Decide(books, @void, at),
        ReportPayment report => PaymentReporting.Decide(books, report, at),
        VoidInvoice @void => Voiding.Decide(books, @void, at),
        IssueCreditNote issue => Crediting.Decide(books, issue, at),
        ReissueInvoice reissue => Reissuing.Decide(books, reissue, at),
        OpenDispute open => Disputing.Decide(books, open, at),
        ResolveDispute resolve => Disputing.Decide(books, resolve, at),
        CloseAccountingPeriod close => AccountingPeriods.Decide(books, close, at),
        _ => throw new ArgumentException($"A shard does not know the command {command.GetType().Name}.", nameof(command)),
    };

    /// <summary>The accounts that a command about invoices touches: whose they are, and who pays them.</summary>
    public static IEnumerable<AccountBook> AccountsOf(Books books, Command command)
    {
        IEnumerable<string?> names = command switch
        {
            BillContract bill when books.Contracts.TryGetValue(bill.ContractId, out ContractBook? contract) =>
                [contract.Contract.AccountId, contract.Contract.BillTo, .. contract.Amendments.Select(amended => amended.Contract.BillTo)],
            FinalizeInvoice finalize when books.ContractOfDraft(finalize.InvoiceId) is { } contract =>
                [contract.Contract.AccountId, .. contract.Drafts.Where(draft => draft.Value == finalize.InvoiceId).Select(draft => contract.AddressOf(draft.Key).BillTo)],
            VoidInvoice @void when books.Invoices.TryGetValue(@void.InvoiceId, out InvoiceBook? invoice) => [invoice.Invoice.AccountId, invoice.Invoice.BillTo],
            FinalizeConsolidated finalize when books.Consolidations.All.TryGetValue(finalize.Id, out ConsolidatedInvoice? document) =>
                [.. document.Drafts.Select(draft => draft.Contract.Contract.AccountId), document.Payer],
            VoidConsolidated @void when books.Consolidations.All.TryGetValue(@void.Id, out ConsolidatedInvoice? document) =>
                [.. document.Parts.Select(part => part.Invoice.AccountId), document.Payer],
            _ => [],
        };
        return names.OfType<string>().Distinct(StringComparer.Ordinal).Select(books.OwnAccount);
    }

    /// <summary>The account that a command touches, of which whatever fell due comes first; null when it touches none, or one that is not there.</summary>
    public static AccountBook? AccountOf(Books books, Command command) => command switch
    {
        ReportUsage report => books.Account(report.Usage.AccountId),
        ConsumeUnits consume => books.Account(consume.Request.AccountId),
        StartContract start => books.Account(start.AccountId),
        AmendContract amend => AccountOf(books, amend.ContractId),
        PauseContract pause => AccountOf(books, pause.ContractId),
        ResumeContract resume => AccountOf(books, resume.ContractId),
        CancelContract cancel => AccountOf(books, cancel.ContractId),
        ReinstateContract reinstate => AccountOf(books, reinstate.ContractId),
        ReserveUnits reserve => books.Account(reserve.Request.AccountId),
        SettleReservation settle => books.AccountOfReservation(settle.ReservationId),
        ExtendReservation extend => books.AccountOfReservation(extend.ReservationId),
        ReleaseReservation release => books.AccountOfReservation(release.ReservationId),
        TakeSeat take => books.Account(take.AccountId),
        ReturnSeat giveBack => books.Account(giveBack.AccountId),
        IssueGrant issue => books.Account(issue.AccountId),
        PayGrant pay => books.AccountOfGrant(pay.GrantId),
        VoidGrant @void => books.AccountOfGrant(@void.GrantId),
        SetTopUp set => books.Account(set.AccountId),
        RecordDues record => books.Account(record.AccountId),
        PlaceOrder place => books.Account(place.Order.Account.Id),
        RetryOrder retry => books.Orders.Find(retry.OrderId)?.Waiting is { } waiting ? books.Account(waiting.Terms.Account.Id) : null,
        FinalizeInvoice finalize => books.ContractOfDraft(finalize.InvoiceId) is { } draft ? books.OwnAccount(draft.Contract.AccountId) : null,
        BillContract bill => books.Contracts.TryGetValue(bill.ContractId, out ContractBook? contract) ? books.OwnAccount(contract.Contract.AccountId) : null,
        ReissueInvoice reissue => books.Invoices.TryGetValue(reissue.InvoiceId, out InvoiceBook? old) ? books.OwnAccount(old.Invoice.AccountId) : null,
        VoidInvoice @void => books.Invoices.TryGetValue(@void.InvoiceId, out InvoiceBook? final) ? books.OwnAccount(final.Invoice.AccountId) : null,
        _ => null,
    };

    private static AccountBook? AccountOf(Books books, string contractId) =>
        books.Contracts.TryGetValue(contractId, out ContractBook? contract) ? books.OwnAccount(contract.Contract.AccountId) : null;
}
