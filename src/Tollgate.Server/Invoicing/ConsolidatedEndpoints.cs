using System.Text;
using Tollgate.Engine.Access;
using Tollgate.Engine.Invoicing;
using Tollgate.Engine.Receivables;
using Tollgate.Server.Accounts;
using Tollgate.Server.Exceptions;
using Tollgate.Server.Http;
using static Tollgate.Server.Http.Shape;
using Stream = Tollgate.Server.Http.Stream;

namespace Tollgate.Server.Invoicing;

/// <summary>Documents that gather the invoices of one day that an account pays.</summary>
internal static class ConsolidatedEndpoints
{
    private const string PageEnding = ".html";

    private const string Head = """
        "id":"con_0Zk3mN4pR6sT8uV0_1","number":"INV-000004","status":"finalized","bill_to":"holding","day":"2025-07-01","currency":"USD","total":"90.00"
        """;

    private const string State = """
        {"id":"con_0Zk3mN4pR6sT8uV0_1","number":"INV-000004","status":"paid","currency":"USD","total":"90.00","due":"90.00","parts":[]}
        """;

    public static void Map(Routes routes)
    {
        routes.Get("/v1/consolidated_invoices", Scopes.InvoicesRead, List, new("Invoices", "List consolidated invoices", "By their day, the earliest first.", null, "{\"data\":[{" + Head + ",\"parts\":3}],\"next_cursor\":null}")
        {
            Gives = PageOf(ConsolidatedJson.Listed),
            Query = [("account_id", "Only those that this account pays."), .. About.Paging],
        });
        routes.Get("/v1/consolidated_invoices/{id}", Scopes.InvoicesRead, Get, new(
            "Invoices",
            "Get a consolidated invoice",
            "With its parts and all their lines, each with the account that used. A draft is computed now. With .html behind the id it is a page for people and printers.",
            null,
            "{" + Head + ",\"legal_entity\":\"default\",\"finalized_at\":\"2025-07-03T00:00:00Z\",\"subtotal\":\"90.00\",\"paid\":\"0.00\",\"tax\":\"0.00\",\"due\":\"90.00\",\"taxes\":[],\"parts\":[{\"invoice_id\":\"inv_0Zk3mN4pR6sT8uV0_1\",\"account_id\":\"acct_1\",\"contract_id\":\"ctr_0Zk3mN4pR6sT8uV0\",\"date\":\"2025-07-01T00:00:00Z\",\"subtotal\":\"90.00\",\"tax\":\"0.00\",\"total\":\"90.00\"}],\"lines\":[],\"not_yet_billed\":[]}")
        {
            Gives = ConsolidatedJson.Whole,
        });
        routes.Get("/v1/consolidated_invoices/{id}/explain", Scopes.InvoicesRead, Explain, new(
            "Invoices",
            "Explain a consolidated invoice",
            "Sentences for whoever pays it: of the whole, then of each part and line.",
            null,
            """{"id":"con_0Zk3mN4pR6sT8uV0_1","currency":"USD","sentences":["Invoice INV-000004 is for Holding and gathers 3 invoices of 1 July 2025, which all bear its number."],"parts":[]}""")
        {
            Gives = ConsolidatedJson.Explained,
        });
        routes.Post("/v1/consolidated_invoices/{id}/finalize", Scopes.InvoicesWrite, Finalize, new(
            "Invoices",
            "Finalize a consolidated invoice",
            "Makes it final now with all its parts, under one number, without waiting for the end of its day and its grace window. What is opened for that day later is another document.",
            null,
            """{"id":"con_0Zk3mN4pR6sT8uV0_1","number":"INV-000004","parts":["inv_0Zk3mN4pR6sT8uV0_1"]}""")
        {
            Gives = ConsolidatedJson.Finalized,
        });
        routes.Post("/v1/consolidated_invoices/{id}/payment_status", Scopes.InvoicesWrite, Report, new(
            "Invoices",
            "Report a payment status of a consolidated invoice",
            "The same as of an invoice: it reaches all its parts at once, and so the account that pays and those that used.",
            """{"status":"paid","at":"2025-08-01T00:00:00Z","reference":"bank-77"}""",
            State)
        {
            Takes = Request(
                "ConsolidatedPaymentReport",
                Needs("status", OneOf<PaymentStatus>(), "What is so."),
                Takes("at", Instant, "Since when; now unless given."),
                Needs("reference", Text, "Billing's own name for the news, which makes it safe to repeat.")),
            Gives = ConsolidatedJson.State,
        });
        routes.Post("/v1/consolidated_invoices/{id}/void", Scopes.InvoicesWrite, Void, new(
            "Invoices",
            "Void a consolidated invoice",
            "Takes it back with all its parts, for good, while it is neither paid nor any of them credited.",
            """{"reason":"wrong legal entity","author":"kim@example.com"}""",
            State)
        {
            Takes = Request("VoidConsolidatedInvoice", Needs("reason", Text, "Why."), Needs("author", Text, "Who says so.")),
            Gives = ConsolidatedJson.State,
        });
    }

    private static async Task List(Gate gate)
    {
        PageRequest page = PageRequest.From(gate.Request);
        string? account = gate.Query("account_id") is { } name ? await gate.ResolveAccount(name) : null;
        ListedDocument[] all = await gate.Host.Shard.Read(
            (books, _) => books.Consolidations.All.Values.Where(document => account is null || document.Payer == account).OrderBy(document => document.Day).Select(ListedDocument.Of).ToArray(), gate.Cancel);
        await gate.Answer(StatusCodes.Status200OK, json => Answers.WritePage(json, Receivables.Endpoints.PageOfMemory(all, page, document => document.Id), ConsolidatedJson.WriteListed));
    }

    private static async Task Get(Gate gate)
    {
        string id = gate.Route("id");
        if (id.EndsWith(PageEnding, StringComparison.Ordinal))
        {
            string page = ConsolidatedPage.Of(await ConsolidatedView.Find(gate, id[..^PageEnding.Length]));
            gate.Http.Response.Headers.ContentSecurityPolicy = InvoicePage.Policy;
            await Answers.Send(gate.Http, StatusCodes.Status200OK, InvoicePage.ContentType, Encoding.UTF8.GetBytes(page));
            return;
        }

        ConsolidatedView view = await ConsolidatedView.Find(gate, id);
        await gate.Answer(StatusCodes.Status200OK, json => ConsolidatedJson.Write(json, view));
    }

    private static async Task Explain(Gate gate)
    {
        ConsolidatedView view = await ConsolidatedView.Find(gate, gate.Route("id"));
        await gate.Answer(StatusCodes.Status200OK, json =>
        {
            json.WriteStartObject();
            json.WriteString("id"u8, view.Id);
            json.WriteString("currency"u8, view.Currency);
            json.WriteStartArray("sentences"u8);
            foreach (string sentence in ConsolidatedPage.Sentences(view))
                json.WriteStringValue(sentence);
            json.WriteEndArray();
            json.WriteStartArray("parts"u8);
            foreach (Paper part in view.Parts)
                Endpoints.WriteExplained(json, part);
            json.WriteEndArray();
            json.WriteEndObject();
        });
    }

    private static async Task Finalize(Gate gate)
    {
        _ = await gate.JsonFields();
        await gate.Submit(Stream.Shard, new FinalizeConsolidated(gate.Route("id"), null), StatusCodes.Status200OK, ConsolidatedJson.WriteFinalized);
    }

    private static async Task Report(Gate gate)
    {
        ReportConsolidatedPayment report = await gate.JsonFields(["status", "at", "reference"], fields => new ReportConsolidatedPayment(
            gate.Route("id"),
            fields.RequiredChoice("status", OverrideFields.Choices<PaymentStatus>()),
            fields.OptionalInstant("at"),
            fields.RequiredId("reference")));
        await gate.Submit(Stream.Shard, report, StatusCodes.Status200OK, ConsolidatedJson.WriteState);
    }

    private static async Task Void(Gate gate)
    {
        VoidConsolidated command = await gate.JsonFields(["reason", "author"], fields => new VoidConsolidated(gate.Route("id"), fields.RequiredGround("reason"), fields.RequiredGround("author")));
        await gate.Submit(Stream.Shard, command, StatusCodes.Status200OK, ConsolidatedJson.WriteState);
    }
}
