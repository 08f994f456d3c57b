using System.CommandLine;
using System.Text.Json;
using Spectre.Console;
using Tollgate.Server.Http;

namespace Tollgate.Server.Cli;

/// <summary><c>tollgate invoice show ID</c>: an invoice as a page of text.</summary>
internal static class InvoiceVerbs
{
    public static Command Command() => new("invoice", "Look at invoices, and say what became of them.")
    {
        Show(),
        Explain(),
        InvoiceChanges.Status(),
        InvoiceChanges.Void(),
        InvoiceChanges.Credit(),
        InvoiceChanges.Reissue(),
        InvoiceChanges.Dispute(),
        InvoiceChanges.Resolve(),
    };

    private static Command Show()
    {
        var id = new Argument<string>("id") { Description = "The invoice's id." };
        var connection = new Connection();
        var html = new Option<bool>("--html") { Description = "Print it as a page for a browser or a printer." };
        var command = new Command("show", "Show an invoice with its lines. Example: tollgate invoice show inv_0Zk3mN4pR6sT8uV0_1 --html > invoice.html") { id, html };
        connection.AddTo(command);
        return command.Does(async (parsed, cancel) =>
        {
            using ApiClient api = connection.Open(parsed);
            string path = Path(parsed.GetValue(id)!);
            if (parsed.GetValue(html))
            {
                await Console.Out.WriteAsync((await api.Get(path + ".html", cancel)).OrThrow().Text);
                return Verb.Done;
            }

            ApiAnswer answer = await api.Get(path, cancel);
            Write(answer.OrThrow().Json);
            return Verb.Done;
        });
    }

    private static Command Explain()
    {
        var id = new Argument<string>("id") { Description = "The invoice's id." };
        Option<bool> json = Raw.Option();
        var connection = new Connection();
        var command = new Command("explain", "Tell in sentences why an invoice is what it is. Example: tollgate invoice explain inv_0Zk3mN4pR6sT8uV0_1") { id, json };
        connection.AddTo(command);
        return command.Does(async (parsed, cancel) =>
        {
            using ApiClient api = connection.Open(parsed);
            JsonElement told = (await api.Get(Path(parsed.GetValue(id)!) + "/explain", cancel)).OrThrow().Json;
            if (Raw.Print(parsed.GetValue(json), told))
                return Verb.Done;
            Tell(told);
            return Verb.Done;
        });
    }

    /// <summary>An invoice has lines, and a consolidated one parts, each told as an invoice.</summary>
    private static void Tell(JsonElement told)
    {
        foreach (JsonElement sentence in told.GetProperty("sentences").EnumerateArray())
            Verb.Line($"{sentence.ToString()}");
        foreach (JsonElement part in told.TryGetProperty("parts", out JsonElement parts) ? parts.EnumerateArray() : default)
        {
            Verb.Line($"");
            Tell(part);
        }

        foreach (JsonElement line in told.TryGetProperty("lines", out JsonElement lines) ? lines.EnumerateArray() : default)
        {
            Verb.Line($"");
            Verb.Line($"{Text(line, "number")}. {Text(line, "description")}: {Texts.Grouped(Text(line, "amount"))} {Text(told, "currency")}");
            foreach (JsonElement sentence in line.GetProperty("sentences").EnumerateArray())
                Verb.Line($"   {sentence.ToString()}");
        }
    }

    /// <summary>Where an invoice is found, or a consolidated one, whose id begins with <c>con_</c>.</summary>
    internal static string Path(string id) =>
        $"v1/{(id.StartsWith("con_", StringComparison.Ordinal) ? "consolidated_invoices" : "invoices")}/{Uri.EscapeDataString(id)}";

    public static void Write(JsonElement invoice)
    {
        string currency = Text(invoice, "currency");
        var table = new Table().Border(TableBorder.Simple).Title($"[bold]{Markup.Escape(Heading(invoice))}[/]").LeftAligned();
        table.AddColumn("#").AddColumn("Line");
        foreach (string name in new[] { "Quantity", "Exact", currency })
            table.AddColumn(new TableColumn(Markup.Escape(name)).RightAligned());
        foreach (JsonElement line in invoice.GetProperty("lines").EnumerateArray())
        {
            table.AddRow(
                line.GetProperty("number").ToString(),
                Markup.Escape(line.TryGetProperty("account_id", out JsonElement user) ? $"{user}: {Text(line, "description")}" : Text(line, "description")),
                Markup.Escape(line.GetProperty("kind").GetString() == "fixed" ? "" : Texts.Grouped(Text(line, "quantity"))),
                Markup.Escape(Texts.Grouped(Text(line, "exact_amount"))),
                Markup.Escape(Texts.Grouped(Text(line, "amount")))
            );
        }

        if (Text(invoice, "tax") is var tax && tax.AsSpan().IndexOfAnyExcept("0.") >= 0)
            table.AddRow("", "Tax", "", "", Markup.Escape(Texts.Grouped(tax)));
        if (Text(invoice, "paid") is var paid && paid.AsSpan().IndexOfAnyExcept("0.") >= 0)
            table.AddRow("", "Paid from wallets", "", "", Markup.Escape(Texts.Grouped("-" + paid)));
        table.AddRow(new Markup(""), new Markup("[bold]Total[/]"), new Markup(""), new Markup(""), new Markup($"[bold]{Markup.Escape(Texts.Grouped(Text(invoice, "total")))}[/]"));
        AnsiConsole.Write(table);
    }

    private static string Heading(JsonElement invoice) =>
        $"{(invoice.GetProperty("number").GetString() ?? "Draft")} for {Text(invoice, "bill_to")}, dated {(invoice.TryGetProperty("day", out JsonElement day) ? day.ToString() : Text(invoice, "date"))} ({Text(invoice, "status")})";

    private static string Text(JsonElement element, string name) => element.GetProperty(name).ToString();
}
