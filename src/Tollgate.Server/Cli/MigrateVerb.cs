using System.CommandLine;
using System.Text.Json;
using Spectre.Console;

namespace Tollgate.Server.Cli;

/// <summary><c>tollgate migrate</c>: moves chosen contracts to the latest version of a plan, with progress; <c>--dry-run</c> shows it first.</summary>
internal static class MigrateVerb
{
    private const int AtATime = 200;

    public static Command Command()
    {
        var id = new Argument<string>("id") { Description = "Your name for it. The same again goes on where it was cut off." };
        var plan = new Option<string?>("--plan") { Description = "Contracts on this plan.", HelpName = "PLAN" };
        var version = new Option<int?>("--catalog-version") { Description = "Contracts on this version of the catalog.", HelpName = "N" };
        var contracts = new Option<string[]>("--contract") { Description = "These contracts; may be given several times.", DefaultValueFactory = _ => [], HelpName = "ID" };
        var to = new Option<string?>("--to") { Description = "A plan of the catalog in force; the plan that each has unless given.", HelpName = "PLAN" };
        var at = new Option<string?>("--at") { Description = "From when, RFC 3339; each contract's next period boundary unless given.", HelpName = "TIME" };
        var dry = new Option<bool>("--dry-run") { Description = "Only show what would be done." };
        var grounds = new Grounds();
        var connection = new Connection();
        var command = new Command("migrate", "Move chosen contracts to the latest version of a plan. Example: tollgate migrate spring --plan growth --catalog-version 3 --reason \"new prices\" --dry-run") { id, plan, version, contracts, to, at, dry };
        grounds.AddTo(command);
        connection.AddTo(command);
        return command.Does(async (parsed, cancel) =>
        {
            Dictionary<string, object> select = [];
            if (parsed.GetValue(plan) is { } on)
                select["plan"] = on;
            if (parsed.GetValue(version) is { } number)
                select["catalog_version"] = number;
            if (parsed.GetValue(contracts) is { Length: > 0 } named)
                select["contracts"] = named;
            string body = JsonSerializer.Serialize(new { id = parsed.GetValue(id), select, to = parsed.GetValue(to), at = parsed.GetValue(at), reason = grounds.Reason(parsed), author = grounds.Author(parsed) });
            using ApiClient api = connection.Open(parsed);
            if (parsed.GetValue(dry))
                await Show(api, body, cancel);
            else
                Tell(await Run(api, (await api.Post("v1/migrations", body, cancel)).OrThrow().Json, cancel));
            return Verb.Done;
        });
    }

    private static async Task<JsonElement> Run(ApiClient api, JsonElement migration, CancellationToken cancel)
    {
        string path = $"v1/migrations/{Uri.EscapeDataString(Text(migration, "id"))}/run";
        await Verb.Progress().StartAsync(async context =>
        {
            ProgressTask task = context.AddTask("Migrating", maxValue: Math.Max(1, migration.GetProperty("total").GetInt32()));
            while (Text(migration, "status") != "done")
            {
                migration = (await api.Post(path, $"{{\"most\":{AtATime}}}", cancel)).OrThrow().Json;
                task.Value = migration.GetProperty("moved").GetInt32() + migration.GetProperty("unchanged").GetInt32() + migration.GetProperty("unmoved").GetArrayLength();
            }
        });
        return migration;
    }

    private static void Tell(JsonElement migration)
    {
        Verb.Line($"Of {Text(migration, "total")} contracts {Text(migration, "moved")} were moved to version {Text(migration, "catalog_version")} of the catalog, {Text(migration, "unchanged")} had its terms already, {migration.GetProperty("unmoved").GetArrayLength()} could not be moved.");
        foreach (JsonElement unmoved in migration.GetProperty("unmoved").EnumerateArray())
            Verb.Line($"[yellow]Not moved[/] {Text(unmoved, "contract_id")}: {Text(unmoved, "detail")}");
    }

    private static async Task Show(ApiClient api, string body, CancellationToken cancel)
    {
        string? cursor = null;
        int shown = 0;
        do
        {
            string next = cursor is null ? "" : $"&cursor={Uri.EscapeDataString(cursor)}";
            JsonElement page = (await api.Post($"v1/migrations?dry_run=true{next}", body, cancel)).OrThrow().Json;
            if (cursor is null)
                Verb.Line($"{Text(page, "total")} contracts are meant.");
            foreach (JsonElement contract in page.GetProperty("data").EnumerateArray())
            {
                shown++;
                if (contract.GetProperty("refused") is { ValueKind: JsonValueKind.Object } refused)
                {
                    Verb.Line($"[yellow]{Text(contract, "contract_id")}[/] of {Text(contract, "account_id")} cannot be moved: {Text(refused, "detail")}");
                    continue;
                }

                JsonElement invoice = contract.GetProperty("next_invoice");
                Verb.Line($"{Text(contract, "contract_id")} of {Text(contract, "account_id")} from {Text(contract, "effective_at")} on; its invoice of {Text(invoice, "date")}: {Text(invoice, "before")} -> {Text(invoice, "after")} {Text(invoice, "currency")}");
                foreach (JsonElement change in contract.GetProperty("changes").EnumerateArray())
                    Verb.Line($"  {change.ToString()}");
            }

            cursor = page.GetProperty("next_cursor").GetString();
        }
        while (cursor is not null && shown < 10_000);
    }

    private static string Text(JsonElement element, string name) => element.GetProperty(name).ToString();
}
