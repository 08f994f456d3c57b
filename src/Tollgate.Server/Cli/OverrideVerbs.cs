using System.CommandLine;
using System.Text.Json;
using Tollgate.Server.Http;

namespace Tollgate.Server.Cli;

/// <summary><c>tollgate overrides list|set|end</c>: dated exceptions above an account's plan.</summary>
internal static class OverrideVerbs
{
    public static Command Command() => new("overrides", "Set dated exceptions above an account's plan; they are gone on time.") { List(), Set(), End() };

    private static Command List()
    {
        var account = new Argument<string>("account") { Description = "Whose; an external id is written system:id." };
        Option<bool> json = Raw.Option();
        var connection = new Connection();
        var command = new Command("list", "List an account's overrides, also those that are over, as they were recorded. Example: tollgate overrides list acme") { account, json };
        connection.AddTo(command);
        return command.Does(async (parsed, cancel) =>
        {
            using ApiClient api = connection.Open(parsed);
            Columns table = new Columns().Text("Override").Text("Feature").Text("What").Text("From").Text("Until").Text("Ended").Text("Set").Text("By").Text("Why");
            await foreach (JsonElement known in api.List($"v1/overrides?limit=500&account_id={Uri.EscapeDataString(parsed.GetValue(account)!)}", cancel))
            {
                if (!Raw.Print(parsed.GetValue(json), known))
                    table.Row(Text(known, "id"), Text(known, "feature"), What(known), Text(known, "starts_at"), Text(known, "ends_at"), Text(known, "ended_at"), Text(known, "set_at"), Text(known, "author"), Text(known, "reason"));
            }

            if (!parsed.GetValue(json))
                table.Show($"The account '{parsed.GetValue(account)}' has no overrides.");
            return Verb.Done;
        });
    }

    private static Command Set()
    {
        var account = new Argument<string>("account") { Description = "Whose; an external id is written system:id." };
        var feature = new Argument<string>("feature") { Description = "Which feature of the catalog." };
        var value = new Option<string?>("--value") { Description = "Of a boolean or config feature: true, false, a number or a text.", HelpName = "VALUE" };
        var enforcement = new Option<string?>("--enforcement") { Description = "Of a metered feature: hard or soft at the limit; as the plan has it unless given.", HelpName = "WORD" };
        var cap = new Option<string?>("--cap") { Description = "Of a metered feature: the limit of a billing period, whatever is available; no bound unless given.", HelpName = "UNITS" };
        var overage = new Option<string?>("--overage-cap") { Description = "Of a metered feature: the most overage of a billing period; as the plan has it unless given.", HelpName = "UNITS" };
        var spend = new Option<string?>("--spend-cap") { Description = "Of a metered feature: the most that its usage may cost in a billing period; as the plan has it unless given.", HelpName = "AMOUNT" };
        var seats = new Option<int?>("--seats") { Description = "Of a seat feature: how many seats there are.", HelpName = "NUMBER" };
        var condition = new Condition();
        var window = new Window();
        var grounds = new Grounds();
        var connection = new Connection();
        var command = new Command("set", "Set an override. Example: tollgate overrides set acme api_calls --enforcement soft --overage-cap 5000 --for 24h --reason \"launch day\"") { account, feature, value, enforcement, cap, overage, spend, seats };
        condition.AddTo(command);
        window.AddTo(command);
        grounds.AddTo(command);
        connection.AddTo(command);
        return command.Does(async (parsed, cancel) =>
        {
            using ApiClient api = connection.Open(parsed);
            string whose = parsed.GetValue(account)!;
            (string? from, string? until) = await window.Read(parsed, api, whose, cancel);
            string body = JsonSerializer.Serialize(new
            {
                account_id = whose,
                feature = parsed.GetValue(feature),
                value = Value(parsed.GetValue(value)),
                enforcement = parsed.GetValue(enforcement),
                cap = parsed.GetValue(cap),
                overage_cap = parsed.GetValue(overage),
                spend_cap = parsed.GetValue(spend),
                seats = parsed.GetValue(seats),
                when = condition.Read(parsed),
                starts_at = from,
                ends_at = until,
                reason = grounds.Reason(parsed),
                author = grounds.Author(parsed),
            });
            JsonElement set = (await api.Post("v1/overrides", body, cancel)).OrThrow().Json;
            string end = set.GetProperty("ends_at").GetString() is { } ends ? $"to {ends}" : "until it is ended";
            Verb.Line($"{Text(set, "id")} stands above the plan of {Text(set, "account_id")} from {Text(set, "starts_at")} {end}: {Text(set, "feature")} {What(set)}.");
            string[] superseded = [.. set.GetProperty("supersedes").EnumerateArray().Select(id => id.ToString())];
            if (superseded.Length > 0)
                Verb.Line($"It supersedes {string.Join(", ", superseded)} where both speak of one instant, since it was recorded later.");
            return Verb.Done;
        });
    }

    private static Command End()
    {
        var id = new Argument<string>("id") { Description = "The override's id." };
        var grounds = new Grounds();
        var connection = new Connection();
        var command = new Command("end", "End an override before its time. Example: tollgate overrides end ovr_0Zk3mN4pR6sT8uV0 --reason \"launch was put off\"") { id };
        grounds.AddTo(command);
        connection.AddTo(command);
        return command.Does(async (parsed, cancel) =>
        {
            using ApiClient api = connection.Open(parsed);
            string body = JsonSerializer.Serialize(new { reason = grounds.Reason(parsed), author = grounds.Author(parsed) });
            JsonElement ended = (await api.Post($"v1/overrides/{Uri.EscapeDataString(parsed.GetValue(id)!)}/void", body, cancel)).OrThrow().Json;
            Verb.Line($"{Text(ended, "id")} was ended at {Text(ended, "ended_at")}.");
            return Verb.Done;
        });
    }

    /// <summary>What an override says: <c>is true</c>, <c>5 seats</c>, or <c>hard, limited to 250,000 units</c>; and under which condition.</summary>
    public static string What(JsonElement known) => Said(known) + Condition.Words(known);

    private static string Said(JsonElement known)
    {
        JsonElement value = known.GetProperty("value");
        if (value.ValueKind != JsonValueKind.Null)
            return $"is {value.GetRawText().Trim('"')}";
        if (known.TryGetProperty("seats", out JsonElement seats))
            return $"{Texts.Grouped(seats.ToString())} {(seats.GetInt32() == 1 ? "seat" : "seats")}";
        IEnumerable<string?> parts =
        [
            known.GetProperty("enforcement").GetString(),
            .. Of("cap", cap => $"limited to {cap} units"),
            .. Of("overage_cap", cap => $"overage up to {cap} units"),
            .. Of("spend_cap", cap => $"spend up to {cap}"),
        ];
        return string.Join(", ", parts.Where(part => part is not null));

        IEnumerable<string> Of(string name, Func<string, string> words) => known.GetProperty(name).GetString() is { } number ? [words(Texts.Grouped(number))] : [];
    }

    private static object? Value(string? given) => given switch
    {
        "true" => true,
        "false" => false,
        _ => given,
    };

    private static string Text(JsonElement element, string name) => element.GetProperty(name).ToString();
}
