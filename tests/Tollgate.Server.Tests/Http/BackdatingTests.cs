using System.Globalization;
using System.Text.Json;

namespace Tollgate.Server.Tests.Http;

/// <summary>Amendments of a time of which usage is counted, while more of it comes.</summary>
public sealed class BackdatingTests
{
    private const string Catalog = """
        {"currency":"USD",
         "meters":{"calls":{"event":"calls","aggregation":"sum"}},
         "features":{"calls":{"kind":"metered","meter":"calls"}},
         "plans":{
           "small":{"period":"month","entitlements":{"calls":{"included":1000,"enforcement":"soft"}},"charges":{"calls":{"meter":"calls","after":"included","model":"per_unit","amount":"0.01"}}},
           "large":{"period":"month","entitlements":{"calls":{"included":2000,"enforcement":"soft"}},"charges":{"calls":{"meter":"calls","after":"included","model":"per_unit","amount":"0.02"}}}}}
        """;

    [Fact]
    public async Task Nothing_that_comes_meanwhile_is_missed_or_counted_twice()
    {
        await using var server = new RunningServer();
        await server.InitializeAsync();
        string key = (await server.As(server.LiveKey).Post("/v1/environments", """{"id":"busy","kind":"test","clock":"2025-06-20T00:00:00Z"}""")).At("key")!;
        Caller caller = server.As(key);
        (await caller.Put("/v1/catalog", Catalog, "application/json")).Status.ShouldBe(200);
        await caller.Post("/v1/accounts", """{"id":"a"}""");
        string contract = (await caller.Post("/v1/contracts", """{"account_id":"a","plan":"small","starts_at":"2025-06-01T00:00:00Z"}""")).At("id")!;

        using var done = new CancellationTokenSource();
        Task<int>[] senders = [.. Enumerable.Range(0, 3).Select(sender => Task.Run(() => Send(server.As(key), sender, done.Token)))];
        for (int i = 0; i < 6; i++)
        {
            Answered amended = await caller.Post($"/v1/contracts/{contract}/amend", $$"""{"plan":"{{(i % 2 == 0 ? "large" : "small")}}","effective_at":"2025-06-{{5 + i:D2}}T00:00:00Z"}""");
            amended.Status.ShouldBe(200, amended.Text);
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }

        await done.CancelAsync();
        int sent = (await Task.WhenAll(senders)).Sum();
        sent.ShouldBeGreaterThan(100);
        await ShouldHaveCounted(caller, contract, sent);
        await server.Restart();
        await ShouldHaveCounted(server.As(key), contract, sent);
    }

    private static async Task ShouldHaveCounted(Caller caller, string contract, int sent)
    {
        Answered invoice = await caller.Post("/v1/invoices/preview", $$"""{"account_id":"a","contract_id":"{{contract}}","at":"2025-06-20T00:00:00Z"}""");
        invoice.Status.ShouldBe(200, invoice.Text);
        JsonElement[] lines = [.. invoice.Json.GetProperty("lines").EnumerateArray()];
        lines.Sum(line => line.GetProperty("events").GetInt64()).ShouldBe(sent);
        lines.Sum(line => decimal.Parse(line.GetProperty("metered").GetString()!, CultureInfo.InvariantCulture)).ShouldBe(sent);
        // Each amendment begins behind the one before, so that all of them hold some time.
        lines.Select(line => line.GetProperty("contract_version").GetInt32()).Distinct().Count().ShouldBe(lines.Length);
    }

    /// <summary>Events of one unit each, over all days of the month, one by one and in batches.</summary>
    private static async Task<int> Send(Caller caller, int sender, CancellationToken done)
    {
        int sent = 0;
        while (!done.IsCancellationRequested)
        {
            string[] events = [.. Enumerable.Range(sent, sender == 0 ? 1 : 40).Select(n => $$"""{"event_id":"s{{sender}}_{{n}}","account_id":"a","meter":"calls","quantity":1,"timestamp":"2025-06-{{1 + (n % 19):D2}}T12:00:00Z"}""")];
            (await caller.Post("/v1/events", $"[{string.Join(',', events)}]")).Status.ShouldBe(202);
            sent += events.Length;
        }

        return sent;
    }
}
