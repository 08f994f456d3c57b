using System.Collections.Immutable;
using Tollgate.Engine.Accounts;
using Tollgate.Engine.Alerts;
using Tollgate.Engine.Bookkeeping;
using Tollgate.Engine.Catalog;
using Tollgate.Engine.Contracts;
using Tollgate.Engine.Entitlements;
using Tollgate.Engine.Environments;
using Tollgate.Engine.Exceptions;
using Tollgate.Engine.Invoicing;
using Tollgate.Engine.Ledger;
using Tollgate.Engine.Metering;
using Tollgate.Engine.Receivables;
using Tollgate.Engine.Orders;
using Tollgate.Engine.Outbox;
using Tollgate.Engine.Requests;
using Tollgate.Engine.Seats;
using Tollgate.Engine.Time;

namespace Tollgate.Engine;

/// <summary>
/// The state of a shard: the accounts that live there, with what decisions on open periods need. It changes only by <see cref="Apply(Fact)"/>.
/// </summary>
public sealed partial class Books : EnvironmentState, IStreamState
{
    private readonly ByName<AccountBook> _accounts = new();
    private readonly ByName<ContractBook> _contracts = new();
    private readonly Dictionary<string, ContractBook> _drafts = new(StringComparer.Ordinal);
    private readonly AgreedPlans _agreed = new();
    private readonly SortedSet<(string With, string Contract)> _coTerms = new(Comparer<(string With, string Contract)>.Create(
        (left, right) => string.CompareOrdinal(left.With, right.With) is not 0 and var side ? side : string.CompareOrdinal(left.Contract, right.Contract)));
    private readonly Dictionary<string, AccountBook> _byGrant = new(StringComparer.Ordinal);
    private readonly Dictionary<string, AccountBook> _byReservation = new(StringComparer.Ordinal);
    private readonly Dictionary<string, AccountBook> _byOverride = new(StringComparer.Ordinal);
    private static readonly Comparer<(long At, string Id)> ByTime =
        Comparer<(long At, string Id)>.Create((left, right) => left.At != right.At ? left.At.CompareTo(right.At) : string.CompareOrdinal(left.Id, right.Id));

    private readonly ByName<InvoiceBook> _invoices = new();
    private readonly SortedDictionary<string, long> _creditNumbers = new(StringComparer.Ordinal);
    private readonly Dictionary<string, InvoiceBook> _byDispute = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, InvoiceBook> _takenBack = new(StringComparer.Ordinal);
    private readonly SortedDictionary<(long At, string Id), CreditNote> _creditNotes = new(ByTime);
    private readonly SortedDictionary<(long At, string Id), InvoiceBook> _disputes = new(ByTime);
    private readonly SortedDictionary<string, Engine.Migrations.Migration> _migrations = new(StringComparer.Ordinal);
    private readonly DueAccounts _due = new();

    /// <summary>How far the shard has followed the control stream; null before its first item.</summary>
    public FactPosition? Followed { get; private set; }

    public IReadOnlyDictionary<string, AccountBook> Accounts => _accounts;

    public IReadOnlyDictionary<string, ContractBook> Contracts => _contracts;

    public InvoiceNumbers Numbers { get; } = new();

    /// <summary>Those that are final.</summary>
    public IReadOnlyDictionary<string, InvoiceBook> Invoices => _invoices;

    /// <summary>How many credit notes each legal entity has issued: the last number.</summary>
    public IReadOnlyDictionary<string, long> CreditNumbers => _creditNumbers;

    /// <summary>Invoices that were voided, or credited in part, by id.</summary>
    public IEnumerable<InvoiceBook> TakenBack => _takenBack.Values;

    /// <summary>By their date, then by id.</summary>
    public IEnumerable<CreditNote> CreditNotes => _creditNotes.Values;

    /// <summary>By when they were opened, then by id.</summary>
    public IEnumerable<Dispute> Disputes => _disputes.Select(dispute => dispute.Value.Disputes.First(known => known.Id == dispute.Key.Id));

    public AccountingPeriods AccountingPeriods { get; } = new();

    /// <summary>The invoice of which a dispute is, or null.</summary>
    public InvoiceBook? InvoiceOfDispute(string disputeId) => _byDispute.GetValueOrDefault(disputeId);
    /// <summary>What was sold to its accounts, and what of it waits.</summary>
    public OrderBook Orders { get; } = new();

    /// <summary>By id: what moved contracts to other terms together, or does.</summary>
    public IReadOnlyDictionary<string, Engine.Migrations.Migration> Migrations => _migrations;

    /// <summary>Invoices that are one document together.</summary>
    public Consolidations Consolidations { get; } = new();

    /// <summary>What of its invoices has gone to billing.</summary>
    public OutboxBook Outbox { get; } = new();

    /// <summary>The contract of which a draft has this id, or null.</summary>
    public ContractBook? ContractOfDraft(string invoiceId) => _drafts.GetValueOrDefault(invoiceId);

    /// <summary>The account that goes by a name, or null. Nearly all are called by their own id, which comes before any other's name.</summary>
    public AccountBook? Account(string name) =>
        _accounts.TryGetValue(name, out AccountBook? own) ? own
        : Names.Resolve(name) is { } id ? _accounts[id]
        : null;

    /// <summary>The account that a grant was issued to, or null.</summary>
    public AccountBook? AccountOfGrant(string grantId) => _byGrant.GetValueOrDefault(grantId);

    /// <summary>The account that a reservation is of, also for a day after its end; or null.</summary>
    public AccountBook? AccountOfReservation(string reservationId) => _byReservation.GetValueOrDefault(reservationId);

    /// <summary>The account that an override is of, or null.</summary>
    public AccountBook? AccountOfOverride(string overrideId) => _byOverride.GetValueOrDefault(overrideId);

    /// <summary>The contracts that were started to end with another, by id.</summary>
    internal IEnumerable<string> CoTermsOf(string contractId) => _coTerms.GetViewBetween((contractId, ""), (contractId, "\uffff")).Select(pair => pair.Contract);

    internal AccountBook OwnAccount(string id) => _accounts[id];

    /// <summary>The accounts with grants or seats of which something falls due, the earliest first.</summary>
    public DueAccounts DueAccounts => _due;

    public IReadOnlyList<Fact> Due(Command command, RecordedAt at) =>
        command is FinalizeConsolidated or VoidConsolidated or BillContract or FinalizeInvoice or VoidInvoice ? [.. BooksDecisions.AccountsOf(this, command).SelectMany(account => DueOf(account, at))]
            : BooksDecisions.AccountOf(this, command) is { } account ? DueOf(account, at)
            : [];

    private static IReadOnlyList<Fact> DueOf(AccountBook account, RecordedAt at) =>
        account.NextDue <= new EffectiveAt(at.Microseconds) ? account.DueBy(at, int.MaxValue, out _) : [];

    public Outcome Decide(Command command, RecordedAt at) => BooksDecisions.Decide(this, command, at);

    public void Apply(Fact fact)
    {
        switch (fact)
        {
            case UsageCounted counted:
                Tallying.Apply(this, counted);
                Advance(counted.At);
                break;
            case UsageRepeated repeated:
                Advance(repeated.At);
                break;
            case UsageAttributed attributed:
                Tallying.Apply(this, attributed);
                Advance(attributed.At);
                break;
            case ThrottlePassed passed:
                _accounts[passed.AccountId].Apply(passed);
                Advance(passed.At);
                break;
            case GroupsSet grouped:
                _accounts[grouped.AccountId].Apply(grouped);
                Advance(grouped.At);
                break;
            case AlertRaised raised:
                // What a wallet has is no usage of a period.
                if (raised.Wallet is null)
                    _contracts[raised.ContractId!].Apply(raised);
                else
                    _accounts[raised.AccountId].Apply(raised);
                Advance(raised.At);
                break;
            case ControlAdopted adopted:
                if (!ApplyShared(adopted.Item))
                    throw Unknown(adopted.Item);
                Followed = adopted.Position;
                break;
            case ContractStarted started:
                Enter(started);
                Advance(started.At);
                break;
            case ContractAmended amended:
                Enter(amended);
                Advance(amended.At);
                break;
            case UsageRetallied retallied:
                Enter(retallied);
                Advance(retallied.At);
                break;
            case StandingFact said:
                _accounts[said.AccountId].Apply(said);
                if (said is OverrideSet set)
                    _byOverride.Add(set.Override.Id, _accounts[said.AccountId]);
                Advance(said.At);
                break;
            case SeatFact seat:
                _accounts[seat.AccountId].Apply(seat);
                _due.Moved(_accounts[seat.AccountId]);
                Advance(seat.At);
                break;
            case LedgerFact moved:
                Enter(moved);
                Advance(moved.At);
                break;
            case InvoiceDrafted drafted:
                _contracts[drafted.ContractId].Apply(drafted);
                _drafts.Add(drafted.InvoiceId, _contracts[drafted.ContractId]);
                if (drafted.ConsolidatedIn is { } document)
                    Consolidations.Enter(document, PayerOf(drafted.BillTo, drafted.AccountId), new ConsolidatedDraft(_contracts[drafted.ContractId], _contracts[drafted.ContractId].NextInvoice - 1, drafted.InvoiceId), drafted.Date);
                Advance(drafted.At);
                break;
            case InvoiceFinalized finalized:
                _contracts[finalized.ContractId].Apply(finalized, Environment!.AcceptanceWindowDays);
                _accounts[finalized.AccountId].ForgetSeatDays();
                _drafts.Remove(finalized.InvoiceId);
                Numbers.Apply(finalized);
                Enter(new InvoiceBook(IssuedInvoice.Of(finalized)));
                Advance(finalized.At);
                break;
            case PeriodClosed closed:
                _contracts[closed.ContractId].Apply(closed, Environment!.AcceptanceWindowDays);
                _contracts[closed.ContractId].Holder?.ForgetSeatDays();
                Advance(closed.At);
                break;
            case ReceivableFact said:
                Enter(said);
                Advance(said.At);
                break;
            case AccountingPeriodClosed closed:
                AccountingPeriods.Apply(closed);
                Advance(closed.At);
                break;
            case InvoiceCarried carried:
                Enter(new InvoiceBook(carried.Invoice, carried.Payments));
                break;
            case OrderReceived received:
                Orders.Apply(received);
                Advance(received.At);
                break;
            case OrderRetried retried:
                Orders.Apply(retried);
                Advance(retried.At);
                break;
            case Engine.Migrations.MigrationOrdered ordered:
                _migrations.Add(ordered.Terms.Id, Engine.Migrations.Migration.Of(ordered));
                Advance(ordered.At);
                break;
            case Engine.Migrations.MigrationAdvanced advanced:
                _migrations[advanced.MigrationId] = _migrations[advanced.MigrationId].With(advanced);
                Advance(advanced.At);
                break;
            case Engine.Migrations.MigrationCarried carried:
                _migrations.Add(carried.Migration.Terms.Id, carried.Migration);
                break;
            case ChargesBatched batched:
                Outbox.Apply(batched);
                Advance(batched.At);
                break;
            case BatchWritten written:
                Outbox.Apply(written);
                Advance(written.At);
                break;
            case ChargesAcknowledged taken:
                Outbox.Apply(taken);
                Advance(taken.At);
                break;
            case ChargesRejected rejected:
                Outbox.Apply(rejected);
                Advance(rejected.At);
                break;
            case ChargesRequeued requeued:
                Outbox.Apply(requeued);
                Advance(requeued.At);
                break;
            case AnswerKept kept:
                Advance(kept.At);
                break;
            case BooksCarried carried:
                Followed = carried.Followed;
                Now = carried.Now;
                break;
            case ContractCarried carried:
                _contracts[carried.ContractId].Apply(carried);
                foreach (CarriedDraft draft in carried.Drafts)
                {
                    _drafts.Add(draft.InvoiceId, _contracts[carried.ContractId]);
                    if (draft.ConsolidatedIn is { } known)
                        Consolidations.Enter(known, PayerOf(draft.BillTo, _contracts[carried.ContractId].Contract.AccountId), new ConsolidatedDraft(_contracts[carried.ContractId], draft.Boundary, draft.InvoiceId), draft.Date!.Value);
                }

                break;
            case HoldingsCarried carried:
                Enter(_accounts[carried.AccountId], carried);
                break;
            case SeatDaysCarried carried:
                _accounts[carried.AccountId].Apply(carried);
                break;
            case OutboxCarried carried:
                Outbox.Apply(carried);
                break;
            case OrderCarried carried:
                Orders.Apply(carried);
                break;
            case NumbersCarried carried:
                Numbers.Apply(carried);
                break;
            default:
                if (!ApplyShared(fact))
                    throw Unknown(fact);
                break;
        }
    }

    /// <summary>What <see cref="Apply(Fact)"/> does with the counted event that the row is of.</summary>
    /// <inheritdoc cref="IStreamState.Apply"/>
    public void Apply(in UsageRow row)
    {
        Tallying.Apply(this, row);
        Advance(row.At);
    }

    /// <summary>The same where the account is at hand.</summary>
    /// <param name="account">The row's own.</param>
    /// <inheritdoc cref="IStreamState.Apply"/>
    public void Apply(AccountBook account, in UsageRow row)
    {
        Tallying.Apply(this, account, row);
        Advance(row.At);
    }

    protected override void Enter(Account account) => _accounts.Add(account.Id, new AccountBook(account));

    protected override void Enter(AttributesSet set) => _accounts[set.AccountId].Apply(set);

    private void Enter(LedgerFact moved)
    {
        AccountBook account = _accounts[moved.AccountId];
        Reservation? ending = moved is ReservationEnded { ReservationId: var id } ? account.Holdings!.Reservations[id] : null;
        account.Apply(moved);
        _due.Moved(account);
        switch (moved)
        {
            case GrantIssued issued:
                _byGrant.Add(issued.Grant.Id, account);
                break;
            case UnitsBurnt burnt:
                foreach (Burn burn in burnt.Burns)
                    _contracts[burn.Target.ContractId!].Apply(burn);
                break;
            case UnitsReserved { Reservation: var reservation }:
                _byReservation.Add(reservation.Id, account);
                Hold(reservation);
                break;
            case ReservationEnded:
                TermsOf(ending!).Reserve(ending!.Target.Meter, ending.Time, -ending.FromAllowance, -ending.Beyond);
                foreach (string forgotten in account.Holdings!.ForgetEnded(moved.At))
                    _byReservation.Remove(forgotten);
                break;
            case LinesPaid paid when _invoices.TryGetValue(paid.InvoiceId, out InvoiceBook? invoice):
                invoice.Pay(paid);
                break;
            case OverageCovered covered:
                _contracts[covered.Target.ContractId!].Apply(covered);
                break;
        }
    }

    private void Enter(AccountBook account, HoldingsCarried carried)
    {
        account.Apply(carried);
        _due.Moved(account);
        foreach (CarriedGrant grant in carried.Grants)
            _byGrant.Add(grant.Grant.Id, account);
        foreach (Reservation reservation in carried.Reservations)
        {
            _byReservation.Add(reservation.Id, account);
            Hold(reservation);
        }

        foreach (EndedReservation ended in carried.Ended)
            _byReservation.Add(ended.Id, account);
    }

    private void Enter(ContractStarted started)
    {
        AccountBook account = _accounts[started.Contract.AccountId];
        CatalogVersion catalog = Catalogs[started.Contract.CatalogVersion];
        var book = new ContractBook(started, catalog, _agreed.Of(started.Contract, catalog, account.Account), account.Account) { Rates = ExchangeRates, Ordinal = _contracts.Count };
        _contracts.Add(started.Contract.Id, book);
        account.Add(book);
        if (started.Contract.CoTermWith is { } with)
            _coTerms.Add((with, book.Id));
        _agreed.Redeem(started.Contract.Terms.Promotions);
    }

    private void Enter(ContractAmended amended)
    {
        ContractBook first = _contracts[amended.Contract.Id];
        AccountBook account = _accounts[amended.Contract.AccountId];
        _agreed.Redeem(amended.Contract.Terms.Promotions.Where(code => !first.HasHadPromotion(code)));
        CatalogVersion catalog = Catalogs[amended.Contract.CatalogVersion];
        if (first.Amend(amended, catalog, _agreed.Of(amended.Contract, catalog, account.Account)) is { } part)
            _contracts.Add(part.Id, part);
        account.Renew(first);
        HoldAgain(account, first);
    }

    /// <summary>What the shard's contracts have agreed to.</summary>
    internal AgreedPlans Agreed => _agreed;

    private static InvalidOperationException Unknown(Fact fact) => new($"A shard does not know the fact {fact.GetType().Name}.");
}
