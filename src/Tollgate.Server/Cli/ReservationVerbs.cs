using System.CommandLine;
using System.Text.Json;
using Tollgate.Server.Http;

namespace Tollgate.Server.Cli;

/// <summary><c>tollgate reservations list|settle|release</c>: what programs hold, and ending what one left open.</summary>
internal static class ReservationVerbs
{
    public static Command Command() => new("reservations", "See what programs hold, end a reservation that one left open.") { List(), Settle(), Release() };

    private static Argument<string> Id() => new("id") { Description = "The reservation's id." };

    private static Command List()
    {
        var account = new Argument<string>("account") { Description = "Whose; an external id is written system:id." };
        Option<bool> json = Raw.Option();
        var connection = new Connection();
        var command = new Command("list", "List an account's reservations that are open. Example: tollgate reservations list acme") { account, json };
        connection.AddTo(command);
        return command.Does(async (parsed, cancel) =>
        {
            using ApiClient api = connection.Open(parsed);
            Columns table = new Columns().Text("Reservation").Text("Feature").Number("Held").Text("Until").Text("Event");
            await foreach (JsonElement open in api.List($"v1/reservations{new Query().With("limit", "500").With("account_id", parsed.GetValue(account))}", cancel))
            {
                if (!Raw.Print(parsed.GetValue(json), open))
                    table.Row(Text(open, "reservation_id"), Text(open, "feature"), Units(open, "reserved_units"), Text(open, "expires_at"), Text(open, "event_id"));
            }

            if (!parsed.GetValue(json))
                table.Show($"The account '{parsed.GetValue(account)}' has no open reservation.");
            return Verb.Done;
        });
    }

    private static Command Settle()
    {
        Argument<string> id = Id();
        var units = new Argument<string>("units") { Description = "What was used: less than was held, or more." };
        var connection = new Connection();
        var command = new Command("settle", "Count what was used, and return the rest. Example: tollgate reservations settle res_0Zk3mN4pR6sT8uV0 1730") { id, units };
        connection.AddTo(command);
        return command.Does(async (parsed, cancel) =>
        {
            using ApiClient api = connection.Open(parsed);
            string body = JsonSerializer.Serialize(new { units = parsed.GetValue(units) });
            JsonElement settled = (await api.Post(Path(parsed.GetValue(id)!) + "/settle", body, cancel)).OrThrow().Json;
            Verb.Line($"{Text(settled, "reservation_id")} is settled: {Units(settled, "settled_units")} of {Units(settled, "reserved_units")} units of {Text(settled, "feature")} were used, {Units(settled, "overage_units")} are overage.");
            return Verb.Done;
        });
    }

    private static Command Release()
    {
        Argument<string> id = Id();
        var connection = new Connection();
        var command = new Command("release", "Return all that it holds. Example: tollgate reservations release res_0Zk3mN4pR6sT8uV0") { id };
        connection.AddTo(command);
        return command.Does(async (parsed, cancel) =>
        {
            using ApiClient api = connection.Open(parsed);
            JsonElement released = (await api.Post(Path(parsed.GetValue(id)!) + "/release", "{}", cancel)).OrThrow().Json;
            Verb.Line($"{Text(released, "reservation_id")} is released: {Units(released, "reserved_units")} units of {Text(released, "feature")} are returned.");
            return Verb.Done;
        });
    }

    private static string Path(string id) => $"v1/reservations/{Uri.EscapeDataString(id)}";

    private static string Text(JsonElement element, string name) => element.GetProperty(name).ToString();

    private static string Units(JsonElement element, string name) => Texts.Grouped(Text(element, name));
}
