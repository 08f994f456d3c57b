using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Tollgate.Server.Tests.Scenarios;

namespace Tollgate.Server.Tests.Docs;

/// <summary>Runs a page from its first block to its last, as a reader would, in an environment of its own.</summary>
/// <param name="server">Null for a page that starts its own.</param>
internal sealed partial class PageRun(Page page, ServerProcess? server) : IAsyncDisposable
{
    /// <summary>The address that pages name; the server under test stands at another.</summary>
    public const string PrintedUrl = "http://127.0.0.1:7070";

    private readonly Shell _shell = new();
    private readonly Dictionary<string, string> _kept = [];
    private Uri? _url = server?.Url;

    public static async Task Play(Page page, ServerProcess? server)
    {
        await using var run = new PageRun(page, server);
        await run.Play();
    }

    public ValueTask DisposeAsync() => _shell.DisposeAsync();

    private async Task Play()
    {
        await MakeEnvironment();
        for (int i = 0; i < page.Blocks.Count; i++)
        {
            Block block = page.Blocks[i];
            if (!block.IsExecuted || block.Skipped is not null)
                continue;
            Block? expectation = page.Blocks.ElementAtOrDefault(i + 1) is { IsExpectation: true } next ? next : null;
            try
            {
                if (block.Words.Contains("background"))
                    await Stay(block, expectation);
                else
                    Meet(block, expectation, await Answer(block));
            }
            catch (Exception failed) when (failed is not PageException)
            {
                throw Failed(block, failed.Message);
            }
        }

        foreach (int code in await _shell.Interrupt())
            code.ShouldBe(0, $"{page.File}: what stays up ended with an exit code");
    }

    private async Task MakeEnvironment()
    {
        if (server is null)
            return;
        if (page.Environment == "live")
        {
            _kept["key"] = server.Key("live");
            return;
        }

        if (page.Environment?.Split(' ') is not ["clock", var clock])
            throw new PageException($"{page.File}:1: no world for its examples; write <!-- environment: clock 2025-06-01T00:00:00Z --> into it");
        using HttpClient live = server.Client(server.Key("live"));
        string body = JsonSerializer.Serialize(new { id = Id(), kind = "test", clock });
        using HttpResponseMessage made = await live.PostAsync("/v1/environments", new StringContent(body, Encoding.UTF8, "application/json"));
        string answer = await made.Content.ReadAsStringAsync();
        if (!made.IsSuccessStatusCode)
            throw new PageException($"{page.File}:1: its environment could not be made: {answer}");
        _kept["key"] = JsonNode.Parse(answer)!["key"]!.GetValue<string>();
    }

    private Task<string> Answer(Block block) => block.Language switch
    {
        "sh" => RunScript(block),
        "yaml" => Request(block, "PUT /v1/catalog\nContent-Type: application/yaml\n\n" + block.Text),
        _ => Request(block, Fill(block.Text)),
    };

    private async Task<string> Request(Block block, string text)
    {
        using HttpRequestMessage request = HttpText.Read(text);
        using var client = new HttpClient { BaseAddress = _url, Timeout = TimeSpan.FromMinutes(1) };
        if (request.Headers.Authorization is null)
            request.Headers.Authorization = new("Bearer", _kept["key"]);
        using HttpResponseMessage response = await client.SendAsync(request);
        string answer = await response.Content.ReadAsStringAsync();
        int status = (int)response.StatusCode;
        if (block.Status is { } expected ? status != expected : !response.IsSuccessStatusCode)
            throw Failed(block, $"answered {status}, expected {block.Status?.ToString(CultureInfo.InvariantCulture) ?? "a success"}: {answer}");
        foreach ((string name, string path) in block.Kept)
            _kept[name] = At(JsonNode.Parse(answer)!, path);
        return answer;
    }

    private async Task<string> RunScript(Block block)
    {
        (int exit, string output) = await _shell.Run(Placed(block.Text), Variables());
        bool fails = block.Words.Contains("fails");
        return exit == 0 != fails ? output : throw Failed(block, $"ended with exit code {exit}:\n{output}");
    }

    private async Task Stay(Block block, Block? expectation)
    {
        string output = await _shell.Stay(block.Text.Trim(), heard =>
            Listening().IsMatch(heard) && (expectation is null || OutputText.Missing(Placed(expectation.Text, heard), heard) is null));
        if (Listening().Match(output) is not { Success: true } listening)
            throw Failed(block, $"does not listen:\n{output}");
        _url = new Uri(listening.Groups[1].Value);
        Meet(block, expectation, output);
    }

    private void Meet(Block block, Block? expectation, string answer)
    {
        if (expectation is null)
            return;
        if (expectation.Language == "text")
        {
            if (OutputText.Missing(Placed(expectation.Text), answer) is { } missing)
                throw Failed(expectation, $"the output lacks '{missing}':\n{answer}");
            return;
        }

        if (Expectation.Unmet(JsonNode.Parse(Fill(expectation.Text)), answer.Trim().Length == 0 ? null : JsonNode.Parse(answer)) is { } unmet)
            throw Failed(expectation, $"{unmet}; the block of line {block.Line} answered:\n{answer}");
    }

    private Dictionary<string, string> Variables()
    {
        var variables = new Dictionary<string, string>(_kept);
        if (_url is not null)
            variables["TOLLGATE_URL"] = _url.ToString().TrimEnd('/');
        if (_kept.TryGetValue("key", out string? key))
            variables["TOLLGATE_KEY"] = key;
        if (server is not null)
        {
            variables["TOLLGATE_DATA"] = server.Data;
            variables["TOLLGATE_LIVE_KEY"] = server.Key("live");
        }

        return variables;
    }

    /// <summary>The text with the address of the server under test.</summary>
    private string Placed(string text) => _url is null ? text : text.Replace(PrintedUrl, _url.ToString().TrimEnd('/'), StringComparison.Ordinal);

    private static string Placed(string text, string heard) =>
        text.Replace(PrintedUrl, Listening().Match(heard).Groups[1].Value, StringComparison.Ordinal);

    private string Fill(string text) => Variable().Replace(text, match =>
        _kept.TryGetValue(match.Groups[1].Value, out string? value) ? value : throw new PageException($"{page.File}: nothing was kept as '{match.Groups[1].Value}'"));

    private string Id()
    {
        string path = page.File.Replace(".md", "", StringComparison.Ordinal).Replace("docs/", "", StringComparison.Ordinal);
        string id = "d-" + string.Concat(path.ToLowerInvariant().Select(c => char.IsAsciiLetterOrDigit(c) ? c : '-'));
        return id[..Math.Min(id.Length, 31)];
    }

    private PageException Failed(Block block, string why) => new($"{page.File}:{block.Line}: {why}");

    private static string At(JsonNode node, string path)
    {
        foreach (string part in path.Split('.'))
            node = int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out int index) ? node[index]! : node[part]!;
        return node.ToString();
    }

    [GeneratedRegex(@"\{\{(\w+)\}\}")]
    private static partial Regex Variable();

    [GeneratedRegex(@"Listening on (http://127\.0\.0\.1:\d+)")]
    private static partial Regex Listening();
}

/// <summary>A page says what is not so; the message begins with its file and line.</summary>
internal sealed class PageException(string message) : Exception(message);
