using System.Globalization;
using System.Text.Json;

namespace Tollgate.Server.Tests.Crash;

/// <summary>Three customers on one plan in a test environment whose clock stands in the middle of June, on a server that is killed.</summary>
internal static class CrashWorld
{
    public const long Included = 1000;

    private const string Catalog =
        """
        currency: USD
        meters:
          api_calls: {event: api_calls, aggregation: sum, value: quantity}
        features:
          api_calls: {kind: metered, meter: api_calls}
        plans:
          growth:
            name: Growth
            period: month
            entitlements:
              api_calls: {included: 1000, enforcement: soft}
            charges:
              api_calls: {meter: api_calls, after: included, model: per_unit, amount: "0.01"}
        """;

    public static int Seed { get; } = int.TryParse(Environment.GetEnvironmentVariable("TOLLGATE_SEED"), CultureInfo.InvariantCulture, out int given)
        ? given
        : Random.Shared.Next(int.MaxValue / 2);

    public static Caller As(ServerProcess server, string key) => new(new HttpClient { BaseAddress = server.Url, Timeout = TimeSpan.FromMinutes(2) }, key);

    /// <returns>The environment's key.</returns>
    public static async Task<string> Make(ServerProcess server, params string[] accounts)
    {
        Answered made = await As(server, server.Key("live")).Post("/v1/environments", """{"id":"crash","kind":"test","clock":"2025-06-15T00:00:00Z"}""");
        string key = made.At("key")!;
        Caller caller = As(server, key);
        (await caller.Put("/v1/catalog", Catalog, "application/yaml")).Status.ShouldBe(200);
        foreach (string account in accounts)
        {
            (await caller.Post("/v1/accounts", $$"""{"id":"{{account}}"}""")).Status.ShouldBe(201);
            (await caller.Post("/v1/contracts", $$"""{"account_id":"{{account}}","plan":"growth","starts_at":"2025-06-01T00:00:00Z"}""")).Status.ShouldBe(201);
        }

        return key;
    }

    public static async Task<string> Usage(Caller caller, string account)
    {
        Answered usage = await caller.Get($"/v1/accounts/{account}/usage?meter=api_calls&from=2025-06-01T00:00:00Z&to=2025-07-01T00:00:00Z&window=minute");
        usage.Status.ShouldBe(200, usage.Text);
        return usage.Text;
    }

    /// <summary>What the usage endpoint counted.</summary>
    public static (long Events, long Quantity) Sum(string usage)
    {
        (long events, long quantity) = (0, 0);
        foreach (JsonElement window in JsonSerializer.Deserialize<JsonElement>(usage).GetProperty("data").EnumerateArray())
        {
            events += window.GetProperty("events").GetInt64();
            quantity += long.Parse(window.GetProperty("quantity").GetString()!, CultureInfo.InvariantCulture);
        }

        return (events, quantity);
    }
}
