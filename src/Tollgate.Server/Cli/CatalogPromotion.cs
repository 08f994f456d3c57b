using System.CommandLine;
using System.Text.Json;
using Spectre.Console;

namespace Tollgate.Server.Cli;

/// <summary><c>tollgate catalog promote --from staging --to live</c>: what is in force in one environment comes into force in another, once somebody has seen what changes.</summary>
internal static class CatalogPromotion
{
    public static Command Command()
    {
        var from = new Option<string>("--from") { Description = "The environment whose catalog is taken; the key has its name in --keys.", HelpName = "ID", Required = true };
        var to = new Option<string>("--to") { Description = "The environment that it is put into force in.", HelpName = "ID", Required = true };
        var yes = new Option<bool>("--yes") { Description = "Do not ask." };
        var fromKey = new Option<string?>("--from-key") { Description = "The key of --from, when --keys does not have it; it reads the catalog.", HelpName = "KEY" };
        var toKey = new Option<string?>("--to-key") { Description = "The key of --to, when --keys does not have it; it writes the catalog.", HelpName = "KEY" };
        var toUrl = new Option<string?>("--to-url") { Description = "The server of --to, when it is another.", HelpName = "URL" };
        var keys = new Option<FileInfo?>("--keys") { Description = "A file with the keys of both, by environment, as written by 'serve --keys'.", HelpName = "FILE" };
        var url = new Option<string>("--url") { Description = "The server's address.", DefaultValueFactory = _ => Environment.GetEnvironmentVariable("TOLLGATE_URL") ?? "http://127.0.0.1:7070", HelpName = "URL" };
        var command = new Command("promote", "Put the catalog of one environment into force in another.") { from, to, yes, fromKey, toKey, keys, url, toUrl };
        return command.Does((parsed, cancel) =>
        {
            (string source, string target) = (parsed.GetValue(from)!, parsed.GetValue(to)!);
            string readKey = Key(parsed.GetValue(fromKey), parsed.GetValue(keys), source, "--from-key");
            string writeKey = Key(parsed.GetValue(toKey), parsed.GetValue(keys), target, "--to-key");
            string address = parsed.GetValue(url)!;
            return Promote(new(source, address, readKey), new(target, parsed.GetValue(toUrl) ?? address, writeKey), parsed.GetValue(yes), cancel);
        });
    }

    private static async Task<int> Promote(Side from, Side to, bool yes, CancellationToken cancel)
    {
        using var source = new ApiClient(from.Url, from.Key);
        using var target = new ApiClient(to.Url, to.Key);
        JsonElement read = (await source.Get("v1/catalog", cancel)).OrThrow().Json;
        string document = read.GetProperty("document").GetRawText();
        ApiAnswer planned = await target.Send(HttpMethod.Put, "v1/catalog?dry_run=true", document, "application/json", cancel);
        if (!planned.IsSuccess)
        {
            CatalogVerbs.Problems($"{from.Environment} version {read.GetProperty("version")}", planned);
            return Verb.Failed;
        }

        Verb.Line($"Version {read.GetProperty("version").ToString()} of {from.Environment} in {to.Environment}:");
        CatalogVerbs.Changes(planned.Json);
        if (planned.Json.GetProperty("changes").GetArrayLength() == 0)
        {
            CatalogVerbs.Outcome(planned.Json, dryRun: false);
            return Verb.Done;
        }

        if (!yes && !Asked(to, planned.Json.GetProperty("version").ToString()))
            return Verb.Failed;
        CatalogVerbs.Outcome((await target.Send(HttpMethod.Put, "v1/catalog", document, "application/json", cancel)).OrThrow().Json, dryRun: false);
        return Verb.Done;
    }

    private static bool Asked(Side to, string version)
    {
        if (Console.IsInputRedirected)
            throw new CliException($"Nobody is there to ask. Say --yes to put it into force as version {version} of {to.Environment}.");
        return AnsiConsole.Confirm($"Put it into force as version {version} of {Markup.Escape(to.Environment)}?", defaultValue: false);
    }

    private static string Key(string? given, FileInfo? keys, string environment, string option)
    {
        if (given is not null)
            return given;
        return keys is null
            ? throw new CliException($"No key of the environment '{environment}'. Give --keys FILE, or {option}.")
            : Connection.FromFile(keys, environment);
    }

    private sealed record Side(string Environment, string Url, string Key);
}
