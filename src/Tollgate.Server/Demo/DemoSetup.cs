using System.Net;
using System.Text.Json;
using Tollgate.Server.Cli;

namespace Tollgate.Server.Demo;

/// <summary>
/// Makes the demo's world through the public API. Each step can be said again, so that a demo that was cut off goes on where it was.
/// </summary>
internal sealed class DemoSetup(ApiClient api)
{
    public const string Environment = "demo";
    public const string Start = "2023-11-01T00:00:00Z";
    public const string AfterTraces = "2023-11-17T00:00:00Z";
    public const string AfterMonth = "2023-12-02T00:00:00Z";

    /// <summary>Makes the environment with its own clock.</summary>
    /// <returns>Its first key, or null when the environment was there already.</returns>
    public static async Task<string?> CreateEnvironment(ApiClient live, CancellationToken cancel)
    {
        string body = JsonSerializer.Serialize(new { id = Environment, kind = "test", clock = Start });
        ApiAnswer answer = await live.Post("v1/environments", body, cancel);
        if (answer.Status == HttpStatusCode.Conflict)
            return null;
        return answer.OrThrow().Json.GetProperty("key").GetString();
    }

    public async Task Commerce(string catalog, CancellationToken cancel)
    {
        (await api.Send(HttpMethod.Put, "v1/catalog", catalog, "application/yaml", cancel)).OrThrow();
        foreach (Trace trace in new[] { Trace.Code, Trace.Chat })
        {
            await Unless("account_exists", "v1/accounts", new { id = trace.AccountId, name = trace.Title, currency = "USD" }, cancel);
            var contract = new { account_id = trace.AccountId, plan = "inference", starts_at = Start };
            await Unless("contract_overlaps", "v1/contracts", contract, cancel);
        }
    }

    public Task Advance(string to, CancellationToken cancel) => Unless("clock_goes_back", "v1/clock/advance", new { to }, cancel);

    public async Task Bill(CancellationToken cancel) =>
        (await api.Post("v1/billing/run", JsonSerializer.Serialize(new { until = AfterMonth }), cancel)).OrThrow();

    private async Task Unless(string doneCode, string path, object body, CancellationToken cancel)
    {
        ApiAnswer answer = await api.Post(path, JsonSerializer.Serialize(body), cancel);
        if (answer.Code != doneCode)
            answer.OrThrow();
    }
}
