using System.Collections.Immutable;
using Tollgate.Engine.Accounts;
using Tollgate.Engine.Alerts;
using Tollgate.Engine.Contracts;
using Tollgate.Engine.Ledger;
using Tollgate.Engine.Taxes;
using Tollgate.Engine.Time;

namespace Tollgate.Engine.Invoicing;

/// <summary>Opens the invoices that are due and makes final those whose grace window is over, oldest first.</summary>
public static class Billing
{
    /// <summary>The most period boundaries that one step takes, so that other commands get their turn.</summary>
    private const int BoundariesAStep = 12;
    private const long MicrosecondsPerHour = 3_600_000_000;

    public static Outcome Decide(Books books, BillContract command, RecordedAt now)
    {
        if (!books.Contracts.TryGetValue(command.ContractId, out ContractBook? contract) || !contract.IsFirst)
            return new Rejection(RejectionKind.NotFound, "contract_not_found", $"There is no contract '{command.ContractId}'.");

        List<Fact> facts = [];
        List<string> drafted = [];
        List<string> finalized = [];
        EffectiveAt until = command.Until.Microseconds < now.Microseconds ? command.Until : new EffectiveAt(now.Microseconds);
        var numbers = new NumberRun(books.Numbers, contract.LegalEntity);
        AccountBook account = books.OwnAccount(contract.Contract.AccountId);
        var wallets = new Wallets();
        foreach ((long boundary, string id) in contract.Drafts)
        {
            // Parts of a consolidated invoice become final with it, and what comes after them waits for that.
            if (!GraceIsOver(books, contract, boundary, now) || contract.AddressOf(boundary).ConsolidatedIn is not null)
                break;
            Finalize(books, account, contract, boundary, id, numbers.Take(), wallets, now, facts, finalized, to: contract.AddressOf(boundary));
        }

        // Once a draft has to wait, what comes after it waits too: invoices become final in the order of their dates.
        bool waiting = contract.Drafts.Count > finalized.Count;
        long next = contract.NextInvoice;
        int steps = 0;
        var opened = new OpenedDocuments();
        for (; steps < BoundariesAStep && Due(contract, next, until); steps++, next++)
        {
            EffectiveAt date = DateOf(contract, next);
            AccountBook payer = Payers.Of(books, account, contract, next);
            bool consolidates = Consolidations.Asks(payer);
            bool over = !waiting && GraceIsOver(books, contract, next, now);
            if (!Composition.HasLines(contract, next, corrects: finalized.Count == 0))
            {
                // A boundary without lines is passed over, but closes its period like any other: when the grace window is over.
                if (!over && next > 0)
                    break;
                waiting = !over;
                facts.Add(new PeriodClosed(contract.Contract.Id, next, date, now));
                continue;
            }

            string id = InvoiceId.Of(contract.Contract, next);
            var to = new Addressing(payer == account ? null : payer.Id, consolidates ? opened.GetOrAdd(books.Consolidations, payer, contract.Contract.Currency, date, id) : null);
            facts.Add(new InvoiceDrafted(id, contract.Contract.AccountId, contract.Contract.Id, date, now) { BillTo = to.BillTo, ConsolidatedIn = to.ConsolidatedIn });
            drafted.Add(id);
            over &= !consolidates;
            waiting = !over;
            if (over)
                Finalize(books, account, contract, next, id, numbers.Take(), wallets, now, facts, finalized, to: to);
        }

        foreach (string? payer in facts.OfType<InvoiceFinalized>().Select(final => final.BillTo).Prepend(null).Distinct().ToArray())
            facts.AddRange(TopUp.Asked(payer is null ? account : books.OwnAccount(payer), facts, now));
        bool more = steps == BoundariesAStep && Due(contract, next, until);
        return Outcome.Of(new ContractBilled([.. drafted], [.. finalized], more), facts);
    }

    public static Outcome Decide(Books books, FinalizeInvoice command, RecordedAt now)
    {
        if (books.ContractOfDraft(command.InvoiceId) is not { } contract)
            return FinalizationRefusal.Of(books, command.InvoiceId);
        (long boundary, string earliest) = contract.Drafts.First();
        if (earliest != command.InvoiceId)
        {
            return new Rejection(
                RejectionKind.Conflict,
                "earlier_invoice_is_draft",
                $"The invoice '{earliest}' of the same contract is earlier and still a draft."
            );
        }

        List<Fact> facts = [];
        AccountBook account = books.OwnAccount(contract.Contract.AccountId);
        if (command.Taxes is { } taxes && Taxation.Refuse(Composition.Of(contract, boundary), taxes) is { } refused)
            return refused;
        Addressing to = contract.AddressOf(boundary);
        if (to.ConsolidatedIn is { } document)
            return new Rejection(RejectionKind.Conflict, "invoice_is_part", $"The invoice is a part of the consolidated invoice '{document}', and becomes final with it.");
        Finalize(books, account, contract, boundary, earliest, new NumberRun(books.Numbers, contract.LegalEntity).Take(), new Wallets(), now, facts, [], command.Taxes, to);
        facts.AddRange(TopUp.Asked(account, facts, now));
        if (to.BillTo is { } payer)
            facts.AddRange(TopUp.Asked(books.OwnAccount(payer), facts, now));
        return Outcome.Of(facts[0], facts);
    }

    /// <summary>The instant that a boundary's invoice is dated at.</summary>
    public static EffectiveAt DateOf(ContractBook contract, long boundary) =>
        boundary == 0 ? contract.Contract.StartsAt : contract.Period(boundary - 1).End;

    private static bool Due(ContractBook contract, long boundary, EffectiveAt until)
    {
        // The last boundary is the contract's end: no period begins there, and none after it.
        bool exists = boundary == 0 || contract.Contract.EndsAt is not { } end || contract.WholePeriod(boundary - 1).Start < end;
        return exists && DateOf(contract, boundary) <= until;
    }

    private static bool GraceIsOver(Books books, ContractBook contract, long boundary, RecordedAt now) =>
        now.Microseconds >= DateOf(contract, boundary).Microseconds + (books.Environment!.GraceHours * MicrosecondsPerHour);

    /// <param name="wallets">What accounts hold, behind the facts before; it is changed.</param>
    /// <param name="finalized">Takes the invoice, behind those of the contract that the same step made final before.</param>
    /// <param name="shares">Another part has taken the number.</param>
    internal static void Finalize(
        Books books,
        AccountBook account,
        ContractBook contract,
        long boundary,
        string id,
        string number,
        Wallets wallets,
        RecordedAt now,
        List<Fact> facts,
        List<string> finalized,
        ImmutableArray<BroughtTax>? taxes = null,
        Addressing to = default,
        bool shares = false
    )
    {
        AccountBook payer = to.BillTo is { } billTo ? books.OwnAccount(billTo) : account;
        EffectiveAt date = DateOf(contract, boundary);
        EffectiveAt shown = books.AccountingPeriods.DateOf(contract.LegalEntity, date);
        List<LinePayment> payments = [];
        List<LinePayment> byPayer = [];
        facts.Add(new InvoiceFinalized(
            id,
            contract.Contract.AccountId,
            contract.Contract.Id,
            date,
            number,
            contract.LegalEntity,
            Completion.Of(books, account, contract, boundary, wallets.Of(account), payments, taxes, corrects: finalized.Count == 0, payer, wallets.Of(payer), byPayer),
            now
        )
        {
            DatedAt = shown == date ? null : shown,
            BillTo = to.BillTo,
            ConsolidatedIn = to.ConsolidatedIn,
            SharesNumber = shares,
        });
        Pay(account, id, payments, wallets, now, facts);
        Pay(payer, id, byPayer, wallets, now, facts);
        finalized.Add(id);
    }

    private static void Pay(AccountBook account, string id, List<LinePayment> payments, Wallets wallets, RecordedAt now, List<Fact> facts)
    {
        if (payments.Count == 0)
            return;
        var paid = new LinesPaid(account.Id, id, [.. payments], now);
        Holdings held = wallets.Of(account)!;
        held.Apply(paid);
        facts.Add(paid);
        WalletAlerts.Add(account, held, facts, now, from: facts.Count - 1);
    }
}
