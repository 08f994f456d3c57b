using System.Collections.Immutable;
using System.Globalization;
using Tollgate.Engine.Accounts;
using Tollgate.Engine.Alerts;
using Tollgate.Engine.Bookkeeping;
using Tollgate.Engine.Commitments;
using Tollgate.Engine.Contracts;
using Tollgate.Engine.Invoicing;
using Tollgate.Engine.Ledger;
using Tollgate.Engine.Taxes;
using Tollgate.Engine.Time;

namespace Tollgate.Engine.Receivables;

/// <summary>
/// Credits a final invoice and makes another in its place, whose lines are what they come to now: the same rule that corrects on the next regular invoice, with a number and a date of its own. The old one never changes.
/// </summary>
public static class Reissuing
{
    public static Outcome Decide(Books books, ReissueInvoice command, RecordedAt now)
    {
        if (Refusals.Find(books, command.InvoiceId, out InvoiceBook invoice) is { } missing)
            return missing;
        if ((Refusals.IfVoid(invoice) ?? Refusals.IfPart(invoice) ?? RefuseLate(books, invoice)) is { } refused)
            return refused;
        ImmutableArray<LineCredit> credits = Crediting.All(invoice);
        if (credits.IsEmpty)
            return new Rejection(RejectionKind.Conflict, "nothing_to_credit", $"Nothing is left of the invoice {invoice.Invoice.Number} that could be credited.");
        CreditNoteIssued credited = Crediting.Issue(books, invoice, credits, command.Reason, command.Author, now, rebill: true);
        ContractBook contract = books.Contracts[invoice.Invoice.ContractId];
        AccountBook account = books.OwnAccount(invoice.Invoice.AccountId);
        InvoiceLine[] lines =
        [
            .. contract.BilledBy(invoice.Id)
                .SelectMany(billed => Corrections.Of(contract, billed.Take(credited.Note.Id, invoice.Id, [.. credits.Select(credit => (credit.Line, credit.Amount))], rebill: true), commits: null))
                .Select((line, place) => line with { Number = place + 1 }),
        ];
        var date = new EffectiveAt(now.Microseconds);
        EffectiveAt shown = books.AccountingPeriods.DateOf(contract.LegalEntity, date);
        Holdings? wallets = account.Holdings?.Copy();
        List<LinePayment> payments = [];
        InvoiceContent composed = LineAccounts.Of(contract, new InvoiceContent(invoice.Invoice.Currency, [.. lines], Composition.Total(lines), []));
        InvoiceContent paid = WalletPayment.Pay(wallets, contract, composed, date, payments);
        var final = new InvoiceFinalized(
            IdOf(invoice.Id),
            account.Id,
            contract.Id,
            date,
            new NumberRun(books.Numbers, contract.LegalEntity).Take(),
            contract.LegalEntity,
            Taxation.Of(paid, (invoice.Invoice.BillTo is { } payer ? books.OwnAccount(payer) : account).Account, shown, books.Taxes, null),
            now
        )
        {
            DatedAt = shown == date ? null : shown,
            Reissues = invoice.Id,
            BillTo = invoice.Invoice.BillTo,
        };
        List<Fact> facts = [credited, .. Dunning.Follow(books, invoice.With(credited), now), final];
        if (payments.Count > 0)
        {
            var pays = new LinesPaid(account.Id, final.InvoiceId, [.. payments], now);
            wallets!.Apply(pays);
            facts.Add(pays);
            WalletAlerts.Add(account, wallets, facts, now, from: facts.Count - 1);
        }

        return Outcome.Of(new ReissuedInvoice(credited.Note, final), facts);
    }

    /// <summary>What is billed again is made again, of periods that are kept.</summary>
    internal static Rejection? RefuseLate(Books books, InvoiceBook invoice)
    {
        ContractBook contract = books.Contracts[invoice.Invoice.ContractId];
        if (CommitRun.IsNeeded(contract))
            return new Rejection(RejectionKind.Conflict, "rebill_with_commit", $"The contract of the invoice {invoice.Invoice.Number} has a commit, toward which its lines were counted: they are not billed again. Credit what is wrong, without rebill.");
        return contract.BilledBy(invoice.Id).Any()
            ? null
            : new Rejection(RejectionKind.Conflict, "rebill_too_late", $"The periods of the invoice {invoice.Invoice.Number} are not kept any more, so that its lines cannot be made again; credit it, and bill what is right by another way.");
    }

    /// <summary><c>inv_77_1</c> is followed by <c>inv_77_1r1</c>, and that by <c>inv_77_1r2</c>.</summary>
    private static string IdOf(string id)
    {
        int mark = id.LastIndexOf('r');
        return mark > id.LastIndexOf('_') && int.TryParse(id.AsSpan(mark + 1), NumberStyles.None, CultureInfo.InvariantCulture, out int last)
            ? string.Create(CultureInfo.InvariantCulture, $"{id[..mark]}r{last + 1}")
            : id + "r1";
    }
}
