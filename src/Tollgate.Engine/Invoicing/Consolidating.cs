using Tollgate.Engine.Accounts;
using Tollgate.Engine.Contracts;
using Tollgate.Engine.Ledger;
using Tollgate.Engine.Time;

namespace Tollgate.Engine.Invoicing;

/// <summary>Makes all parts of a consolidated invoice final at once, under one number of their legal entity.</summary>
public static class Consolidating
{
    private const long MicrosecondsPerHour = 3_600_000_000;

    public static Outcome Decide(Books books, FinalizeConsolidated command, RecordedAt now)
    {
        if (!books.Consolidations.All.TryGetValue(command.Id, out ConsolidatedInvoice? document))
            return new Rejection(RejectionKind.NotFound, "draft_not_found", $"There is no draft '{command.Id}'.");
        if (document.IsFinal)
        {
            return new Rejection(
                RejectionKind.Conflict,
                "invoice_already_final",
                $"The invoice is final since {document.Parts[0].Invoice.FinalizedAt}, under the number {document.Parts[0].Invoice.Number}."
            );
        }

        // A run comes by before its day and grace window are over, and again when they are.
        if (command.Until is { } until && (until < document.DayEndsAt || now.Microseconds < document.DayEndsAt.Microseconds + (books.Environment!.GraceHours * MicrosecondsPerHour)))
            return Outcome.Of(new ConsolidatedFinal(command.Id, null, []));
        foreach (ConsolidatedDraft draft in document.Drafts)
        {
            if (Earlier(draft, document) is { } earlier)
            {
                return command.Until is not null
                    ? Outcome.Of(new ConsolidatedFinal(command.Id, null, []))
                    : new Rejection(RejectionKind.Conflict, "earlier_invoice_is_draft", $"The invoice '{earlier}' of the same contract is earlier and still a draft.");
            }
        }

        return Finalize(books, document, now);
    }

    /// <summary>What the parts of a draft would say if it became final now: each wallet pays once for all of them.</summary>
    public static IReadOnlyList<InvoiceFinalized> Preview(Books books, ConsolidatedInvoice document, RecordedAt now) =>
        [.. Finalize(books, document, now).Facts.OfType<InvoiceFinalized>()];

    private static Outcome Finalize(Books books, ConsolidatedInvoice document, RecordedAt now)
    {
        List<Fact> facts = [];
        List<string> finalized = [];
        var wallets = new Wallets();
        string number = new NumberRun(books.Numbers, document.Drafts[0].Contract.LegalEntity).Take();
        Dictionary<ContractBook, List<string>> ofContracts = [];
        // Those of one contract in the order of their dates.
        foreach (ConsolidatedDraft draft in document.Drafts.OrderBy(draft => draft.Contract.Contract.AccountId, StringComparer.Ordinal).ThenBy(draft => draft.Contract.Id, StringComparer.Ordinal).ThenBy(draft => draft.Boundary))
        {
            if (!ofContracts.TryGetValue(draft.Contract, out List<string>? before))
                ofContracts.Add(draft.Contract, before = []);
            AccountBook account = books.OwnAccount(draft.Contract.Contract.AccountId);
            var to = new Addressing(draft.Contract.AddressOf(draft.Boundary).BillTo, document.Id);
            Billing.Finalize(books, account, draft.Contract, draft.Boundary, draft.InvoiceId, number, wallets, now, facts, before, to: to, shares: finalized.Count > 0);
            finalized.Add(draft.InvoiceId);
        }

        foreach (string account in document.Drafts.Select(draft => draft.Contract.Contract.AccountId).Append(document.Payer).Distinct(StringComparer.Ordinal))
            facts.AddRange(TopUp.Asked(books.OwnAccount(account), facts, now));
        return Outcome.Of(new ConsolidatedFinal(document.Id, number, [.. finalized]), facts);
    }

    /// <summary>A draft of the same contract that becomes final before, and is no part of the document.</summary>
    private static string? Earlier(ConsolidatedDraft draft, ConsolidatedInvoice document)
    {
        foreach ((long boundary, string invoice) in draft.Contract.Drafts)
        {
            if (boundary >= draft.Boundary)
                return null;
            if (draft.Contract.AddressOf(boundary).ConsolidatedIn != document.Id)
                return invoice;
        }

        return null;
    }
}

/// <summary>What accounts hold while invoices are decided that they pay one after the other; made when first asked, and changed with each.</summary>
internal sealed class Wallets
{
    private readonly Dictionary<string, Holdings?> _holdings = new(StringComparer.Ordinal);

    public Holdings? Of(AccountBook account)
    {
        if (!_holdings.TryGetValue(account.Id, out Holdings? holdings))
            _holdings.Add(account.Id, holdings = account.Holdings?.Copy());
        return holdings;
    }
}
