using System.CommandLine;
using System.Text.Json;

namespace Tollgate.Server.Cli;

/// <summary><c>tollgate rates list|set</c>: dated exchange rates.</summary>
internal static class RateVerbs
{
    public static Command Command() => new("rates", "List exchange rates, and record one.") { List(), Set() };

    private static Command List()
    {
        var connection = new Connection();
        var command = new Command("list", "List the exchange rates that were recorded, the latest first. Example: tollgate rates list");
        connection.AddTo(command);
        return command.Does(async (parsed, cancel) =>
        {
            using ApiClient api = connection.Open(parsed);
            JsonElement rates = (await api.Get("v1/exchange-rates", cancel)).OrThrow().Json.GetProperty("data");
            Columns table = new Columns().Text("base").Text("quote").Number("rate").Text("effective at").Text("source").Text("recorded at");
            foreach (JsonElement rate in rates.EnumerateArray())
                table.Row([.. new[] { "base", "quote", "rate", "effective_at", "source", "recorded_at" }.Select(name => rate.GetProperty(name).ToString())]);
            table.Show("No exchange rate was recorded.");
            return Verb.Done;
        });
    }

    private static Command Set()
    {
        var of = new Argument<string>("base") { Description = "ISO 4217: what is converted." };
        var into = new Argument<string>("quote") { Description = "ISO 4217: into what." };
        var rate = new Argument<string>("rate") { Description = "One unit of base in units of quote." };
        var at = new Option<string?>("--effective-at") { Description = "From when on, RFC 3339; now unless given.", HelpName = "TIME" };
        var source = new Option<string?>("--source") { Description = "Where it is from.", HelpName = "TEXT" };
        var connection = new Connection();
        var command = new Command("set", "Record an exchange rate. Example: tollgate rates set USD EUR 0.92 --effective-at 2025-07-01T00:00:00Z --source ecb") { of, into, rate, at, source };
        connection.AddTo(command);
        return command.Does(async (parsed, cancel) =>
        {
            using ApiClient api = connection.Open(parsed);
            string body = JsonSerializer.Serialize(new { @base = parsed.GetValue(of), quote = parsed.GetValue(into), rate = parsed.GetValue(rate), effective_at = parsed.GetValue(at), source = parsed.GetValue(source) });
            JsonElement set = (await api.Post("v1/exchange-rates", body, cancel)).OrThrow().Json;
            Verb.Line($"One {set.GetProperty("base").ToString()} is {set.GetProperty("rate").ToString()} {set.GetProperty("quote").ToString()} from {set.GetProperty("effective_at").ToString()} on.");
            return Verb.Done;
        });
    }
}
