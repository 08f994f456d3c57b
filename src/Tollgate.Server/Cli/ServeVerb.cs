using System.CommandLine;
using System.Net;
using Microsoft.Extensions.Logging.Console;
using Spectre.Console;
using Tollgate.Server.Http;
using Tollgate.Server.Shards;
using Tollgate.Server.Webhooks;
using Tollgate.Storage.Deliveries;
using Tollgate.Storage.HighWater;
using Tollgate.Storage.Installation;
using Tollgate.Storage.Journal;
using Tollgate.Storage.Postgres.Private;
using Tollgate.Storage.Projections;

namespace Tollgate.Server.Cli;

/// <summary><c>tollgate serve</c>: the server, on the loopback address, until it is told to stop.</summary>
internal static class ServeVerb
{
    private static readonly Option<int> Port = new("--port")
    {
        Description = "The port to listen on; 0 takes a free one.",
        DefaultValueFactory = _ => TollgateOptions.DefaultPort,
        HelpName = "N",
    };

    private static readonly Option<DirectoryInfo> Data = new("--data")
    {
        Description = "The data folder: the secret, and the embedded store; made when it is not there.",
        DefaultValueFactory = _ => new DirectoryInfo("data"),
        HelpName = "DIR",
    };

    private static readonly Option<string?> Store = StoreOption.Make();

    private static readonly Option<FileInfo?> Keys = new("--keys")
    {
        Description = "Write a key for each of live and test, all rights, to this file, for its owner alone. Keys that stand there already are kept while they are valid.",
        HelpName = "FILE",
    };

    private static readonly Option<bool> WithDemo = new("--demo") { Description = "Create the demo when it is not there, and tell it." };

    private static readonly Option<bool> WithoutDemo = new("--no-demo") { Description = "Start without the demo: the default." };

    private static readonly Option<bool> AllowPrivateWebhooks = new("--allow-private-webhooks")
    {
        Description = "Let webhooks go to addresses inside the network, and over plain http: for development, and receivers beside the server.",
    };

    private static readonly Option<string> Log = new("--log")
    {
        Description = "How logs are written to standard error: text or json.",
        DefaultValueFactory = _ => "text",
        HelpName = "text|json",
    };

    public static Command Command()
    {
        Port.Validators.Add(given =>
        {
            if (given.Tokens is [{ Value: var text }] && (!int.TryParse(text, out int port) || port is < IPEndPoint.MinPort or > IPEndPoint.MaxPort))
                given.AddError($"'{text}' is no port; one is a number from {IPEndPoint.MinPort} to {IPEndPoint.MaxPort}.");
        });
        Log.AcceptOnlyFromAmong("text", "json");
        return new Command("serve", "Start the server. It listens on the loopback address alone.") { Port, Data, Store, Keys, AllowPrivateWebhooks, WithDemo, WithoutDemo, Log }
            .Does(Serve);
    }

    private static async Task<int> Serve(ParseResult parsed, CancellationToken cancel)
    {
        string data = parsed.GetValue(Data)!.FullName;
        StoreAddress store = parsed.Store(Store, data);
        var options = new TollgateOptions(data, parsed.GetValue(Port))
        {
            Store = store,
            Webhooks = new WebhookSettings { AllowPrivate = parsed.GetValue(AllowPrivateWebhooks) },
            Logging = logs => Logging(logs, parsed),
        };
        await using TollgateApp app = await Open(options, cancel);
        var keys = new FirstKeysFile(app, parsed.GetValue(Keys)?.FullName);
        await keys.Write();
        AnsiConsole.WriteLine($"Listening on {app.Url.ToString().TrimEnd('/')}, data in {data}");
        if (store.Place != StoreAddress.Embedded.Place)
            AnsiConsole.WriteLine($"The store is {app.Store}");
        keys.Show();
        if (parsed.GetValue(WithDemo))
            await Demonstrate(app, data, cancel);
        AnsiConsole.WriteLine("Ctrl-C stops it.");
        await app.WaitUntil(cancel);
        AnsiConsole.WriteLine("Stopping: what was begun is being written.");
        return Verb.Done;
    }

    private static async Task<TollgateApp> Open(TollgateOptions options, CancellationToken cancel)
    {
        TollgateApp? app = null;
        try
        {
            app = await TollgateApp.Build(options);
            await app.Start(cancel);
            return app;
        }
        catch (Exception refused) when (refused is DataFolderException or StoreException or JournalException or StoreBehindHighWaterException or HighWaterUnreadableException
            or ProjectionsUnavailableException or DeliveriesUnavailableException or StreamUnavailableException or PrivatePostgresException)
        {
            throw new CliException(refused.Message);
        }
        catch (IOException taken) when (app is not null)
        {
            await app.DisposeAsync();
            throw new CliException($"Port {options.Port} cannot be used: {taken.Message} Stop what listens there, or choose another with --port.");
        }
    }

    private static async Task Demonstrate(TollgateApp app, string data, CancellationToken cancel)
    {
        try
        {
            string url = app.Url.ToString().TrimEnd('/');
            await DemoVerb.Run(url, async () => new ApiClient(url, await app.MakeKey("live", "Made for the demo")), Path.Combine(data, "demo-key.json"), cancel);
        }
        catch (CliException failed)
        {
            // The server is well without its demo.
            Verb.Say($"The demo: {failed.Message}");
        }
    }

    private static void Logging(ILoggingBuilder logs, ParseResult parsed)
    {
        // Who watches the demo wants to see it, and trouble.
        logs.SetMinimumLevel(parsed.GetValue(WithDemo) ? LogLevel.Warning : LogLevel.Information);
        logs.AddFilter("Microsoft", LogLevel.Warning).AddFilter("System", LogLevel.Warning);
        logs.Services.Configure<ConsoleLoggerOptions>(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
        if (parsed.GetValue(Log) == "json")
            logs.AddJsonConsole(console => console.TimestampFormat = "yyyy-MM-ddTHH:mm:ss.fffZ");
        else
            logs.AddSimpleConsole(console => (console.SingleLine, console.TimestampFormat) = (true, "HH:mm:ss "));
        logs.Services.Configure<ConsoleFormatterOptions>(console => console.UseUtcTimestamp = true);
    }
}
