using System.CommandLine;
using System.Text.Json;
using Spectre.Console;
using Tollgate.Server.Http;

namespace Tollgate.Server.Cli;

/// <summary><c>tollgate simulate --catalog FILE --from --to</c>: what accounts would have paid under a candidate.</summary>
internal static class SimulateVerb
{
    private const int Shown = 20;
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(200);

    public static Command Command()
    {
        var catalog = new Option<FileInfo?>("--catalog") { Description = "The candidate, YAML or JSON; the catalog in force unless given.", HelpName = "FILE" };
        var from = new Option<string>("--from") { Description = "Billing periods that start here or later,", Required = true, HelpName = "INSTANT" };
        var to = new Option<string>("--to") { Description = "and before here.", Required = true, HelpName = "INSTANT" };
        var account = new Option<string[]>("--account") { Description = "Whose; may be given several times. All of them unless given.", DefaultValueFactory = _ => [], HelpName = "ACCOUNT" };
        var plan = new Option<string[]>("--plan") { Description = "The plan that every contract would be on, or OLD=NEW for those on one; may be given several times.", DefaultValueFactory = _ => [], HelpName = "PLAN" };
        var top = new Option<int>("--top") { Description = "How many accounts are shown.", DefaultValueFactory = _ => Shown, HelpName = "N" };
        Option<bool> json = Raw.Option();
        var connection = new Connection();
        var command = new Command("simulate", "Rate past usage again under another catalog or other plans. Records nothing. Example: tollgate simulate --catalog next.yaml --from 2025-06-01T00:00:00Z --to 2025-07-01T00:00:00Z")
        {
            catalog, from, to, account, plan, top, json,
        };
        connection.AddTo(command);
        return command.Does(async (parsed, cancel) =>
        {
            string body = Body(parsed.GetValue(from)!, parsed.GetValue(to)!, parsed.GetValue(account)!, await Document(parsed.GetValue(catalog), cancel), parsed.GetValue(plan)!);
            using ApiClient api = connection.Open(parsed);
            JsonElement done = await Done(api, (await api.Post("v1/simulations", body, cancel)).OrThrow().Json, cancel);
            if (done.GetProperty("status").GetString() != "done")
                throw new CliException($"The simulation is {done.GetProperty("status").GetString()}{(done.TryGetProperty("failure", out JsonElement why) ? $": {why.GetString()}" : ".")}");
            if (!Raw.Print(parsed.GetValue(json), done))
                await Show(api, done, parsed.GetValue(top), cancel);
            return Verb.Done;
        });
    }

    private static async Task<string?> Document(FileInfo? file, CancellationToken cancel) => file switch
    {
        null => null,
        { Exists: true } => await File.ReadAllTextAsync(file.FullName, cancel),
        _ => throw new CliException($"There is no file {file.FullName}."),
    };

    private static string Body(string from, string to, string[] accounts, string? catalog, string[] plans)
    {
        Dictionary<string, object> body = new() { ["from"] = from, ["to"] = to };
        if (accounts.Length > 0)
            body["accounts"] = accounts;
        // JSON is YAML too.
        if (catalog is not null)
            body["catalog"] = catalog;
        Dictionary<string, string> pairs = [];
        foreach (string plan in plans)
        {
            if (plan.Split('=') is [var old, var next])
                pairs[old] = next;
            else
                body["plan"] = plan;
        }

        if (pairs.Count > 0)
            body["plans"] = pairs;
        return JsonSerializer.Serialize(body);
    }

    /// <summary>Looks until it is over; who leaves in between ends it.</summary>
    private static async Task<JsonElement> Done(ApiClient api, JsonElement run, CancellationToken cancel)
    {
        string path = $"v1/simulations/{run.GetProperty("id").GetString()}";
        try
        {
            await Verb.Progress().StartAsync(async context =>
            {
                ProgressTask task = context.AddTask("Simulating");
                while (run.GetProperty("status").GetString() == "running")
                {
                    task.Value = run.GetProperty("percent").GetInt32();
                    await Task.Delay(BetweenLooks, cancel);
                    run = (await api.Get(path, cancel)).OrThrow().Json;
                }
            });
            return run;
        }
        catch (OperationCanceledException)
        {
            await api.Delete(path, CancellationToken.None);
            throw;
        }
    }

    private static async Task Show(ApiClient api, JsonElement done, int top, CancellationToken cancel)
    {
        Columns table = new Columns().Text("Account").Text("Period").Text("Charge").Number("Now", always: true).Number("Candidate", always: true).Number("Difference", always: true);
        int shown = 0;
        await foreach (JsonElement account in api.List($"v1/simulations/{Text(done, "id")}/accounts", cancel))
        {
            if (shown++ == top)
                break;
            table.Row(Text(account, "account_id"), "", "", Amount(account, "current"), Amount(account, "candidate"), Signed(Text(account, "difference")));
            foreach (JsonElement line in account.GetProperty("lines").EnumerateArray().Where(line => Text(line, "difference").AsSpan().IndexOfAnyInRange('1', '9') >= 0))
                table.Row("", Text(line, "period_start")[..10], Text(line, "charge"), Side(line, "current"), Side(line, "candidate"), Signed(Text(line, "difference")));
        }

        table.Show("No account has a billing period that starts there.");
        if (shown > top)
            Verb.Line($"The {top} largest differences are shown; --top shows more.");
        Verb.Line($"In all {Amount(done, "current")} {Text(done, "currency")} now, {Amount(done, "candidate")} under the candidate: {Signed(Text(done, "difference"))}.");
        Verb.Line($"Accounts that would pay less: {Text(done, "pay_less")}, more: {Text(done, "pay_more")}, the same: {Text(done, "pay_the_same")}.");
        foreach (JsonElement refused in done.GetProperty("unsimulated").EnumerateArray())
            Verb.Line($"[yellow]Not simulated[/] {Text(refused, "count")} x for {Text(refused, "account_id")}: {Text(refused, "detail")}");
    }

    private static string Side(JsonElement line, string name) => line.GetProperty(name) is { ValueKind: JsonValueKind.Object } side ? Amount(side, "amount") : "-";

    private static string Amount(JsonElement element, string name) => Texts.Grouped(Text(element, name));

    private static string Signed(string amount) => amount[0] == '-' || amount.AsSpan().IndexOfAnyInRange('1', '9') < 0 ? Texts.Grouped(amount) : "+" + Texts.Grouped(amount);

    private static string Text(JsonElement element, string name) => element.GetProperty(name).ToString();
}
