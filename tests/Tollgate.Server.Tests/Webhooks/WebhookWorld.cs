using System.Text.Json;
using Tollgate.Server.Webhooks;

namespace Tollgate.Server.Tests.Webhooks;

/// <summary>A server that may reach this machine, and soon tries again.</summary>
public sealed class ServerWithWebhooks : RunningServer
{
    protected override WebhookSettings Webhooks { get; } = new()
    {
        AllowPrivate = true,
        Timeout = TimeSpan.FromSeconds(2),
        Retries = new RetrySchedule(TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(1), 3),
    };
}

/// <summary>Environments whose account <c>acme</c> has 100 calls a month, soft.</summary>
internal static class WebhookWorld
{
    public const string Catalog =
        """
        currency: USD
        meters:
          calls: {event: calls, aggregation: sum, value: quantity}
        features:
          calls: {kind: metered, meter: calls}
        plans:
          basic:
            period: month
            entitlements:
              calls: {included: 100, enforcement: soft}
        """;

    public static async Task<Caller> In(RunningServer server, string environment)
    {
        Caller caller = await server.Environment(environment);
        await Fill(caller);
        return caller;
    }

    public static async Task Fill(Caller caller)
    {
        (await caller.Put("/v1/catalog", Catalog, "application/yaml")).Status.ShouldBe(200);
        foreach (string account in (string[])["acme", "globex"])
        {
            (await caller.Post("/v1/accounts", $$$"""{"id":"{{{account}}}","external_ids":{"crm":"{{{account}}}-1"}}""")).Status.ShouldBe(201);
            Answered contract = await caller.Post("/v1/contracts", $$"""{"account_id":"{{account}}","plan":"basic"}""");
            contract.Status.ShouldBe(201, contract.Text);
        }
    }

    public static async Task Consume(Caller caller, int units, string account = "acme") =>
        (await caller.Post("/v1/entitlements/consume", $$"""{"account_id":"{{account}}","feature":"calls","requested_units":{{units}}}""")).At("allowed").ShouldBe("True");

    /// <returns>Id and secret.</returns>
    public static async Task<(string Id, string Secret)> Register(Caller caller, string url, params string[] types)
    {
        Answered made = await caller.Post("/v1/webhooks", JsonSerializer.Serialize(new { url, event_types = types }));
        made.Status.ShouldBe(201, made.Text);
        return (made.At("id")!, made.At("secret")!);
    }

    public static async Task<string[]> States(Caller caller, string id, string query = "") =>
        [.. (await caller.Get($"/v1/webhooks/{id}/deliveries{query}")).Json.GetProperty("data").EnumerateArray().Select(delivery => delivery.GetProperty("state").GetString()!)];

    /// <summary>Waits until a webhook's messages have come to this.</summary>
    public static async Task Reach(Caller caller, string id, params string[] states)
    {
        string[] found = [];
        for (int i = 0; i < 300; i++)
        {
            found = await States(caller, id);
            if (found.SequenceEqual(states))
                return;
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }

        found.ShouldBe(states);
    }
}
