using System.CommandLine;
using System.Text.Json;

namespace Tollgate.Server.Cli;

/// <summary><c>tollgate webhooks list|add|remove|rotate|test|dead|resend</c>: who is told what happens, and what could not be delivered.</summary>
internal static class WebhookVerbs
{
    public static Command Command() => new("webhooks", "Have what happens told to addresses, and see what could not be delivered.")
    {
        List(),
        Add(),
        Remove(),
        Rotate(),
        Test(),
        Dead(),
        Resend(),
    };

    private static Argument<string> Id() => new("id") { Description = "The webhook's id." };

    private static Command List()
    {
        var connection = new Connection();
        var command = new Command("list", "List webhooks, with how many of their messages stand where.");
        connection.AddTo(command);
        return command.Does(async (parsed, cancel) =>
        {
            using ApiClient api = connection.Open(parsed);
            await api.ListEach("v1/webhooks", "No webhook is registered. 'tollgate webhooks add' registers one.", webhook =>
            {
                JsonElement counts = webhook.GetProperty("deliveries");
                string types = webhook.GetProperty("event_types").GetArrayLength() == 0 ? "all" : string.Join(", ", webhook.GetProperty("event_types").EnumerateArray());
                Verb.Line($"{Text(webhook, "id")}  {Text(webhook, "url")}  {types}  {Text(counts, "pending")} pending, {Text(counts, "delivered")} delivered, {Text(counts, "dead")} dead");
            }, cancel);
            return Verb.Done;
        });
    }

    private static Command Add()
    {
        var url = new Argument<string>("url") { Description = "Where messages are posted: a public https address." };
        var types = new Option<string[]>("--type") { Description = "What is told, such as alert.usage; several may be given. Default: everything.", HelpName = "TYPE" };
        var description = new Option<string?>("--description") { Description = "What the webhook is for.", HelpName = "TEXT" };
        var connection = new Connection();
        var command = new Command("add", "Register a webhook, and print its secret: it is shown only now.") { url, types, description };
        connection.AddTo(command);
        return command.Does(async (parsed, cancel) =>
        {
            using ApiClient api = connection.Open(parsed);
            string body = JsonSerializer.Serialize(new
            {
                url = parsed.GetValue(url),
                event_types = parsed.GetValue(types) ?? [],
                description = parsed.GetValue(description),
            });
            JsonElement made = (await api.Post("v1/webhooks", body, cancel)).OrThrow().Json;
            Verb.Line($"{Text(made, "id")} is registered. Its secret, which is shown only now:");
            Console.Out.WriteLine(Text(made, "secret"));
            return Verb.Done;
        });
    }

    private static Command Remove()
    {
        Argument<string> id = Id();
        var connection = new Connection();
        var command = new Command("remove", "Remove a webhook; what waits for it is dropped.") { id };
        connection.AddTo(command);
        return command.Does(async (parsed, cancel) =>
        {
            using ApiClient api = connection.Open(parsed);
            JsonElement removed = (await api.Delete(Path(parsed.GetValue(id)!), cancel)).OrThrow().Json;
            Verb.Line($"{Text(removed, "id")} is removed.");
            return Verb.Done;
        });
    }

    private static Command Rotate()
    {
        Argument<string> id = Id();
        var overlap = new Option<int>("--overlap") { Description = "For how many hours messages carry the signature of the secret of before, too: 0 to 168.", DefaultValueFactory = _ => 24, HelpName = "HOURS" };
        var connection = new Connection();
        var command = new Command("rotate", "Give a webhook another secret, and print it: it is shown only now.") { id, overlap };
        connection.AddTo(command);
        return command.Does(async (parsed, cancel) =>
        {
            using ApiClient api = connection.Open(parsed);
            string body = JsonSerializer.Serialize(new { overlap_hours = parsed.GetValue(overlap) });
            JsonElement rotated = (await api.Post(Path(parsed.GetValue(id)!) + "/rotate_secret", body, cancel)).OrThrow().Json;
            Verb.Line($"Until {Text(rotated, "previous_secret_until")} messages are signed with the secret of before, too. The new one, which is shown only now:");
            Console.Out.WriteLine(Text(rotated, "secret"));
            return Verb.Done;
        });
    }

    private static Command Test()
    {
        Argument<string> id = Id();
        var connection = new Connection();
        var command = new Command("test", "Post a message of type webhook.test at once, and say what came of it.") { id };
        connection.AddTo(command);
        return command.Does(async (parsed, cancel) =>
        {
            using ApiClient api = connection.Open(parsed);
            JsonElement tested = (await api.Post(Path(parsed.GetValue(id)!) + "/test", "{}", cancel)).OrThrow().Json;
            if (tested.GetProperty("taken").GetBoolean())
            {
                Verb.Line($"Taken, with {Text(tested, "status")} after {Text(tested, "milliseconds")} ms.");
                return Verb.Done;
            }

            Verb.Say($"Not taken. {Text(tested, "error")}");
            return Verb.Failed;
        });
    }

    private static Command Dead()
    {
        Argument<string> id = Id();
        var connection = new Connection();
        var command = new Command("dead", "List the messages that were given up, with what the receiver answered last.") { id };
        connection.AddTo(command);
        return command.Does(async (parsed, cancel) =>
        {
            using ApiClient api = connection.Open(parsed);
            await api.ListEach(
                Path(parsed.GetValue(id)!) + "/deliveries?state=dead&limit=500",
                $"No message to {parsed.GetValue(id)} was given up.",
                delivery => Verb.Line($"{Text(delivery, "id")}  {Text(delivery, "event_type")}  made {Text(delivery, "created_at")}, {Text(delivery, "attempts")} attempts: {Text(delivery, "error")}"),
                cancel
            );
            return Verb.Done;
        });
    }

    private static Command Resend()
    {
        Argument<string> id = Id();
        var messages = new Argument<string[]>("message") { Description = "Only these messages, by id; all that were given up unless given.", Arity = ArgumentArity.ZeroOrMore };
        var connection = new Connection();
        var command = new Command("resend", "Send messages again, those that were given up or any others.") { id, messages };
        connection.AddTo(command);
        return command.Does(async (parsed, cancel) =>
        {
            using ApiClient api = connection.Open(parsed);
            string[] chosen = parsed.GetValue(messages) ?? [];
            string body = chosen.Length == 0 ? "{}" : JsonSerializer.Serialize(new { delivery_ids = chosen });
            JsonElement resent = (await api.Post(Path(parsed.GetValue(id)!) + "/deliveries/resend", body, cancel)).OrThrow().Json;
            Verb.Line($"{Text(resent, "resent")} sent again.");
            return Verb.Done;
        });
    }

    private static string Path(string id) => $"v1/webhooks/{Uri.EscapeDataString(id)}";

    private static string Text(JsonElement element, string name) => element.GetProperty(name).ToString();
}
