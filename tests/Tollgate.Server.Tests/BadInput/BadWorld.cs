namespace Tollgate.Server.Tests.BadInput;

/// <summary>An account <c>acme</c> on a plan, in a test environment whose clock stands at 2025-06-15T00:00:00Z.</summary>
internal static class BadWorld
{
    public const string Catalog =
        """
        currency: USD
        meters:
          api_calls: {event: api_calls, aggregation: sum, value: quantity, dimensions: [region]}
          tokens:    {event: llm.request, aggregation: sum, value: input_tokens, dimensions: [model]}
        features:
          api_calls: {kind: metered, meter: api_calls}
          export:    {kind: boolean}
          desk:      {kind: seat, type: concurrent, heartbeat: 5min}
        plans:
          growth:
            name: Growth
            period: month
            entitlements:
              api_calls: {included: 100, enforcement: soft}
              export: true
              desk: {seats: 1}
            charges:
              api_calls: {meter: api_calls, after: included, model: per_unit, amount: "0.01"}
              tokens: {meter: tokens, model: matrix, dimensions: [model], cells: [{model: a, price: {model: per_unit, amount: "1"}}], default: error}
        """;

    public static async Task<Caller> In(RunningServer server, string environment)
    {
        Caller caller = await server.Environment(environment, "2025-06-15T00:00:00Z");
        (await caller.Put("/v1/catalog", Catalog, "application/yaml")).Status.ShouldBe(200);
        (await caller.Post("/v1/accounts", """{"id":"acme"}""")).Status.ShouldBe(201);
        (await caller.Post("/v1/contracts", """{"account_id":"acme","plan":"growth","starts_at":"2025-01-01T00:00:00Z"}""")).Status.ShouldBe(201);
        return caller;
    }

    public static string Good(string id) => $$"""{"event_id":"{{id}}","account_id":"acme","meter":"api_calls","quantity":1}""";
}
