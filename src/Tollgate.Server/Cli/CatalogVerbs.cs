using System.CommandLine;
using System.Net;
using System.Text.Json;
using Tollgate.Server.Catalog;

namespace Tollgate.Server.Cli;

/// <summary><c>tollgate catalog plan|apply FILE</c>: what a document would change, and putting it into force; <c>schema</c>, for editors.</summary>
internal static class CatalogVerbs
{
    public static Command Command() => new("catalog", "Keep the catalog in a file, and put it into force.")
    {
        Plan(),
        Apply(),
        CatalogPromotion.Command(),
        Schema(),
    };

    private static Command Plan() => Verb("plan", "Say what a catalog document would change and whom it touches. Changes nothing.", dryRun: true);

    private static Command Apply() => Verb("apply", "Put a catalog document into force as the next version.", dryRun: false);

    private static Command Schema() => new Command("schema", "Write the JSON Schema of the catalog document, for editors.").Does((_, _) =>
    {
        Console.Out.Write(CatalogSchema.Text);
        return Task.FromResult(Cli.Verb.Done);
    });

    private static Command Verb(string name, string description, bool dryRun)
    {
        var file = new Argument<FileInfo>("file") { Description = "The catalog document, YAML or JSON." };
        var connection = new Connection();
        var command = new Command(name, description) { file };
        connection.AddTo(command);
        return command.Does(async (parsed, cancel) =>
        {
            FileInfo document = parsed.GetValue(file)!;
            if (!document.Exists)
                throw new CliException($"There is no file {document.FullName}.");
            using ApiClient api = connection.Open(parsed);
            string type = document.Extension == ".json" ? "application/json" : "application/yaml";
            string text = await File.ReadAllTextAsync(document.FullName, cancel);
            ApiAnswer answer = await api.Send(HttpMethod.Put, "v1/catalog" + (dryRun ? "?dry_run=true" : ""), text, type, cancel);
            if (!answer.IsSuccess)
            {
                Problems(document.Name, answer);
                return Cli.Verb.Failed;
            }

            Changes(answer.Json);
            Outcome(answer.Json, dryRun);
            return Cli.Verb.Done;
        });
    }

    /// <summary>What changes, and who has it.</summary>
    public static void Changes(JsonElement answer)
    {
        foreach (JsonElement change in answer.GetProperty("changes").EnumerateArray())
        {
            string colour = change.GetProperty("kind").GetString() switch { "added" => "green", "removed" => "red", _ => "yellow" };
            Cli.Verb.Line($"[{colour}]{change.GetProperty("kind").GetString(),-8}[/] {change.GetProperty("sentence").GetString()}");
        }

        foreach (JsonElement touch in answer.GetProperty("touches").EnumerateArray())
        {
            string what = touch.GetProperty("what").GetString() switch
            {
                "plans" => "plan",
                "rate_cards" => "rate card",
                "add_ons" => "add-on",
                "defaults" => "default",
                var map => map![..^1],
            };
            Cli.Verb.Line($"The {what} {touch.GetProperty("name").GetString()} is in {Counted(touch, "contracts")} of {Counted(touch, "accounts")}, which keep it as it was.");
        }
    }

    public static void Outcome(JsonElement answer, bool dryRun)
    {
        string version = answer.GetProperty("version").ToString();
        if (answer.GetProperty("changes").GetArrayLength() == 0)
            Cli.Verb.Line($"Nothing changes: version {version} is in force.");
        else if (dryRun)
            Cli.Verb.Line($"It would become version {version}. Apply it with: tollgate catalog apply");
        else
            Cli.Verb.Line($"Version {version} is in force. Contracts stay on the version they were made from.");
    }

    private static string Counted(JsonElement touch, string what) => touch.GetProperty(what).GetInt32() is var number && number == 1 ? $"1 {what[..^1]}" : $"{number} {what}";

    public static void Problems(string file, ApiAnswer answer)
    {
        if (answer.Code is not null && answer.Json.TryGetProperty("problems", out JsonElement problems))
        {
            foreach (JsonElement problem in problems.EnumerateArray())
            {
                string line = problem.TryGetProperty("line", out JsonElement at) ? $":{at}:{problem.GetProperty("column")}" : "";
                string? pointer = problem.GetProperty("pointer").GetString();
                Cli.Verb.Say($"{file}{line}{(pointer is "" ? "" : " " + pointer)}: {problem.GetProperty("detail").GetString()}");
            }
        }
        else
        {
            // A document that cannot be read at all is told without a list.
            Cli.Verb.Say(answer.Status == HttpStatusCode.BadRequest ? $"{file}: {answer.Sentence()}" : answer.Sentence());
        }
    }
}
