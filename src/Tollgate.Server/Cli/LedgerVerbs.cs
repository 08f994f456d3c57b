using System.CommandLine;
using System.Text.Json;
using Tollgate.Server.Http;

namespace Tollgate.Server.Cli;

/// <summary><c>tollgate balances</c> and <c>tollgate ledger</c>: what an account holds, and every movement of it, now or as it stood.</summary>
internal static class LedgerVerbs
{
    private static readonly (string Field, string Column)[] Named =
    [
        ("issued", "Issued"), ("available", "Left"), ("reserved", "Held"), ("consumed", "Used"), ("pending", "Unpaid"), ("expired", "Expired"), ("rolled_over", "Rolled over"), ("voided", "Taken back"),
    ];

    public static Command Balances()
    {
        Argument<string> account = Account();
        Option<string?> at = At("How it stood at this instant; now unless given."), knownAt = KnownAt();
        Option<bool> json = Raw.Option();
        var connection = new Connection();
        var command = new Command("balances", "Show what an account has left, in the order in which it burns. Example: tollgate balances acme --at 2025-06-12T00:00:00Z") { account, at, knownAt, json };
        connection.AddTo(command);
        return command.Does(async (parsed, cancel) =>
        {
            using ApiClient api = connection.Open(parsed);
            string query = new Query().With("at", parsed.GetValue(at)).With("known_at", parsed.GetValue(knownAt)).ToString();
            JsonElement held = (await api.Get($"v1/accounts/{Uri.EscapeDataString(parsed.GetValue(account)!)}/balances{query}", cancel)).OrThrow().Json;
            Columns table = new Columns().Text("Lot").Text("Feature").Text("Wallet").Text("Source").Number("Priority").Text("From").Text("Until");
            foreach ((_, string column) in Named)
                table.Number(column);
            foreach (JsonElement lot in held.GetProperty("data").EnumerateArray())
            {
                if (!Raw.Print(parsed.GetValue(json), lot))
                    table.Row([Text(lot, "lot"), Text(lot, "feature"), Text(lot, "wallet"), Text(lot, "source"), Text(lot, "priority"), Text(lot, "effective_at"), Text(lot, "expires_at"), .. Named.Select(named => Units(lot, named.Field))]);
            }

            if (!parsed.GetValue(json))
            {
                Verb.Line($"{Text(held, "account_id")} at {Text(held, "at")}{(parsed.GetValue(knownAt) is { } known ? $", as it was known at {known}" : "")}");
                table.Show("It holds nothing.");
            }

            return Verb.Done;
        });
    }

    public static Command Ledger()
    {
        Argument<string> account = Account();
        Option<string?> at = At("Leave out what is effective later."), knownAt = KnownAt();
        var lot = new Option<string?>("--lot") { Description = "Only this lot's movements, or this grant's.", HelpName = "ID" };
        Option<bool> json = Raw.Option();
        var connection = new Connection();
        var command = new Command("ledger", "List every movement of an account's units, in recorded order. Example: tollgate ledger acme --lot grt_0Zk3mN4pR6sT8uV0") { account, at, knownAt, lot, json };
        connection.AddTo(command);
        return command.Does(async (parsed, cancel) =>
        {
            using ApiClient api = connection.Open(parsed);
            string query = new Query().With("limit", "500").With("at", parsed.GetValue(at)).With("known_at", parsed.GetValue(knownAt)).With("lot", parsed.GetValue(lot)).ToString();
            // Line by line, since there is no end to how many there may be.
            await api.ListEach($"v1/accounts/{Uri.EscapeDataString(parsed.GetValue(account)!)}/ledger{query}", parsed.GetValue(json) ? null : "No units were moved.", entry =>
            {
                if (!Raw.Print(parsed.GetValue(json), entry))
                    Verb.Line($"{Text(entry, "recorded_at"),-27}  {Text(entry, "movement"),-9}  {Units(entry, "units"),18}  {Text(entry, "from"),-11} -> {Text(entry, "to"),-11}  {Text(entry, "lot")}{Event(entry)}");
            }, cancel);
            return Verb.Done;
        });
    }

    private static Argument<string> Account() => new("account") { Description = "Whose; an external id is written system:id." };

    private static Option<string?> At(string description) => new("--at") { Description = description, HelpName = "INSTANT" };

    private static Option<string?> KnownAt() => new("--known-at") { Description = "What was known then; what is known now unless given.", HelpName = "INSTANT" };

    private static string Event(JsonElement entry) => entry.GetProperty("event_id").GetString() is { } id ? $"  by event {id}" : "";

    private static string Text(JsonElement element, string name) => element.GetProperty(name).ToString();

    private static string Units(JsonElement element, string name) => element.GetProperty(name).GetString() is { } units ? Texts.Grouped(units) : "no limit";
}
