using System.CommandLine;
using System.Text.Json;
using Spectre.Console;
using Tollgate.Server.Http;

namespace Tollgate.Server.Cli;

/// <summary><c>tollgate invoice show ID</c>: an invoice as a page of text.</summary>
internal static class InvoiceVerbs
{
    public static Command Command() => new("invoice", "Look at invoices.") { Show() };

    private static Command Show()
    {
        var id = new Argument<string>("id") { Description = "The invoice's id." };
        var connection = new Connection();
        var command = new Command("show", "Show an invoice with its lines.") { id };
        connection.AddTo(command);
        return command.Does(async (parsed, cancel) =>
        {
            using ApiClient api = connection.Open(parsed);
            ApiAnswer answer = await api.Get($"v1/invoices/{Uri.EscapeDataString(parsed.GetValue(id)!)}", cancel);
            Write(answer.OrThrow().Json);
            return Verb.Done;
        });
    }

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
                Markup.Escape(Text(line, "description")),
                Markup.Escape(line.GetProperty("kind").GetString() == "fixed" ? "" : Texts.Grouped(Text(line, "quantity"))),
                Markup.Escape(Texts.Grouped(Text(line, "exact_amount"))),
                Markup.Escape(Texts.Grouped(Text(line, "amount")))
            );
        }

        table.AddRow(new Markup(""), new Markup("[bold]Total[/]"), new Markup(""), new Markup(""), new Markup($"[bold]{Markup.Escape(Texts.Grouped(Text(invoice, "total")))}[/]"));
        AnsiConsole.Write(table);
    }

    private static string Heading(JsonElement invoice) =>
        $"{(invoice.GetProperty("number").GetString() ?? "Draft")} for {Text(invoice, "account_id")}, dated {Text(invoice, "date")} ({Text(invoice, "status")})";

    private static string Text(JsonElement element, string name) => element.GetProperty(name).ToString();
}
