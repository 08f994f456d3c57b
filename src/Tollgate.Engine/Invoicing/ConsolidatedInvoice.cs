using NodaTime;
using Tollgate.Engine.Contracts;
using Tollgate.Engine.Receivables;
using Tollgate.Engine.Time;

namespace Tollgate.Engine.Invoicing;

/// <summary>
/// One document for invoices of one day that one account pays in one currency. Its parts are invoices like any other, but that they become final together, bear one
/// number, and are paid and voided together; all that it says is in them.
/// </summary>
public sealed class ConsolidatedInvoice(string id, string payer, string currency, LocalDate day, EffectiveAt dayEndsAt)
{
    private readonly List<ConsolidatedDraft> _drafts = [];
    private readonly List<InvoiceBook> _parts = [];

    public string Id => id;

    /// <summary>The account that it is addressed to.</summary>
    public string Payer => payer;

    public string Currency => currency;

    /// <summary>Of the payer's calendar: the date of its parts falls on it.</summary>
    public LocalDate Day => day;

    /// <summary>No part is dated then or later.</summary>
    public EffectiveAt DayEndsAt => dayEndsAt;

    /// <summary>Its parts while they are drafts, by account, then by id.</summary>
    public IReadOnlyList<ConsolidatedDraft> Drafts => _drafts;

    /// <summary>Its parts once they are final, in the same order.</summary>
    public IReadOnlyList<InvoiceBook> Parts => _parts;

    public bool IsFinal => _parts.Count > 0;

    internal void Open(ConsolidatedDraft draft)
    {
        int place = _drafts.FindIndex(other => Order(other.Contract.Contract.AccountId, other.InvoiceId, draft.Contract.Contract.AccountId, draft.InvoiceId) > 0);
        _drafts.Insert(place < 0 ? _drafts.Count : place, draft);
    }

    internal void Close(InvoiceBook part)
    {
        _drafts.RemoveAll(draft => draft.InvoiceId == part.Id);
        int place = _parts.FindIndex(other => Order(other.Invoice.AccountId, other.Id, part.Invoice.AccountId, part.Id) > 0);
        _parts.Insert(place < 0 ? _parts.Count : place, part);
    }

    private static int Order(string account, string id, string otherAccount, string otherId) =>
        string.CompareOrdinal(account, otherAccount) is not 0 and var order ? order : string.CompareOrdinal(id, otherId);
}

/// <param name="Contract">As it was made.</param>
/// <param name="Boundary">The number of the period boundary that it is dated at.</param>
public readonly record struct ConsolidatedDraft(ContractBook Contract, long Boundary, string InvoiceId);
