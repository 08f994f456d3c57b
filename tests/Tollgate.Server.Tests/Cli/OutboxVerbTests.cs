using System.Security.Cryptography;
using System.Text.Json;

namespace Tollgate.Server.Tests.Cli;

/// <summary>Charges as billing finds them: in files that are whole, each once, however often a run was cut off.</summary>
public sealed class OutboxVerbTests(ServerForVerbs server) : IClassFixture<ServerForVerbs>
{
    [Fact]
    public async Task A_batch_that_was_begun_is_finished_by_the_next_run_and_no_charge_is_written_twice()
    {
        Caller caller = server.Caller();
        (await caller.Put("/v1/catalog", """{"currency":"USD","features":{},"plans":{"growth":{"period":"month","charges":{"base":{"model":"flat","amount":"300.00","bill":"advance"}}}}}""", "application/json")).Status.ShouldBe(200);
        Answered webhook = await caller.Post("/v1/webhooks", """{"url":"https://hooks.example.com/tollgate","event_types":["invoice.finalized"]}""");
        webhook.Status.ShouldBe(201, webhook.Text);
        string hook = Json(webhook).GetProperty("id").GetString()!;

        string first = await Finalized(caller, "out-1");
        // Whoever made the batch was cut off before a file was written, and another in the middle of one.
        (await caller.Post("/v1/outbox/batches", "{}")).Status.ShouldBe(201);
        string folder = Path.GetDirectoryName(server.Write("placeholder", ""))! + "/billing";
        Directory.CreateDirectory(folder);
        await File.WriteAllTextAsync(Path.Combine(folder, "charges-000001.ndjson.tmp"), "{\"charge_id\":\"inv", TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(Path.Combine(folder, "charges-000001.csv"), "half", TestContext.Current.CancellationToken);
        string second = await Finalized(caller, "out-2");

        Said run = await Outbox("run", "--to", folder);
        run.ExitCode.ShouldBe(0, run.ToString());
        run.Out.ShouldContain("Batch 1: 1 charges, 300.00 USD due");
        run.Out.ShouldContain("Batch 2: 1 charges, 300.00 USD due");
        string[] written = [.. Directory.GetFiles(folder).Select(Path.GetFileName).Order(StringComparer.Ordinal)!];
        written.ShouldBe([".tollgate-outbox.lock", .. from batch in (string[])["1", "2"] from kind in (string[])["csv", "manifest.json", "ndjson"] select $"charges-00000{batch}.{kind}"]);
        Charges(folder, 1).ShouldBe([$"{first}/1"]);
        Charges(folder, 2).ShouldBe([$"{second}/1"]);
        foreach (int batch in (int[])[1, 2])
        {
            string manifest = Path.Combine(folder, $"charges-00000{batch}.manifest.json");
            foreach (JsonElement file in JsonDocument.Parse(await File.ReadAllTextAsync(manifest, TestContext.Current.CancellationToken)).RootElement.GetProperty("files").EnumerateArray())
                Digest(Path.Combine(folder, file.GetProperty("name").GetString()!)).ShouldBe(file.GetProperty("sha256").GetString());
            Json(await caller.Get("/v1/outbox/batches")).GetProperty("data")[batch - 1].GetProperty("digest").GetString().ShouldBe(Digest(manifest));
        }

        (await Outbox("run", "--to", folder)).Out.Trim().ShouldBe("No charge waits to be sent.");
        using (new FileStream(Path.Combine(folder, ".tollgate-outbox.lock"), FileMode.Open, FileAccess.ReadWrite, FileShare.None))
            (await Outbox("run", "--to", folder)).Error.ShouldContain("Another run writes to ");

        (await Outbox("reconcile", Path.Combine(folder, "charges-000001.csv"))).Out.ShouldContain("1 agree, 1 missing there, 0 unknown here, 0 differing.");
        (await Outbox("reconcile", server.Write("both.ndjson", $"{{\"charge_id\":\"{first}/1\",\"amount\":300}}\n{{\"charge_id\":\"{second}/1\",\"amount\":\"300.00\"}}\n"))).ExitCode.ShouldBe(0);
        (await Outbox("reconcile", server.Write("bad.csv", "charge_id,amount\na,much\n"))).Error.ShouldContain("bad.csv:2: 'much' is no amount");

        // The same charges were told to the webhook, under the same ids.
        JsonElement[] told = [];
        for (int looks = 0; looks < 200 && told.Length < 2; looks++)
        {
            await Task.Delay(50, TestContext.Current.CancellationToken);
            told = [.. Json(await caller.Get($"/v1/webhooks/{hook}/deliveries")).GetProperty("data").EnumerateArray().Select(delivery => delivery.GetProperty("message").GetProperty("data"))];
        }

        told.Select(data => data.GetProperty("charges")[0].GetProperty("charge_id").GetString()).ShouldBe([$"{first}/1", $"{second}/1"], ignoreOrder: true);
        told.ShouldAllBe(data => data.GetProperty("idempotency_key").GetString()!.StartsWith("msg_"));
    }

    private static async Task<string> Finalized(Caller caller, string account)
    {
        (await caller.Post("/v1/accounts", $$"""{"id":"{{account}}"}""")).Status.ShouldBe(201);
        (await caller.Post("/v1/contracts", $$"""{"account_id":"{{account}}","plan":"growth"}""")).Status.ShouldBe(201);
        (await caller.Post("/v1/billing/run", "{}")).Status.ShouldBe(200);
        string invoice = Json(await caller.Get($"/v1/invoices?account_id={account}")).GetProperty("data")[0].GetProperty("id").GetString()!;
        (await caller.Post($"/v1/invoices/{invoice}/finalize", "{}")).Status.ShouldBe(200);
        return invoice;
    }

    private static string?[] Charges(string folder, int batch) =>
        [.. File.ReadAllLines(Path.Combine(folder, $"charges-{batch:000000}.ndjson")).Select(line => JsonDocument.Parse(line).RootElement.GetProperty("charge_id").GetString())];

    private static string Digest(string path) => Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(path)));

    private Task<Said> Outbox(params string[] arguments) => Terminal.Run(["outbox", .. arguments, .. server.Connection.Split(' ')]);

    private static JsonElement Json(Answered answer) => JsonDocument.Parse(answer.Text).RootElement;
}
