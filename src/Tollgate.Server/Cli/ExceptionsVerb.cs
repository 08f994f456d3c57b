using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Tollgate.Server.Http;

namespace Tollgate.Server.Cli;

/// <summary><c>tollgate exceptions ACCOUNT</c>: all that was decided of an account by hand and stands, or is to come, with when it is gone.</summary>
internal static class ExceptionsVerb
{
    public static Command Command()
    {
        var account = new Argument<string>("account") { Description = "Whose; an external id is written system:id." };
        var connection = new Connection();
        var command = new Command("exceptions", "Show what stands for an account by hand, and when it ends: suspension, delinquency, overrides, and what grants of source support give. Example: tollgate exceptions acme") { account };
        connection.AddTo(command);
        return command.Does(async (parsed, cancel) =>
        {
            using ApiClient api = connection.Open(parsed);
            string whose = Uri.EscapeDataString(parsed.GetValue(account)!);
            string now = await Window.Now(api, parsed.GetValue(account)!, cancel);
            List<Entry> found = [.. Standing((await api.Get($"v1/accounts/{whose}/standing", cancel)).OrThrow().Json)];
            await foreach (JsonElement known in api.List($"v1/overrides?limit=500&account_id={whose}", cancel))
            {
                if (IsNull(known, "ended_at") && !IsOver(known, "ends_at", now))
                    found.Add(new($"override {Text(known, "id")}", $"{Text(known, "feature")} {OverrideVerbs.What(known)}", Text(known, "starts_at"), Text(known, "ends_at"), known));
            }

            await foreach (JsonElement grant in api.List($"v1/grants?limit=500&account_id={whose}", cancel))
            {
                if (Text(grant, "source") == "support" && IsNull(grant, "voided_at") && !IsOver(grant, "expires_at", now))
                    found.Add(new($"grant {Text(grant, "id")}", Units(grant), Text(grant, "effective_at"), Text(grant, "expires_at"), grant));
            }

            Show(parsed.GetValue(account)!, now, found);
            return Verb.Done;
        });
    }

    /// <param name="Until">Empty when it has no end of its own.</param>
    /// <param name="Grounds">Has its reason and author.</param>
    private sealed record Entry(string Kind, string What, string From, string Until, JsonElement Grounds);

    private static IEnumerable<Entry> Standing(JsonElement standing)
    {
        JsonElement suspended = standing.GetProperty("suspended");
        if (suspended.ValueKind != JsonValueKind.Null)
            yield return new("suspension", "everything is denied", Text(suspended, "since"), "", suspended);
        JsonElement owing = standing.GetProperty("delinquent");
        if (owing.ValueKind != JsonValueKind.Null)
            yield return new("delinquency", $"{Text(owing, "policy")} after {Text(owing, "after_days")} days", Text(owing, "since"), "", owing);
    }

    private static void Show(string account, string now, List<Entry> found)
    {
        Columns table = new Columns().Text("Exception").Text("What").Text("From").Text("Until").Text("Left").Text("By").Text("Why");
        // What ends first is first; what has no end comes last.
        foreach (Entry one in found.OrderBy(one => one.Until.Length == 0).ThenBy(one => one.Until.Length == 0 ? default : Instant(one.Until)))
            table.Row(one.Kind, one.What, one.From, one.Until.Length == 0 ? "ended by hand" : one.Until, Left(now, one), Text(one.Grounds, "author"), Text(one.Grounds, "reason"));
        Verb.Line($"{account} at {now}");
        table.Show("Nothing was decided by hand that stands now or is to come.");
    }

    /// <summary>How long it still lasts: <c>2 d 23 h</c>, <c>59 min</c>.</summary>
    private static string Left(string now, Entry one)
    {
        if (Instant(one.From) > Instant(now))
            return "not yet begun";
        if (one.Until.Length == 0)
            return "";
        TimeSpan left = Instant(one.Until) - Instant(now);
        return left switch
        {
            { TotalDays: >= 1 } => string.Create(CultureInfo.InvariantCulture, $"{left.Days} d {left.Hours} h"),
            { TotalHours: >= 1 } => string.Create(CultureInfo.InvariantCulture, $"{left.Hours} h {left.Minutes} min"),
            _ => string.Create(CultureInfo.InvariantCulture, $"{(int)Math.Ceiling(left.TotalMinutes)} min"),
        };
    }

    private static string Units(JsonElement grant)
    {
        string waits = grant.GetProperty("pending_payment").GetBoolean() ? ", waiting for payment" : "";
        string left = Texts.Grouped(Text(grant.GetProperty("balances"), "available"));
        return $"{left} of {Held.Of(grant, Text(grant, "amount"))} left{waits}";
    }

    private static bool IsOver(JsonElement one, string field, string now) => one.GetProperty(field).GetString() is { } end && Instant(end) <= Instant(now);

    private static bool IsNull(JsonElement one, string field) => one.GetProperty(field).ValueKind == JsonValueKind.Null;

    private static DateTimeOffset Instant(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);

    private static string Text(JsonElement element, string name) => element.GetProperty(name).ToString();
}
