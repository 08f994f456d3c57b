using System.Collections.Immutable;
using System.Text.Json;
using Tollgate.Engine.Access;
using Tollgate.Engine.Catalog;
using Tollgate.Engine.Exceptions;
using Tollgate.Engine.Receivables;
using Tollgate.Server.Accounts;
using Tollgate.Server.Exceptions;
using Tollgate.Server.Http;
using Tollgate.Storage.Projections;
using static Tollgate.Server.Http.Shape;
using Stream = Tollgate.Server.Http.Stream;

namespace Tollgate.Server.Receivables;

/// <summary>What happens to invoices after they are final: payment status from billing, voids, credit notes, disputes, and what unpaid ones do to an account.</summary>
internal static class Endpoints
{
    private const string Note =
        """{"id":"cn_0Zk3mN4pR6sT8uV0_1_1","number":"CN-000001","invoice_id":"inv_0Zk3mN4pR6sT8uV0_1","account_id":"acct_1","legal_entity":"default","date":"2025-07-04T09:00:00Z","currency":"USD","lines":[{"line":2,"amount":"69.20"}],"taxes":[],"total":"69.20","reason":"outage of 19 June","author":"kim@example.com"}""";

    private const string Open =
        """{"id":"dsp_0Zk3mN4pR6sT8uV0_1_1","invoice_id":"inv_0Zk3mN4pR6sT8uV0_1","account_id":"acct_1","line":2,"status":"open","reason":"we were off that day","author":"ap@customer.example","opened_at":"2025-07-03T09:00:00Z","resolved_at":null,"resolution":null,"resolved_by":null,"credit_note_id":null}""";

    private const string State =
        """{"id":"inv_0Zk3mN4pR6sT8uV0_1","number":"INV-000001","status":"overdue","account_id":"acct_1","currency":"USD","total":"469.20","credited":"0.00","due":"469.20","unpaid_since":"2025-08-01T00:00:00Z","history":[{"event":"payment_status","status":"overdue","at":"2025-08-01T00:00:00Z","reference":"dunning-77","recorded_at":"2025-08-01T00:05:00Z"}],"credit_notes":[],"disputes":[]}""";

    private const string Terms = """{"policy":"degrade","after_days":14}""";

    public static void Map(Routes routes)
    {
        routes.Post("/v1/invoices/{id}/payment_status", Scopes.InvoicesWrite, Report, new(
            "Invoices",
            "Report a payment status",
            "What billing says of a final invoice: synced, paid, failed or overdue. The latest by its own time decides, in whatever order they come; the same reference again changes nothing. An account with an invoice that failed or is overdue becomes delinquent under the terms of /v1/delinquency, and is not any more when none is left.",
            """{"status":"overdue","at":"2025-08-01T00:00:00Z","reference":"dunning-77"}""",
            State)
        {
            Takes = Request(
                "PaymentStatusReport",
                Needs("status", OneOf<PaymentStatus>(), "What is so."),
                Takes("at", Instant, "Since when; now unless given."),
                Needs("reference", Text, "Billing's own name for the news, which makes it safe to repeat.")),
            Gives = ReceivableJson.State,
        });
        routes.Post("/v1/invoices/{id}/void", Scopes.InvoicesWrite, Void, new(
            "Invoices",
            "Void an invoice",
            "Takes a final invoice back as a whole, for good, while it is neither paid nor credited. Its number stays, its lines stand for nothing, and what wallets paid of them comes back.",
            """{"reason":"wrong legal entity","author":"kim@example.com"}""",
            """{"id":"inv_0Zk3mN4pR6sT8uV0_1","number":"INV-000001","status":"void","account_id":"acct_1","currency":"USD","total":"469.20","credited":"0.00","due":"0.00","unpaid_since":null,"history":[{"event":"voided","reason":"wrong legal entity","author":"kim@example.com","recorded_at":"2025-07-04T09:00:00Z"}],"credit_notes":[],"disputes":[]}""")
        {
            Takes = Request("VoidInvoice", Needs("reason", Text, "Why."), Needs("author", Text, "Who says so."), Takes("rebill", Flag, "The next regular invoice bills its lines again, at what they come to then; given up unless said.")),
            Gives = ReceivableJson.State,
        });
        routes.Post("/v1/invoices/{id}/credit_notes", Scopes.InvoicesWrite, Credit, new(
            "Invoices",
            "Issue a credit note",
            "Gives some of a final invoice's lines back, with their share of its tax, or all that is left of it. Never more than is left of a line.",
            """{"lines":[{"line":2,"amount":"69.20"}],"reason":"outage of 19 June","author":"kim@example.com"}""",
            Note,
            StatusCodes.Status201Created)
        {
            Takes = Request(
                "IssueCreditNote",
                Takes("lines", ListOf(Request("LineToCredit", Needs("line", Integer, "The invoice line's number."), Needs("amount", DecimalSent, "Before tax."))), "All that is left of every line unless given."),
                Needs("reason", Text, "Why."),
                Needs("author", Text, "Who says so."),
                Takes("rebill", Flag, "The next regular invoice bills what is credited again, at what it comes to then; given up unless said.")),
            Gives = ReceivableJson.CreditNote,
        });
        routes.Post("/v1/invoices/{id}/reissue", Scopes.InvoicesWrite, Reissue, new(
            "Invoices",
            "Reissue an invoice",
            "Credits all that is left of a final invoice, and makes another in its place at once: numbered, dated now, with its lines at what they come to by what is known now. The old one never changes.",
            """{"reason":"usage was reported late","author":"kim@example.com"}""",
            "{\"credit_note\":" + Note + ",\"invoice\":" + """{"id":"inv_0Zk3mN4pR6sT8uV0_1r1","number":"INV-000002","status":"finalized","account_id":"acct_1","contract_id":"ctr_0Zk3mN4pR6sT8uV0","bill_to":"acct_1","consolidated_in":null,"date":"2025-07-04T09:00:00Z","currency":"USD","total":"480.20","legal_entity":"default","finalized_at":"2025-07-04T09:00:00Z"}}""",
            StatusCodes.Status201Created)
        {
            Takes = Request("ReissueInvoice", Needs("reason", Text, "Why."), Needs("author", Text, "Who says so.")),
            Gives = Answer("ReissuedInvoice", Has("credit_note", ReceivableJson.CreditNote), Has("invoice", Invoicing.InvoiceShape.Finalized)),
        });
        routes.Get("/v1/credit_notes", Scopes.InvoicesRead, ListNotes, new("Invoices", "List credit notes", "By date, the earliest first.", null, "{\"data\":[" + Note + "],\"next_cursor\":null}")
        {
            Gives = PageOf(ReceivableJson.CreditNote),
            Query = [("account_id", "Only this account's."), .. About.Paging],
        });
        routes.Post("/v1/invoices/{id}/disputes", Scopes.InvoicesWrite, Dispute, new(
            "Invoices",
            "Dispute a line",
            "Puts a customer's word against a line of a final invoice on record. While it is open, that line does not make the account delinquent.",
            """{"line":2,"reason":"we were off that day","author":"ap@customer.example"}""",
            Open,
            StatusCodes.Status201Created)
        {
            Takes = Request("OpenDispute", Needs("line", Integer, "Which line."), Needs("reason", Text, "Why."), Needs("author", Text, "Who says so.")),
            Gives = ReceivableJson.Dispute,
        });
        routes.Get("/v1/disputes", Scopes.InvoicesRead, ListDisputes, new("Invoices", "List disputes", "By when they were opened, the earliest first.", null, "{\"data\":[" + Open + "],\"next_cursor\":null}")
        {
            Gives = PageOf(ReceivableJson.Dispute),
            Query = [("account_id", "Only this account's."), ("open", "true: only those that are open."), .. About.Paging],
        });
        routes.Post("/v1/disputes/{id}/resolve", Scopes.InvoicesWrite, Resolve, new(
            "Invoices",
            "Resolve a dispute",
            "By a credit note for the line, all that is left of it or an amount, or by dismissal.",
            """{"outcome":"credited","amount":"69.20","reason":"so it was","author":"kim@example.com"}""",
            """{"id":"dsp_0Zk3mN4pR6sT8uV0_1_1","invoice_id":"inv_0Zk3mN4pR6sT8uV0_1","account_id":"acct_1","line":2,"status":"credited","reason":"we were off that day","author":"ap@customer.example","opened_at":"2025-07-03T09:00:00Z","resolved_at":"2025-07-04T09:00:00Z","resolution":"so it was","resolved_by":"kim@example.com","credit_note_id":"cn_0Zk3mN4pR6sT8uV0_1_1"}""")
        {
            Takes = Request(
                "ResolveDispute",
                Needs("outcome", OneOf("DisputeDecision", "credited", "dismissed"), "Who was right."),
                Takes("amount", DecimalSent, "What is credited, before tax; all that is left of the line unless given."),
                Needs("reason", Text, "Why."),
                Needs("author", Text, "Who says so.")),
            Gives = ReceivableJson.Dispute,
        });
        routes.Get("/v1/delinquency", Scopes.ExceptionsRead, ShowTerms, new("Exceptions", "Delinquency terms", "What becomes of accounts whose invoices are not paid: allow after 0 days while nobody said otherwise.", null, Terms)
        {
            Gives = TermsShape,
        });
        routes.Put("/v1/delinquency", Scopes.ExceptionsWrite, SetTerms, new(
            "Exceptions",
            "Set delinquency terms",
            "What becomes of accounts whose invoices fail or are overdue, and after how many days; of those that become delinquent from now on.",
            """{"policy":"degrade","after_days":14,"author":"kim@example.com"}""",
            Terms)
        {
            Takes = Request(
                "SetDelinquencyTerms",
                Needs("policy", OneOf<DelinquencyPolicy>(), "allow does nothing, degrade makes every limit hard, deny denies everything."),
                Takes("after_days", Integer, "So many days after the invoice came to be unpaid; 0 unless given."),
                Needs("author", Text, "Who says so.")),
            Gives = TermsShape,
        });
    }

    private static readonly ObjectShape TermsShape = Answer("DelinquencyTerms", Has("policy", OneOf<DelinquencyPolicy>()), Has("after_days", Integer));

    private static async Task Report(Gate gate)
    {
        ReportPayment report = await gate.JsonFields(["status", "at", "reference"], fields => new ReportPayment(
            gate.Route("id"),
            fields.RequiredChoice("status", OverrideFields.Choices<PaymentStatus>()),
            fields.OptionalInstant("at"),
            fields.RequiredId("reference")));
        await gate.Submit(Stream.Shard, report, StatusCodes.Status200OK, ReceivableJson.WriteState);
    }

    private static async Task Void(Gate gate)
    {
        VoidInvoice command = await gate.JsonFields(["reason", "author", "rebill"], fields => new VoidInvoice(gate.Route("id"), fields.RequiredGround("reason"), fields.RequiredGround("author")) { Rebill = fields.OptionalFlag("rebill") });
        await gate.Submit(Stream.Shard, command, StatusCodes.Status200OK, ReceivableJson.WriteState);
    }

    private static async Task Credit(Gate gate)
    {
        IssueCreditNote issue = await gate.JsonFields(["lines", "reason", "author", "rebill"], fields => new IssueCreditNote(
            gate.Route("id"),
            fields.Take<ImmutableArray<LineCredit>?>("lines", list => ReadLines(list, fields.PointerTo("lines"))),
            fields.RequiredGround("reason"),
            fields.RequiredGround("author")) { Rebill = fields.OptionalFlag("rebill") });
        await gate.Submit(Stream.Shard, issue, StatusCodes.Status201Created, ReceivableJson.Write);
    }

    private static async Task Reissue(Gate gate)
    {
        ReissueInvoice command = await gate.JsonFields(["reason", "author"], fields => new ReissueInvoice(gate.Route("id"), fields.RequiredGround("reason"), fields.RequiredGround("author")));
        await gate.Submit(Stream.Shard, command, StatusCodes.Status201Created, static (Utf8JsonWriter json, ReissuedInvoice made) =>
        {
            json.WriteStartObject();
            json.WritePropertyName("credit_note"u8);
            ReceivableJson.Write(json, made.Note);
            json.WritePropertyName("invoice"u8);
            Invoicing.InvoiceJson.WriteFinalized(json, made.Invoice);
            json.WriteEndObject();
        });
    }

    private static ImmutableArray<LineCredit> ReadLines(JsonElement list, string pointer)
    {
        if (list.ValueKind != JsonValueKind.Array)
            throw Fields.WrongType(pointer, list, "a list of lines");
        return
        [
            .. list.EnumerateArray().Select((item, place) =>
            {
                Fields fields = Fields.Open(item, JsonPointer.Append(pointer, place), "line", "amount");
                return new LineCredit(fields.RequiredInteger("line"), fields.RequiredMoney("amount"));
            }),
        ];
    }

    private static async Task Dispute(Gate gate)
    {
        OpenDispute open = await gate.JsonFields(["line", "reason", "author"], fields => new OpenDispute(
            gate.Route("id"), fields.RequiredInteger("line"), fields.RequiredGround("reason"), fields.RequiredGround("author")));
        await gate.Submit(Stream.Shard, open, StatusCodes.Status201Created, ReceivableJson.Write);
    }

    private static async Task Resolve(Gate gate)
    {
        ResolveDispute resolve = await gate.JsonFields(["outcome", "amount", "reason", "author"], fields => new ResolveDispute(
            gate.Route("id"),
            fields.RequiredChoice("outcome", ("credited", DisputeOutcome.Credited), ("dismissed", DisputeOutcome.Dismissed)),
            fields.OptionalMoney("amount"),
            fields.RequiredGround("reason"),
            fields.RequiredGround("author")));
        await gate.Submit(Stream.Shard, resolve, StatusCodes.Status200OK, ReceivableJson.Write);
    }

    private static async Task ListNotes(Gate gate)
    {
        PageRequest page = PageRequest.From(gate.Request);
        string? account = gate.Query("account_id") is { } name ? await gate.ResolveAccount(name) : null;
        CreditNote[] all = await gate.Host.Shard.Read((books, _) => books.CreditNotes.Where(note => account is null || note.AccountId == account).ToArray(), gate.Cancel);
        await gate.Answer(StatusCodes.Status200OK, json => Answers.WritePage(json, PageOfMemory(all, page, note => note.Id), ReceivableJson.Write));
    }

    private static async Task ListDisputes(Gate gate)
    {
        PageRequest page = PageRequest.From(gate.Request);
        string? account = gate.Query("account_id") is { } name ? await gate.ResolveAccount(name) : null;
        bool open = gate.Flag("open");
        Dispute[] all = await gate.Host.Shard.Read(
            (books, _) => books.Disputes.Where(dispute => (account is null || dispute.AccountId == account) && (!open || dispute.IsOpen())).ToArray(), gate.Cancel);
        await gate.Answer(StatusCodes.Status200OK, json => Answers.WritePage(json, PageOfMemory(all, page, dispute => dispute.Id), ReceivableJson.Write));
    }

    internal static Page<T> PageOfMemory<T>(T[] all, PageRequest page, Func<T, string> id)
    {
        int first = page.Cursor is { } cursor ? Array.FindIndex(all, item => id(item) == cursor) + 1 : 0;
        if (page.Cursor is not null && first == 0)
            throw new ProblemException(Problem.Shape(Codes.ParameterInvalid, "The cursor is none that a page of this list gave.", "?cursor"));
        T[] found = [.. all.Skip(first).Take(page.Limit)];
        return new Page<T>(found, first + found.Length < all.Length ? id(found[^1]) : null);
    }

    private static async Task ShowTerms(Gate gate)
    {
        (DelinquencyPolicy policy, int days) = await gate.Host.Shard.Read(
            (books, _) => books.DelinquencyTerms is { } terms ? (terms.Policy, terms.AfterDays) : (DelinquencyPolicy.Allow, 0), gate.Cancel);
        await gate.Answer(StatusCodes.Status200OK, json => Write(json, policy, days));
    }

    private static async Task SetTerms(Gate gate)
    {
        SetDelinquencyTerms set = await gate.JsonFields(["policy", "after_days", "author"], fields => new SetDelinquencyTerms(
            fields.RequiredChoice("policy", OverrideFields.Choices<DelinquencyPolicy>()), fields.OptionalInteger("after_days") ?? 0, fields.RequiredGround("author")));
        await gate.Submit(Stream.Control, set, StatusCodes.Status200OK, (json, answer) => Write(json, answer.Policy, answer.AfterDays));
    }

    private static void Write(Utf8JsonWriter json, DelinquencyPolicy policy, int days)
    {
        json.WriteStartObject();
        json.WriteString("policy"u8, Http.Words.Of(policy));
        json.WriteNumber("after_days"u8, days);
        json.WriteEndObject();
    }
}
