namespace Tollgate.Server.Tests.Invoicing;

/// <summary>What a customer reads on an invoice whose terms changed, and on the page that is printed of it.</summary>
public class InvoicePageTests(RunningServer server) : IClassFixture<RunningServer>
{
    private const string Catalog =
        """
        currency: USD
        meters:
          calls: {event: calls, aggregation: sum}
        features:
          calls: {kind: metered, meter: calls}
        plans:
          small:
            period: month
            entitlements: {calls: {included: 10, enforcement: soft}}
            charges:
              platform: {model: flat, amount: "300.00", bill: advance}
              calls: {meter: calls, after: included, model: per_unit, amount: "1.00"}
          large:
            period: month
            charges:
              platform: {model: flat, amount: "900.00", bill: advance}
        """;

    [Fact]
    public async Task A_line_that_corrects_another_says_which_and_by_how_much()
    {
        Caller caller = await World("page-corrections");
        string contract = (await Post(caller, "/v1/contracts", """{"account_id":"acme","plan":"small","starts_at":"2025-06-01T00:00:00Z"}""")).At("id")!;
        await Post(caller, "/v1/clock/advance", """{"to":"2025-06-16T00:00:00Z"}""");
        await Post(caller, "/v1/billing/run", "{}");
        await Post(caller, $"/v1/contracts/{contract}/amend", """{"plan":"large","reason":"grew","author":"ana"}""");
        await Run(caller, "2025-07-02T00:00:00Z");
        await Post(caller, "/v1/events", """{"event_id":"late","account_id":"acme","meter":"calls","quantity":14,"timestamp":"2025-06-05T00:00:00Z"}""");
        await Run(caller, "2025-08-02T00:00:00Z");

        string july = (await caller.Get("/v1/invoices?account_id=acme")).At("data.1.id")!;
        Answered told = await caller.Get($"/v1/invoices/{july}/explain");
        // 150.00 of June's 300.00 are given back, and 450.00 of large's 900.00 stood nowhere.
        Sentences(told, 2).ShouldBe(["small: platform, correcting line 1 of INV-000001, for 1 June 2025 to 15 June 2025.", "It corrects line 1 of INV-000001: what that line comes to now, less what was billed of it, is -150.00."], told.Text);
        Sentences(told, 3).ShouldBe(["large: platform, not billed before, for 16 June 2025 to 30 June 2025.", "It should have stood on INV-000001, and did not: what it comes to now is 450.00."], told.Text);

        string august = (await caller.Get("/v1/invoices?account_id=acme")).At("data.2.id")!;
        Sentences(await caller.Get($"/v1/invoices/{august}/explain"), 1).ShouldBe(
        [
            "From 1 June 2025 to 15 June 2025, 14 units of calls were counted after that was billed, in 1 event.",
            "It corrects line 1 of INV-000002: what that line comes to now, less what was billed of it, is 14.00.",
        ]);
    }

    [Fact]
    public async Task What_was_agreed_is_told_beside_the_list_price()
    {
        Caller caller = await World("page-agreed");
        await Post(caller, "/v1/contracts", """{"account_id":"acme","plan":"small","starts_at":"2025-06-01T00:00:00Z","ends_at":"2025-06-11T00:00:00Z","terms":{"discount_percent":{"platform":10}}}""");
        await Run(caller, "2025-06-20T00:00:00Z");
        string june = (await caller.Get("/v1/invoices?account_id=acme")).At("data.0.id")!;
        Sentences(await caller.Get($"/v1/invoices/{june}/explain"), 0).ShouldBe(
        [
            "small: platform is a fixed charge for 1 June 2025 to 10 June 2025.",
            "A whole period costs 300.00; for the part that this line is for, by the list, that is 100.00.",
            "The price agreed is flat at 300.00, less 10 %; by the list it would be 100.00.",
        ]);
    }

    [Fact]
    public async Task The_purchase_order_is_the_orders_and_the_total_stands_once_however_many_pages_there_are()
    {
        Caller caller = await World("page-order");
        await Post(caller, "/v1/orders", """{"order_id":"SO-1","account":{"id":"bold","external_ids":{"purchase_order":"PO-of-old"}},"purchase_order":"PO-77","lines":[{"id":"1","contract":{"plan":"large","starts_at":"2025-06-01T00:00:00Z"}}]}""");
        await Run(caller, "2025-06-20T00:00:00Z");
        string june = (await caller.Get("/v1/invoices?account_id=bold")).At("data.0.id")!;
        string page = (await caller.Get($"/v1/invoices/{june}.html")).Text;
        page.ShouldContain("<dt>Purchase order</dt><dd>PO-77</dd>");
        // Printers repeat a table's foot on each page, and half of an invoice has no total.
        page.ShouldContain("tfoot { display: table-row-group; }");
        await Post(caller, $"/v1/invoices/{june}/credit_notes", """{"lines":[{"line":1,"amount":"100.00"}],"reason":"outage","author":"kim"}""");
        (await caller.Get($"/v1/invoices/{june}.html")).Text.ShouldContain("<td colspan=\"3\" class=\"n\">Due USD</td><td class=\"n\">800.00</td>");
        await Post(caller, $"/v1/invoices/{june}/payment_status", """{"status":"paid","reference":"b-1"}""");
        (await caller.Get($"/v1/invoices/{june}.html")).Text.ShouldContain("<td colspan=\"3\" class=\"n\">Paid USD</td><td class=\"n\">800.00</td>");
    }

    private async Task<Caller> World(string environment)
    {
        Caller caller = await server.Environment(environment, "2025-06-10T00:00:00Z");
        (await caller.Put("/v1/catalog", Catalog, "application/yaml")).Status.ShouldBe(200);
        await Post(caller, "/v1/accounts", """{"id":"acme"}""");
        return caller;
    }

    private static async Task Run(Caller caller, string until)
    {
        await Post(caller, "/v1/clock/advance", $$"""{"to":"{{until}}"}""");
        await Post(caller, "/v1/billing/run", "{}");
    }

    private static async Task<Answered> Post(Caller caller, string path, string body)
    {
        Answered answer = await caller.Post(path, body);
        answer.Status.ShouldBeInRange(200, 299, answer.Text);
        return answer;
    }

    private static IEnumerable<string?> Sentences(Answered told, int line) =>
        told.Json.GetProperty("lines")[line].GetProperty("sentences").EnumerateArray().Select(sentence => sentence.GetString());
}
