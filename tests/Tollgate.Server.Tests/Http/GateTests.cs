using System.Text;
using Tollgate.Server.Http;

namespace Tollgate.Server.Tests.Http;

/// <summary>What is common to all endpoints, over real HTTP.</summary>
public class GateTests(RunningServer server) : IClassFixture<RunningServer>
{
    private Caller Live => server.As(server.LiveKey);

    [Fact]
    public async Task Without_a_key_with_a_mistyped_or_an_unknown_one_nobody_gets_in()
    {
        foreach (string? key in new[] { null, server.LiveKey[..^1] + "_", Access.ApiKey.Make("live"), Access.ApiKey.Make("nowhere") })
        {
            Answered answer = await new Caller(new HttpClient { BaseAddress = server.Url }, key).Get("/v1/keys");
            (answer.Status, answer.Code).ShouldBe((401, "key_invalid"));
            answer.Headers["WWW-Authenticate"].ShouldBe("Bearer");
            answer.Headers["Content-Type"].ShouldBe("application/problem+json");
        }
    }

    [Fact]
    public async Task A_key_does_what_its_scopes_say_until_it_is_revoked()
    {
        Answered made = await Live.Post("/v1/keys", """{"name":"reader","scopes":["accounts:read"]}""");
        made.Status.ShouldBe(201, made.Text);
        Caller reader = server.As(made.At("key")!);
        (await reader.Get("/v1/accounts")).Status.ShouldBe(200);
        Answered refused = await reader.Post("/v1/accounts", """{"id":"x"}""");
        (refused.Status, refused.Code).ShouldBe((403, "scope_missing"));
        refused.At("detail")!.ShouldContain("accounts:write");

        (await Live.Get("/v1/keys")).Text.ShouldNotContain(made.At("key")!);
        (await Live.Post($"/v1/keys/{made.At("id")}/revoke")).Status.ShouldBe(200);
        (await reader.Get("/v1/accounts")).Status.ShouldBe(401);
        (await Live.Post($"/v1/keys/{made.At("id")}/revoke")).Code.ShouldBe("key_already_revoked");
    }

    [Fact]
    public async Task Whoever_comes_first_after_a_start_is_known()
    {
        // The keys are read when somebody first asks: meanwhile nobody else may be told that his is not in force.
        await using var fresh = new RunningServer();
        await fresh.InitializeAsync();
        (string live, string test) = (fresh.LiveKey, fresh.TestKey);
        for (int start = 0; start < 3; start++)
        {
            await fresh.Restart();
            Answered[] answers = await Task.WhenAll(Enumerable.Range(0, 64).Select(i => fresh.As(i % 2 == 0 ? live : test).Get("/v1/accounts")));
            answers.ShouldAllBe(answer => answer.Status == 200);
        }
    }

    [Theory]
    [InlineData("/v1/accounts", """{"id":1}""", 400, "wrong_type", "/id")]
    [InlineData("/v1/accounts", """{}""", 400, "missing_key", "/id")]
    [InlineData("/v1/accounts", """{"id":"a","id":"b"}""", 400, "duplicate_key", "/id")]
    [InlineData("/v1/accounts", """{"id":"a","size":1}""", 400, "unknown_key", "/size")]
    [InlineData("/v1/accounts", """{"id":"a","time_zone":"Mars/Olympus"}""", 422, "time_zone_unknown", "/time_zone")]
    [InlineData("/v1/accounts", """{"id":"a","currency":"XXX"}""", 422, "currency_unknown", "/currency")]
    [InlineData("/v1/accounts", """{"id":"a:b"}""", 400, "malformed_id", "/id")]
    [InlineData("/v1/accounts", """[]""", 400, "wrong_type", "")]
    [InlineData("/v1/accounts", "{\"id\":\n", 400, "malformed_json", null)]
    [InlineData("/v1/contracts", """{"account_id":"nobody","plan":"p"}""", 404, "account_not_found", "/account_id")]
    [InlineData("/v1/contracts", """{"account_id":"a","plan":"p","starts_at":"2025-01-01"}""", 400, "malformed_timestamp", "/starts_at")]
    [InlineData("/v1/contracts", """{"account_id":"a","plan":"p","add_ons":5}""", 400, "wrong_type", "/add_ons")]
    [InlineData("/v1/contracts", """{"account_id":"a","plan":"p","add_ons":[{"quantity":2}]}""", 400, "missing_key", "/add_ons/0/add_on")]
    [InlineData("/v1/contracts", """{"account_id":"a","plan":"p","promotions":[7]}""", 400, "wrong_type", "/promotions/0")]
    [InlineData("/v1/contracts", """{"account_id":"a","plan":"p","bundle":"b"}""", 400, "unknown_key", "/plan")]
    [InlineData("/v1/contracts", """{"account_id":"a"}""", 400, "missing_key", "/plan")]
    [InlineData("/v1/keys", """{"name":"n","scopes":["all"]}""", 422, "scope_unknown", "/scopes/0")]
    [InlineData("/v1/environments", """{"id":"No","kind":"test"}""", 422, "environment_id_invalid", "/id")]
    [InlineData("/v1/environments", """{"id":"live","kind":"test"}""", 409, "environment_exists", "/id")]
    [InlineData("/v1/clock/advance", """{"to":"2030-01-01T00:00:00Z"}""", 409, "clock_not_movable", null)]
    [InlineData("/v1/rating/preview", """{"currency":"USD","price":{"model":"graduated","tiers":[{"up_to":"1","unit_amount":"1"}]},"quantity":"1"}""", 422, "last_tier_not_open", "/price/tiers/0/up_to")]
    [InlineData("/v1/entitlements/check", """{"account_id":"a","feature":"f","requested_units":-1}""", 422, "quantity_negative", "/requested_units")]
    [InlineData("/v1/entitlements/check", """{"account_id":"a","feature":"f","units":1}""", 400, "unknown_key", "/units")]
    public async Task Bad_input_gets_its_code_and_place(string path, string body, int status, string code, string? pointer)
    {
        Answered answer = await Live.Post(path, body);
        (answer.Status, answer.Code, answer.Pointer).ShouldBe((status, code, pointer), answer.Text);
        ErrorCodes.Known(code).ShouldBeTrue();
    }

    [Fact]
    public async Task A_live_key_makes_a_way_into_an_environment_whose_first_key_was_lost()
    {
        Caller inside = await server.Environment("lost-key");
        Answered made = await Live.Post("/v1/environments/lost-key/keys", """{"name":"A new way in","scopes":["*"]}""");
        (made.Status, made.At("key")![..12]).ShouldBe((201, "tg_lost-key_"));
        (await server.As(made.At("key")!).Get("/v1/keys")).Text.ShouldContain("A new way in");
        (await Live.Post("/v1/environments/nowhere/keys", """{"name":"n","scopes":["*"]}""")).Code.ShouldBe("environment_not_found");
        (await inside.Get("/v1/environments")).Json.GetProperty("data").EnumerateArray().Select(environment => environment.GetProperty("id").GetString()).ShouldBe(["lost-key"]);
        (await inside.Post("/v1/environments/live/keys", """{"name":"n","scopes":["*"]}""")).Code.ShouldBe("live_key_needed");
    }

    [Fact]
    public async Task An_address_that_is_none_and_a_method_that_is_not_taken_are_problems_too()
    {
        (await Live.Get("/v1/nothing")).Code.ShouldBe("path_not_found");
        Answered answer = await Live.Send(HttpMethod.Delete, "/v1/accounts", null, null);
        (answer.Status, answer.Code).ShouldBe((405, "method_not_allowed"));
        answer.Headers["Allow"].ShouldContain("GET");
    }

    [Fact]
    public async Task A_content_type_that_is_not_read_is_refused() =>
        (await Live.Post("/v1/events", "a,b", "text/csv")).Code.ShouldBe("content_type_unsupported");

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_body_of_eleven_megabytes_is_refused_with_its_length_or_without(bool chunked)
    {
        byte[] body = Encoding.ASCII.GetBytes("[" + new string(' ', 11_000_000) + "]");
        using HttpContent content = chunked ? new StreamContent(new Unsized(body)) : new ByteArrayContent(body);
        content.Headers.ContentType = new("application/json");
        Answered answer = await Live.Send(HttpMethod.Post, "/v1/events", content, null);
        (answer.Status, answer.Code).ShouldBe((413, "body_too_large"));
    }

    [Fact]
    public async Task A_repetition_under_an_idempotency_key_is_answered_as_the_first_time()
    {
        const string body = """{"id":"once","name":"Once"}""";
        Answered first = await Live.Post("/v1/accounts", body, idempotencyKey: "k-1");
        Answered again = await Live.Post("/v1/accounts", body, idempotencyKey: "k-1");
        (again.Status, again.Text).ShouldBe((first.Status, first.Text));
        again.Headers["Idempotent-Replayed"].ShouldBe("true");
        Answered other = await Live.Post("/v1/accounts", """{"id":"twice"}""", idempotencyKey: "k-1");
        (other.Status, other.Code).ShouldBe((409, "idempotency_key_reused"));
        (await Live.Post("/v1/accounts", body, idempotencyKey: new string('x', 256))).Code.ShouldBe("idempotency_key_invalid");
    }

    [Fact]
    public async Task A_key_that_is_made_again_under_an_idempotency_key_is_the_same()
    {
        const string body = """{"name":"again","scopes":["*"]}""";
        Answered first = await Live.Post("/v1/keys", body, idempotencyKey: "k-2");
        Answered again = await Live.Post("/v1/keys", body, idempotencyKey: "k-2");
        again.Text.ShouldBe(first.Text);
        (await server.As(first.At("key")!).Get("/v1/keys")).Status.ShouldBe(200);
    }

    [Fact]
    public async Task Probes_metrics_and_the_reference_take_no_key()
    {
        var anybody = new Caller(new HttpClient { BaseAddress = server.Url }, null);
        (await anybody.Get("/healthz")).At("status").ShouldBe("alive");
        (await anybody.Get("/readyz")).At("status").ShouldBe("ready");
        await Live.Get("/v1/accounts");
        string metrics = (await anybody.Get("/metrics")).Text;
        metrics.ShouldContain("tollgate_http_request_duration_seconds_count{method=\"GET\",route=\"/v1/accounts\",status=\"200\"}");
        metrics.ShouldContain("# TYPE tollgate_journal_facts_total counter");
        (await anybody.Get("/docs/index.html")).Text.ShouldContain("swagger-ui");
        (await anybody.Get("/")).Text.ShouldContain("swagger-ui");
    }

    [Fact]
    public async Task The_API_describes_itself()
    {
        Answered document = await new Caller(new HttpClient { BaseAddress = server.Url }, null).Get("/openapi/v1.json");
        document.At("openapi")!.ShouldStartWith("3.1");
        var paths = document.Json.GetProperty("paths");
        foreach (string path in new[] { "/v1/events", "/v1/events/{event_id}", "/v1/entitlements/check", "/v1/entitlements/consume", "/v1/gate", "/v1/environments", "/v1/clock/advance", "/v1/catalog", "/v1/accounts", "/v1/accounts/{id}", "/v1/accounts/{id}/entitlements", "/v1/accounts/{id}/usage", "/v1/contracts", "/v1/contracts/{id}", "/v1/rating/preview", "/v1/invoices", "/v1/invoices/preview", "/v1/invoices/{id}", "/v1/invoices/{id}/finalize", "/v1/invoices/{id}/lines/{n}", "/v1/invoices/{id}/lines/{n}/events", "/v1/billing/run", "/v1/keys", "/v1/keys/{id}/revoke", "/v1/journal/verify" })
            paths.TryGetProperty(path, out _).ShouldBeTrue(path);
        paths.GetProperty("/v1/events").GetProperty("post").GetProperty("requestBody").GetProperty("content").GetProperty("application/json").TryGetProperty("example", out _).ShouldBeTrue();
    }

    /// <summary>A stream whose length nobody can ask, so that it is sent in chunks.</summary>
    private sealed class Unsized(byte[] body) : MemoryStream(body)
    {
        public override bool CanSeek => false;
    }
}
