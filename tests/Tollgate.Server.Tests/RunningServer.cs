using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Tollgate.Server.Http;
using Tollgate.Server.Shards;
using Tollgate.Server.Webhooks;
using Tollgate.Storage.Installation;

namespace Tollgate.Server.Tests;

/// <summary>The whole server in this process, on a free port and a data folder that goes with it, with a key of every right.</summary>
public class RunningServer : IAsyncLifetime
{
    private readonly string _data = Directory.CreateTempSubdirectory("tollgate-running-").FullName;
    private TollgateApp? _app;

    public string Data => _data;

    public Uri Url => _app!.Url;

    /// <summary>How it delivers webhooks.</summary>
    protected virtual WebhookSettings Webhooks { get; } = new();

    internal Installation Installation => _app!.Installation;

    internal IEnumerable<Microsoft.AspNetCore.Routing.RouteEndpoint> Endpoints => _app!.Endpoints;

    public string LiveKey { get; private set; } = "";

    public string TestKey { get; private set; } = "";

    public async ValueTask InitializeAsync()
    {
        _app = await TollgateApp.Build(new TollgateOptions(_data, Port: 0) { Webhooks = Webhooks, Logging = logging => logging.SetMinimumLevel(LogLevel.None) }, OpenStore);
        await _app.Start();
        if (_app.FirstKeys.Count > 0)
            (LiveKey, TestKey) = (_app.FirstKeys["live"], _app.FirstKeys["test"]);
    }

    /// <summary>Opens the store that it keeps everything in.</summary>
    protected virtual IStore OpenStore(string folder) => StoreAddress.Embedded.Open(folder);

    /// <summary>Stops it and starts it again on the same data.</summary>
    public async Task Restart()
    {
        await _app!.DisposeAsync();
        await InitializeAsync();
    }

    public Caller As(string key) => new(new HttpClient { BaseAddress = Url }, key);

    /// <summary>A test environment of its own, with a clock.</summary>
    public async Task<Caller> Environment(string id, string clock = "2025-06-01T00:00:00Z")
    {
        Answered made = await As(LiveKey).Post("/v1/environments", $$"""{"id":"{{id}}","kind":"test","clock":"{{clock}}"}""");
        made.Status.ShouldBe(201, made.Text);
        return As(made.Json.GetProperty("key").GetString()!);
    }

    public async ValueTask DisposeAsync()
    {
        if (_app is not null)
            await _app.DisposeAsync();
        Directory.Delete(_data, recursive: true);
        GC.SuppressFinalize(this);
    }
}

/// <summary>Somebody with a key.</summary>
public sealed class Caller(HttpClient client, string? key)
{
    public Task<Answered> Get(string path) => Send(HttpMethod.Get, path, null, null);

    public Task<Answered> Delete(string path) => Send(HttpMethod.Delete, path, null, null);

    public Task<Answered> Post(string path, string? body = null, string type = "application/json", string? idempotencyKey = null) =>
        Send(HttpMethod.Post, path, body is null ? null : new ByteArrayContent(Encoding.UTF8.GetBytes(body)) { Headers = { ContentType = new MediaTypeHeaderValue(type) } }, idempotencyKey);

    public Task<Answered> Put(string path, string body, string type) =>
        Send(HttpMethod.Put, path, new StringContent(body, Encoding.UTF8, type), null);

    public async Task<Answered> Send(HttpMethod method, string path, HttpContent? content, string? idempotencyKey, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, path) { Content = content };
        if (key is not null)
            request.Headers.TryAddWithoutValidation("Authorization", "Bearer " + key);
        if (idempotencyKey is not null)
            request.Headers.TryAddWithoutValidation("Idempotency-Key", idempotencyKey);
        foreach ((string name, string value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        using HttpResponseMessage response = await client.SendAsync(request);
        return new Answered(
            (int)response.StatusCode,
            await response.Content.ReadAsStringAsync(),
            response.Headers.Concat(response.Content.Headers).ToDictionary(header => header.Key, header => string.Join(",", header.Value), StringComparer.OrdinalIgnoreCase)
        );
    }
}

public sealed record Answered(int Status, string Text, IReadOnlyDictionary<string, string> Headers)
{
    public JsonElement Json => JsonSerializer.Deserialize<JsonElement>(Text);

    public string? Code => Json.GetProperty("code").GetString();

    public string? Pointer => Json.TryGetProperty("pointer", out JsonElement pointer) ? pointer.GetString() : null;

    /// <summary>The value at a path such as <c>data.0.id</c>, as text.</summary>
    public string? At(string path)
    {
        JsonElement at = Json;
        foreach (string part in path.Split('.'))
            at = at.ValueKind == JsonValueKind.Array ? at[int.Parse(part, null)] : at.GetProperty(part);
        return at.ValueKind == JsonValueKind.Null ? null : at.ToString();
    }
}
