using System.Text.Json;

namespace Tollgate.Server.Tests.Cli;

/// <summary>What was handed to billing and is void or credited since.</summary>
public sealed class TakenBackTests(ServerForVerbs server) : IClassFixture<ServerForVerbs>
{
    [Fact]
    public async Task What_is_void_or_credited_reaches_billing_as_charges_below_zero()
    {
        Caller caller = server.Caller();
        (await caller.Put("/v1/catalog", """{"currency":"USD","features":{},"plans":{"growth":{"period":"month","charges":{"base":{"model":"flat","amount":"300.00","bill":"advance"}}}}}""", "application/json")).Status.ShouldBe(200);
        string hook = Json(await caller.Post("/v1/webhooks", """{"url":"https://hooks.example.com/taken-back","event_types":["invoice.voided","invoice.credited"]}""")).GetProperty("id").GetString()!;
        string voided = await Finalized(caller, "back-1");
        string credited = await Finalized(caller, "back-2");
        // Void before anything of it was sent: billing sees both, and neither alone.
        (await caller.Post($"/v1/invoices/{voided}/void", """{"reason":"the wrong customer","author":"kim"}""")).Status.ShouldBe(200);
        string folder = Path.GetDirectoryName(server.Write("placeholder", ""))! + "/taken-back";
        Said run = await Outbox("run", "--to", folder);
        int first = int.Parse(run.Out.Split("Batch ")[^1].Split(':')[0], null);
        Due(folder, first).ShouldBe(new Dictionary<string, string> { [$"{voided}/1"] = "300.00", [$"{credited}/1"] = "300.00", [$"{voided}/void/1"] = "-300.00" }, ignoreOrder: true);
        (await Outbox("run", "--to", folder)).Out.Trim().ShouldBe("No charge waits to be sent.");

        (await caller.Post($"/v1/invoices/{credited}/credit_notes", """{"lines":[{"line":1,"amount":"12.50"}],"reason":"outage","author":"kim"}""")).Status.ShouldBe(201);
        Answered waiting = await caller.Get("/v1/outbox/charges");
        (waiting.At("data.0.takes_back"), waiting.At("data.0.due"), waiting.At("data.0.credit_note"), waiting.At("data.0.state")).ShouldBe(($"{credited}/1", "-12.50", "CN-000001", "pending"), waiting.Text);
        (await Outbox("run", "--to", folder)).Out.ShouldContain($"Batch {first + 1}: 1 charges, -12.50 USD due");
        string note = Due(folder, first + 1).Single().Key;
        note.ShouldEndWith("_1/1");
        (await caller.Post("/v1/outbox/acknowledge", $$"""{"charge_ids":["{{note}}","{{voided}}/void/1"]}""")).At("count").ShouldBe("2");
        (await caller.Post("/v1/outbox/acknowledge", $$"""{"charge_ids":["{{credited}}/void/1"]}""")).Code.ShouldBe("charge_not_found");
        Answered agreed = await caller.Post("/v1/outbox/reconcile", $$"""{"since_batch":{{first}},"charges":[{"charge_id":"{{voided}}/1","amount":"300"},{"charge_id":"{{voided}}/void/1","amount":"-300"},{"charge_id":"{{credited}}/1","amount":"300"},{"charge_id":"{{note}}","amount":"-12.5"}]}""");
        agreed.At("agrees").ShouldBe("True", agreed.Text);

        string?[] told = [];
        for (int looks = 0; looks < 200 && told.Length < 2; looks++)
        {
            await Task.Delay(50, TestContext.Current.CancellationToken);
            told = [.. Json(await caller.Get($"/v1/webhooks/{hook}/deliveries")).GetProperty("data").EnumerateArray().Select(delivery => delivery.GetProperty("message").GetProperty("data").GetProperty("invoice_id").GetString())];
        }

        told.ShouldBe([voided, credited], ignoreOrder: true);
    }

    private static Dictionary<string, string> Due(string folder, int batch) => File.ReadAllLines(Path.Combine(folder, $"charges-{batch:000000}.ndjson"))
        .Select(line => JsonDocument.Parse(line).RootElement)
        .ToDictionary(charge => charge.GetProperty("charge_id").GetString()!, charge => charge.GetProperty("due").GetString()!);

    private static async Task<string> Finalized(Caller caller, string account)
    {
        (await caller.Post("/v1/accounts", $$"""{"id":"{{account}}"}""")).Status.ShouldBe(201);
        (await caller.Post("/v1/contracts", $$"""{"account_id":"{{account}}","plan":"growth"}""")).Status.ShouldBe(201);
        (await caller.Post("/v1/billing/run", "{}")).Status.ShouldBe(200);
        string invoice = Json(await caller.Get($"/v1/invoices?account_id={account}")).GetProperty("data")[0].GetProperty("id").GetString()!;
        (await caller.Post($"/v1/invoices/{invoice}/finalize", "{}")).Status.ShouldBe(200);
        return invoice;
    }

    private Task<Said> Outbox(params string[] arguments) => Terminal.Run(["outbox", .. arguments, .. server.Connection.Split(' ')]);

    private static JsonElement Json(Answered answer) => JsonDocument.Parse(answer.Text).RootElement;
}
