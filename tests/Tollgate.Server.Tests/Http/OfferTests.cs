using Tollgate.Engine.Tests.Scenarios;
using Tollgate.Server.Catalog;

namespace Tollgate.Server.Tests.Http;

/// <summary>What is sold beside plans, over HTTP: from the start of a contract to what it shows.</summary>
public sealed class OfferTests
{
    [Fact]
    public async Task A_contract_keeps_what_was_agreed_and_shows_it_also_after_a_restart()
    {
        await using var server = new RunningServer();
        await server.InitializeAsync();
        string key = (await server.As(server.LiveKey).Post("/v1/environments", """{"id":"offers","kind":"test","clock":"2025-06-01T00:00:00Z"}""")).At("key")!;
        (await server.As(key).Put("/v1/catalog", OfferCatalogs.Offers, "application/json")).Status.ShouldBe(200);
        await server.As(key).Post("/v1/accounts", """{"id":"acme"}""");
        Answered made = await server.As(key).Post("/v1/contracts", """{"account_id":"acme","bundle":"starter","promotions":["HALF"],"terms":{"discount_percent":{"pack/fee":50}}}""");
        made.Status.ShouldBe(201, made.Text);
        made.Json.GetProperty("add_ons").GetRawText().ShouldBe("""[{"add_on":"pack","quantity":2},{"add_on":"team","quantity":1}]""");
        for (int start = 0; start < 2; start++)
        {
            Caller caller = server.As(key);
            Answered found = await caller.Get($"/v1/contracts/{made.At("id")}");
            found.Json.TryGetProperty("terms", out _).ShouldBeTrue($"{start}: {found.Text}");
            found.At("terms.discount_percent.pack/fee").ShouldBe("50");
            found.Json.GetProperty("charges").EnumerateArray().Select(charge => $"{charge.GetProperty("charge")}: {charge.GetProperty("price")}").ShouldBe([
                "fee: flat at 30.00, less 50 %, until 2025-08-01T00:00:00Z",
                "fee: flat at 30.00, from 2025-08-01T00:00:00Z",
                "calls: each unit at 0.10",
                "rows: graduated, up to 100 at 1.00; beyond at 0.50, less 10 %",
                "pack/fee: flat at 14.00, less 50 %",
                "team/setup: flat at 10.00",
            ]);
            Answered sso = await caller.Post("/v1/entitlements/check", """{"account_id":"acme","feature":"sso"}""");
            (sso.At("allowed"), sso.At("explanation.rule")).ShouldBe(("True", "add_on"));
            (await caller.Get("/v1/accounts/acme/explain?feature=sso")).Text.ShouldContain("The plan Growth with the contract's add-ons");
            string next = OfferCatalogs.Offers.Replace("7.00", "8.00", StringComparison.Ordinal).Replace("\"discount_percent\":50", "\"discount_percent\":40", StringComparison.Ordinal);
            Answered changed = await caller.Put("/v1/catalog?dry_run=true", next, "application/json");
            changed.Json.GetProperty("touches").GetRawText().ShouldBe("""[{"what":"add_ons","name":"pack","contracts":1,"accounts":1},{"what":"promotions","name":"HALF","contracts":1,"accounts":1}]""");
            await server.Restart();
        }

        using var anybody = new HttpClient { BaseAddress = server.Url };
        (await anybody.GetStringAsync(new Uri(CatalogSchema.Path, UriKind.Relative), TestContext.Current.CancellationToken)).ShouldBe(CatalogSchema.Text);
    }
}
