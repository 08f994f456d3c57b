using System.Numerics;
using System.Text.Json;
using Spectre.Console;
using Tollgate.Server.Cli;
using Tollgate.Server.Http;

namespace Tollgate.Server.Demo;

/// <summary>
/// The demo, told in the terminal: two real traces are sent, counted, decided on, priced and invoiced, all through the public API.
/// </summary>
/// <param name="samples">The folder with the traces and the catalog.</param>
internal sealed class DemoRun(ApiClient api, string samples)
{
    private readonly DemoSetup _setup = new(api);

    /// <summary>True when both invoices are there already.</summary>
    public async Task<bool> IsDone(CancellationToken cancel)
    {
        foreach (Trace trace in new[] { Trace.Code, Trace.Chat })
        {
            ApiAnswer answer = await api.Get($"v1/invoices?account_id={trace.AccountId}", cancel);
            if (!answer.IsSuccess || answer.Json.GetProperty("data").GetArrayLength() == 0)
                return false;
        }

        return true;
    }

    public async Task Run(CancellationToken cancel)
    {
        string catalog = await File.ReadAllTextAsync(Path.Combine(samples, "catalogs", "llm.yaml"), cancel);
        await _setup.Commerce(catalog, cancel);
        await _setup.Advance(DemoSetup.AfterTraces, cancel);
        await Send(cancel);
        await ShowUsage(cancel);
        await ShowDecision(cancel);
        await _setup.Advance(DemoSetup.AfterMonth, cancel);
        await _setup.Bill(cancel);
        await ShowInvoices(cancel);
    }

    public async Task ShowInvoices(CancellationToken cancel)
    {
        Heading("The invoices of November");
        foreach (Trace trace in new[] { Trace.Code, Trace.Chat })
        {
            JsonElement list = (await api.Get($"v1/invoices?account_id={trace.AccountId}", cancel)).OrThrow().Json.GetProperty("data");
            string id = list[0].GetProperty("id").GetString()!;
            InvoiceVerbs.Write((await api.Get($"v1/invoices/{id}", cancel)).OrThrow().Json);
        }
    }

    private async Task Send(CancellationToken cancel)
    {
        Heading("Two public traces of requests to a language model, sent as usage events");
        foreach (Trace trace in new[] { Trace.Code, Trace.Chat })
        {
            List<(long, string)> events = [.. trace.Events(Path.Combine(samples, "azure-llm-2023"))];
            SendTotal total = await EventsVerbs.Progress(trace.Title, events.Count, advance =>
                EventsVerbs.SendLines(api, Async.Of(events, advance, cancel), cancel));
            if (total.Rejected.Count > 0)
                throw new CliException($"{total.Rejected.Count} events of the demo were rejected, the first: {total.Rejected[0]}");
            AnsiConsole.MarkupLineInterpolated($"{trace.Title}: [bold]{total.Accepted:N0}[/] counted, {total.Duplicates:N0} were there already.");
        }
    }

    private async Task ShowUsage(CancellationToken cancel)
    {
        const string From = "2023-11-16T18:15:00Z";
        const string To = "2023-11-16T19:20:00Z";
        foreach (Trace trace in new[] { Trace.Code, Trace.Chat })
        {
            ApiAnswer answer = await api.Get(
                $"v1/accounts/{trace.AccountId}/usage?meter=tokens_in&from={From}&to={To}&window=minute",
                cancel
            );
            IReadOnlyList<BigInteger> minutes = MinuteChart.Fill(From, To, answer.OrThrow().Json.GetProperty("data"));
            Heading($"{trace.Title}: input tokens by minute, 16 November 2023");
            foreach (string line in MinuteChart.Draw(minutes, height: 6, "18:15", "19:20 UTC"))
                AnsiConsole.WriteLine(line);
        }
    }

    private async Task ShowDecision(CancellationToken cancel)
    {
        Heading("One decision: may 'chat' send 3,000,000 more input tokens this month?");
        string question = """{"account_id":"chat","feature":"input_tokens","requested_units":3000000,"properties":{"model":"gpt-4"}}""";
        JsonElement decision = (await api.Post("v1/entitlements/check", question, cancel)).OrThrow().Json;
        string Number(string name) => Texts.Grouped(decision.GetProperty(name).ToString());
        string verdict = decision.GetProperty("allowed").GetBoolean() ? "[green]Allowed[/]" : "[red]Denied[/]";
        AnsiConsole.MarkupLine($"{verdict}: {decision.GetProperty("reason").GetString()}");
        AnsiConsole.MarkupLineInterpolated($"Used {Number("usage_consumed")} of {Number("usage_limit")}; {Number("remaining")} remain until {decision.GetProperty("resets_at").GetString()}.");
        JsonElement why = decision.GetProperty("explanation");
        AnsiConsole.MarkupLineInterpolated($"Because: {why.GetProperty("rule").GetString()} of contract {why.GetProperty("contract").GetString()}, catalog version {why.GetProperty("catalog_version").ToString()}.");
    }

    private static void Heading(string text)
    {
        AnsiConsole.WriteLine();
        AnsiConsole.Write(new Rule($"[bold]{Markup.Escape(text)}[/]").LeftJustified());
    }
}
