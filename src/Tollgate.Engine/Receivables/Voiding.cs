using System.Collections.Immutable;
using Tollgate.Engine.Accounts;
using Tollgate.Engine.Ledger;
using Tollgate.Engine.Numbers;
using Tollgate.Engine.Time;

namespace Tollgate.Engine.Receivables;

/// <summary>
/// Takes a final invoice back. Its number stays used, its periods stay closed, and its lines stand for nothing. What wallets paid of its lines when it became
/// final goes back into the lots that it came from; what they paid as it was used comes back as a grant, since of that no lots are kept.
/// </summary>
public static class Voiding
{
    public static Outcome Decide(Books books, VoidInvoice command, RecordedAt now)
    {
        if (Refusals.Find(books, command.InvoiceId, out InvoiceBook invoice) is { } missing)
            return missing;
        if (Refusals.IfPart(invoice) is { } part)
            return part;
        if (Void(books, invoice, command, now, out IReadOnlyList<Fact> facts, out InvoiceBook then) is { } refused)
            return refused;
        return Outcome.Of(then, [.. facts, .. Dunning.Follow(books, then, now)]);
    }

    /// <summary>All its parts, or none.</summary>
    public static Outcome Decide(Books books, VoidConsolidated command, RecordedAt now)
    {
        if (Refusals.Find(books, command.Id, out Invoicing.ConsolidatedInvoice document) is { } missing)
            return missing;
        List<Fact> facts = [];
        List<InvoiceBook> then = [];
        foreach (InvoiceBook part in document.Parts)
        {
            if (Void(books, part, new VoidInvoice(part.Id, command.Reason, command.Author), now, out IReadOnlyList<Fact> some, out InvoiceBook voided) is { } refused)
                return refused;
            facts.AddRange(some);
            then.Add(voided);
        }

        return Outcome.Of(new ConsolidatedState(command.Id, [.. then]), [.. facts, .. Dunning.Follow(books, then, now)]);
    }

    private static Rejection? Void(Books books, InvoiceBook invoice, VoidInvoice command, RecordedAt now, out IReadOnlyList<Fact> taken, out InvoiceBook then)
    {
        (taken, then) = ([], invoice);
        if (Refusals.IfVoid(invoice) is { } already)
            return already;
        if (invoice.State == InvoiceState.Paid)
            return new Rejection(RejectionKind.Conflict, "invoice_paid", $"The invoice {invoice.Invoice.Number} is paid; what is wrong with it is credited, by a credit note.");
        if (invoice.CreditNotes.FirstOrDefault() is { } note)
            return new Rejection(RejectionKind.Conflict, "invoice_credited", $"The credit note {note.Number} stands against the invoice {invoice.Invoice.Number}; credit the rest of it instead.");

        if (command.Rebill && Reissuing.RefuseLate(books, invoice) is { } late)
            return late;
        AccountBook account = books.OwnAccount(invoice.Invoice.AccountId);
        List<Fact> facts = [];
        if (Regranted(invoice, account, command, now) is { } grant)
        {
            Outcome issued = GrantIssue.Decide(books, new IssueGrant(account.Id, grant), now);
            if (issued.Rejection is not null)
                return issued.Rejection;
            facts.AddRange(issued.Facts);
        }

        // Each lot is of the account that used, or of the one that pays for it.
        foreach (AccountBook holder in invoice.Invoice.BillTo is { } payer ? [account, books.OwnAccount(payer)] : new[] { account })
        {
            ImmutableArray<LineRefund> refunds =
            [
                .. invoice.Payments.Where(payment => holder.Holdings?.Find(payment.LotId) is not null)
                    .Select(payment => new LineRefund(payment.Line, payment.LotId, BackTo(holder.Holdings!, payment.LotId), payment.Units)),
            ];
            if (!refunds.IsEmpty)
                facts.Add(new LinesRefunded(holder.Id, invoice.Id, refunds, now));
        }

        ReceivableFact[] said =
        [
            .. invoice.Disputes.Where(dispute => dispute.IsOpen()).Select(dispute =>
                new DisputeResolved(account.Id, invoice.Id, dispute.Id, DisputeOutcome.Voided, null, command.Reason, command.Author, now)),
            new InvoiceVoided(account.Id, invoice.Id, command.Reason, command.Author, now) { Rebill = command.Rebill },
        ];
        (taken, then) = ([.. said, .. facts], invoice.With(said));
        return null;
    }

    /// <summary>Where units would be, had they not been taken.</summary>
    private static Balance BackTo(Holdings holdings, string lotId)
    {
        Lot lot = holdings.Lot(lotId);
        if (holdings.Grants[lot.Grant.Id].VoidedAt is not null)
            return Balance.Voided;
        return lot.HasEnded ? Balance.Expired : Balance.Available;
    }

    private static Grant? Regranted(InvoiceBook invoice, AccountBook account, VoidInvoice command, RecordedAt now)
    {
        Money paid = invoice.Invoice.Lines.Aggregate(Money.Zero, (sum, line) => sum + line.Paid - line.PaidByCommit);
        Money asUsed = invoice.Payments.Aggregate(paid, (rest, payment) => rest - Money.FromScaled(payment.Units.Scaled));
        if (asUsed <= Money.Zero)
            return null;
        return new Grant(
            $"grt_void_{invoice.Id[(invoice.Id.IndexOf('_', StringComparison.Ordinal) + 1)..]}",
            Feature: null,
            Units.FromScaled(asUsed.Scaled),
            Grant.DefaultPriority,
            GrantSource.Support,
            new EffectiveAt(now.Microseconds),
            ExpiresAt: null,
            Recurrence: null,
            Rollover: null,
            account.Account.Attributes.Clear(),
            CostBasis: null,
            PendingPayment: false,
            $"{invoice.Invoice.Number} was voided: {command.Reason}",
            command.Author,
            account.Account.ExternalIds.Clear()
        )
        {
            Wallet = invoice.Invoice.Currency,
        };
    }
}
