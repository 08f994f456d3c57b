using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Routing;
using Tollgate.Engine.Entitlements;
using Tollgate.Server.Http;
using Tollgate.Server.Tests.BadInput;

namespace Tollgate.Server.Tests.Http;

/// <summary>The OpenAPI document says what the server takes and answers: all of it, and nothing else.</summary>
public partial class ReferenceTests(RunningServer server) : IClassFixture<RunningServer>
{
    [Fact]
    public async Task Every_route_is_described()
    {
        Described described = await Described.By(server);
        described.Document.GetProperty("openapi").GetString()!.ShouldStartWith("3.1");
        IEnumerable<string> routes = server.Endpoints
            .Where(endpoint => endpoint.RoutePattern.RawText!.StartsWith("/v1", StringComparison.Ordinal))
            .Select(endpoint => $"{endpoint.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods[0]} {endpoint.RoutePattern.RawText}");
        described.Operations.Select(one => $"{one.Method.ToUpperInvariant()} {one.Path}").Order().ShouldBe(routes.Order());
        described.Operations.Select(one => one.Operation.GetProperty("operationId").GetString()).ShouldBeUnique();
        foreach ((_, string path, JsonElement operation) in described.Operations)
        {
            operation.GetProperty("summary").GetString().ShouldNotBeNullOrEmpty(path);
            operation.GetProperty("description").GetString()!.ShouldContain("Scope: `");
            operation.GetProperty("responses").GetProperty("default").GetProperty("content").GetProperty("application/problem+json")
                .GetProperty("schema").GetProperty("$ref").GetString()!.ShouldEndWith("/Problem");
        }
    }

    [Fact]
    public async Task Every_reference_leads_to_a_component()
    {
        Described described = await Described.By(server);
        string[] names = [.. References().Matches(described.Document.GetRawText()).Select(match => match.Groups["name"].Value).Distinct()];
        names.Length.ShouldBeGreaterThan(40);
        foreach (string name in names)
            described.Component(name).ValueKind.ShouldBe(JsonValueKind.Object);
    }

    [Fact]
    public async Task Every_example_is_as_its_schema_says()
    {
        Described described = await Described.By(server);
        IEnumerable<string> faults =
            from one in described.Operations
            from owner in one.Operation.TryGetProperty("requestBody", out JsonElement sent)
                ? new[] { sent, Described.Success(one.Operation) } : [Described.Success(one.Operation)]
            where Described.BodyOf(owner) is not null
            let body = Described.BodyOf(owner)!.Value
            from fault in described.Faults(body.Example, body.Schema)
            select $"{one.Method} {one.Path}{fault}";
        faults.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_planted_fault_is_found()
    {
        Described described = await Described.By(server);
        JsonElement burn = described.Component("Burn");
        string[] Faults(string json) => [.. described.Faults(JsonSerializer.Deserialize<JsonElement>(json), burn)];
        Faults("""{"grant":"g","units":"1"}""").ShouldBeEmpty();
        Faults("""{"grant":"g","units":1}""").ShouldHaveSingleItem();
        Faults("""{"grant":"g","units":"one"}""").ShouldHaveSingleItem();
        Faults("""{"grant":"g"}""").ShouldBe(["/units is missing"]);
        Faults("""{"grant":"g","units":"1","of":2}""").ShouldBe(["/of is not described"]);
    }

    /// <summary>What a reader says of a field that it does not know is the list of those that it does.</summary>
    [Fact]
    public async Task A_request_has_the_fields_that_its_reader_takes_and_no_others()
    {
        Described described = await Described.By(server);
        Caller live = server.As(server.LiveKey);
        int bodies = 0;
        foreach ((string method, string path, JsonElement operation) in described.Operations)
        {
            // The catalog's reader speaks for itself, below; the gate reads no body; events are refused one by one.
            if (method != "post" || path is "/v1/gate" or "/v1/events")
                continue;
            string address = path.Replace("{id}", "test", StringComparison.Ordinal);
            string known = Known().Match((await live.Post(address, """{"no such field":1}""")).At("detail")!).Groups["names"].Value;
            if (!operation.TryGetProperty("requestBody", out JsonElement body))
            {
                known.ShouldBeEmpty(path);
                continue;
            }

            bodies++;
            JsonElement schema = described.Resolve(Described.BodyOf(body)!.Value.Schema);
            string[] fields = [.. schema.GetProperty("properties").EnumerateObject().Select(field => field.Name)];
            fields.Except(["customer_id"]).Order().ShouldBe(known.Split(", ").Order(), path);
            schema.GetProperty("additionalProperties").GetBoolean().ShouldBeFalse(path);
            schema.GetProperty("properties").EnumerateObject().Where(field => !field.Value.TryGetProperty("description", out _)).ShouldBeEmpty(path);
            body.TryGetProperty("required", out JsonElement required).ShouldBe(Described.Required(schema).Length > 0, path);
            foreach (string name in fields)
                (await live.Post(address, $$"""{"{{name}}":null}""")).Text.ShouldNotContain("unknown_key", customMessage: $"{path} {name}");
            foreach (string name in Described.Required(schema))
                (await live.Post(address, Without(Described.BodyOf(body)!.Value.Example, name))).Status.ShouldBe(400, $"{path} without {name}");
        }

        bodies.ShouldBe(54);
    }

    [Fact]
    public async Task An_event_has_the_fields_that_its_reader_takes_and_no_others()
    {
        Described described = await Described.By(server);
        Caller live = server.As(server.LiveKey);
        JsonElement schema = described.Component("SentEvent");
        string[] fields = [.. schema.GetProperty("properties").EnumerateObject().Select(field => field.Name)];
        string known = Known().Match((await live.Post("/v1/events", """{"no such field":1}""")).At("rejected.0.detail")!).Groups["names"].Value;
        fields.Except(["customer_id", "metric"]).Order().ShouldBe(known.Split(", ").Order());
        foreach (string name in fields)
            (await live.Post("/v1/events", $$"""{"{{name}}":null}""")).At("rejected.0.code").ShouldBe("missing_key", name);
        Described.Required(schema).ShouldBe(["event_id"]);
        schema.GetProperty("allOf").GetArrayLength().ShouldBe(2);
    }

    [Theory]
    [InlineData("CatalogDocument", """{"x":1}""", "")]
    [InlineData("Meter", """{"currency":"USD","meters":{"a":{"x":1}}}""", "/meters/a")]
    [InlineData("Plan", """{"currency":"USD","plans":{"a":{"x":1}}}""", "/plans/a")]
    [InlineData("MeteredEntitlement", """{"currency":"USD","meters":{"m":{"event":"e","aggregation":"count"}},"features":{"f":{"kind":"metered","meter":"m"}},"plans":{"a":{"period":"month","entitlements":{"f":{"x":1}}}}}""", "/plans/a/entitlements/f")]
    [InlineData("BooleanEntitlement", """{"currency":"USD","features":{"f":{"kind":"boolean"}},"defaults":{"f":{"x":1}}}""", "/defaults/f")]
    [InlineData("ConfigEntitlement", """{"currency":"USD","features":{"f":{"kind":"config","type":"string"}},"defaults":{"f":[{"x":1}]}}""", "/defaults/f/0")]
    [InlineData("Condition", """{"currency":"USD","features":{"f":{"kind":"boolean"}},"defaults":{"f":{"granted":true,"when":{"x":1}}}}""", "/defaults/f/when")]
    [InlineData("SeatEntitlement", """{"currency":"USD","features":{"f":{"kind":"seat","type":"named"}},"plans":{"a":{"period":"month","entitlements":{"f":{"x":1}}}}}""", "/plans/a/entitlements/f")]
    [InlineData("HoldersEntitlement", """{"currency":"USD","features":{"f":{"kind":"boolean"}},"plans":{"a":{"period":"month","entitlements":{"f":{"seat":"s","x":1}}}}}""", "/plans/a/entitlements/f")]
    [InlineData("Credit", """{"currency":"USD","credits":{"a":{"x":1}}}""", "/credits/a")]
    [InlineData("Conversion", """{"currency":"USD","plans":{"a":{"period":"month","charges":{"b":{"model":"flat","amount":1,"convert":{"x":1}}}}}}""", "/plans/a/charges/b/convert")]
    public async Task A_catalog_has_the_fields_that_its_reader_takes_and_no_others(string component, string document, string pointer)
    {
        Described described = await Described.By(server);
        Answered refused = await server.As(server.LiveKey).Put("/v1/catalog?dry_run=true", document, "application/json");
        string detail = refused.Json.GetProperty("problems").EnumerateArray().First(problem => problem.GetProperty("pointer").GetString() == pointer + "/x").GetProperty("detail").GetString()!;
        described.Component(component).GetProperty("properties").EnumerateObject().Select(field => field.Name).Order()
            .ShouldBe(Taken().Match(detail).Groups["names"].Value.Split(", ").Order());
    }

    [Fact]
    public async Task A_tier_has_the_fields_that_the_models_with_tiers_take()
    {
        Described described = await Described.By(server);
        SortedSet<string> taken = new(StringComparer.Ordinal);
        foreach (string model in (string[])["graduated", "volume", "stair", "graduated_percentage"])
        {
            string document = """{"currency":"USD","plans":{"a":{"period":"month","charges":{"b":{"model":"MODEL","tiers":[{"x":1}]}}}}}""".Replace("MODEL", model, StringComparison.Ordinal);
            Answered refused = await server.As(server.LiveKey).Put("/v1/catalog?dry_run=true", document, "application/json");
            string detail = refused.Json.GetProperty("problems").EnumerateArray().First(problem => problem.GetProperty("pointer").GetString() == "/plans/a/charges/b/tiers/0/x").GetProperty("detail").GetString()!;
            taken.UnionWith(Taken().Match(detail).Groups["names"].Value.Split(", "));
        }

        described.Component("PriceTier").GetProperty("properties").EnumerateObject().Select(field => field.Name).Order(StringComparer.Ordinal).ShouldBe(taken);
    }

    [Fact]
    public async Task Closed_lists_are_the_codes_own()
    {
        Described described = await Described.By(server);
        described.Component("Reason").GetProperty("enum").EnumerateArray().Select(word => word.GetString()).ShouldBe(Enum.GetValues<Reason>().Select(Words.Of));
    }

    [Fact]
    public async Task Real_answers_are_as_their_schemas_say()
    {
        Described described = await Described.By(server);
        Caller caller = await BadWorld.In(server, "reference");
        async Task<Answered> Said(string method, string path, string template, string? body = null)
        {
            Answered answer = await (method switch { "post" => caller.Post(path, body), "put" => caller.Put(path, body!, "application/json"), "delete" => caller.Delete(path), _ => caller.Get(path) });
            JsonElement success = Described.Success(described.Document.GetProperty("paths").GetProperty(template).GetProperty(method));
            answer.Status.ShouldBeLessThan(300, answer.Text);
            described.Faults(answer.Json, Described.BodyOf(success)!.Value.Schema).ShouldBeEmpty($"{method} {path}");
            return answer;
        }

        await Said("post", "/v1/accounts", "/v1/accounts", """{"id":"bare"}""");
        await Said("post", "/v1/contracts", "/v1/contracts", """{"account_id":"bare","plan":"growth","starts_at":"2025-06-01T00:00:00Z"}""");
        await Said("post", "/v1/events", "/v1/events", "[" + BadWorld.Good("e1") + "," + BadWorld.Good("e1").Replace("1}", "2}", StringComparison.Ordinal) + """,{"event_id":"e3"}]""");
        foreach (string feature in new[] { "api_calls", "export", "nothing" })
            await Said("post", "/v1/entitlements/check", "/v1/entitlements/check", $$"""{"customer_id":"acme","feature":"{{feature}}","requested_units":200}""");
        Answered consumed = await Said("post", "/v1/entitlements/consume", "/v1/entitlements/consume", """{"account_id":"acme","feature":"api_calls","event_id":"c1"}""");
        await Said("get", "/v1/decisions/" + consumed.At("decision_id"), "/v1/decisions/{id}");
        foreach (string subject in new[] { "kim", "kim", "lee" })
            await Said("post", "/v1/accounts/acme/seats", "/v1/accounts/{id}/seats", $$"""{"feature":"desk","subject":"{{subject}}"}""");
        await Said("post", "/v1/accounts/acme/seats", "/v1/accounts/{id}/seats", """{"feature":"nothing","subject":"kim"}""");
        await Said("post", "/v1/entitlements/check", "/v1/entitlements/check", """{"account_id":"acme","feature":"desk","subject":"kim"}""");
        await Said("get", "/v1/accounts/acme/seats", "/v1/accounts/{id}/seats");
        await Said("post", "/v1/accounts/acme/seats/return", "/v1/accounts/{id}/seats/return", """{"feature":"desk","subject":"kim"}""");
        foreach (string verbose in new[] { "false", "true" })
        {
            foreach (string verb in new[] { "check", "consume" })
                await Said("post", $"/v1/entitlements/{verb}-batch", $"/v1/entitlements/{verb}-batch", $$"""{"requests":[{"account_id":"acme","feature":"api_calls"},{"account_id":"acme","feature":"export"},{"account_id":"acme","feature":"nothing"},{"account_id":"acme"}],"verbose":{{verbose}}}""");
        }

        foreach (string name in new[] { "", "/acme", "/acme/entitlements", "/acme/usage" })
            await Said("get", "/v1/accounts" + name + (name == "/acme/usage" ? "?meter=api_calls&group_by=region" : ""), "/v1/accounts" + name.Replace("acme", "{id}", StringComparison.Ordinal));
        await Said("get", "/v1/contracts", "/v1/contracts");
        await Said("get", "/v1/events/e1?account_id=acme", "/v1/events/{event_id}");
        await Said("get", "/v1/catalog", "/v1/catalog");
        await Said("get", "/v1/keys", "/v1/keys");
        await Said("post", "/v1/keys", "/v1/keys", """{"name":"a","scopes":["*"]}""");
        await Said("post", "/v1/invoices/preview", "/v1/invoices/preview", """{"account_id":"acme"}""");
        await Said("post", "/v1/rating/preview", "/v1/rating/preview", """{"currency":"USD","price":{"model":"package","package_size":10,"amount":"0.20","minimum":"5"},"quantity":"15"}""");
        await Said("post", "/v1/events", "/v1/events", BadWorld.Good("many").Replace("1}", "500}", StringComparison.Ordinal));
        await Said("post", "/v1/clock/advance", "/v1/clock/advance", """{"to":"2025-07-01T12:00:00Z"}""");
        await Said("post", "/v1/billing/run", "/v1/billing/run");
        await Invoices(Said);
        await Said("get", "/v1/accounts/acme/forecast", "/v1/accounts/{id}/forecast");
        Answered simulation = await Said("post", "/v1/simulations", "/v1/simulations", """{"from":"2025-06-01T00:00:00Z","to":"2025-07-01T00:00:00Z"}""");
        string run = "/v1/simulations/" + simulation.At("id");
        while ((await Said("get", run, "/v1/simulations/{id}")).At("status") == "running")
            await Task.Delay(20, TestContext.Current.CancellationToken);
        await Said("get", run + "/accounts", "/v1/simulations/{id}/accounts");
        await Said("delete", run, "/v1/simulations/{id}");
        await Said("get", "/v1/journal/verify", "/v1/journal/verify");
    }

    private static async Task Invoices(Func<string, string, string, string?, Task<Answered>> said)
    {
        Answered drafts = await said("get", "/v1/invoices?account_id=acme&status=draft", "/v1/invoices", null);
        string id = drafts.At("data.0.id")!;
        (await said("get", "/v1/invoices/" + id, "/v1/invoices/{id}", null)).At("status").ShouldBe("draft");
        await said("put", "/v1/tax/rates", "/v1/tax/rates", """{"rates":[{"country":"DE","name":"VAT","percent":19,"until":"2026-01-01T00:00:00Z"},{"country":"DE","region":"BY","category":"saas","name":"local","percent":"1.5"}]}""");
        await said("get", "/v1/tax/rates", "/v1/tax/rates", null);
        await said("post", $"/v1/invoices/{id}/finalize", "/v1/invoices/{id}/finalize", """{"tax":[{"line":1,"name":"city","percent":"1"},{"line":1,"name":"duty","amount":"0.50"}]}""");
        (await said("get", "/v1/invoices/" + id, "/v1/invoices/{id}", null)).At("status").ShouldBe("finalized");
        await said("get", "/v1/invoices", "/v1/invoices", null);
        await said("get", $"/v1/invoices/{id}/lines/1", "/v1/invoices/{id}/lines/{n}", null);
        await said("get", $"/v1/invoices/{id}/lines/1/events", "/v1/invoices/{id}/lines/{n}/events", null);
        await said("put", "/v1/delinquency", "/v1/delinquency", """{"policy":"degrade","after_days":14,"author":"kim"}""");
        await said("get", "/v1/delinquency", "/v1/delinquency", null);
        await said("post", $"/v1/invoices/{id}/payment_status", "/v1/invoices/{id}/payment_status", """{"status":"overdue","reference":"r1"}""");
        Answered dispute = await said("post", $"/v1/invoices/{id}/disputes", "/v1/invoices/{id}/disputes", """{"line":1,"reason":"no","author":"ap"}""");
        await said("get", "/v1/disputes?open=true", "/v1/disputes", null);
        await said("post", $"/v1/disputes/{dispute.At("id")}/resolve", "/v1/disputes/{id}/resolve", """{"outcome":"credited","amount":"0.01","reason":"yes","author":"kim"}""");
        await said("post", $"/v1/invoices/{id}/credit_notes", "/v1/invoices/{id}/credit_notes", """{"reason":"all of it","author":"kim"}""");
        await said("get", "/v1/credit_notes?account_id=acme", "/v1/credit_notes", null);
        await said("get", "/v1/invoices/" + id, "/v1/invoices/{id}", null);
        await said("get", $"/v1/invoices/{id}/explain", "/v1/invoices/{id}/explain", null);
        string other = (await said("get", "/v1/invoices?status=finalized", "/v1/invoices", null)).At("data.0.id")!;
        await said("post", $"/v1/invoices/{other}/void", "/v1/invoices/{id}/void", """{"reason":"wrong","author":"kim"}""");
        await said("post", "/v1/periods/close", "/v1/periods/close", """{"legal_entity":"default","until":"2025-07-01T00:00:00Z","author":"kim"}""");
        await said("get", "/v1/periods/closed", "/v1/periods/closed", null);
    }

    private static string Without(JsonElement example, string name) =>
        JsonSerializer.Serialize(example.EnumerateObject().Where(field => field.Name != name).ToDictionary(field => field.Name, field => field.Value));

    [GeneratedRegex("""\$ref": ?"#/components/schemas/(?<name>\w+)""")]
    private static partial Regex References();

    [GeneratedRegex(@"There are: (?<names>[a-z_, ]*)\.")]
    private static partial Regex Known();

    [GeneratedRegex(@"It takes: (?<names>[a-z_, ]*)\.")]
    private static partial Regex Taken();
}
