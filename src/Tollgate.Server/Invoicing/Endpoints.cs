using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using Tollgate.Engine;
using Tollgate.Engine.Access;
using Tollgate.Engine.Accounts;
using Tollgate.Engine.Catalog;
using Tollgate.Engine.Contracts;
using Tollgate.Engine.Invoicing;
using Tollgate.Engine.Numbers;
using Tollgate.Engine.Taxes;
using Tollgate.Engine.Time;
using Tollgate.Server.Accounts;
using Tollgate.Server.Contracts;
using Tollgate.Server.Http;
using Tollgate.Server.Shards;
using Tollgate.Storage.Projections;
using Fields = Tollgate.Server.Http.Fields;
using Stream = Tollgate.Server.Http.Stream;

namespace Tollgate.Server.Invoicing;

internal static class Endpoints
{
    private const string PageEnding = ".html";

    private const string Line =
        """{"number":2,"charge":"api_calls","kind":"usage","description":"Growth: api_calls","from":"2025-06-01T00:00:00Z","to":"2025-07-01T00:00:00Z","meter":"api_calls","metered":"12345678","covered":"10000000","quantity":"2345678","events":2,"exact_amount":"469.20","amount":"469.20","tiers":[{"from":"0","up_to":null,"quantity":"2345678","unit_amount":"0.20","flat_amount":"0","amount":"469.20","packages":"2346"}],"plan":"growth","catalog_version":3,"contract_version":1}""";

    private const string Head =
        "\"id\":\"inv_0Zk3mN4pR6sT8uV0_1\",\"number\":\"INV-000001\",\"status\":\"finalized\",\"account_id\":\"acct_1\",\"contract_id\":\"ctr_0Zk3mN4pR6sT8uV0\",\"bill_to\":\"acct_1\",\"consolidated_in\":null,\"date\":\"2025-07-01T00:00:00Z\",\"currency\":\"USD\",\"total\":\"469.20\",\"legal_entity\":\"default\",\"finalized_at\":\"2025-07-02T00:00:00Z\",\"cutoff\":{\"shard\":0,\"seq\":918,\"ordinal\":3}";

    private const string Example = "{" + Head + ",\"subtotal\":\"469.20\",\"paid\":\"0.00\",\"tax\":\"0.00\",\"credited\":\"0.00\",\"due\":\"469.20\",\"unpaid_since\":null,\"history\":[],\"credit_notes\":[],\"disputes\":[],\"taxes\":[],\"lines\":[" + Line + "],\"not_yet_billed\":[]}";

    public static void Map(Routes routes)
    {
        routes.Post("/v1/invoices/preview", Scopes.InvoicesRead, Preview, new(
            "Invoices",
            "Preview an invoice",
            "What the invoice at the end of the billing period around an instant would say if it were made now. It changes nothing.",
            """{"account_id":"acct_1","at":"2025-06-20T00:00:00Z"}""",
            Example)
        {
            Takes = InvoiceShape.Preview,
            Gives = InvoiceShape.Whole,
        });
        routes.Get("/v1/invoices", Scopes.InvoicesRead, List, new(
            "Invoices",
            "List invoices",
            "By date, the earliest first. A draft has no total yet: open it, and its lines are computed.",
            null,
            "{\"data\":[{" + Head + "}],\"next_cursor\":null}")
        {
            Gives = Shape.PageOf(InvoiceShape.Listed),
            Query = [("account_id", "Only this account's: for what it used, or addressed to it."), ("consolidated_in", "Only the parts of this consolidated invoice."), ("status", "draft, finalized, synced, paid, overdue or void."), .. About.Paging],
        });
        routes.Get("/v1/invoices/{id}", Scopes.InvoicesRead, Get, new(
            "Invoices",
            "Get an invoice",
            "With its lines. A draft is computed now; a final one never changes, and names its cutoff: what was recorded behind it is not in the lines and stands under not_yet_billed. With .html behind the id, or Accept: text/html, it is a page for people and printers.",
            null,
            Example)
        {
            Gives = InvoiceShape.Whole,
        });
        routes.Get("/v1/invoices/{id}/explain", Scopes.InvoicesRead, Explain, new(
            "Invoices",
            "Explain an invoice",
            "Sentences for whoever pays it: what was counted, what was included, how it was priced, and why each line is what it is.",
            null,
            """{"invoice_id":"inv_0Zk3mN4pR6sT8uV0_1","currency":"USD","sentences":["Invoice INV-000001 is for Acme, dated 1 July 2025. It says what was recorded when it became final, 2025-07-02T00:00:00Z, and never changes.","Its line comes to 469.20 USD: 469.20 USD in all.","No tax is on it."],"lines":[{"number":1,"description":"Growth: api_calls","amount":"469.20","sentences":["From 1 June 2025 to 30 June 2025, 12,345,678 units of api_calls were counted, in 2 events.","10,000,000 units of them were included in the plan or granted, which leaves 2,345,678 to be charged.","2,346 started packages at 0.20 each make 469.20."]}]}""")
        {
            Gives = InvoiceShape.Explained,
        });
        routes.Post("/v1/invoices/{id}/finalize", Scopes.InvoicesWrite, Finalize, new(
            "Invoices",
            "Finalize an invoice",
            "Makes a draft final now, without waiting for its grace window, with taxes that were worked out elsewhere if they are given. Its lines are then read at /v1/invoices/{id}. One that is final already is refused: repeat a request under its Idempotency-Key.",
            """{"tax":[{"line":1,"name":"VAT","percent":"19"}]}""",
            """{"id":"inv_0Zk3mN4pR6sT8uV0_1","number":"INV-000001","status":"finalized","account_id":"acct_1","contract_id":"ctr_0Zk3mN4pR6sT8uV0","bill_to":"acct_1","consolidated_in":null,"date":"2025-07-01T00:00:00Z","currency":"USD","total":"469.20","legal_entity":"default","finalized_at":"2025-07-02T00:00:00Z"}""")
        {
            Takes = InvoiceShape.Finalize,
            Gives = InvoiceShape.Finalized,
        });
        routes.Get("/v1/invoices/{id}/lines/{n}", Scopes.InvoicesRead, GetLine, new("Invoices", "Get a line", "One line with its tiers; lines are counted from 1.", null, Line)
        {
            Gives = InvoiceShape.Line,
        });
        routes.Get("/v1/invoices/{id}/lines/{n}/events", Scopes.InvoicesRead, LineEvents.Answer, new(
            "Invoices",
            "Events behind a line",
            "Every event behind the line, streamed in the order in which it was recorded. At the end the proof: how many, what they add up to, by day too, what was burnt of grants, and whether all of that is the line; and from which versions of the catalog and the contract it was made.",
            null,
            """{"invoice_id":"inv_0Zk3mN4pR6sT8uV0_1","line":2,"charge":"api_calls","data":[{"event_id":"e2","source":"api","timestamp":"2025-06-19T23:59:59Z","value":"2345679","covered":"1","billed":"2345678","recorded_at":"2025-06-20T00:00:00Z"}],"events":1,"line_events":1,"metered":"2345679","covered":"1","covered_later":"0","quantity":"2345678","line_quantity":"2345678","complete":true,"plan":"growth","catalog_version":1,"contract_version":1,"buckets":[{"day":"2025-06-19","events":1,"billed":"2345678"}],"grants":[]}""")
        {
            Gives = InvoiceShape.Events,
        });
        routes.Post("/v1/billing/run", Scopes.InvoicesWrite, BillingRun.Answer, new(
            "Invoices",
            "Run billing",
            "Opens every invoice dated until an instant, which is now unless given, and makes those final whose grace window is over. It may be run again at any time, and then changes nothing. A contract that cannot be billed stands under failed, and keeps no other from it.",
            """{"until":"2023-12-02T00:00:00Z"}""",
            """{"until":"2023-12-02T00:00:00Z","contracts":2,"drafted":{"count":2,"ids":["inv_0Zk3mN4pR6sT8uV0_1","inv_9Yk3mN4pR6sT8uV0_1"]},"finalized":{"count":2,"ids":["inv_0Zk3mN4pR6sT8uV0_1","inv_9Yk3mN4pR6sT8uV0_1"]},"failed":[]}""")
        {
            Takes = InvoiceShape.Run,
            Gives = InvoiceShape.RunDone,
        });
    }

    private static async Task Preview(Gate gate)
    {
        (string name, EffectiveAt? asked, string? of) = await gate.JsonFields(["account_id", "at", "contract_id"], fields => (fields.RequiredId("account_id"), fields.OptionalInstant("at"), fields.OptionalId("contract_id")));
        string account = await gate.ResolveAccount(name);
        EffectiveAt at = asked ?? new EffectiveAt((await gate.Now()).Microseconds);
        Previewed found = await gate.Host.Shard.Read((books, asOf) => Preview(books, books.Account(account)!, at, of, asOf), gate.Cancel);
        // A closed period's totals have left the loop; what its invoice would say is what it says.
        InvoiceView preview = found.Computed ?? (await InvoiceView.Find(gate, found.FinalId!)) with { Id = null, Status = "preview", After = null };
        await gate.Keep(Stream.Shard, new KeptAnswer(StatusCodes.Status200OK, Answers.Text(json => InvoiceJson.Write(json, preview))));
    }

    private static Previewed Preview(Books books, AccountBook account, EffectiveAt at, string? of, AsOf asOf)
    {
        ContractBook contract = ContractAsked.Of(account, at, of);
        BillingPeriod period = contract.PeriodAt(at);
        return contract.IsClosed(period) && Composition.HasLines(contract, period.Index + 1)
            ? new Previewed(null, InvoiceId.Of(contract.Contract, period.Index + 1))
            : new Previewed(InvoiceView.Preview(books, account, contract, at, asOf), null);
    }

    /// <summary>A preview, or the invoice that is final already.</summary>
    private sealed record Previewed(InvoiceView? Computed, string? FinalId);

    private static async Task List(Gate gate)
    {
        PageRequest page = PageRequest.From(gate.Request);
        InvoiceStatus? status = gate.Choice<InvoiceStatus>("status");
        string? account = gate.Query("account_id") is { } name ? await gate.ResolveAccount(name) : null;
        await gate.Fresh();
        Page<ListedInvoice> found = gate.Host.Projections.Invoices(account, status, page.Cursor, page.Limit, gate.Query("consolidated_in"));
        await gate.Answer(StatusCodes.Status200OK, json => Answers.WritePage(json, found, InvoiceJson.WriteListed));
    }

    private static async Task Get(Gate gate)
    {
        string id = gate.Route("id");
        bool page = id.EndsWith(PageEnding, StringComparison.Ordinal);
        if (page || gate.Request.GetTypedHeaders().Accept.MaxBy(type => type.Quality ?? 1)?.MediaType == "text/html")
        {
            Paper paper = await Paper.Find(gate, page ? id[..^PageEnding.Length] : id);
            gate.Http.Response.Headers.ContentSecurityPolicy = InvoicePage.Policy;
            await Answers.Send(gate.Http, StatusCodes.Status200OK, InvoicePage.ContentType, Encoding.UTF8.GetBytes(InvoicePage.Of(paper)));
            return;
        }

        InvoiceView invoice = await InvoiceView.Find(gate, id);
        await gate.Answer(StatusCodes.Status200OK, json => InvoiceJson.Write(json, invoice));
    }

    private static async Task Explain(Gate gate)
    {
        Paper paper = await Paper.Find(gate, gate.Route("id"));
        await gate.Answer(StatusCodes.Status200OK, json => WriteExplained(json, paper));
    }

    internal static void WriteExplained(Utf8JsonWriter json, Paper paper)
    {
        json.WriteStartObject();
        json.WriteString("invoice_id"u8, paper.Invoice.Id);
        json.WriteString("currency"u8, paper.Invoice.Content.Currency);
        Write(json, InvoiceSentences.Of(paper));
        json.WriteStartArray("lines"u8);
        foreach (InvoiceLine line in paper.Invoice.Content.Lines)
        {
            json.WriteStartObject();
            json.WriteNumber("number"u8, line.Number);
            json.WriteString("description"u8, line.Description);
            json.WriteString("amount"u8, paper.Currency.Format(line.Amount));
            Write(json, InvoiceSentences.Of(paper, line));
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();

        static void Write(Utf8JsonWriter json, IEnumerable<string> sentences)
        {
            json.WriteStartArray("sentences"u8);
            foreach (string sentence in sentences)
                json.WriteStringValue(sentence);
            json.WriteEndArray();
        }
    }

    private static async Task GetLine(Gate gate)
    {
        InvoiceView invoice = await InvoiceView.Find(gate, gate.Route("id"));
        InvoiceLine line = invoice.Line(gate.Route("n"));
        await gate.Answer(StatusCodes.Status200OK, json => InvoiceJson.WriteLine(json, line, Currency.Of(invoice.Content.Currency), invoice.After));
    }

    private static async Task Finalize(Gate gate)
    {
        ImmutableArray<BroughtTax>? taxes = await gate.JsonFields(["tax"], fields => fields.Take<ImmutableArray<BroughtTax>?>("tax", list => ReadTaxes(list, fields.PointerTo("tax"))));
        await gate.Submit(Stream.Shard, new FinalizeInvoice(gate.Route("id")) { Taxes = taxes }, StatusCodes.Status200OK, InvoiceJson.WriteFinalized);
    }

    private static ImmutableArray<BroughtTax> ReadTaxes(JsonElement list, string pointer)
    {
        if (list.ValueKind != JsonValueKind.Array)
            throw Fields.WrongType(pointer, list, "a list of taxes");
        return
        [
            .. list.EnumerateArray().Select((item, place) =>
            {
                Fields fields = Fields.Open(item, JsonPointer.Append(pointer, place), "line", "name", "percent", "amount");
                return new BroughtTax(fields.RequiredInteger("line"), fields.RequiredId("name"), fields.OptionalQuantity("percent"), fields.OptionalMoney("amount"));
            }),
        ];
    }
}
