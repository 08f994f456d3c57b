using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Tollgate.Server.Tests.Webhooks;

/// <summary>Somebody else's server, which takes messages, or does not.</summary>
internal sealed class Receiver : IAsyncDisposable
{
    private readonly WebApplication _web;

    private Receiver(WebApplication web) => _web = web;

    /// <summary>What has come, in order.</summary>
    public ConcurrentQueue<Received> All { get; } = new();

    /// <summary>How the next is answered.</summary>
    public Func<Received, HttpContext, Task> Answers { get; set; } = (_, _) => Task.CompletedTask;

    public string Url => _web.Urls.First() + "/hooks";

    public static async Task<Receiver> Start()
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        WebApplication web = builder.Build();
        var receiver = new Receiver(web);
        web.Run(async http =>
        {
            using var reader = new StreamReader(http.Request.Body, Encoding.UTF8);
            var received = new Received(
                http.Request.Method + " " + http.Request.Path,
                http.Request.Headers.ToDictionary(header => header.Key.ToLowerInvariant(), header => header.Value.ToString()),
                await reader.ReadToEndAsync());
            receiver.All.Enqueue(received);
            await receiver.Answers(received, http);
        });
        await web.StartAsync();
        return receiver;
    }

    public static Func<Received, HttpContext, Task> With(int status) => (_, http) =>
    {
        http.Response.StatusCode = status;
        return Task.CompletedTask;
    };

    /// <summary>Waits until so many have come.</summary>
    public async Task<Received[]> Wait(int count)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(TimeSpan.FromSeconds(30));
        while (All.Count < count)
            await Task.Delay(20, patience.Token);
        return [.. All];
    }

    public ValueTask DisposeAsync() => _web.DisposeAsync();
}

/// <summary>A message as it came.</summary>
internal sealed record Received(string Address, IReadOnlyDictionary<string, string> Headers, string Body)
{
    public string Id => Headers["webhook-id"];

    public string[] Signatures => Headers["webhook-signature"].Split(' ');

    public JsonElement Json => JsonSerializer.Deserialize<JsonElement>(Body);

    /// <summary>The signature that a receiver with this secret expects.</summary>
    public string SignatureOf(string secret) => "v1," + Convert.ToBase64String(HMACSHA256.HashData(
        Convert.FromBase64String(secret["whsec_".Length..]),
        Encoding.UTF8.GetBytes($"{Id}.{Headers["webhook-timestamp"]}.{Body}")));
}
