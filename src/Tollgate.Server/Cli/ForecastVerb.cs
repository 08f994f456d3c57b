using System.CommandLine;
using System.Text.Json;
using Tollgate.Server.Http;

namespace Tollgate.Server.Cli;

/// <summary><c>tollgate forecast ACCOUNT</c>: what the open period will probably cost, and what is committed behind it.</summary>
internal static class ForecastVerb
{
    public static Command Command()
    {
        var account = new Argument<string>("account") { Description = "Whose; an external id is written system:id." };
        var months = new Option<int?>("--months") { Description = "How far ahead what is committed is told; 12 unless given.", HelpName = "N" };
        Option<bool> json = Raw.Option();
        var connection = new Connection();
        var command = new Command("forecast", "Say what the invoice at the end of the open period will probably be, and what is committed behind it.") { account, months, json };
        connection.AddTo(command);
        return command.Does(async (parsed, cancel) =>
        {
            using ApiClient api = connection.Open(parsed);
            string query = new Query().With("months", parsed.GetValue(months)?.ToString(System.Globalization.CultureInfo.InvariantCulture)).ToString();
            JsonElement told = (await api.Get($"v1/accounts/{Uri.EscapeDataString(parsed.GetValue(account)!)}/forecast{query}", cancel)).OrThrow().Json;
            if (!Raw.Print(parsed.GetValue(json), told))
                Show(told);
            return Verb.Done;
        });
    }

    private static void Show(JsonElement told)
    {
        Columns table = new Columns().Text("Charge").Text("").Number("So far", always: true).Number("More units").Number($"Expected {Text(told, "currency")}", always: true);
        foreach (JsonElement line in told.GetProperty("lines").EnumerateArray())
        {
            bool certain = line.GetProperty("certain").GetBoolean();
            table.Row(Text(line, "charge"), certain ? "certain" : "expected", Texts.Grouped(Text(line, "so_far")), certain ? "" : Texts.Grouped(Text(line, "more")), Texts.Grouped(Text(line, "expected")));
        }

        table.Show("The plan has no charges.");
        JsonElement period = told.GetProperty("period");
        Verb.Line($"The period ends on {Text(period, "end")}. So far {Texts.Grouped(Text(told, "so_far"))} {Text(told, "currency")}, expected {Texts.Grouped(Text(told, "expected"))}.");
        JsonElement committed = told.GetProperty("committed");
        Verb.Line($"Committed behind it until {Text(committed, "until")}: {Texts.Grouped(Text(committed, "amount"))} {Text(told, "currency")} on {committed.GetProperty("invoices").GetArrayLength()} invoices.");
        Verb.Line($"[grey]{Text(told, "method")}[/]");
    }

    private static string Text(JsonElement element, string name) => element.GetProperty(name).ToString();
}
