using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Tollgate.Server.Tests.Cli;

namespace Tollgate.Server.Tests.Scenarios;

/// <summary>
/// Plays a scenario against a running server, step by step, in an environment of its own. A step is a request (<c>post: /v1/accounts</c>, with
/// <c>body</c> or <c>file</c>), what is expected (<c>status</c>, <c>expect</c>) and what is kept for later (<c>save</c>, used as <c>${name}</c>);
/// or <c>restart: true</c>; or <c>trace: code</c>, which sends a whole sample trace. A request with <c>instants: {count, from, until}</c> is sent so
/// many times, the clock being advanced in equal steps from the one to the other; <c>reasons</c> is how often each was answered, and
/// <c>with: {reason: field}</c> what each answer of a reason must carry. <c>burst</c> is many callers at once (<see cref="Burst"/>);
/// <c>verify: stream</c> reads its journal. What the scenario was <c>given</c> is
/// used like what was saved, and <c>TOLLGATE_SCENARIO_LIMIT</c> and the like give it otherwise.
/// </summary>
internal sealed partial class Player(ServerProcess server, string repository)
{
    private static readonly string[] Methods = ["get", "post", "put"];
    private readonly Dictionary<string, string> _saved = [];

    public async Task Play(JsonObject scenario)
    {
        foreach ((string name, JsonNode? value) in scenario["given"]?.AsObject() ?? [])
            _saved[name] = System.Environment.GetEnvironmentVariable($"TOLLGATE_SCENARIO_{name.ToUpperInvariant()}") ?? value!.GetValue<string>();
        string key = await Environment(scenario["environment"]!.AsObject());
        int number = 0;
        foreach (JsonObject step in scenario["steps"]!.AsArray().Select(step => step!.AsObject()))
        {
            number++;
            string name = $"step {number}: {Fill(step.ToJsonString())}";
            if (step["restart"] is not null)
            {
                await server.Kill();
                await server.Start();
                continue;
            }

            if (step["burst"] is { } burst)
            {
                await new Burst(server, key, JsonNode.Parse(Fill(burst.ToJsonString()))!.AsObject()).Play();
                continue;
            }

            if (step["verify"]?.GetValue<string>() is { } stream)
            {
                await Verify(stream);
                continue;
            }

            using HttpClient client = server.Client(key);
            if (step["trace"] is { } trace)
                await SendTrace(client, trace.GetValue<string>());
            else if (step["instants"] is { } instants)
                await Repeat(client, step, instants, name);
            else
                await Request(client, step, name);
        }
    }

    /// <summary>The journal is sound and can be replayed from its first block, and what the server replayed of it meanwhile was always its own state.</summary>
    private async Task Verify(string stream)
    {
        foreach (string verb in (string[])["verify", "replay"])
        {
            Said said = await Terminal.Run(["journal", verb, "--data", server.Data, "--stream", stream, .. server.Arguments]);
            said.ExitCode.ShouldBe(0, said.ToString());
            said.Out.ShouldContain(stream);
            TestContext.Current.TestOutputHelper?.WriteLine(said.Out.Trim());
        }

        server.Output.ShouldNotContain("and its replay");
    }

    private async Task<string> Environment(JsonObject environment)
    {
        using HttpClient live = server.Client(server.Key("live"));
        using HttpResponseMessage made = await live.PostAsync("/v1/environments", Json(environment.ToJsonString()));
        string text = await made.Content.ReadAsStringAsync();
        ((int)made.StatusCode).ShouldBe(201, text);
        return JsonNode.Parse(text)!["key"]!.GetValue<string>();
    }

    private async Task Repeat(HttpClient client, JsonObject step, JsonNode instants, string name)
    {
        int count = instants["count"]!.GetValue<int>();
        DateTimeOffset from = Instant(instants["from"]!);
        TimeSpan whole = Instant(instants["until"]!) - from;
        Dictionary<string, int> reasons = [];
        for (int i = 0; i < count; i++)
        {
            // To the microsecond, which is all that the ledger keeps.
            long microseconds = whole.Ticks / TimeSpan.TicksPerMicrosecond * i / (count - 1);
            string to = from.AddTicks(microseconds * TimeSpan.TicksPerMicrosecond).ToString("yyyy-MM-ddTHH:mm:ss.ffffffZ", CultureInfo.InvariantCulture);
            (await client.PostAsync("/v1/clock/advance", Json($$"""{"to":"{{to}}"}"""))).IsSuccessStatusCode.ShouldBeTrue(name);
            JsonNode answer = (await Request(client, step, name))!;
            string reason = answer["reason"]!.GetValue<string>();
            reasons[reason] = reasons.GetValueOrDefault(reason) + 1;
            if (step["with"]?[reason]?.GetValue<string>() is { } field)
                answer[field].ShouldNotBeNull($"{name}\n{answer.ToJsonString()}");
        }

        Expectation.Unmet(step["reasons"], new JsonObject(reasons.Select(reason => KeyValuePair.Create(reason.Key, (JsonNode?)reason.Value)))).ShouldBeNull(name);
    }

    private async Task<JsonNode?> Request(HttpClient client, JsonObject step, string name)
    {
        string method = Methods.Single(step.ContainsKey);
        using var request = new HttpRequestMessage(HttpMethod.Parse(method), Fill(step[method]!.GetValue<string>()));
        request.Content = Body(step);
        using HttpResponseMessage response = await client.SendAsync(request);
        string text = await response.Content.ReadAsStringAsync();
        int expected = step["status"]?.GetValue<int>() ?? 0;
        if (expected == 0)
            response.IsSuccessStatusCode.ShouldBeTrue($"{name}\n{(int)response.StatusCode} {text}");
        else
            ((int)response.StatusCode).ShouldBe(expected, $"{name}\n{text}");

        JsonNode? answer = text.Length == 0 ? null : JsonNode.Parse(text);
        if (step["expect"] is { } expectation)
            Expectation.Unmet(JsonNode.Parse(Fill(expectation.ToJsonString())), answer).ShouldBeNull($"{name}\n{text}");
        foreach ((string variable, JsonNode? path) in step["save"]?.AsObject() ?? [])
            _saved[variable] = At(answer!, path!.GetValue<string>());
        return answer;
    }

    private StringContent? Body(JsonObject step)
    {
        if (step["file"]?.GetValue<string>() is { } file)
            return new StringContent(File.ReadAllText(Path.Combine(repository, file)), Encoding.UTF8, "application/yaml");
        if (step["yaml"]?.GetValue<string>() is { } yaml)
            return new StringContent(Fill(yaml), Encoding.UTF8, "application/yaml");
        return step["body"] is { } body ? Json(Fill(body.ToJsonString())) : null;
    }

    private async Task SendTrace(HttpClient client, string name)
    {
        Demo.Trace trace = name == "code" ? Demo.Trace.Code : Demo.Trace.Chat;
        foreach ((long Line, string Json)[] batch in trace.Events(Path.Combine(repository, "samples", "azure-llm-2023")).Chunk(1_000))
        {
            string lines = string.Join('\n', batch.Select(line => line.Json));
            using HttpResponseMessage response = await client.PostAsync("/v1/events", new StringContent(lines, Encoding.UTF8, "application/x-ndjson"));
            JsonNode answer = JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
            answer["accepted"]!.GetValue<int>().ShouldBe(batch.Length, answer.ToJsonString());
        }
    }

    private string Fill(string text) => Variable().Replace(text, match => _saved[match.Groups[1].Value]);

    private static string At(JsonNode node, string path)
    {
        foreach (string part in path.Split('.'))
            node = int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out int index) ? node[index]! : node[part]!;
        return node.ToString();
    }

    private static DateTimeOffset Instant(JsonNode text) => DateTimeOffset.Parse(text.GetValue<string>(), CultureInfo.InvariantCulture);

    private static StringContent Json(string text) => new(text, Encoding.UTF8, "application/json");

    [GeneratedRegex(@"\$\{(\w+)\}")]
    private static partial Regex Variable();
}
