using System.CommandLine;
using System.Text.Json;

namespace Tollgate.Server.Cli;

/// <summary><c>tollgate books close|journal|revenue</c>: what goes to the general ledger.</summary>
internal static class BooksVerbs
{
    public static Command Command() => new("books", "Close accounting periods, and export what goes to the general ledger.")
    {
        Close(),
        Export("journal", "Print the double entries of a time as CSV. Example: tollgate books journal --from 2025-06-01T00:00:00Z --to 2025-07-01T00:00:00Z", "from", "to"),
        Export("revenue", "Print when lines are revenue, by day, as CSV. Example: tollgate books revenue --until 2025-07-01T00:00:00Z", "until"),
    };

    private static Command Close()
    {
        var entity = new Argument<string>("legal-entity") { Description = "Whose books." };
        var until = new Argument<string>("until") { Description = "The first instant that stays open, RFC 3339." };
        var author = new Option<string>("--author") { Description = "Who does it. Default: the name of whoever is logged in on this machine.", DefaultValueFactory = _ => Environment.UserName, HelpName = "NAME" };
        var connection = new Connection();
        var command = new Command("close", "Close an accounting period: no invoice is dated in it afterwards. Example: tollgate books close default 2025-07-01T00:00:00Z") { entity, until, author };
        connection.AddTo(command);
        return command.Does(async (parsed, cancel) =>
        {
            using ApiClient api = connection.Open(parsed);
            string body = JsonSerializer.Serialize(new { legal_entity = parsed.GetValue(entity), until = parsed.GetValue(until), author = parsed.GetValue(author) });
            JsonElement closed = (await api.Post("v1/periods/close", body, cancel)).OrThrow().Json;
            Verb.Line($"The books of {closed.GetProperty("legal_entity").ToString()} are closed up to {closed.GetProperty("until").ToString()}.");
            return Verb.Done;
        });
    }

    private static Command Export(string name, string about, params string[] bounds)
    {
        Option<string?>[] options = [.. bounds.Select(bound => new Option<string?>($"--{bound}") { Description = "RFC 3339.", HelpName = "TIME" })];
        var connection = new Connection();
        var command = new Command(name, about);
        foreach (Option<string?> option in options)
            command.Options.Add(option);
        connection.AddTo(command);
        return command.Does(async (parsed, cancel) =>
        {
            using ApiClient api = connection.Open(parsed);
            string query = string.Concat(bounds.Zip(options, (bound, option) => parsed.GetValue(option) is { } at ? $"&{bound}={Uri.EscapeDataString(at)}" : ""));
            await Console.Out.WriteAsync((await api.Get($"v1/exports/{name}?format=csv{query}", cancel)).OrThrow().Text);
            return Verb.Done;
        });
    }
}
