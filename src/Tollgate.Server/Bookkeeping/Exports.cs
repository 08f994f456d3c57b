using System.Globalization;
using NodaTime;
using Tollgate.Engine.Bookkeeping;
using Tollgate.Engine.Invoicing;
using Tollgate.Engine.Numbers;
using Tollgate.Engine.Receivables;
using Tollgate.Engine.Time;
using Tollgate.Server.Http;
using Tollgate.Storage.Projections;

namespace Tollgate.Server.Bookkeeping;

/// <summary>Streams the books' rows: invoices from the projections, page by page, and what took them back from memory, since that is little.</summary>
internal static class Exports
{
    private const int PageSize = 200;

    public static readonly (string Name, string Meaning) Format = ("format", "ndjson (unless given, or asked for by Accept: text/csv) or csv.");

    private static readonly string[] EntryColumns = ["date", "document", "kind", "invoice_id", "line", "account", "debit", "credit", "currency"];
    private static readonly string[] DayColumns = ["day", "document", "kind", "invoice_id", "line", "account", "state", "amount", "currency"];

    public static async Task Journal(Gate gate)
    {
        EffectiveAt? from = gate.Instant("from");
        EffectiveAt to = gate.Instant("to") ?? await SoFar(gate);
        if (to < from)
            throw new ProblemException(Problem.Shape(Codes.ParameterInvalid, $"to is {to}, which is before from, {from}.", "?to"));
        var table = new TableWriter(gate, EntryColumns);
        await foreach (Document document in Documents(gate, from, to))
        {
            foreach (JournalEntry entry in document.Entries)
                Write(table, entry);
            await table.FlushWhenFull();
        }

        await table.End();
    }

    public static async Task Revenue(Gate gate)
    {
        EffectiveAt until = gate.Instant("until") ?? await SoFar(gate);
        // Nothing is dated behind it, and every zone's calendar still has its day.
        until = until < BillableTime.End ? until : BillableTime.End;
        var table = new TableWriter(gate, DayColumns);
        await foreach (Document document in Documents(gate, null, until))
        {
            LocalDate today = until.ToInstant().InZone(document.Zone).Date;
            foreach ((int number, Money amount) in document.Revenue)
            {
                InvoiceLine line = document.Content.Lines[number - 1];
                // Billed in advance it is nobody's revenue; what is drawn of it is the usage's, and the rest is when it is forfeited.
                if (line.Kind == LineKind.Prepaid)
                    continue;
                var currency = Currency.Of(document.Content.Currency);
                foreach ((LocalDate day, Money part) in Recognition.Of(amount, currency, line.Revenue, line.From, line.To, document.Date, document.Zone))
                {
                    table.Row(
                        day.ToString("uuuu-MM-dd", CultureInfo.InvariantCulture),
                        document.Number,
                        document.Kind,
                        document.InvoiceId,
                        number,
                        line.GlAccount ?? JournalEntries.Revenue,
                        day < today ? "recognized" : "deferred",
                        currency.Format(part),
                        currency.Code);
                }

                await table.FlushWhenFull();
            }
        }

        await table.End();
    }

    /// <summary>With what is recorded at this very instant: a clock that is moved by hand stands still.</summary>
    private static async Task<EffectiveAt> SoFar(Gate gate) => new((await gate.Now()).Microseconds + 1);

    private static void Write(TableWriter table, JournalEntry entry)
    {
        var currency = Currency.Of(entry.Currency);
        Money debit = Money.Max(entry.Amount, Money.Zero);
        table.Row(
            entry.Date.ToString(),
            entry.Document,
            entry.Kind,
            entry.InvoiceId,
            entry.Line,
            entry.Account,
            currency.Format(debit),
            currency.Format(debit - entry.Amount),
            entry.Currency);
    }

    /// <summary>The invoices by date; behind them the voids and credit notes, in the order of their invoices' ids.</summary>
    private static async IAsyncEnumerable<Document> Documents(Gate gate, EffectiveAt? from, EffectiveAt until)
    {
        await gate.Fresh();
        ListedInvoice? last = null;
        do
        {
            IReadOnlyList<OpenedInvoice> page = gate.Host.Projections.FinalInvoices(from, until, last, PageSize);
            IReadOnlyDictionary<string, DateTimeZone> zones = await Zones(gate, page.Select(invoice => invoice.Listed.AccountId));
            foreach (OpenedInvoice invoice in page)
            {
                (ListedInvoice listed, InvoiceContent content) = (invoice.Listed, invoice.Content!);
                yield return new Document(
                    "invoice",
                    listed.Final!.Number,
                    listed.Id,
                    listed.Date,
                    zones[listed.AccountId],
                    content,
                    JournalEntries.OfInvoice(listed.Id, listed.Final.Number, listed.Date, content),
                    [.. content.Lines.Select(line => (line.Number, line.Amount))]);
            }

            last = page.Count == PageSize ? page[^1].Listed : null;
        }
        while (last is not null);

        InvoiceBook[] takenBack = await gate.Host.Shard.Read(
            (books, _) => books.TakenBack.Select(book => book.Copy()).ToArray(), gate.Cancel);
        IReadOnlyDictionary<string, DateTimeZone> known = await Zones(gate, takenBack.Select(book => book.Invoice.AccountId));
        foreach (InvoiceBook book in takenBack)
        {
            InvoiceContent content = gate.Host.Projections.Invoice(book.Id)!.Content!;
            DateTimeZone zone = known[book.Invoice.AccountId];
            if (book.Voided is { } voided && IsIn(new EffectiveAt(voided.At.Microseconds)))
            {
                var date = new EffectiveAt(voided.At.Microseconds);
                yield return new Document("void", book.Invoice.Number, book.Id, date, zone, content, JournalEntries.OfVoid(book.Id, book.Invoice.Number, date, content), [.. content.Lines.Select(line => (line.Number, -line.Amount))]);
            }

            foreach (CreditNote note in book.CreditNotes.Where(note => IsIn(note.Date)))
                yield return new Document("credit_note", note.Number, book.Id, note.Date, zone, content, JournalEntries.OfCreditNote(note, content), [.. note.Lines.Select(credit => (credit.Line, -credit.Amount))]);
        }

        bool IsIn(EffectiveAt date) => !(date < from) && date < until;
    }

    private static Task<Dictionary<string, DateTimeZone>> Zones(Gate gate, IEnumerable<string> accounts)
    {
        string[] ids = [.. accounts.Distinct()];
        return gate.Host.Shard.Read((books, _) => ids.ToDictionary(id => id, id => books.Account(id)!.Zone), gate.Cancel);
    }

    /// <param name="Revenue">What each line adds to revenue, or takes from it.</param>
    private sealed record Document(
        string Kind,
        string Number,
        string InvoiceId,
        EffectiveAt Date,
        DateTimeZone Zone,
        InvoiceContent Content,
        IEnumerable<JournalEntry> Entries,
        IReadOnlyList<(int Line, Money Amount)> Revenue
    );
}
