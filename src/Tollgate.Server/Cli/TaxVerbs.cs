using System.CommandLine;
using System.Text.Json;

namespace Tollgate.Server.Cli;

/// <summary><c>tollgate taxes show|set</c> and <c>tollgate taxes delinquency</c>: the table of taxes, and what becomes of accounts that do not pay.</summary>
internal static class TaxVerbs
{
    public static Command Command() => new("taxes", "Show the table of taxes, and replace it; set what becomes of unpaid invoices.") { Show(), Set(), Delinquency() };

    private static Command Show()
    {
        var connection = new Connection();
        var command = new Command("show", "Show the table of taxes. Example: tollgate taxes show");
        connection.AddTo(command);
        return command.Does(async (parsed, cancel) =>
        {
            using ApiClient api = connection.Open(parsed);
            Tell((await api.Get("v1/tax/rates", cancel)).OrThrow().Json);
            return Verb.Done;
        });
    }

    private static Command Set()
    {
        var file = new Argument<FileInfo>("file") { Description = "JSON: {\"rates\": [{\"country\": \"DE\", \"name\": \"VAT\", \"percent\": \"19\"}]}." };
        var connection = new Connection();
        var command = new Command("set", "Replace the table of taxes as a whole. Example: tollgate taxes set taxes.json") { file };
        connection.AddTo(command);
        return command.Does(async (parsed, cancel) =>
        {
            FileInfo from = parsed.GetValue(file)!;
            if (!from.Exists)
                throw new CliException($"There is no file {from.FullName}.");
            using ApiClient api = connection.Open(parsed);
            Tell((await api.Send(HttpMethod.Put, "v1/tax/rates", await File.ReadAllTextAsync(from.FullName, cancel), "application/json", cancel)).OrThrow().Json);
            return Verb.Done;
        });
    }

    private static Command Delinquency()
    {
        var policy = new Option<string?>("--policy") { Description = "allow (nothing), degrade (every limit is hard) or deny (everything). Without it the terms are shown.", HelpName = "WORD" };
        var days = new Option<int>("--after-days") { Description = "How many days after an invoice is not paid.", DefaultValueFactory = _ => 0, HelpName = "N" };
        var author = new Option<string>("--author") { Description = "Who does it. Default: the name of whoever is logged in on this machine.", DefaultValueFactory = _ => Environment.UserName, HelpName = "NAME" };
        var connection = new Connection();
        var command = new Command("delinquency", "Show or set what becomes of accounts whose invoices are not paid. Example: tollgate taxes delinquency --policy degrade --after-days 14") { policy, days, author };
        connection.AddTo(command);
        return command.Does(async (parsed, cancel) =>
        {
            using ApiClient api = connection.Open(parsed);
            JsonElement terms = parsed.GetValue(policy) is { } word
                ? (await api.Send(HttpMethod.Put, "v1/delinquency", JsonSerializer.Serialize(new { policy = word, after_days = parsed.GetValue(days), author = parsed.GetValue(author) }), "application/json", cancel)).OrThrow().Json
                : (await api.Get("v1/delinquency", cancel)).OrThrow().Json;
            Verb.Line($"Of an account whose invoice is not paid: {terms.GetProperty("policy").ToString()}, after {terms.GetProperty("after_days").ToString()} days.");
            return Verb.Done;
        });
    }

    private static void Tell(JsonElement table)
    {
        string[] names = ["country", "region", "category", "name", "percent", "from", "until"];
        Columns columns = names.Aggregate(new Columns(), (all, name) => name == "percent" ? all.Number(name, always: true) : all.Text(name));
        foreach (JsonElement rate in table.GetProperty("rates").EnumerateArray())
            columns.Row([.. names.Select(name => rate.GetProperty(name).ToString())]);
        columns.Show("There is no table: nothing is taxed.");
    }
}
