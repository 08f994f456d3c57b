using System.CommandLine;
using System.Text.Json;
using Tollgate.Server.Http;

namespace Tollgate.Server.Cli;

/// <summary>What is done to a final invoice: <c>tollgate invoice status|void|credit|dispute|resolve</c>.</summary>
internal static class InvoiceChanges
{
    public static Command Status()
    {
        Argument<string> id = Id();
        var status = new Argument<string>("status") { Description = "synced, paid, failed or overdue." };
        var reference = new Option<string>("--reference") { Description = "Billing's own name for the news; said again it changes nothing.", HelpName = "TEXT", Required = true };
        var at = new Option<string?>("--at") { Description = "Since when it is so, RFC 3339; now unless given.", HelpName = "TIME" };
        var connection = new Connection();
        var command = new Command("status", "Report what billing says of a final invoice. Example: tollgate invoice status inv_0Zk3mN4pR6sT8uV0_1 paid --reference bank-2025-07-04-17") { id, status, reference, at };
        connection.AddTo(command);
        return command.Does(async (parsed, cancel) =>
        {
            using ApiClient api = connection.Open(parsed);
            string body = JsonSerializer.Serialize(new { status = parsed.GetValue(status), reference = parsed.GetValue(reference), at = parsed.GetValue(at) });
            Say((await api.Post($"{Path(parsed.GetValue(id)!)}/payment_status", body, cancel)).OrThrow().Json);
            return Verb.Done;
        });
    }

    public static Command Void()
    {
        Argument<string> id = Id();
        Option<bool> rebill = Rebill();
        var grounds = new Grounds();
        var connection = new Connection();
        var command = new Command("void", "Take a final invoice back as a whole, for good. Example: tollgate invoice void inv_0Zk3mN4pR6sT8uV0_1 --reason \"wrong company\"") { id, rebill };
        grounds.AddTo(command);
        connection.AddTo(command);
        return command.Does(async (parsed, cancel) =>
        {
            using ApiClient api = connection.Open(parsed);
            string body = JsonSerializer.Serialize(new { reason = grounds.Reason(parsed), author = grounds.Author(parsed), rebill = parsed.GetValue(rebill) });
            Say((await api.Post($"{Path(parsed.GetValue(id)!)}/void", body, cancel)).OrThrow().Json);
            return Verb.Done;
        });
    }

    public static Command Credit()
    {
        Argument<string> id = Id();
        var line = new Option<int?>("--line") { Description = "Which line; all that is left of every line unless given.", HelpName = "NUMBER" };
        var amount = new Option<string?>("--amount") { Description = "Of the line, before tax.", HelpName = "AMOUNT" };
        Option<bool> rebill = Rebill();
        var grounds = new Grounds();
        var connection = new Connection();
        var command = new Command("credit", "Issue a credit note. Example: tollgate invoice credit inv_0Zk3mN4pR6sT8uV0_1 --line 2 --amount 69.20 --reason \"outage of 19 June\"") { id, line, amount, rebill };
        grounds.AddTo(command);
        connection.AddTo(command);
        return command.Does(async (parsed, cancel) =>
        {
            if (parsed.GetValue(line) is null != parsed.GetValue(amount) is null)
                throw new CliException("Give a line and its amount, or neither for all that is left.");
            using ApiClient api = connection.Open(parsed);
            object? lines = parsed.GetValue(line) is { } number ? new[] { new { line = number, amount = parsed.GetValue(amount) } } : null;
            string body = JsonSerializer.Serialize(new { lines, reason = grounds.Reason(parsed), author = grounds.Author(parsed), rebill = parsed.GetValue(rebill) });
            JsonElement note = (await api.Post($"{Path(parsed.GetValue(id)!)}/credit_notes", body, cancel)).OrThrow().Json;
            Verb.Line($"The credit note {Text(note, "number")} gives {Texts.Grouped(Text(note, "total"))} {Text(note, "currency")} back.");
            return Verb.Done;
        });
    }

    public static Command Reissue()
    {
        Argument<string> id = Id();
        var grounds = new Grounds();
        var connection = new Connection();
        var command = new Command("reissue", "Credit a final invoice and make another in its place, as it comes to now. Example: tollgate invoice reissue inv_0Zk3mN4pR6sT8uV0_1 --reason \"usage was late\"") { id };
        grounds.AddTo(command);
        connection.AddTo(command);
        return command.Does(async (parsed, cancel) =>
        {
            using ApiClient api = connection.Open(parsed);
            string body = JsonSerializer.Serialize(new { reason = grounds.Reason(parsed), author = grounds.Author(parsed) });
            JsonElement made = (await api.Post($"{Path(parsed.GetValue(id)!)}/reissue", body, cancel)).OrThrow().Json;
            (JsonElement note, JsonElement invoice) = (made.GetProperty("credit_note"), made.GetProperty("invoice"));
            Verb.Line($"The credit note {Text(note, "number")} gives {Texts.Grouped(Text(note, "total"))} {Text(note, "currency")} back, and {Text(invoice, "id")}, {Text(invoice, "number")}, is of {Texts.Grouped(Text(invoice, "total"))}.");
            return Verb.Done;
        });
    }

    public static Command Dispute()
    {
        Argument<string> id = Id();
        var line = new Argument<int>("line") { Description = "Which line." };
        var grounds = new Grounds();
        var connection = new Connection();
        var command = new Command("dispute", "Put a customer's word against a line on record. Example: tollgate invoice dispute inv_0Zk3mN4pR6sT8uV0_1 2 --reason \"we were off that day\"") { id, line };
        grounds.AddTo(command);
        connection.AddTo(command);
        return command.Does(async (parsed, cancel) =>
        {
            using ApiClient api = connection.Open(parsed);
            string body = JsonSerializer.Serialize(new { line = parsed.GetValue(line), reason = grounds.Reason(parsed), author = grounds.Author(parsed) });
            JsonElement opened = (await api.Post($"{Path(parsed.GetValue(id)!)}/disputes", body, cancel)).OrThrow().Json;
            Verb.Line($"{Text(opened, "id")} is open; line {Text(opened, "line")} makes nobody delinquent until it is resolved.");
            return Verb.Done;
        });
    }

    public static Command Resolve()
    {
        var id = new Argument<string>("dispute") { Description = "The dispute's id." };
        var outcome = new Argument<string>("outcome") { Description = "credited or dismissed." };
        var amount = new Option<string?>("--amount") { Description = "What is credited of the line, before tax; all that is left of it unless given.", HelpName = "AMOUNT" };
        var grounds = new Grounds();
        var connection = new Connection();
        var command = new Command("resolve", "Resolve a dispute. Example: tollgate invoice resolve dsp_0Zk3mN4pR6sT8uV0_1_1 credited --amount 69.20 --reason \"so it was\"") { id, outcome, amount };
        grounds.AddTo(command);
        connection.AddTo(command);
        return command.Does(async (parsed, cancel) =>
        {
            using ApiClient api = connection.Open(parsed);
            string body = JsonSerializer.Serialize(new { outcome = parsed.GetValue(outcome), amount = parsed.GetValue(amount), reason = grounds.Reason(parsed), author = grounds.Author(parsed) });
            JsonElement resolved = (await api.Post($"v1/disputes/{Uri.EscapeDataString(parsed.GetValue(id)!)}/resolve", body, cancel)).OrThrow().Json;
            string note = resolved.GetProperty("credit_note_id").GetString() is { } credited ? $", by {credited}" : "";
            Verb.Line($"{Text(resolved, "id")} is {Text(resolved, "status")}{note}.");
            return Verb.Done;
        });
    }

    private static void Say(JsonElement invoice) =>
        Verb.Line($"{Text(invoice, "number")} is {Text(invoice, "status")}; {Texts.Grouped(Text(invoice, "due"))} {Text(invoice, "currency")} are due of it.");

    private static Option<bool> Rebill() => new("--rebill") { Description = "The next regular invoice bills it again, at what it comes to then." };

    private static Argument<string> Id() => new("id") { Description = "The invoice's id." };

    private static string Path(string id) => InvoiceVerbs.Path(id);

    private static string Text(JsonElement element, string name) => element.GetProperty(name).ToString();
}
