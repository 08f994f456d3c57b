using Tollgate.Server.Access;

namespace Tollgate.Server.Tests.BadInput;

/// <summary>Who may not, does not; and what belongs to another environment is not there.</summary>
public sealed class BadKeyTests(RunningServer server) : IClassFixture<RunningServer>
{
    private Caller Live => server.As(server.LiveKey);

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("Bearer")]
    [InlineData("Bearer ")]
    [InlineData("Basic dXNlcjpwYXNz")]
    [InlineData("Bearer tg_live_short")]
    [InlineData("Bearer tg_../../x_LlXbjGdpTUpDt2ZSNAVshThWej60tE3hoQB5")]
    public async Task Whatever_is_no_key_lets_nobody_in(string? header)
    {
        (string, string)[] headers = header is null ? [] : [("Authorization", header)];
        Answered answer = await new Caller(new HttpClient { BaseAddress = server.Url }, null).Send(HttpMethod.Get, "/v1/accounts", null, null, headers);
        (answer.Status, answer.Code).ShouldBe((401, "key_invalid"));
    }

    [Fact]
    public async Task A_key_of_another_installation_is_not_known()
    {
        Answered answer = await server.As(ApiKey.Make("live")).Post("/v1/events", BadWorld.Good("e"));
        (answer.Status, answer.Code, answer.At("detail")).ShouldBe((401, "key_invalid", "The key is not known, or was revoked."));
    }

    [Fact]
    public async Task Another_environments_key_finds_nothing_of_this_one()
    {
        Caller one = await BadWorld.In(server, "one"), two = await BadWorld.In(server, "two");
        (await one.Post("/v1/accounts", """{"id":"only-here"}""")).Status.ShouldBe(201);
        (await one.Post("/v1/events", """{"event_id":"e","account_id":"only-here","meter":"api_calls","quantity":1}""")).At("accepted").ShouldBe("1");
        (await two.Get("/v1/accounts/only-here")).Code.ShouldBe("account_not_found");
        (await two.Get("/v1/events/e?account_id=only-here")).Code.ShouldBe("account_not_found");
        (await two.Post("/v1/entitlements/check", """{"account_id":"only-here","feature":"api_calls"}""")).At("reason").ShouldBe("account_not_found");
        (await two.Post("/v1/events", """{"event_id":"e","account_id":"only-here","meter":"api_calls","quantity":1}""")).At("rejected.0.code").ShouldBe("account_not_found");
        (await two.Post("/v1/environments", """{"id":"three","kind":"test"}""")).Code.ShouldBe("live_key_needed");
    }

    [Theory]
    [InlineData("events:read", "POST", "/v1/events")]
    [InlineData("events:write", "GET", "/v1/accounts")]
    [InlineData("entitlements:read", "POST", "/v1/entitlements/consume")]
    [InlineData("catalog:read", "PUT", "/v1/catalog")]
    [InlineData("invoices:read", "POST", "/v1/billing/run")]
    [InlineData("accounts:write", "POST", "/v1/keys")]
    [InlineData("accounts:write", "POST", "/v1/environments")]
    public async Task A_scope_gives_what_it_says_and_no_more(string scope, string method, string path)
    {
        Answered made = await Live.Post("/v1/keys", $$"""{"name":"narrow","scopes":["{{scope}}"]}""");
        Answered answer = await server.As(made.At("key")!).Send(new HttpMethod(method), path, method == "GET" ? null : new StringContent("{}"), null);
        (answer.Status, answer.Code).ShouldBe((403, "scope_missing"));
    }

    [Fact]
    public async Task A_revoked_key_is_refused_from_the_answer_on()
    {
        Answered made = await Live.Post("/v1/keys", """{"name":"gone","scopes":["*"]}""");
        Caller gone = server.As(made.At("key")!);
        (await gone.Post($"/v1/keys/{made.At("id")}/revoke")).Status.ShouldBe(200);
        (await gone.Get("/v1/accounts")).Code.ShouldBe("key_invalid");
    }

    [Fact]
    public async Task An_idempotency_key_is_for_one_request()
    {
        Caller caller = await BadWorld.In(server, "once");
        (await caller.Post("/v1/events", BadWorld.Good("i1"), idempotencyKey: "k")).At("accepted").ShouldBe("1");
        Answered again = await caller.Post("/v1/events", BadWorld.Good("i1"), idempotencyKey: "k");
        (again.At("accepted"), again.Headers["Idempotent-Replayed"]).ShouldBe(("1", "true"));
        (await caller.Post("/v1/events", BadWorld.Good("i2"), idempotencyKey: "k")).Code.ShouldBe("idempotency_key_reused");
        (await caller.Get("/v1/events/i2?account_id=acme")).Code.ShouldBe("event_not_found");
        // The same key elsewhere, or of another environment, is another key.
        (await caller.Post("/v1/accounts", """{"id":"k"}""", idempotencyKey: "k")).Status.ShouldBe(201);
        (await Live.Post("/v1/accounts", """{"id":"k"}""", idempotencyKey: "k")).Status.ShouldBe(201);
        foreach (string bad in new[] { "", new string('x', 256), "tab\there" })
            (await caller.Post("/v1/events", BadWorld.Good("i3"), idempotencyKey: bad)).Code.ShouldBe("idempotency_key_invalid", bad);
        (await caller.Get("/v1/events/i3?account_id=acme")).Code.ShouldBe("event_not_found");
    }
}
