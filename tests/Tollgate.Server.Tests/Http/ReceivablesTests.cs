using System.Globalization;
using System.Text.Json;
using Tollgate.Server.Tests.Cli;

namespace Tollgate.Server.Tests.Http;

/// <summary>Invoices after they are final, over HTTP and on the command line: what billing says, voids, credit notes, disputes, taxes, the books, the page and the explanation.</summary>
public class ReceivablesTests(RunningServer server) : IClassFixture<RunningServer>
{
    private const string Catalog =
        """
        currency: USD
        meters:
          calls: {event: calls, aggregation: sum, value: quantity}
        features:
          calls: {kind: metered, meter: calls}
        plans:
          growth:
            name: "Growth <b>& more</b>"
            period: month
            anchor: calendar
            entitlements:
              calls: {included: 1000, enforcement: soft}
            charges:
              platform: {model: flat, amount: "100.00", bill: advance, gl_account: "4000", revenue: over_period}
              calls: {meter: calls, after: included, gl_account: "4100", tax_category: usage, model: graduated, tiers: [{up_to: 100, unit_amount: "0.10"}, {up_to: null, unit_amount: "0.05", flat_amount: "1.00"}]}
        """;

    [Fact]
    public async Task What_billing_says_drives_the_account_and_is_on_record()
    {
        (Caller caller, string july) = await World("billing");
        (await caller.Put("/v1/delinquency", """{"policy":"deny","author":"kim"}""", "application/json")).Status.ShouldBe(200);
        Answered overdue = await Report("overdue", "r1", "2025-07-02T00:00:00Z");
        (overdue.At("status"), overdue.At("unpaid_since"), overdue.At("due")).ShouldBe(("overdue", "2025-07-02T00:00:00Z", "123.80"));
        (await Report("overdue", "r1", null)).Text.ShouldBe(overdue.Text);
        (await Report("paid", "r1", null)).Code.ShouldBe("payment_reference_reused");
        (await Report("paid", "r9", "2035-07-02T00:00:00Z")).Pointer.ShouldBe("/at");
        Answered standing = await caller.Get("/v1/accounts/acme/standing");
        (standing.At("delinquent.policy"), standing.At("delinquent.invoice_id")).ShouldBe(("deny", july));
        (await caller.Post("/v1/entitlements/check", """{"account_id":"acme","feature":"calls"}""")).At("reason").ShouldBe("account_delinquent");
        (await caller.Get("/v1/invoices?status=overdue")).At("data.0.id").ShouldBe(july);

        (await Report("paid", "r2", null)).At("status").ShouldBe("paid");
        (await caller.Get("/v1/accounts/acme/standing")).At("delinquent").ShouldBeNull();
        Answered shown = await caller.Get($"/v1/invoices/{july}");
        (shown.At("status"), shown.At("history.1.event"), shown.At("history.1.reference")).ShouldBe(("paid", "payment_status", "r2"));
        (await caller.Post($"/v1/invoices/{july}/void", """{"reason":"why","author":"kim"}""")).Code.ShouldBe("invoice_paid");
        (await caller.Post("/v1/invoices/nope/payment_status", """{"status":"paid","reference":"r"}""")).Code.ShouldBe("invoice_not_found");
        (await caller.Post($"/v1/invoices/{july}/payment_status", """{"status":"lost"}""")).Json.GetProperty("problems").GetArrayLength().ShouldBe(2);

        Task<Answered> Report(string status, string reference, string? at) =>
            caller.Post($"/v1/invoices/{july}/payment_status", JsonSerializer.Serialize(new { status, reference, at }));
    }

    [Fact]
    public async Task The_books_add_up_to_zero_and_revenue_to_its_lines()
    {
        (Caller caller, string july) = await World("books");
        (await caller.Post($"/v1/invoices/{july}/credit_notes", """{"lines":[{"line":1,"amount":"31.00"}],"reason":"outage","author":"kim"}""")).At("total").ShouldBe("36.89");
        string june = (await caller.Get("/v1/invoices?status=finalized")).At("data.0.id")!;
        (await caller.Post($"/v1/invoices/{june}/void", """{"reason":"free start","author":"kim"}""")).At("due").ShouldBe("0.00");

        JsonElement[] journal = Rows(await caller.Get("/v1/exports/journal"));
        foreach (IGrouping<string, JsonElement> document in journal.GroupBy(row => row.GetProperty("kind").GetString() + row.GetProperty("document").GetString()))
            document.Sum(row => Amount(row, "debit") - Amount(row, "credit")).ShouldBe(0m, document.Key);
        journal.Where(row => Text(row, "kind") == "credit_note").Select(row => $"{Text(row, "account")} {Text(row, "debit")} {Text(row, "credit")}")
            .ShouldBe(["accounts_receivable 0.00 36.89", "deferred_revenue 31.00 0.00", "tax_payable 5.89 0.00"]);
        journal.Select(row => Text(row, "kind")).Distinct().ShouldBe(["invoice", "void", "credit_note"], ignoreOrder: true);

        JsonElement[] revenue = Rows(await caller.Get("/v1/exports/revenue?until=2025-07-11T00:00:00Z"));
        JsonElement[] platform = [.. revenue.Where(row => Text(row, "invoice_id") == july && Text(row, "kind") == "invoice" && row.GetProperty("line").GetInt32() == 1)];
        platform.Length.ShouldBe(31);
        platform.Sum(row => Amount(row, "amount")).ShouldBe(100m);
        platform.Count(row => Text(row, "state") == "recognized").ShouldBe(10);
        revenue.Where(row => Text(row, "kind") == "credit_note").Sum(row => Amount(row, "amount")).ShouldBe(-31m);

        Answered csv = await caller.Get("/v1/exports/journal?format=csv&from=2025-07-01T00:00:00Z&to=2025-07-01T00:00:01Z");
        string[] lines = csv.Text.Split("\r\n");
        lines[0].ShouldBe("date,document,kind,invoice_id,line,account,debit,credit,currency");
        lines[1].ShouldBe($"2025-07-01T00:00:00Z,INV-000002,invoice,{july},,accounts_receivable,123.80,0.00,USD");
        (await caller.Get("/v1/exports/journal?format=xls")).Pointer.ShouldBe("?format");
        (await caller.Get("/v1/exports/journal?from=2025-07-02T00:00:00Z&to=2025-07-01T00:00:00Z")).Pointer.ShouldBe("?to");

        (await caller.Post("/v1/periods/close", """{"legal_entity":"default","until":"2025-07-02T00:00:00Z","author":"kim"}""")).Status.ShouldBe(200);
        (await caller.Get("/v1/periods/closed?legal_entity=default")).At("data.0.author").ShouldBe("kim");
        (await caller.Get("/v1/periods/closed?legal_entity=other")).At("data").ShouldBe("[]");
    }

    [Fact]
    public async Task A_page_for_people_escapes_what_strangers_wrote()
    {
        (Caller caller, string july) = await World("page");
        await caller.Post($"/v1/invoices/{july}/disputes", """{"line":2,"reason":"<script>alert(1)</script>","author":"ap"}""");
        Answered page = await caller.Get($"/v1/invoices/{july}.html");
        page.Headers["Content-Type"].ShouldBe("text/html; charset=utf-8");
        page.Headers["Content-Security-Policy"].ShouldStartWith("default-src 'none'");
        page.Text.ShouldNotContain("<script");
        page.Text.ShouldContain("&lt;script&gt;");
        page.Text.ShouldContain("Growth &lt;b&gt;&amp; more&lt;/b&gt;: calls");
        page.Text.ShouldContain("Acme &quot;&lt;Ltd&gt;&quot;");
        page.Text.ShouldContain("<dt>Purchase order</dt><dd>PO-4711</dd>");
        foreach (string shown in new[] { "Invoice INV-000002", "<dt>From</dt><dd>default</dd>", "1 July 2025", "VAT 19 %", "19.00", "104.00", "Total USD", "123.80", "prefers-color-scheme: dark", "@media print" })
            page.Text.ShouldContain(shown);
        (await caller.Get($"/v1/invoices/{july}")).Headers["Content-Type"].ShouldBe("application/json");
        (await caller.Get("/v1/invoices/nope.html")).Code.ShouldBe("invoice_not_found");
    }

    [Fact]
    public async Task An_explanation_tells_each_step()
    {
        (Caller caller, string july) = await World("explained");
        Answered told = await caller.Get($"/v1/invoices/{july}/explain");
        told.Json.GetProperty("sentences").EnumerateArray().Select(sentence => sentence.GetString()).ShouldBe(
        [
            "Invoice INV-000002 is for Acme \"<Ltd>\", dated 1 July 2025. It says what was recorded when it became final, 2 July 2025, and never changes.",
            "Its 2 lines come to 104.00 USD, taxes add 19.80: 123.80 USD in all.",
        ]);
        told.Json.GetProperty("lines")[1].GetProperty("sentences").EnumerateArray().Select(sentence => sentence.GetString()).ShouldBe(
        [
            "From 1 June 2025 to 30 June 2025, 1,040 units of calls were counted, in 1 event.",
            "1,000 units of them were included in the plan or granted, which leaves 40 to be charged.",
            "Above 0 and up to 100: 40 at 0.10 each make 4.00.",
            "VAT of 20 % on 4.00 is 0.80.",
        ]);
    }

    [Fact]
    public async Task On_the_command_line()
    {
        (Caller caller, string july) = await World("receivables-cli");
        string key = (await caller.Post("/v1/keys", """{"name":"cli","scopes":["*"]}""")).At("key")!;
        (await Done("invoice", "explain", july)).ShouldContain("2. Growth <b>& more</b>: calls: 4.00 USD");
        (await Done("invoice", "show", july, "--html")).ShouldStartWith("<!doctype html>");
        (await Done("invoice", "show", july)).ShouldContain("19.80");
        (await Done("invoice", "status", july, "overdue", "--reference", "r1", "--at", "2025-07-02T00:00:00Z")).ShouldBe("INV-000002 is overdue; 123.80 USD are due of it.");
        string dispute = (await Done("invoice", "dispute", july, "2", "--reason", "we were off", "--author", "ap")).Split(' ')[0];
        (await Done("invoice", "resolve", dispute, "credited", "--amount", "1", "--reason", "so it was", "--author", "kim")).ShouldStartWith($"{dispute} is credited, by cn_");
        (await Done("invoice", "credit", july, "--line", "2", "--amount", "3.00", "--reason", "the rest", "--author", "kim")).ShouldBe("The credit note CN-000002 gives 3.60 USD back.");
        string june = (await caller.Get("/v1/invoices?status=finalized")).At("data.0.id")!;
        (await Done("invoice", "void", june, "--reason", "free start", "--author", "kim")).ShouldBe("INV-000001 is void; 0.00 USD are due of it.");
        (await Done("books", "close", "default", "2025-07-01T00:00:00Z", "--author", "kim")).ShouldBe("The books of default are closed up to 2025-07-01T00:00:00Z.");
        (await Done("books", "journal", "--from", "2025-06-01T00:00:00Z")).ShouldStartWith("date,document,");
        (await Done("books", "revenue", "--until", "2025-07-02T00:00:00Z")).ShouldStartWith("day,document,");
        Said failed = await Terminal.Run("invoice", "credit", july, "--line", "1", "--reason", "half", "--url", server.Url.ToString(), "--key", key);
        (failed.ExitCode, failed.Error.Trim()).ShouldBe((1, "tollgate: Give a line and its amount, or neither for all that is left."));

        async Task<string> Done(params string[] verb)
        {
            Said said = await Terminal.Run([.. verb, "--url", server.Url.ToString(), "--key", key]);
            said.ExitCode.ShouldBe(0, said.ToString());
            return said.Out.Trim();
        }
    }

    /// <returns>The invoice of 1 July: 100.00 in advance and 4.00 of usage, with 19 % and 20 % tax.</returns>
    private async Task<(Caller Caller, string July)> World(string environment)
    {
        Caller caller = await server.Environment(environment);
        (await caller.Put("/v1/catalog", Catalog, "application/yaml")).Status.ShouldBe(200);
        Answered taxes = await caller.Put("/v1/tax/rates", """{"rates":[{"country":"DE","name":"VAT","percent":"19"},{"country":"de","category":"usage","name":"VAT","percent":"20"}]}""", "application/json");
        taxes.Status.ShouldBe(200, taxes.Text);
        (await caller.Post("/v1/accounts", """{"id":"acme","name":"Acme \"<Ltd>\"","attributes":{"country":"DE"},"external_ids":{"purchase_order":"PO-4711"}}""")).Status.ShouldBe(201);
        (await caller.Post("/v1/contracts", """{"account_id":"acme","plan":"growth","starts_at":"2025-06-01T00:00:00Z"}""")).Status.ShouldBe(201);
        await caller.Post("/v1/clock/advance", """{"to":"2025-06-20T00:00:00Z"}""");
        (await caller.Post("/v1/events", """{"event_id":"e1","account_id":"acme","meter":"calls","quantity":1040}""")).At("accepted").ShouldBe("1");
        await caller.Post("/v1/clock/advance", """{"to":"2025-07-02T00:00:00Z"}""");
        (await caller.Post("/v1/billing/run")).At("finalized.count").ShouldBe("2");
        return (caller, (await caller.Get("/v1/invoices?account_id=acme")).At("data.1.id")!);
    }

    private static JsonElement[] Rows(Answered answer) => [.. answer.Text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonSerializer.Deserialize<JsonElement>(line))];

    private static string Text(JsonElement row, string name) => row.GetProperty(name).ToString();

    private static decimal Amount(JsonElement row, string name) => decimal.Parse(Text(row, name), CultureInfo.InvariantCulture);
}
