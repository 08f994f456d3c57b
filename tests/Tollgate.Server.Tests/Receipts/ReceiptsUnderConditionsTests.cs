namespace Tollgate.Server.Tests.Receipts;

/// <summary>What a decision under a condition saw of account, subject and request is in the journal and the receipt: made again, it is the same, whatever has changed since.</summary>
public sealed class ReceiptsUnderConditionsTests(RunningServer server) : IClassFixture<RunningServer>
{
    private const string Catalog =
        """
        currency: USD
        meters:
          calls: {event: calls, aggregation: sum, value: quantity}
        features:
          sso:          {kind: boolean}
          max_projects: {kind: config, type: number}
          calls:        {kind: metered, meter: calls}
        defaults:
          calls: {included: 10, when: {attributes: {tier: gold}}}
        plans:
          team:
            period: month
            entitlements:
              sso: {granted: true, when: {region: eu}}
              max_projects: [10, {value: 50, when: {groups: beta}}]
        """;

    [Fact]
    public async Task They_are_made_again()
    {
        Caller caller = await server.Environment("conditioned", "2025-06-15T12:00:00Z");
        (await caller.Put("/v1/catalog", Catalog, "application/yaml")).Status.ShouldBe(200);
        (await caller.Post("/v1/accounts", """{"id":"acme","attributes":{"tier":"gold"}}""")).Status.ShouldBe(201);
        (await caller.Post("/v1/contracts", """{"account_id":"acme","plan":"team","starts_at":"2025-06-01T00:00:00Z"}""")).Status.ShouldBe(201);
        (await caller.Put("/v1/accounts/acme/subjects/ann", """{"groups":["beta"]}""", "application/json")).Status.ShouldBe(200);
        string[] requests =
        [
            """{"account_id":"acme","feature":"sso"}""",
            """{"account_id":"acme","feature":"sso","properties":{"region":"eu"}}""",
            """{"account_id":"acme","feature":"max_projects","subject":"ann","value":50}""",
            """{"account_id":"acme","feature":"max_projects","subject":"bob","value":50}""",
            """{"account_id":"acme","feature":"calls","requested_units":3}""",
        ];
        string[] before = ["condition_not_met", "within_limit", "within_limit", "value_mismatch", "within_limit"];
        string[] after = ["within_limit", "within_limit", "value_mismatch", "value_mismatch", "condition_not_met"];
        List<string> receipts = [.. await Decided(caller, "check", requests, before), .. await Decided(caller, "consume", requests, before)];
        (await caller.Put("/v1/accounts/acme/attributes", """{"attributes":{"region":"eu"}}""", "application/json")).Status.ShouldBe(200);
        (await caller.Put("/v1/accounts/acme/subjects/ann", """{"groups":[]}""", "application/json")).Status.ShouldBe(200);
        receipts.AddRange(await Decided(caller, "check", requests, after));
        receipts.AddRange(await Decided(caller, "consume", requests, after));
        foreach (string receipt in receipts)
            OfflineProof.Of(receipt, server.Data).Differences.ShouldBeEmpty(receipt);
    }

    private static async Task<List<string>> Decided(Caller caller, string verb, string[] requests, string[] reasons)
    {
        List<string> receipts = [];
        foreach ((string request, string reason) in requests.Zip(reasons))
        {
            (Answered decision, Answered receipt) = await ReceiptWorld.Decided(caller, verb, request);
            decision.At("reason").ShouldBe(reason, $"{verb} {request}: {decision.Text}");
            receipts.Add(receipt.Text);
        }

        return receipts;
    }
}
