using System.CommandLine;
using System.Text.Json;

namespace Tollgate.Server.Cli;

/// <summary><c>tollgate seats list|take|return</c>: who holds a seat, and giving one to somebody else.</summary>
internal static class SeatVerbs
{
    public static Command Command() => new("seats", "See who holds a seat, give one, take one back.") { List(), Take(), Return() };

    private static Argument<string> Account() => new("account") { Description = "The account; an external id will do." };

    private static Argument<string> Feature() => new("feature") { Description = "The feature of kind seat." };

    private static Argument<string> Subject() => new("subject") { Description = "The user or device that holds the seat." };

    private static Command List()
    {
        Argument<string> account = Account();
        var feature = new Option<string?>("--feature") { Description = "Only this feature's.", HelpName = "ID" };
        var connection = new Connection();
        var command = new Command("list", "List the seats that are held now.") { account, feature };
        connection.AddTo(command);
        return command.Does(async (parsed, cancel) =>
        {
            using ApiClient api = connection.Open(parsed);
            string of = parsed.GetValue(feature) is { } id ? $"&feature={Uri.EscapeDataString(id)}" : "";
            await api.ListEach(
                $"{Path(parsed.GetValue(account)!)}?limit=500{of}",
                $"Nobody holds a seat of the account '{parsed.GetValue(account)}'{(parsed.GetValue(feature) is { } named ? $" for {named}" : "")} now.",
                seat => Verb.Line($"{Text(seat, "feature")}  {Text(seat, "subject")}  since {Text(seat, "taken_at")}{Until(seat)}"),
                cancel
            );
            return Verb.Done;
        });
    }

    private static Command Take()
    {
        Argument<string> account = Account(), feature = Feature(), subject = Subject();
        var ttl = new Option<int?>("--ttl") { Description = "Of a concurrent seat: how long it is held without another heartbeat.", HelpName = "SECONDS" };
        var connection = new Connection();
        var command = new Command("take", "Assign a named seat, or check a concurrent one out; from who holds one it is the heartbeat.") { account, feature, subject, ttl };
        connection.AddTo(command);
        return command.Does(async (parsed, cancel) =>
        {
            using ApiClient api = connection.Open(parsed);
            string body = JsonSerializer.Serialize(new { feature = parsed.GetValue(feature), subject = parsed.GetValue(subject), ttl_seconds = parsed.GetValue(ttl) });
            JsonElement answer = (await api.Post(Path(parsed.GetValue(account)!), body, cancel)).OrThrow().Json;
            string stand = answer.TryGetProperty("seats", out JsonElement seats) ? $" {Text(seats, "taken")} of {Number(seats.GetProperty("limit"))} seats are taken." : "";
            if (!answer.GetProperty("allowed").GetBoolean())
            {
                Verb.Say($"{parsed.GetValue(subject)} gets no seat of {parsed.GetValue(feature)}: {Text(answer, "reason")}.{stand}");
                return Verb.Failed;
            }

            JsonElement seat = answer.GetProperty("seat");
            Verb.Line($"{Text(seat, "subject")} holds a seat of {Text(seat, "feature")} since {Text(seat, "taken_at")}{Until(seat)}.{stand}");
            return Verb.Done;
        });
    }

    private static Command Return()
    {
        Argument<string> account = Account(), feature = Feature(), subject = Subject();
        var connection = new Connection();
        var command = new Command("return", "Give a seat back: it is free for others at once.") { account, feature, subject };
        connection.AddTo(command);
        return command.Does(async (parsed, cancel) =>
        {
            using ApiClient api = connection.Open(parsed);
            string body = JsonSerializer.Serialize(new { feature = parsed.GetValue(feature), subject = parsed.GetValue(subject) });
            JsonElement seat = (await api.Post(Path(parsed.GetValue(account)!) + "/return", body, cancel)).OrThrow().Json;
            Verb.Line($"{Text(seat, "subject")} has given the seat of {Text(seat, "feature")} back.");
            return Verb.Done;
        });
    }

    private static string Path(string account) => $"v1/accounts/{Uri.EscapeDataString(account)}/seats";

    private static string Until(JsonElement seat) => seat.GetProperty("expires_at").ValueKind == JsonValueKind.Null ? "" : $", until {Text(seat, "expires_at")} without a heartbeat";

    private static string Number(JsonElement limit) => limit.ValueKind == JsonValueKind.Null ? "unlimited" : limit.ToString();

    private static string Text(JsonElement element, string name) => element.GetProperty(name).ToString();
}
