using System.CommandLine;
using System.Text.Json;

namespace Tollgate.Server.Cli;

/// <summary><c>tollgate contracts show|pause|resume|cancel|reinstate</c>: the life of a contract.</summary>
internal static class ContractLife
{
    public static Command Show()
    {
        var id = new Argument<string>("contract") { Description = "Which." };
        Option<string?> at = Instant("--at", "What holds at this instant; now unless given."), knownAt = Instant("--known-at", "What was known then.");
        var connection = new Connection();
        var command = new Command("show", "Show a contract: its phases, its term, its end.") { id, at, knownAt };
        connection.AddTo(command);
        return command.Does(async (parsed, cancel) =>
        {
            using ApiClient api = connection.Open(parsed);
            string query = new Query().With("at", parsed.GetValue(at)).With("known_at", parsed.GetValue(knownAt)).ToString();
            Tell((await api.Get($"v1/contracts/{Uri.EscapeDataString(parsed.GetValue(id)!)}{query}", cancel)).OrThrow().Json);
            return Verb.Done;
        });
    }

    public static Command Pause() => Change(
        "pause",
        "It gives nothing and charges nothing from an instant on. Example: tollgate contracts pause ctr_0Zk3mN4pR6sT8uV0 --until 2025-08-01T00:00:00Z --reason summer",
        ("from", Instant("--from", "From when, RFC 3339; now unless given.")),
        ("until", Instant("--until", "Until when; until it is resumed unless given."))
    );

    public static Command Resume() => Change("resume", "End a pause. Example: tollgate contracts resume ctr_0Zk3mN4pR6sT8uV0 --reason \"back early\"", ("at", Instant("--at", "When, RFC 3339; now unless given.")));

    public static Command Cancel() => Change("cancel", "End it with its term, or at an instant. Example: tollgate contracts cancel ctr_0Zk3mN4pR6sT8uV0 --reason \"moves away\"", ("at", Instant("--at", "When, RFC 3339; with its term unless given.")));

    public static Command Reinstate() => Change("reinstate", "Take a cancellation back, before it happens. Example: tollgate contracts reinstate ctr_0Zk3mN4pR6sT8uV0 --reason stays");

    private static Command Change(string name, string description, params (string Field, Option<string?> Option)[] instants)
    {
        var id = new Argument<string>("contract") { Description = "Which." };
        var grounds = new Grounds();
        var connection = new Connection();
        var command = new Command(name, description) { id };
        foreach ((_, Option<string?> option) in instants)
            command.Options.Add(option);
        grounds.AddTo(command);
        connection.AddTo(command);
        return command.Does(async (parsed, cancel) =>
        {
            var body = new SortedDictionary<string, string>(StringComparer.Ordinal) { ["reason"] = grounds.Reason(parsed), ["author"] = grounds.Author(parsed) };
            foreach ((string field, Option<string?> option) in instants)
            {
                if (parsed.GetValue(option) is { } instant)
                    body[field] = instant;
            }

            using ApiClient api = connection.Open(parsed);
            string path = $"v1/contracts/{Uri.EscapeDataString(parsed.GetValue(id)!)}";
            (await api.Post($"{path}/{name}", JsonSerializer.Serialize(body), cancel)).OrThrow();
            Tell((await api.Get(path, cancel)).OrThrow().Json);
            return Verb.Done;
        });
    }

    private static void Tell(JsonElement contract)
    {
        string cancelled = contract.TryGetProperty("cancelled", out _) ? " It is cancelled; 'tollgate contracts reinstate' takes that back." : "";
        Verb.Line($"{Text(contract, "id")} of {Text(contract, "account_id")} runs from {Text(contract, "starts_at")} to {End(contract)}.{cancelled}");
        if (contract.TryGetProperty("term", out JsonElement term))
            Verb.Line($"Term {Text(term, "number")}, from {Text(term, "from")} to {Text(term, "until")}{(term.GetProperty("renews").GetBoolean() ? $"; it renews, notice {Text(term, "notice_days")} days" : "")}.");
        if (contract.TryGetProperty("co_term_with", out JsonElement other))
            Verb.Line($"It ends with {other.ToString()}.");
        foreach (JsonElement phase in contract.GetProperty("phases").EnumerateArray())
            Verb.Line($"{Text(phase, "starts_at")} to {End(phase)}  {Text(phase, "plan")}{(phase.GetProperty("paused").GetBoolean() ? "  paused" : "")}");
    }

    private static Option<string?> Instant(string name, string description) => new(name) { Description = description, HelpName = "INSTANT" };

    private static string End(JsonElement of) => of.GetProperty("ends_at").ValueKind == JsonValueKind.Null ? "no end" : Text(of, "ends_at");

    private static string Text(JsonElement element, string name) => element.GetProperty(name).ToString();
}
