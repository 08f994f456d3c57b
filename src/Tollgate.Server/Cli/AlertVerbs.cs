using System.CommandLine;
using System.Net.ServerSentEvents;
using System.Text.Json;
using Tollgate.Server.Http;

namespace Tollgate.Server.Cli;

/// <summary><c>tollgate alerts list|follow</c>: what crossed a threshold, so far and from now on.</summary>
internal static class AlertVerbs
{
    private static readonly TimeSpan BeforeAgain = TimeSpan.FromSeconds(1);

    public static Command Command() => new("alerts", "See what crossed a threshold.") { List(), Follow() };

    private static Option<string?> Account() => new("--account") { Description = "Only this account's; an external id will do.", HelpName = "ID" };

    private static Option<bool> Raw() => new("--json") { Description = "Print each alert as a line of JSON." };

    private static Command List()
    {
        Option<string?> account = Account();
        Option<bool> json = Raw();
        var connection = new Connection();
        var command = new Command("list", "List the alerts there are, in the order in which they were raised.") { account, json };
        connection.AddTo(command);
        return command.Does(async (parsed, cancel) =>
        {
            using ApiClient api = connection.Open(parsed);
            await api.ListEach("v1/alerts?limit=500" + Of(parsed.GetValue(account)), parsed.GetValue(json) ? null : "No alert was raised.", alert => Write(alert, parsed.GetValue(json)), cancel);
            return Verb.Done;
        });
    }

    private static Command Follow()
    {
        Option<string?> account = Account();
        Option<bool> json = Raw();
        var after = new Option<string?>("--after") { Description = "Begin behind this position, or with 'beginning'; else with what is raised from now on.", HelpName = "POSITION" };
        var count = new Option<int?>("--count") { Description = "End after so many alerts.", HelpName = "N" };
        var connection = new Connection();
        var command = new Command("follow", "Print alerts as they are raised, until Ctrl-C.") { account, after, count, json };
        connection.AddTo(command);
        return command.Does(async (parsed, cancel) =>
        {
            using ApiClient api = connection.Open(parsed);
            string begin = parsed.GetValue(after) is { } position ? $"&after={Uri.EscapeDataString(position)}" : "";
            int left = parsed.GetValue(count) ?? int.MaxValue;
            string? last = null;
            while (left > 0)
            {
                try
                {
                    await foreach (SseItem<string> item in api.Follow("v1/alerts/stream?" + (Of(parsed.GetValue(account)) + begin).TrimStart('&'), last, id => last = id, cancel))
                    {
                        Write(JsonSerializer.Deserialize<JsonElement>(item.Data), parsed.GetValue(json));
                        if (--left == 0)
                            break;
                    }
                }
                catch (Exception broken) when (last is not null && broken is (IOException or HttpRequestException))
                {
                    // Nothing is missed: it goes on behind the last one that was printed.
                }

                if (left > 0)
                    await Task.Delay(BeforeAgain, cancel);
            }

            return Verb.Done;
        });
    }

    private static string Of(string? account) => account is null ? "" : $"&account_id={Uri.EscapeDataString(account)}";

    private static void Write(JsonElement alert, bool json)
    {
        if (json)
        {
            Console.Out.WriteLine(alert.GetRawText());
            return;
        }

        string kind = Text(alert, "kind");
        string what = (kind, alert.GetProperty("after_cutoff").GetBoolean()) switch
        {
            ("spend", _) => $"{Text(alert, "threshold")} % of the cap of {Units(alert, "of")} reached with a spend of {Units(alert, "reached")}",
            ("burn_rate", _) => $"{Units(alert, "of")} reached with {Units(alert, "reached")} before {Text(alert, "period_end")}",
            ("usage", _) => $"{Text(alert, "threshold")} % of {Units(alert, "of")} reached with {Units(alert, "reached")}",
            ("balance", _) => $"{Text(alert, "threshold")} % of {Text(alert, "of")} {Text(alert, "wallet")} burnt with {Text(alert, "reached")}",
            (_, false) => $"beyond {Units(alert, "of")} with {Units(alert, "reached")}",
            (_, true) => $"{Units(alert, "reached")} after the period was closed",
        };
        string colour = kind == "overage" ? "red" : "yellow";
        Verb.Line($"{Text(alert, "raised_at")}  [{colour}]{kind,-8}[/] {Text(alert, "account_id")}  {Text(alert, "feature")}: {what}, in the period from {Text(alert, "period_start")}  ({Text(alert, "position")})");
    }

    private static string Text(JsonElement alert, string name) => alert.GetProperty(name).ToString();

    private static string Units(JsonElement alert, string name) => Texts.Grouped(Text(alert, name));
}
