using System.CommandLine;
using System.Text.Json;
using Tollgate.Engine.Numbers;
using Tollgate.Server.Http;
using Tollgate.Server.Outbox;

namespace Tollgate.Server.Cli;

/// <summary><c>tollgate outbox run|list|retry|reconcile</c>: charges on their way to billing.</summary>
internal static class OutboxVerbs
{
    public static Command Command() => new("outbox", "Hand the charges of final invoices to billing, and compare what it has.") { Run(), List(), Retry(), Reconcile() };

    private static Command Run()
    {
        var folder = new Option<DirectoryInfo>("--to") { Description = "The folder that billing reads.", Required = true, HelpName = "FOLDER" };
        var connection = new Connection();
        var command = new Command("run", "Write the charges that wait as files: NDJSON, CSV and a manifest for each batch. Cut off, it goes on where it was. Example: tollgate outbox run --to /srv/billing") { folder };
        connection.AddTo(command);
        return command.Does(async (parsed, cancel) =>
        {
            using ApiClient api = connection.Open(parsed);
            using BatchFolder to = BatchFolder.Open(parsed.GetValue(folder)!.FullName);
            int written = 0;
            // What was made and not finished before comes first: a batch is written until it is noted.
            await foreach (JsonElement batch in api.List("v1/outbox/batches?limit=500", cancel))
            {
                if (batch.GetProperty("written_at").ValueKind == JsonValueKind.Null)
                    written += await Write(api, to, batch, cancel);
            }

            while (true)
            {
                ApiAnswer next = await api.Post("v1/outbox/batches", "{}", cancel);
                if (next.Code == "outbox_empty")
                    break;
                written += await Write(api, to, next.OrThrow().Json, cancel);
            }

            if (written == 0)
                Verb.Line($"No charge waits to be sent.");
            return Verb.Done;
        });
    }

    private static async Task<int> Write(ApiClient api, BatchFolder to, JsonElement batch, CancellationToken cancel)
    {
        int number = batch.GetProperty("number").GetInt32();
        JsonElement charges = (await api.Get($"v1/outbox/batches/{number}/charges", cancel)).OrThrow().Json.GetProperty("data");
        int expected = batch.GetProperty("charges").GetInt32() + batch.GetProperty("again").GetInt32();
        if (charges.GetArrayLength() != expected)
            throw new CliException($"The batch {number} has {expected} charges, and the server gave {charges.GetArrayLength()}. Nothing of it was written; run it again in a moment.");
        WrittenBatch files = to.Write(number, batch.GetProperty("cut_at").GetString()!, charges);
        (await api.Post($"v1/outbox/batches/{number}/written", JsonSerializer.Serialize(new { digest = files.Digest }), cancel)).OrThrow();
        Verb.Line($"Batch {number}: {Texts.Grouped($"{expected}")} charges, {files.Sums} due, in {files.Manifest}");
        return 1;
    }

    private static Command List()
    {
        var dead = new Option<bool>("--dead") { Description = "The charges that billing does not take, instead of the batches." };
        var pending = new Option<bool>("--pending") { Description = "The charges that wait to be sent, instead of the batches." };
        Option<bool> json = Raw.Option();
        var connection = new Connection();
        var command = new Command("list", "List batches, or charges. Example: tollgate outbox list --dead") { dead, pending, json };
        connection.AddTo(command);
        return command.Does(async (parsed, cancel) =>
        {
            using ApiClient api = connection.Open(parsed);
            if (!parsed.GetValue(dead) && !parsed.GetValue(pending))
            {
                Columns batches = new Columns().Number("Batch").Number("Charges").Number("Again").Number("Acknowledged").Text("Made").Text("Written").Text("Digest");
                await foreach (JsonElement batch in api.List("v1/outbox/batches?limit=500", cancel))
                {
                    if (!Raw.Print(parsed.GetValue(json), batch))
                        batches.Row([.. ((string[])["number", "charges", "again", "acknowledged", "cut_at", "written_at", "digest"]).Select(name => Text(batch, name))]);
                }

                if (!parsed.GetValue(json))
                    batches.Show("Nothing was sent yet.");
                return Verb.Done;
            }

            string state = parsed.GetValue(dead) ? "dead" : "pending";
            Columns charges = new Columns().Text("Charge").Text("Account").Text("Invoice").Text("What").Number("Due").Text("Currency");
            await foreach (JsonElement charge in api.List($"v1/outbox/charges?limit=500&state={state}", cancel))
            {
                if (!Raw.Print(parsed.GetValue(json), charge))
                    charges.Row([.. ((string[])["charge_id", "account_id", "invoice_number", "description", "due", "currency"]).Select(name => Text(charge, name))]);
            }

            if (!parsed.GetValue(json))
                charges.Show($"No charge is {state}.");
            return Verb.Done;
        });
    }

    private static Command Retry()
    {
        var ids = new Argument<string[]>("charge") { Description = "Ids of charges; all that are dead unless given.", Arity = ArgumentArity.ZeroOrMore };
        var connection = new Connection();
        var command = new Command("retry", "Send dead charges again with the next batch. Example: tollgate outbox retry inv_0Zk3mN4pR6sT8uV0_1/2") { ids };
        connection.AddTo(command);
        return command.Does(async (parsed, cancel) =>
        {
            using ApiClient api = connection.Open(parsed);
            string[] chosen = parsed.GetValue(ids) ?? [];
            string body = chosen.Length == 0 ? "{}" : JsonSerializer.Serialize(new { charge_ids = chosen });
            string count = Text((await api.Post("v1/outbox/retry", body, cancel)).OrThrow().Json, "count");
            Verb.Line($"{Texts.Grouped(count)} charges go with the next batch.");
            return Verb.Done;
        });
    }

    private static Command Reconcile()
    {
        var file = new Argument<FileInfo>("file") { Description = "What billing has: CSV with a header that names charge_id and amount, or NDJSON with these fields." };
        var since = new Option<int?>("--since-batch") { Description = "Only what was sent in this batch and later ones.", HelpName = "N" };
        var connection = new Connection();
        var command = new Command("reconcile", "Compare what billing has with what was sent: what it misses, what was never sent, and where amounts differ. Example: tollgate outbox reconcile billed.csv") { file, since };
        connection.AddTo(command);
        return command.Does(async (parsed, cancel) =>
        {
            using ApiClient api = connection.Open(parsed);
            BilledCharge[] theirs = BilledFile.Read(parsed.GetValue(file)!);
            List<BilledCharge> ours = [];
            var seen = new HashSet<string>(StringComparer.Ordinal);
            await foreach (JsonElement batch in api.List("v1/outbox/batches?limit=500", cancel))
            {
                if (batch.GetProperty("number").GetInt32() < (parsed.GetValue(since) ?? 1))
                    continue;
                foreach (JsonElement charge in (await api.Get($"v1/outbox/batches/{Text(batch, "number")}/charges", cancel)).OrThrow().Json.GetProperty("data").EnumerateArray())
                {
                    if (seen.Add(Text(charge, "charge_id")))
                        ours.Add(new BilledCharge(Text(charge, "charge_id"), Money.Parse(Text(charge, "due"))));
                }
            }

            return Tell(Reconciliation.Of(ours, theirs));
        });
    }

    private static int Tell(Reconciliation found)
    {
        Columns table = new Columns().Text("Charge").Text("What").Text("Ours").Text("Theirs");
        foreach (BilledCharge one in found.MissingThere)
            table.Row(one.Id, "missing there", one.Amount.ToString(), "");
        foreach (BilledCharge one in found.UnknownHere)
            table.Row(one.Id, "unknown here", "", one.Amount.ToString());
        foreach (DifferingCharge one in found.Differing)
            table.Row(one.Id, "differing", one.Ours.ToString(), one.Theirs.ToString());
        Verb.Line($"{found.Matching} agree, {found.MissingThere.Count} missing there, {found.UnknownHere.Count} unknown here, {found.Differing.Count} differing.");
        if (found.Agrees)
            return Verb.Done;
        table.Show("");
        return Verb.Failed;
    }

    private static string Text(JsonElement element, string name) => element.GetProperty(name).ToString();
}
