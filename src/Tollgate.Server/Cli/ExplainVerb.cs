using System.CommandLine;
using System.Text.Json;
using Tollgate.Server.Http;

namespace Tollgate.Server.Cli;

/// <summary><c>tollgate explain ACCOUNT FEATURE</c>: why something is, or was, allowed or denied, in sentences.</summary>
internal static class ExplainVerb
{
    public static Command Command()
    {
        var account = new Argument<string>("account") { Description = "Whose; an external id is written system:id." };
        var feature = new Argument<string?>("feature") { Description = "Which feature of the catalog; left out with --decision.", Arity = ArgumentArity.ZeroOrOne };
        var units = new Option<string?>("--units") { Description = "How many units are asked for; 1 unless given.", HelpName = "UNITS" };
        var at = new Option<string?>("--at") { Description = "Why it was so at this instant; now unless given.", HelpName = "INSTANT" };
        var knownAt = new Option<string?>("--known-at") { Description = "By what was known then; by what is known now unless given.", HelpName = "INSTANT" };
        var subject = new Option<string?>("--subject") { Description = "Who or what uses it, such as a user.", HelpName = "ID" };
        var value = new Option<string?>("--value") { Description = "Of a config feature: whether this much, or this word, is enough.", HelpName = "VALUE" };
        var properties = new Option<string[]>("--property") { Description = "What the usage is about, such as region=eu; may be given several times.", DefaultValueFactory = _ => [], HelpName = "NAME=VALUE" };
        var partial = new Option<bool>("--allow-partial") { Description = "Whether a part of the units would be enough." };
        var decision = new Option<string?>("--decision") { Description = "Explain the decision with this id, by what it saw.", HelpName = "ID" };
        Option<bool> json = Raw.Option();
        var connection = new Connection();
        var command = new Command("explain", "Say why something is or was allowed or denied. Example: tollgate explain acme api_calls --units 250 --at 2025-06-12T00:00:00Z")
        {
            account, feature, units, at, knownAt, subject, value, properties, partial, decision, json,
        };
        connection.AddTo(command);
        return command.Does(async (parsed, cancel) =>
        {
            if (parsed.GetValue(feature) is null && parsed.GetValue(decision) is null)
                throw new CliException("Say of which feature, such as 'tollgate explain acme api_calls', or give --decision ID.");
            using ApiClient api = connection.Open(parsed);
            string query = new Query()
                .With("feature", parsed.GetValue(feature))
                .With("requested_units", parsed.GetValue(units))
                .With("at", parsed.GetValue(at))
                .With("known_at", parsed.GetValue(knownAt))
                .With("subject", parsed.GetValue(subject))
                .With("value", parsed.GetValue(value))
                .With("properties", Properties(parsed.GetValue(properties)!))
                .With("allow_partial", parsed.GetValue(partial) ? "true" : null)
                .With("decision", parsed.GetValue(decision))
                .ToString();
            JsonElement told = (await api.Get($"v1/accounts/{Uri.EscapeDataString(parsed.GetValue(account)!)}/explain{query}", cancel)).OrThrow().Json;
            if (!Raw.Print(parsed.GetValue(json), told))
                Write(told);
            return Verb.Done;
        });
    }

    private static string? Properties(string[] given)
    {
        Dictionary<string, string> properties = [];
        foreach (string text in given)
        {
            int sign = text.IndexOf('=', StringComparison.Ordinal);
            if (sign <= 0 || !properties.TryAdd(text[..sign], text[(sign + 1)..]))
                throw new CliException($"'{Texts.Quoted(text)}' is no property; write each once, as its name, = and its value, such as region=eu.");
        }

        return properties.Count == 0 ? null : JsonSerializer.Serialize(properties);
    }

    private static void Write(JsonElement told)
    {
        if (told.GetProperty("allowed").GetBoolean())
            Verb.Line($"[green]Allowed.[/] {told.GetProperty("summary").GetString()}");
        else
            Verb.Line($"[red]Denied.[/] {told.GetProperty("summary").GetString()}");
        foreach (JsonElement sentence in told.GetProperty("sentences").EnumerateArray())
            Verb.Line($"- {sentence.GetString()}");
    }
}
