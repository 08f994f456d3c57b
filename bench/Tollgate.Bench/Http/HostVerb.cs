using System.CommandLine;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Logging;
using Tollgate.Bench.World;
using Tollgate.Server.Http;

namespace Tollgate.Bench.Http;

/// <summary>
/// <c>host</c>: one of the servers that are measured, in a process of its own. It writes its address and key as one line, and ends when its
/// standard input does.
/// </summary>
internal static class HostVerb
{
    private static readonly Argument<string> What = new("what") { Description = "tollgate, tollgate-granted, constant, discard, redis or postgres." };

    private static readonly Argument<string?> Store = new("store") { Description = "Where redis or postgres listens; for tollgate the store.", Arity = ArgumentArity.ZeroOrOne };

    private static readonly Task Closed = Task.Run(() => Console.In.ReadToEnd());

    private static volatile bool _isReady;

    public static Command Command()
    {
        var command = new Command("host", "One of the servers that are measured.") { What, Store };
        command.Hidden = true;
        command.SetAction((parsed, _) => Run(parsed.GetValue(What)!, parsed.GetValue(Store)));
        return command;
    }

    private static async Task<int> Run(string what, string? store)
    {
        // Whoever started it may be gone before it is ready.
        _ = Closed.ContinueWith(_ => EndUnlessReady(), TaskScheduler.Default);
        switch (what)
        {
            case "tollgate" or "tollgate-granted":
                await Tollgate(Enum.Parse<StoreKind>(store!), granted: what != "tollgate");
                break;
            case "constant":
                await Until(await Endpoint.Start(Endpoint.AnswerConstant));
                break;
            case "discard":
                await Until(await Endpoint.Start(Endpoint.Discard));
                break;
            case "redis":
                using (var redis = await RedisCounter.Connect(store!))
                    await Until(await Endpoint.Start(http => Endpoint.AnswerAfter(http, redis.Consume)));
                break;
            case "postgres":
                await using (var postgres = new PostgresCounter(store!))
                    await Until(await Endpoint.Start(http => Endpoint.AnswerAfter(http, postgres.Consume)));
                break;
        }

        return 0;
    }

    private static async Task Tollgate(StoreKind store, bool granted)
    {
        using var place = new Place(store);
        using (new Shop(SampleEvents.Accounts, place, granted))
        {
        }

        await using TollgateApp app = await TollgateApp.Build(new TollgateOptions(place.Folder, 0) { Store = place.Address, Logging = logs => logs.ClearProviders() });
        await app.Start();
        Told(app.Url, app.FirstKeys["live"]);
        await Closed;
    }

    private static async Task Until(WebApplication web)
    {
        Told(new Uri(web.Urls.First()), "none");
        await Closed;
        await web.StopAsync();
    }

    private static void Told(Uri url, string key)
    {
        _isReady = true;
        Console.WriteLine($"{url.ToString().TrimEnd('/')} {key}");
    }

    private static void EndUnlessReady()
    {
        if (!_isReady)
            Leftovers.End(1);
    }
}
