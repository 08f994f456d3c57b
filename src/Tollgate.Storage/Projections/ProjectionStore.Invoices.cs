using System.Data.Common;
using System.Text.Json;
using Tollgate.Engine;
using Tollgate.Engine.Invoicing;
using Tollgate.Engine.Numbers;
using Tollgate.Engine.Time;
using Tollgate.Storage.Journal;
using Tollgate.Storage.Journal.Commerce;

namespace Tollgate.Storage.Projections;

public abstract partial class ProjectionStore
{
    private const string InvoiceColumns =
        "id, account_id, contract_id, date, status, drafted_at, number, legal_entity, currency, total, cutoff_stream, cutoff_seq, cutoff_ordinal, finalized_at, bill_to, consolidated_in";

    /// <summary>Invoices, the earliest date first, as they were issued.</summary>
    /// <param name="accountId">Only those of this account: for what it used, or addressed to it.</param>
    /// <param name="consolidatedIn">Only the parts of this document.</param>
    /// <exception cref="UnreadableCursorException">The cursor is not one of this list.</exception>
    public Page<ListedInvoice> Invoices(string? accountId = null, InvoiceStatus? status = null, string? cursor = null, int limit = 100, string? consolidatedIn = null)
    {
        (long First, string Second)? after = Cursor.ReadPair("invoices", cursor);
        List<ListedInvoice> rows = Rows(
            $"""
            SELECT {InvoiceColumns} FROM {Schema}.invoice
            WHERE true
                {(after is null ? "" : "AND (date, id) > (@date, @id)")}
                {(accountId is null ? "" : "AND (account_id = @accountId OR bill_to = @accountId)")}
                {(consolidatedIn is null ? "" : "AND consolidated_in = @consolidatedIn")}
                {(status is null ? "" : "AND status = @status")}
            ORDER BY date, id LIMIT @more
            """,
            new
            {
                date = after?.First,
                id = after?.Second,
                accountId,
                consolidatedIn,
                status = status is { } word ? Words.Of(word) : null,
                more = Page<ListedInvoice>.Checked(limit) + 1,
            },
            ReadInvoice);
        return Page<ListedInvoice>.Of(rows, limit, row => Cursor.After("invoices", row.Date.Microseconds, row.Id));
    }

    /// <summary>An invoice with its lines, or null.</summary>
    public OpenedInvoice? Invoice(string id) => Rows(
        $"SELECT {InvoiceColumns}, content FROM {Schema}.invoice WHERE id = @id",
        new { id },
        ReadOpened).SingleOrDefault();

    /// <summary>The parts of a consolidated invoice with their lines, by account and then by id; none of them when there is no such document.</summary>
    public IReadOnlyList<OpenedInvoice> Parts(string consolidatedIn) => Rows(
        $"SELECT {InvoiceColumns}, content FROM {Schema}.invoice WHERE consolidated_in = @consolidatedIn ORDER BY account_id, id",
        new { consolidatedIn },
        ReadOpened);

    /// <summary>Invoices of a stream with their lines, in the order in which they became final.</summary>
    /// <param name="after">Only those that did behind this place.</param>
    /// <param name="through">And not behind this one; null is all.</param>
    public IReadOnlyList<OpenedInvoice> FinalInvoices(StreamId stream, FactPosition? after, FactPosition? through, int most) => Rows(
        $"""
        SELECT {InvoiceColumns}, content FROM {Schema}.invoice
        WHERE cutoff_stream = @stream
            {(after is null ? "" : "AND (cutoff_seq, cutoff_ordinal) > (@afterSeq, @afterOrdinal)")}
            {(through is null ? "" : "AND (cutoff_seq, cutoff_ordinal) <= (@throughSeq, @throughOrdinal)")}
        ORDER BY cutoff_seq, cutoff_ordinal LIMIT @most
        """,
        new
        {
            stream = stream.Name,
            afterSeq = after?.Seq,
            afterOrdinal = after?.Ordinal,
            throughSeq = through?.Seq,
            throughOrdinal = through?.Ordinal,
            most,
        },
        ReadOpened);

    /// <summary>Final invoices with their lines, by date and then by id.</summary>
    /// <param name="from">The first date; null is any.</param>
    /// <param name="until">Exclusive.</param>
    /// <param name="after">The last one of the page before.</param>
    public IReadOnlyList<OpenedInvoice> FinalInvoices(EffectiveAt? from, EffectiveAt until, ListedInvoice? after, int limit) => Rows(
        $"""
        SELECT {InvoiceColumns}, content FROM {Schema}.invoice
        WHERE status <> 'draft' AND date < @until
            {(from is null ? "" : "AND date >= @from")}
            {(after is null ? "" : "AND (date, id) > (@date, @id)")}
        ORDER BY date, id LIMIT @limit
        """,
        new { until = until.Microseconds, from = from?.Microseconds, date = after?.Date.Microseconds, id = after?.Id, limit },
        row => new OpenedInvoice(ReadInvoice(row), JsonSerializer.Deserialize<InvoiceContent>(row.Text(16)!, CommerceJson.Options)));

    /// <summary>
    /// The line in which a charge's usage of a billing period stands, by what a tally says of itself, and where it was recorded: that of the first invoice whose
    /// cutoff lies behind it, which for usage that came late is one that corrects another. Null while no such invoice is final.
    /// </summary>
    public InvoiceLineReference? InvoiceLineOf(string contractId, EffectiveAt periodStart, string charge, FactPosition recorded) => Rows<InvoiceLineReference?>(
        $"""
        SELECT line.invoice_id, line.number FROM {Schema}.invoice_line line JOIN {Schema}.invoice final ON final.id = line.invoice_id
        WHERE line.contract_id = @contractId AND line.charge = @charge AND line.period_start = @periodStart
            AND (final.cutoff_seq, final.cutoff_ordinal) > (@seq, @ordinal)
        ORDER BY final.cutoff_seq, final.cutoff_ordinal, line.number LIMIT 1
        """,
        new { contractId, charge, periodStart = periodStart.Microseconds, seq = recorded.Seq, ordinal = recorded.Ordinal },
        row => new InvoiceLineReference(row.GetString(0), row.GetInt32(1))).FirstOrDefault();

    private OpenedInvoice ReadOpened(DbDataReader row) => new(
        ReadInvoice(row),
        row.Text(16) is { } json ? JsonSerializer.Deserialize<InvoiceContent>(json, CommerceJson.Options) : null);

    private ListedInvoice ReadInvoice(DbDataReader row) => new(
        row.GetString(0),
        row.GetString(1),
        row.GetString(2),
        new EffectiveAt(row.GetInt64(3)),
        Words.Read<InvoiceStatus>(row.GetString(4)),
        new RecordedAt(row.GetInt64(5)),
        row.IsDBNull(6) ? null : ReadFinal(row))
    {
        BillTo = row.Text(14),
        ConsolidatedIn = row.Text(15),
    };

    private FinalInvoice ReadFinal(DbDataReader row) => new(
        row.GetString(6),
        row.GetString(7),
        row.GetString(8),
        Money.TryParseCanonical(row.GetString(9), out Money total, out _) ? total : throw new InvalidDataException("A total is no amount."),
        new InvoiceCutoff(StreamName.Parse(_environment, row.GetString(10)), new FactPosition(row.GetInt64(11), row.GetInt32(12))),
        new RecordedAt(row.GetInt64(13)));
}
