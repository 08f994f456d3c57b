using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Tollgate.Server.Cli;

/// <summary><c>tollgate contracts</c>: what was agreed with accounts, and how it goes on.</summary>
internal static class ContractVerbs
{
    public static Command Command() => new("contracts", "See contracts, amend, pause and cancel them.") { ContractLife.Show(), Amend(), ContractLife.Pause(), ContractLife.Resume(), ContractLife.Cancel(), ContractLife.Reinstate() };

    private static Command Amend()
    {
        var id = new Argument<string>("contract") { Description = "Which." };
        var plan = new Option<string?>("--plan") { Description = "A plan of the catalog in force; the same one takes its latest version.", HelpName = "PLAN" };
        var at = new Option<string?>("--effective-at") { Description = "From when, RFC 3339; now unless given.", HelpName = "TIME" };
        var ends = new Option<string?>("--ends-at") { Description = "Another end, RFC 3339; 'open' takes its end away.", HelpName = "TIME" };
        var addOns = new Option<string[]>("--add-on") { Description = "NAME or NAME=QUANTITY, again for each: all that it has from then on.", HelpName = "ADD-ON" };
        var terms = new Option<FileInfo?>("--terms") { Description = "A JSON file: all that is negotiated from then on.", HelpName = "FILE" };
        var allowance = new Option<string?>("--allowance") { Description = "What the rest of the period includes: remaining, prorated or full.", HelpName = "WORD" };
        var grounds = new Grounds();
        var connection = new Connection();
        var command = new Command("amend", "Amend a contract. Example: tollgate contracts amend ctr_0Zk3mN4pR6sT8uV0 --plan scale --effective-at 2025-07-01T00:00:00Z --reason \"grew out of it\"") { id, plan, at, ends, addOns, terms, allowance };
        grounds.AddTo(command);
        connection.AddTo(command);
        return command.Does(async (parsed, cancel) =>
        {
            var body = new JsonObject { ["reason"] = grounds.Reason(parsed), ["author"] = grounds.Author(parsed) };
            foreach ((string name, Option<string?> option) in ((string, Option<string?>)[])[("plan", plan), ("effective_at", at), ("allowance_on_change", allowance)])
            {
                if (parsed.GetValue(option) is { } value)
                    body[name] = value;
            }

            if (parsed.GetValue(ends) is { } end)
                body["ends_at"] = end == "open" ? null : end;
            if (parsed.GetValue(addOns) is { Length: > 0 } taken)
                body["add_ons"] = new JsonArray([.. taken.Select(AddOn)]);
            if (parsed.GetValue(terms) is { } file)
                body["terms"] = file.Exists ? JsonNode.Parse(await File.ReadAllTextAsync(file.FullName, cancel)) : throw new CliException($"There is no file {file.FullName}.");
            using ApiClient api = connection.Open(parsed);
            JsonElement amended = (await api.Post($"v1/contracts/{Uri.EscapeDataString(parsed.GetValue(id)!)}/amend", body.ToJsonString(), cancel)).OrThrow().Json;
            JsonElement last = amended.GetProperty("amendments").EnumerateArray().Last();
            Verb.Line($"Version {last.GetProperty("version").ToString()} of {amended.GetProperty("id").ToString()} has the plan {last.GetProperty("plan").ToString()} from {last.GetProperty("effective_at").ToString()} on.");
            return Verb.Done;
        });
    }

    private static JsonNode AddOn(string text)
    {
        string[] parts = text.Split('=', 2);
        int quantity = 1;
        if (parts.Length == 2 && !int.TryParse(parts[1], System.Globalization.CultureInfo.InvariantCulture, out quantity))
            throw new CliException($"'{text}' is no add-on: write its name, or NAME=QUANTITY.");
        return new JsonObject { ["add_on"] = parts[0], ["quantity"] = quantity };
    }
}
