using System.Net;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Tollgate.Server.Access;
using Tollgate.Server.Shards;
using Tollgate.Storage.Installation;

namespace Tollgate.Server.Http;

/// <summary>The server as a whole: an installation, and the gate in front of it. Build, start, and dispose, which closes everything in order.</summary>
public sealed class TollgateApp : IAsyncDisposable
{
    private const int LongestAddress = 64 * 1024;

    private readonly WebApplication _web;
    private readonly GateServices _services;

    private TollgateApp(WebApplication web, GateServices services, IReadOnlyDictionary<string, string> firstKeys)
    {
        _web = web;
        _services = services;
        FirstKeys = firstKeys;
    }

    /// <summary>Keys that were made now, by environment, because it had none; they are shown nowhere else.</summary>
    public IReadOnlyDictionary<string, string> FirstKeys { get; }

    /// <summary>Where it listens; known once it was started.</summary>
    public Uri Url => new(_web.Urls.First());

    /// <summary>Which store it keeps everything in, with the version of its software.</summary>
    public string Store => _services.Installation.Store;

    /// <summary>All that can be asked of it.</summary>
    internal IEnumerable<RouteEndpoint> Endpoints => ((IEndpointRouteBuilder)_web).DataSources.SelectMany(source => source.Endpoints).OfType<RouteEndpoint>();

    internal Installation Installation => _services.Installation;

    /// <inheritdoc cref="Installation.Open"/>
    public static Task<TollgateApp> Build(TollgateOptions options) => Build(options, options.Store.Open);

    /// <param name="open">Opens the store of a data folder.</param>
    /// <inheritdoc cref="Installation.Open"/>
    internal static async Task<TollgateApp> Build(TollgateOptions options, Func<string, IStore> open)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        if (options.Logging is { } logging)
        {
            builder.Logging.ClearProviders();
            logging(builder.Logging);
        }

        builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning).AddFilter("Microsoft.Hosting.Lifetime", LogLevel.Warning);
        // A port in use is told by who starts the server, as a sentence.
        builder.Logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.None);
        builder.WebHost.ConfigureKestrel(kestrel => Configure(kestrel, options.Port));
        Reference.Add(builder.Services);
        WebApplication web = builder.Build();
        Installation installation = await Installation.Open(open(options.DataFolder), options.Time, web.Services.GetRequiredService<ILoggerFactory>().CreateLogger("Tollgate"), webhooks: options.Webhooks);
        try
        {
            var services = new GateServices(installation, options.Time);
            IReadOnlyDictionary<string, string> keys = await Access.FirstKeys.IssueMissing(services);
            Map(web, services);
            return new TollgateApp(web, services, keys);
        }
        catch
        {
            await installation.DisposeAsync();
            await web.DisposeAsync();
            throw;
        }
    }

    /// <exception cref="IOException">The port is taken.</exception>
    public Task Start(CancellationToken cancel = default) => _web.StartAsync(cancel);

    /// <summary>Completes when it is cancelled, or the server is told to stop.</summary>
    public async Task WaitUntil(CancellationToken cancel)
    {
        try
        {
            await _web.WaitForShutdownAsync(cancel);
        }
        catch (OperationCanceledException)
        {
            // Which is what was waited for.
        }
    }

    /// <summary>Makes a key with all rights, for whoever may read the data folder.</summary>
    /// <exception cref="ArgumentException">There is no such environment.</exception>
    public Task<string> MakeKey(string environment, string name) => _services.Installation.Find(environment) is { } host
        ? Access.FirstKeys.Issue(_services, host, name)
        : throw new ArgumentException($"There is no environment '{environment}'.", nameof(environment));

    /// <summary>Whether a key is in force.</summary>
    public async Task<bool> Accepts(string key) => ApiKey.TryRead(key, out string environment)
        && _services.Installation.Find(environment) is { } host
        && (await _services.KeyringOf(host)).Find(_services.Secrets.HashOf(key)) is not null;

    /// <summary>Answers what has begun, then closes the streams.</summary>
    public async ValueTask DisposeAsync()
    {
        await _web.StopAsync();
        await _web.DisposeAsync();
        await _services.Simulations.Stop();
        await _services.Installation.DisposeAsync();
    }

    private static void Configure(KestrelServerOptions kestrel, int port)
    {
        // Only this machine: TLS and the outside world are a reverse proxy's.
        kestrel.Listen(IPAddress.Loopback, port);
        kestrel.AddServerHeader = false;
        // A decision's id holds what was asked, and stands in the address of its receipt.
        kestrel.Limits.MaxRequestLineSize = LongestAddress;
        // The gate's own limit is lower; this one only ends what is endless.
        kestrel.Limits.MaxRequestBodySize = RequestBody.MostDrained;
    }

    private static void Map(WebApplication web, GateServices services)
    {
        web.UseMiddleware<RequestMetrics>();
        web.UseMiddleware<Failures>();
        Reference.Use(web);
        web.UseRouting();
        var routes = new Routes(web, new Door(services));
        Metering.Endpoints.Map(routes);
        Entitlements.Endpoints.Map(routes);
        Receipts.Endpoints.Map(routes);
        Receipts.Endpoints.MapKeys(web, services);
        Accounts.Endpoints.Map(routes);
        Accounts.SubjectEndpoints.Map(routes);
        Contracts.Endpoints.Map(routes);
        Orders.Endpoints.Map(routes);
        Outbox.Endpoints.Map(routes);
        Ledger.Endpoints.Map(routes);
        Exceptions.Endpoints.Map(routes);
        Seats.Endpoints.Map(routes);
        Catalog.Endpoints.Map(routes);
        Rating.Endpoints.Map(routes);
        Invoicing.Endpoints.Map(routes);
        Invoicing.ConsolidatedEndpoints.Map(routes);
        Simulations.Endpoints.Map(routes);
        Forecasting.Endpoints.Map(routes);
        Receivables.Endpoints.Map(routes);
        Taxes.Endpoints.Map(routes);
        Exchange.Endpoints.Map(routes);
        Migrations.Endpoints.Map(routes);
        Bookkeeping.Endpoints.Map(routes);
        Environments.Endpoints.Map(routes);
        Access.Endpoints.Map(routes);
        Journal.Endpoints.Map(routes);
        Alerts.Endpoints.Map(routes);
        Webhooks.Endpoints.Map(routes);
        Webhooks.DeliveryEndpoints.Map(routes);
        Probes.Map(web, services.Installation);
        Reference.Map(web);
        Catalog.CatalogSchema.Map(web);
    }
}
