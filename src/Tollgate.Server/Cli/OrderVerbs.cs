using System.CommandLine;
using System.Text.Json;

namespace Tollgate.Server.Cli;

/// <summary><c>tollgate orders place|list|show|retry</c>: what was sold elsewhere, and what of it waits.</summary>
internal static class OrderVerbs
{
    public static Command Command() => new("orders", "Take in what was sold elsewhere, and look after what waits.") { Place(), List(), Show(), Retry() };

    private static Command Place()
    {
        var file = new Argument<FileInfo>("file") { Description = "The order, as JSON: see POST /v1/orders." };
        var connection = new Connection();
        var command = new Command("place", "Place an order. The same again changes nothing. Example: tollgate orders place SO-1001.json") { file };
        connection.AddTo(command);
        return command.Does(async (parsed, cancel) =>
        {
            FileInfo document = parsed.GetValue(file)!;
            if (!document.Exists)
                throw new CliException($"There is no file {document.FullName}.");
            using ApiClient api = connection.Open(parsed);
            return Tell(await api.Post("v1/orders", await File.ReadAllTextAsync(document.FullName, cancel), cancel));
        });
    }

    private static Command List()
    {
        var state = new Option<string?>("--state") { Description = "waiting for the inbox, or applied.", HelpName = "STATE" };
        Option<bool> json = Raw.Option();
        var connection = new Connection();
        var command = new Command("list", "List orders with their newest revision. Example: tollgate orders list --state waiting") { state, json };
        connection.AddTo(command);
        return command.Does(async (parsed, cancel) =>
        {
            using ApiClient api = connection.Open(parsed);
            Columns table = new Columns().Text("Order").Number("Revision").Text("Account").Text("State").Text("Since").Text("Why");
            await foreach (JsonElement order in api.List($"v1/orders{new Query().With("limit", "500").With("state", parsed.GetValue(state))}", cancel))
            {
                if (!Raw.Print(parsed.GetValue(json), order))
                    table.Row(Text(order, "order_id"), Text(order, "revision"), Text(order, "account_id"), Text(order, "state"), Text(order, "decided_at"), Why(order));
            }

            if (!parsed.GetValue(json))
                table.Show(parsed.GetValue(state) is { } of ? $"No order is {of}." : "There are no orders.");
            return Verb.Done;
        });
    }

    private static Command Show()
    {
        Argument<string> id = Id();
        Option<bool> json = Raw.Option();
        var connection = new Connection();
        var command = new Command("show", "Show every revision of an order, what came of it and what it made. Example: tollgate orders show SO-1001") { id, json };
        connection.AddTo(command);
        return command.Does(async (parsed, cancel) =>
        {
            using ApiClient api = connection.Open(parsed);
            JsonElement order = (await api.Get(Path(parsed.GetValue(id)!), cancel)).OrThrow().Json;
            if (Raw.Print(parsed.GetValue(json), order))
                return Verb.Done;
            Verb.Line($"{Text(order, "order_id")} for {Text(order, "account_id")}: revision {Text(order, "revision")} is {Text(order, "state")}.");
            Columns table = new Columns().Number("Revision").Text("State").Text("Received").Text("Purchase order").Number("Tries").Text("Did").Text("Why");
            foreach (JsonElement revision in order.GetProperty("revisions").EnumerateArray())
                table.Row(Text(revision, "revision"), Text(revision, "state"), Text(revision, "received_at"), Text(revision, "purchase_order"), Text(revision, "tries"), Did(revision), Why(revision));
            table.Show("");
            return Verb.Done;
        });
    }

    private static Command Retry()
    {
        Argument<string> id = Id();
        var connection = new Connection();
        var command = new Command("retry", "Try an order that waits again, once what was in its way is settled. Example: tollgate orders retry SO-1001") { id };
        connection.AddTo(command);
        return command.Does(async (parsed, cancel) =>
        {
            using ApiClient api = connection.Open(parsed);
            return Tell(await api.Post(Path(parsed.GetValue(id)!) + "/retry", "{}", cancel));
        });
    }

    /// <summary>One that waits is no success: whoever sends it from a script is to look.</summary>
    private static int Tell(ApiAnswer answer)
    {
        JsonElement order = answer.OrThrow().Json;
        string which = $"Revision {Text(order, "revision")} of {Text(order, "order_id")}";
        if (Text(order, "state") == "waiting")
        {
            Verb.Say($"{which} waits: {Why(order)}");
            return Verb.Failed;
        }

        string done = Did(order);
        Verb.Line($"{which} is {Text(order, "state")}{(done.Length == 0 ? "" : ": " + done)}.");
        return Verb.Done;
    }

    private static string Did(JsonElement revision) =>
        string.Join(", ", revision.GetProperty("done").EnumerateArray().Select(done => $"{Text(done, "kind")} {Text(done, "id")} {Text(done, "act")}"));

    private static string Why(JsonElement revision)
    {
        JsonElement problem = revision.GetProperty("problem");
        if (problem.ValueKind == JsonValueKind.Null)
            return "";
        string place = Text(problem, "pointer") is { Length: > 0 } pointer ? $" (at {pointer})" : "";
        return $"{Text(problem, "detail")}{place} [{Text(problem, "code")}]";
    }

    private static Argument<string> Id() => new("id") { Description = "The order's id." };

    private static string Path(string id) => $"v1/orders/{Uri.EscapeDataString(id)}";

    private static string Text(JsonElement element, string name) => element.GetProperty(name).ToString();
}
