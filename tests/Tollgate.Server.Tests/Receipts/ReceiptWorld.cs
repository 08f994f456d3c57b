namespace Tollgate.Server.Tests.Receipts;

/// <summary>An account <c>acme</c> on a plan with every kind of feature, in a test environment whose clock stands at 2025-06-15T12:00:00Z.</summary>
internal static class ReceiptWorld
{
    public const string Catalog =
        """
        currency: USD
        meters:
          calls:   {event: calls, aggregation: sum, value: quantity, dimensions: [region]}
          exports: {event: export, aggregation: count}
        features:
          sso:          {kind: boolean}
          max_projects: {kind: config, type: number}
          region:       {kind: config, type: string}
          calls:        {kind: metered, meter: calls}
          exports:      {kind: metered, meter: exports}
        plans:
          team:
            period: month
            entitlements:
              sso: true
              max_projects: 10
              region: eu
              calls: {included: 1000, enforcement: hard}
              exports: {included: 2, enforcement: soft}
            charges:
              exports: {meter: exports, after: included, model: per_unit, amount: "1.50"}
        """;

    public static async Task<Caller> In(RunningServer server, string environment)
    {
        Caller caller = await server.Environment(environment, "2025-06-15T12:00:00Z");
        await Fill(caller);
        return caller;
    }

    public static async Task Fill(Caller caller)
    {
        (await caller.Put("/v1/catalog", Catalog, "application/yaml")).Status.ShouldBe(200);
        (await caller.Post("/v1/accounts", """{"id":"acme","external_ids":{"crm":"7"}}""")).Status.ShouldBe(201);
        (await caller.Post("/v1/contracts", """{"account_id":"acme","plan":"team","starts_at":"2025-01-01T00:00:00Z"}""")).Status.ShouldBe(201);
    }

    /// <summary>Asks, and takes the receipt of the answer.</summary>
    public static async Task<(Answered Decision, Answered Receipt)> Decided(Caller caller, string verb, string request, string? key = null)
    {
        Answered decision = await caller.Post("/v1/entitlements/" + verb, request, idempotencyKey: key);
        decision.Status.ShouldBe(200, decision.Text);
        Answered receipt = await caller.Get("/v1/decisions/" + decision.At("decision_id"));
        receipt.Status.ShouldBe(200, receipt.Text);
        return (decision, receipt);
    }
}
