using System.CommandLine;
using System.Text.Json;
using Spectre.Console;
using Tollgate.Server.Demo;
using Tollgate.Storage.Installation;

namespace Tollgate.Server.Cli;

/// <summary><c>tollgate demo</c>: fills an environment of a running server with the demo, and tells it. Cut off, it goes on where it was.</summary>
internal static class DemoVerb
{
    public static Command Command()
    {
        var connection = new Connection();
        var demoKey = new Option<FileInfo>("--demo-key")
        {
            Description = "Where the key of the demo's environment is kept.",
            DefaultValueFactory = _ => new FileInfo("demo-key.json"),
            HelpName = "FILE",
        };
        var command = new Command("demo", "Bill two real traces on a running server, and show how.") { demoKey };
        connection.AddTo(command);
        return command.Does(async (parsed, cancel) =>
        {
            using ApiClient live = connection.Open(parsed);
            await Run(live.Url, () => Task.FromResult(live), parsed.GetValue(demoKey)!.FullName, cancel);
            return Verb.Done;
        });
    }

    /// <param name="live">Gives the API with a key that may make environments; asked for only when the demo's is to be made.</param>
    public static async Task Run(string url, Func<Task<ApiClient>> live, string keyFile, CancellationToken cancel)
    {
        if (await Key(live, keyFile, cancel) is not { } key)
        {
            AnsiConsole.MarkupLineInterpolated($"The environment 'demo' is there, but its key is not in {keyFile}; the demo is left as it is.");
            return;
        }

        using var api = new ApiClient(url, key);
        var demo = new DemoRun(api, Samples.Folder());
        if (await demo.IsDone(cancel))
            await demo.ShowInvoices(cancel);
        else
            await demo.Run(cancel);
        Next(url, keyFile);
    }

    private static async Task<string?> Key(Func<Task<ApiClient>> live, string keyFile, CancellationToken cancel)
    {
        if (File.Exists(keyFile))
            return JsonSerializer.Deserialize<Dictionary<string, string>>(await File.ReadAllTextAsync(keyFile, cancel))?["demo"];
        if (await DemoSetup.CreateEnvironment(await live(), cancel) is not { } made)
            return null;
        DurableFile.Replace(keyFile, JsonSerializer.SerializeToUtf8Bytes(new Dictionary<string, string> { ["demo"] = made }));
        return made;
    }

    private static void Next(string url, string keyFile)
    {
        AnsiConsole.WriteLine();
        AnsiConsole.Write(new Rule("[bold]Where to go on[/]").LeftJustified());
        Console.WriteLine($"""
            The API, to read and try        {url}/docs
            Is it well?                     {url}/readyz
            Measurements                    {url}/metrics
            The demo's key                  {keyFile}

            An event, and the invoice line it ended in:
              KEY=$(sed 's/.*:"\(.*\)".*/\1/' {keyFile})
              curl -H "Authorization: Bearer $KEY" "{url}/v1/events/code-000001?account_id=code&source=azure-trace"
            """);
    }
}
