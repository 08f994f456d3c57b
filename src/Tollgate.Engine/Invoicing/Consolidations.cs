using NodaTime;
using Tollgate.Engine.Accounts;
using Tollgate.Engine.Receivables;
using Tollgate.Engine.Time;

namespace Tollgate.Engine.Invoicing;

/// <summary>The consolidated invoices of a shard. Each is named after the part that opened it, so that none is made twice.</summary>
public sealed class Consolidations
{
    /// <summary>By this attribute of an account it says what becomes of the invoices that it pays.</summary>
    public const string Attribute = "invoicing";

    /// <summary>Those of one day and currency are one document.</summary>
    public const string Consolidated = "consolidated";

    /// <summary>Each stands alone, as when nothing is said.</summary>
    public const string Separate = "separate";

    /// <summary>Beyond these the day has another document, so that a block stays small.</summary>
    internal const int MostParts = 200;

    private readonly SortedDictionary<string, ConsolidatedInvoice> _all = new(StringComparer.Ordinal);

    // The one of a payer's day that takes further parts.
    private readonly Dictionary<(string Payer, string Currency, LocalDate Day), ConsolidatedInvoice> _taking = [];
    private readonly SortedSet<(long DayEndsAt, string Id)> _open = [];

    public IReadOnlyDictionary<string, ConsolidatedInvoice> All => _all;

    /// <summary>Those whose parts are drafts, by their day.</summary>
    public IEnumerable<ConsolidatedInvoice> Open => _open.Select(open => _all[open.Id]);

    public static bool Asks(AccountBook payer) => payer.Account.Attributes.GetValueOrDefault(Attribute) == Consolidated;

    /// <summary>What the document is called that an invoice would be a part of.</summary>
    internal string IdFor(AccountBook payer, string currency, EffectiveAt date, string invoiceId) =>
        _taking.TryGetValue((payer.Id, currency, DayOf(payer, date)), out ConsolidatedInvoice? known) && known.Drafts.Count < MostParts
            ? known.Id
            // con_7_1 of inv_7_1.
            : "con" + invoiceId[invoiceId.IndexOf('_', StringComparison.Ordinal)..];

    /// <summary>A draft was opened as a part of one.</summary>
    internal void Enter(string id, AccountBook payer, ConsolidatedDraft draft, EffectiveAt date)
    {
        ConsolidatedInvoice found = Find(id, payer, draft.Contract.Contract.Currency, date);
        found.Open(draft);
        _open.Add((found.DayEndsAt.Microseconds, id));
        _taking[(found.Payer, found.Currency, found.Day)] = found;
    }

    /// <summary>A part became final.</summary>
    internal void Enter(InvoiceBook part, AccountBook payer)
    {
        ConsolidatedInvoice found = Find(part.Invoice.ConsolidatedIn!, payer, part.Invoice.Currency, part.Invoice.Date);
        found.Close(part);
        if (found.Drafts.Count > 0)
            return;
        _open.Remove((found.DayEndsAt.Microseconds, found.Id));
        if (_taking.GetValueOrDefault((found.Payer, found.Currency, found.Day)) == found)
            _taking.Remove((found.Payer, found.Currency, found.Day));
    }

    private ConsolidatedInvoice Find(string id, AccountBook payer, string currency, EffectiveAt date)
    {
        if (_all.TryGetValue(id, out ConsolidatedInvoice? found))
            return found;
        LocalDate day = DayOf(payer, date);
        found = new ConsolidatedInvoice(id, payer.Id, currency, day, EffectiveAt.From(payer.Zone.AtStartOfDay(day.PlusDays(1)).ToInstant()));
        _all.Add(id, found);
        return found;
    }

    internal static LocalDate DayOf(AccountBook payer, EffectiveAt date) => date.ToInstant().InZone(payer.Zone).Date;
}

/// <summary>The documents that drafts of one step open, which are not recorded yet.</summary>
internal sealed class OpenedDocuments
{
    private readonly Dictionary<(string Payer, LocalDate Day), string> _opened = [];

    public string GetOrAdd(Consolidations known, AccountBook payer, string currency, EffectiveAt date, string invoiceId)
    {
        (string, LocalDate) key = (payer.Id, Consolidations.DayOf(payer, date));
        if (!_opened.TryGetValue(key, out string? id))
            _opened.Add(key, id = known.IdFor(payer, currency, date, invoiceId));
        return id;
    }
}
