using System.Net;
using System.Net.Http.Headers;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;

namespace Tollgate.Server.Cli;

/// <summary>The public API, called as any other program would.</summary>
internal sealed class ApiClient : IDisposable
{
    private readonly HttpClient _http;

    public ApiClient(string url, string key)
    {
        if (!Uri.TryCreate(url.TrimEnd('/') + "/", UriKind.Absolute, out Uri? address) || address.Scheme is not ("http" or "https"))
            throw new CliException($"'{url}' is no address; it should look like http://127.0.0.1:7070.");
        if (key.Any(c => c is <= ' ' or > '~'))
            throw new CliException("This is no key: it holds spaces or other characters that no key has. Copy it again, whole.");
        _http = new HttpClient { BaseAddress = address, Timeout = TimeSpan.FromMinutes(5) };
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
    }

    public string Url => _http.BaseAddress!.ToString().TrimEnd('/');

    public Task<ApiAnswer> Get(string path, CancellationToken cancel) => Send(new HttpRequestMessage(HttpMethod.Get, path), cancel);

    public Task<ApiAnswer> Delete(string path, CancellationToken cancel) => Send(new HttpRequestMessage(HttpMethod.Delete, path), cancel);

    public Task<ApiAnswer> Post(string path, string json, CancellationToken cancel, string? idempotencyKey = null) =>
        Send(HttpMethod.Post, path, json, "application/json", cancel, idempotencyKey);

    public Task<ApiAnswer> Send(
        HttpMethod method,
        string path,
        string body,
        string contentType,
        CancellationToken cancel,
        string? idempotencyKey = null
    )
    {
        var request = new HttpRequestMessage(method, path)
        {
            Content = new StringContent(body, Encoding.UTF8, new MediaTypeHeaderValue(contentType)),
        };
        if (idempotencyKey is not null)
            request.Headers.Add("Idempotency-Key", idempotencyKey);
        return Send(request, cancel);
    }

    /// <summary>Everything that a list holds, page by page.</summary>
    /// <param name="path">With its query, if it has one.</param>
    /// <exception cref="CliException">The server refused, and says why.</exception>
    public async IAsyncEnumerable<JsonElement> List(string path, [EnumeratorCancellation] CancellationToken cancel)
    {
        string? cursor = null;
        do
        {
            string next = cursor is null ? "" : (path.Contains('?', StringComparison.Ordinal) ? "&" : "?") + $"cursor={Uri.EscapeDataString(cursor)}";
            JsonElement page = (await Get(path + next, cancel)).OrThrow().Json;
            foreach (JsonElement item in page.GetProperty("data").EnumerateArray())
                yield return item;
            cursor = page.GetProperty("next_cursor").GetString();
        }
        while (cursor is not null);
    }

    /// <summary>Has each of a list told, and says so where there is none.</summary>
    /// <param name="none">Where there are none; null says nothing, for programs that read lines of JSON.</param>
    /// <inheritdoc cref="List"/>
    public async Task ListEach(string path, string? none, Action<JsonElement> tell, CancellationToken cancel)
    {
        bool any = false;
        await foreach (JsonElement item in List(path, cancel))
        {
            any = true;
            tell(item);
        }

        if (!any && none is not null)
            Verb.Line($"{none}");
    }

    /// <summary>Server-sent events as they come, until the server or the connection ends.</summary>
    /// <param name="lastEventId">Where to go on; null begins as the address says.</param>
    /// <param name="came">Told, at the end, behind which event it came to it.</param>
    /// <exception cref="CliException">The server refused, and says why, or does not answer to begin with.</exception>
    /// <exception cref="HttpRequestException">It does not answer now, or the connection ended.</exception>
    public async IAsyncEnumerable<SseItem<string>> Follow(string path, string? lastEventId, Action<string> came, [EnumeratorCancellation] CancellationToken cancel)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (lastEventId is not null)
            request.Headers.Add("Last-Event-ID", lastEventId);
        using HttpResponseMessage response = await Begin(request, cancel);
        if (!response.IsSuccessStatusCode)
            new ApiAnswer(response.StatusCode, await response.Content.ReadAsStringAsync(cancel)).OrThrow();
        await using Stream body = await response.Content.ReadAsStreamAsync(cancel);
        SseParser<string> events = SseParser.Create(body);
        try
        {
            await foreach (SseItem<string> item in events.EnumerateAsync(cancel))
                yield return item;
        }
        finally
        {
            if (events.LastEventId.Length > 0)
                came(events.LastEventId);
        }
    }

    public void Dispose() => _http.Dispose();

    private async Task<HttpResponseMessage> Begin(HttpRequestMessage request, CancellationToken cancel)
    {
        try
        {
            return await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancel);
        }
        catch (HttpRequestException unreachable) when (!request.Headers.Contains("Last-Event-ID"))
        {
            throw new CliException($"{Url} does not answer: {unreachable.Message}. Is the server running? Start it with ./run.");
        }
    }

    private async Task<ApiAnswer> Send(HttpRequestMessage request, CancellationToken cancel)
    {
        try
        {
            using (request)
            using (HttpResponseMessage response = await _http.SendAsync(request, cancel))
                return new ApiAnswer(response.StatusCode, await response.Content.ReadAsStringAsync(cancel));
        }
        catch (TaskCanceledException) when (!cancel.IsCancellationRequested)
        {
            throw new CliException($"{Url} took the request and did not answer within {_http.Timeout.TotalMinutes:N0} minutes.");
        }
        catch (HttpRequestException unreachable)
        {
            throw new CliException($"{Url} does not answer: {unreachable.Message}. Is the server running? Start it with ./run.");
        }
    }
}

/// <param name="Text">The body, as it came.</param>
internal sealed record ApiAnswer(HttpStatusCode Status, string Text)
{
    public bool IsSuccess => (int)Status is >= 200 and < 300;

    /// <summary>The stable code of a problem, or null.</summary>
    public string? Code => IsSuccess ? null : Problem("code");

    /// <exception cref="CliException">Something else than Tollgate answers there.</exception>
    public JsonElement Json => Parsed() ?? throw new CliException($"The answer is no JSON ({(int)Status}). Is it a Tollgate server that listens there?");

    /// <exception cref="CliException">The server refused, and says why.</exception>
    public ApiAnswer OrThrow() => IsSuccess ? this : throw new CliException(Sentence());

    public string Sentence()
    {
        string place = Problem("pointer") is { } pointer ? $" (at {pointer})" : "";
        return $"{Problem("detail") ?? (Text.Length is > 0 and < 200 ? Text : "The server does not say why.")}{place} [{(int)Status} {Problem("code") ?? Status.ToString()}]";
    }

    private string? Problem(string name) =>
        Parsed() is { ValueKind: JsonValueKind.Object } json && json.TryGetProperty(name, out JsonElement value) ? value.GetString() : null;

    private JsonElement? Parsed()
    {
        try
        {
            return JsonSerializer.Deserialize<JsonElement>(Text);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
