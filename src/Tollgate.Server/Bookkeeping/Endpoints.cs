using System.Text.Json;
using Tollgate.Engine.Access;
using Tollgate.Engine.Bookkeeping;
using Tollgate.Engine.Time;
using Tollgate.Server.Http;
using Tollgate.Storage.Projections;
using static Tollgate.Server.Http.Shape;
using Stream = Tollgate.Server.Http.Stream;

namespace Tollgate.Server.Bookkeeping;

/// <summary>What goes to the general ledger: accounting periods that are closed, double entries, and revenue by day.</summary>
internal static class Endpoints
{
    private const string Closed = """{"legal_entity":"default","until":"2025-07-01T00:00:00Z","author":"kim@example.com","closed_at":"2025-07-05T09:00:00Z"}""";

    private static readonly ObjectShape Period = Answer("AccountingPeriod", Has("legal_entity", Text), Has("until", Instant, "Exclusive: the first instant that is open."), Has("author", Text), Has("closed_at", Instant));

    private static readonly ObjectShape Entry = Answer(
        "JournalEntry",
        Has("date", Instant),
        Has("document", Text, "The invoice's or credit note's number."),
        Has("kind", OneOf("DocumentKind", "invoice", "void", "credit_note")),
        Has("invoice_id", Text),
        Has("line", Integer.OrNull),
        Has("account", Text, "The charge's gl_account, or accounts_receivable, customer_credits, tax_payable, deferred_revenue, revenue."),
        Has("debit", DecimalText),
        Has("credit", DecimalText),
        Has("currency", Text)
    );

    private static readonly ObjectShape Day = Answer(
        "RevenueDay",
        Has("day", Text, "In the account's time zone."),
        Has("document", Text),
        Has("kind", OneOf("DocumentKind", "invoice", "void", "credit_note")),
        Has("invoice_id", Text),
        Has("line", Integer),
        Has("account", Text, "The charge's gl_account, or revenue."),
        Has("state", OneOf("RevenueState", "recognized", "deferred")),
        Has("amount", DecimalText, "Below zero where it is taken back."),
        Has("currency", Text)
    );

    public static void Map(Routes routes)
    {
        routes.Post("/v1/periods/close", Scopes.InvoicesWrite, Close, new(
            "Books",
            "Close an accounting period",
            "No invoice of the legal entity is dated before the instant from now on: what would have been is dated at it. A period is not opened again.",
            """{"legal_entity":"default","until":"2025-07-01T00:00:00Z","author":"kim@example.com"}""",
            Closed)
        {
            Takes = Request(
                "CloseAccountingPeriod",
                Needs("legal_entity", Text, "Whose books."),
                Needs("until", Instant, "Exclusive; not after now."),
                Needs("author", Text, "Who says so.")),
            Gives = Period,
        });
        routes.Get("/v1/periods/closed", Scopes.InvoicesRead, List, new("Books", "List closed accounting periods", "By legal entity, in the order in which they were closed.", null, "{\"data\":[" + Closed + "],\"next_cursor\":null}")
        {
            Gives = PageOf(Period),
            Query = [("legal_entity", "Only this one's.")],
        });
        routes.Get("/v1/exports/journal", Scopes.InvoicesRead, Exports.Journal, new(
            "Books",
            "Export the journal",
            "The double entries of the invoices, voids and credit notes of a time, one a line. Those of each document add up to zero. Payments are not in it.",
            null,
            """{"date":"2025-07-01T00:00:00Z","document":"INV-000001","kind":"invoice","invoice_id":"inv_0Zk3mN4pR6sT8uV0_1","line":2,"account":"4000","debit":"0.00","credit":"469.20","currency":"USD"}""")
        {
            Gives = Entry,
            Query = [("from", "RFC 3339; from the beginning unless given."), ("to", "RFC 3339, exclusive; all until now unless given."), Exports.Format],
        });
        routes.Get("/v1/exports/revenue", Scopes.InvoicesRead, Exports.Revenue, new(
            "Books",
            "Export revenue by day",
            "When the lines of all documents dated before an instant are revenue, one line and day a row: recognized on days before the instant's, else deferred. The days of a line add up to it.",
            null,
            """{"day":"2025-07-01","document":"INV-000001","kind":"invoice","invoice_id":"inv_0Zk3mN4pR6sT8uV0_1","line":1,"account":"4000","state":"recognized","amount":"15.13","currency":"USD"}""")
        {
            Gives = Day,
            Query = [("until", "RFC 3339, exclusive; all until now unless given."), Exports.Format],
        });
    }

    private static async Task Close(Gate gate)
    {
        CloseAccountingPeriod close = await gate.JsonFields(["legal_entity", "until", "author"], fields => new CloseAccountingPeriod(
            fields.RequiredId("legal_entity"), fields.RequiredInstant("until"), fields.RequiredGround("author")));
        await gate.Submit(Stream.Shard, close, StatusCodes.Status200OK, Write);
    }

    private static async Task List(Gate gate)
    {
        string? entity = gate.Query("legal_entity");
        AccountingPeriodClosed[] all = await gate.Host.Shard.Read(
            (books, _) => books.AccountingPeriods.All.Where(closed => entity is null || closed.LegalEntity == entity).ToArray(), gate.Cancel);
        await gate.Answer(StatusCodes.Status200OK, json => Answers.WritePage(json, new Page<AccountingPeriodClosed>(all, null), Write));
    }

    private static void Write(Utf8JsonWriter json, AccountingPeriodClosed closed)
    {
        json.WriteStartObject();
        json.WriteString("legal_entity"u8, closed.LegalEntity);
        json.WriteString("until"u8, (EffectiveAt?)closed.Until);
        json.WriteString("author"u8, closed.Author);
        json.WriteString("closed_at"u8, (RecordedAt?)closed.At);
        json.WriteEndObject();
    }
}
