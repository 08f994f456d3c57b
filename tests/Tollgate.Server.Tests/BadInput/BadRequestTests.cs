using System.Net.Sockets;
using System.Text;
using Tollgate.Server.Http;

namespace Tollgate.Server.Tests.BadInput;

/// <summary>Requests that make no sense, and the sentence each gets: a status, a stable code, and the place.</summary>
public sealed class BadRequestTests(RunningServer server) : IClassFixture<RunningServer>
{
    private Caller Live => server.As(server.LiveKey);

    [Theory]
    // Bodies
    [InlineData("/v1/accounts", "{", 400, "malformed_json", null)]
    [InlineData("/v1/accounts", """{"id":"a",}""", 400, "malformed_json", null)]
    [InlineData("/v1/accounts", """{"id":"a"} x""", 400, "malformed_json", null)]
    [InlineData("/v1/accounts", """{"id":NaN}""", 400, "malformed_json", null)]
    [InlineData("/v1/accounts", "null", 400, "wrong_type", "")]
    [InlineData("/v1/accounts", """{"id":true}""", 400, "wrong_type", "/id")]
    [InlineData("/v1/accounts", """{"id":"\ud800"}""", 400, "malformed_text", "/id")]
    [InlineData("/v1/accounts", """{"id":"a\u0000b"}""", 400, "malformed_id", "/id")]
    [InlineData("/v1/accounts", """{"id":""}""", 400, "malformed_id", "/id")]
    [InlineData("/v1/accounts", """{"id":"a","name":"two\nlines"}""", 400, "malformed_text", "/name")]
    [InlineData("/v1/accounts", """{"id":"a","kind":"boss"}""", 400, "value_not_allowed", "/kind")]
    [InlineData("/v1/accounts", """{"id":"a:b"}""", 400, "malformed_id", "/id")]
    [InlineData("/v1/accounts", """{"id":" "}""", 422, "name_ambiguous", "/id")]
    [InlineData("/v1/accounts", """{"id":"acme\u00a0"}""", 422, "name_ambiguous", "/id")]
    [InlineData("/v1/accounts", """{"id":"ac\u202eme"}""", 422, "name_ambiguous", "/id")]
    [InlineData("/v1/accounts", """{"id":"a","parent_id":"nobody"}""", 422, "parent_not_found", "/parent_id")]
    [InlineData("/v1/accounts", """{"id":"a","external_ids":{"crm":7}}""", 400, "wrong_type", "/external_ids/crm")]
    [InlineData("/v1/accounts", """{"id":"a","external_ids":{"crm":"7","crm":"8"}}""", 400, "duplicate_key", "/external_ids/crm")]
    [InlineData("/v1/accounts", """{"id":"a","attributes":{"a":{"a":{"a":1}}}}""", 400, "wrong_type", "/attributes/a")]
    [InlineData("/v1/environments", """{"id":"e1","kind":"test","acceptance_window_days":401}""", 422, "acceptance_window_invalid", "/acceptance_window_days")]
    [InlineData("/v1/environments", """{"id":"e1","kind":"test","acceptance_window_days":1.5}""", 400, "wrong_type", "/acceptance_window_days")]
    [InlineData("/v1/environments", """{"id":"e1","kind":"test","clock":"9999-12-31T00:00:00Z"}""", 422, "clock_out_of_range", "/clock")]
    [InlineData("/v1/environments", """{"id":"e1","kind":"live","clock":"2025-01-01T00:00:00Z"}""", 422, "clock_not_movable", "/clock")]
    [InlineData("/v1/environments", """{"id":"../../etc","kind":"test"}""", 422, "environment_id_invalid", "/id")]
    [InlineData("/v1/keys", """{"name":"n","scopes":[]}""", 422, "scopes_missing", "/scopes")]
    [InlineData("/v1/keys", """{"name":"n","scopes":"*"}""", 400, "wrong_type", "/scopes")]
    [InlineData("/v1/keys/nope/revoke", "", 404, "key_not_found", null)]
    // Decisions
    [InlineData("/v1/entitlements/check", """{"account_id":"a","feature":"f","requested_units":-0.5}""", 422, "quantity_negative", "/requested_units")]
    [InlineData("/v1/entitlements/consume", """{"account_id":"a","feature":"f","requested_units":-1}""", 422, "quantity_negative", "/requested_units")]
    [InlineData("/v1/entitlements/consume", """{"account_id":"a","feature":"f","requested_units":1e400}""", 400, "number_too_large", "/requested_units")]
    [InlineData("/v1/entitlements/consume", """{"account_id":"a","feature":"f","requested_units":0.0000000001}""", 400, "too_many_digits", "/requested_units")]
    [InlineData("/v1/entitlements/check", """{"account_id":"a"}""", 400, "missing_key", "/feature")]
    [InlineData("/v1/entitlements/check", """{"account_id":"a","feature":"f","event_id":"e"}""", 400, "unknown_key", "/event_id")]
    [InlineData("/v1/entitlements/check", """{"account_id":"a","feature":"f","feature":"g"}""", 400, "duplicate_key", "/feature")]
    [InlineData("/v1/entitlements/check", """{"account_id":"a","feature":"f","timestamp":"2025-01-01T00:00:00"}""", 400, "malformed_timestamp", "/timestamp")]
    [InlineData("/v1/entitlements/check", "[]", 400, "wrong_type", "")]
    [InlineData("/v1/entitlements/check", """{"account_id":"a","feature":"f","allow_partial":"yes"}""", 400, "wrong_type", "/allow_partial")]
    [InlineData("/v1/entitlements/check-batch", "[]", 400, "wrong_type", "")]
    [InlineData("/v1/entitlements/check-batch", "{}", 400, "missing_key", "/requests")]
    [InlineData("/v1/entitlements/consume-batch", """{"requests":{}}""", 400, "wrong_type", "/requests")]
    [InlineData("/v1/entitlements/consume-batch", """{"requests":[],"verbose":1}""", 400, "wrong_type", "/verbose")]
    [InlineData("/v1/entitlements/consume-batch", """{"requests":[],"wordy":true}""", 400, "unknown_key", "/wordy")]
    [InlineData("/v1/entitlements/consume-batch", """{"requests":[],"requests":[]}""", 400, "duplicate_key", "/requests")]
    [InlineData("/v1/entitlements/consume-batch", """{"requests":[{"account_id":"a"},]}""", 400, "malformed_json", null)]
    [InlineData("/v1/entitlements/consume-batch", """{"requests":[]} x""", 400, "malformed_json", null)]
    [InlineData("/v1/entitlements/consume-batch", """{"\ud800":[]}""", 400, "malformed_text", "")]
    [InlineData("/v1/gate?feature=f&account=a&units=-1", "", 400, "parameter_invalid", "?units")]
    [InlineData("/v1/gate?feature=f&account=a&units=x", "", 400, "parameter_invalid", "?units")]
    [InlineData("/v1/gate?feature=f&account=a&mode=eat", "", 400, "parameter_invalid", "?mode")]
    [InlineData("/v1/gate?feature=f&account=a&deny_status=500", "", 400, "parameter_invalid", "?deny_status")]
    [InlineData("/v1/gate?feature=f", "", 400, "parameter_invalid", "?account")]
    // Prices
    [InlineData("/v1/rating/preview", """{"currency":"XXX","price":{"model":"flat","amount":"1"},"quantity":"1"}""", 422, "currency_unknown", "/currency")]
    [InlineData("/v1/rating/preview", """{"currency":"USD","price":{"model":"free"},"quantity":"1"}""", 422, "model_not_supported", "/price/model")]
    [InlineData("/v1/rating/preview", """{"currency":"USD","price":{"model":"per_unit","amount":"1"},"quantity":"-1"}""", 422, "quantity_negative", "/quantity")]
    [InlineData("/v1/rating/preview", """{"currency":"USD","price":{"model":"per_unit","amount":"-1"},"quantity":"1"}""", 422, "negative", "/price/amount")]
    [InlineData("/v1/rating/preview", """{"currency":"USD","price":{"model":"per_unit","amount":"0.0000000000001"},"quantity":"1"}""", 422, "too_many_digits", "/price/amount")]
    [InlineData("/v1/rating/preview", """{"currency":"USD","price":{"model":"per_unit","amount":"9999999999999999"},"quantity":"9999999999999999"}""", 422, "amount_out_of_range", null)]
    [InlineData("/v1/rating/preview", """{"currency":"USD","price":{"model":"matrix","dimensions":["model"],"cells":[{"model":"a","price":{"model":"per_unit","amount":"2"}}]},"events":[{"properties":{"model":"b"}}]}""", 422, "price_missing", "/events/0/properties")]
    // Invoices
    [InlineData("/v1/invoices/nope/finalize", "", 404, "draft_not_found", null)]
    [InlineData("/v1/invoices/preview", """{"account_id":"nobody"}""", 404, "account_not_found", null)]
    [InlineData("/v1/billing/run", """{"until":"soon"}""", 400, "malformed_timestamp", "/until")]
    [InlineData("/v1/billing/run", """{"to":"2025-01-01T00:00:00Z"}""", 400, "unknown_key", "/to")]
    public async Task A_bad_POST_gets_its_code_and_place(string path, string body, int status, string code, string? pointer) =>
        ShouldRefuse(await Live.Post(path, body), status, code, pointer);

    [Theory]
    [InlineData("/v1/accounts/nobody", 404, "account_not_found", null)]
    [InlineData("/v1/accounts/a%0Ab", 404, "account_not_found", null)]
    [InlineData("/v1/accounts/%FF", 404, "account_not_found", null)]
    [InlineData("/v1/contracts/nope", 404, "contract_not_found", null)]
    [InlineData("/v1/invoices/nope", 404, "invoice_not_found", null)]
    [InlineData("/v1/invoices/nope/lines/x", 404, "invoice_not_found", null)]
    [InlineData("/v1/catalog?version=one", 400, "parameter_invalid", "?version")]
    [InlineData("/v1/catalog?version=99999999999", 400, "parameter_invalid", "?version")]
    [InlineData("/v1/events/e", 400, "parameter_invalid", "?account_id")]
    [InlineData("/v1/accounts?limit=0", 400, "parameter_invalid", "?limit")]
    [InlineData("/v1/accounts?limit=501", 400, "parameter_invalid", "?limit")]
    [InlineData("/v1/accounts?cursor=garbage", 400, "parameter_invalid", "?cursor")]
    [InlineData("/v1/contracts?cursor=%00%FF", 400, "parameter_invalid", "?cursor")]
    [InlineData("/v1/invoices?cursor=AAAA", 400, "parameter_invalid", "?cursor")]
    [InlineData("/v1/invoices?status=lost", 400, "parameter_invalid", "?status")]
    [InlineData("/v1/accounts?page=2", 400, "parameter_invalid", "?page")]
    [InlineData("/v1/accounts?limit=1&limit=2", 400, "parameter_invalid", "?limit")]
    [InlineData("/v1/keys?limit=1", 400, "parameter_invalid", "?limit")]
    public async Task A_bad_GET_gets_its_code_and_place(string path, int status, string code, string? pointer) =>
        ShouldRefuse(await Live.Get(path), status, code, pointer);

    [Theory]
    [InlineData("meter=api_calls&from=2025-06-02T00:00:00Z&to=2025-06-01T00:00:00Z", "parameter_invalid", "?to")]
    [InlineData("meter=api_calls&from=2025-06-02", "malformed_timestamp", "?from")]
    [InlineData("meter=api_calls&window=year", "parameter_invalid", "?window")]
    [InlineData("meter=api_calls&window=minute&from=2020-01-01T00:00:00Z", "parameter_invalid", "?from")]
    [InlineData("meter=api_calls&group_by=colour", "parameter_invalid", "?group_by")]
    [InlineData("meter=nothing", "parameter_invalid", "?meter")]
    [InlineData("", "parameter_invalid", "?meter")]
    [InlineData("meter=api_calls&group=region", "parameter_invalid", "?group")]
    public async Task A_bad_question_about_usage_gets_its_code_and_place(string query, string code, string pointer)
    {
        Caller caller = await Once();
        ShouldRefuse(await caller.Get("/v1/accounts/acme/usage?" + query), 400, code, pointer);
    }

    [Fact]
    public async Task A_mistyped_dry_run_does_not_apply_the_catalog()
    {
        Caller caller = await server.Environment("mistyped");
        foreach (string query in new[] { "dryrun=true", "dry_run=yes", "dry_run=true&dry_run=true", "dry_run=True" })
            ShouldRefuse(await caller.Put("/v1/catalog?" + query, BadWorld.Catalog, "application/yaml"), 400, "parameter_invalid", "?" + query.Split('=')[0]);
        (await caller.Get("/v1/catalog")).Status.ShouldBe(404);
    }

    [Fact]
    public async Task An_unreadable_deny_status_consumes_nothing()
    {
        Caller caller = await BadWorld.In(server, "gated");
        ShouldRefuse(await caller.Post("/v1/gate?feature=api_calls&account=acme&mode=consume&event_id=g1&deny_status=maybe"), 400, "parameter_invalid", "?deny_status");
        (await caller.Get("/v1/events/g1?account_id=acme")).Code.ShouldBe("event_not_found");
    }

    [Fact]
    public async Task Ids_in_an_address_may_hold_anything_that_ids_may_hold()
    {
        Caller caller = await server.Environment("slashes");
        foreach (string id in new[] { "a/b", "a%2Fb", "a?b#c", "ä ö", "..", "a+b", "100%" })
        {
            (await caller.Post("/v1/accounts", System.Text.Json.JsonSerializer.Serialize(new { id }))).Status.ShouldBe(201, id);
            // Dots are the one thing that no address keeps: every client takes them away.
            if (id != "..")
                (await caller.Get("/v1/accounts/" + Uri.EscapeDataString(id))).At("id").ShouldBe(id);
        }
    }

    [Theory]
    [InlineData("POST", "/v1/events", "text/csv", null)]
    [InlineData("POST", "/v1/accounts", "application/xml", null)]
    [InlineData("POST", "/v1/entitlements/check", "text/plain", null)]
    [InlineData("POST", "/v1/entitlements/consume-batch", "application/x-ndjson", null)]
    [InlineData("PUT", "/v1/catalog", "text/html", null)]
    [InlineData("POST", "/v1/events", "application/json", "gzip")]
    public async Task What_is_not_read_here_is_refused_by_its_type(string method, string path, string type, string? encoding)
    {
        var content = new StringContent("{}", Encoding.UTF8, type);
        if (encoding is not null)
            content.Headers.ContentEncoding.Add(encoding);
        ShouldRefuse(await Live.Send(new HttpMethod(method), path, content, null), 415, "content_type_unsupported", null);
    }

    [Fact]
    public async Task A_NUL_in_an_address_is_no_HTTP()
    {
        using var socket = new TcpClient();
        await socket.ConnectAsync(server.Url.Host, server.Url.Port, TestContext.Current.CancellationToken);
        await socket.GetStream().WriteAsync("GET /v1/accounts/a%00b HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"u8.ToArray(), TestContext.Current.CancellationToken);
        (await new StreamReader(socket.GetStream()).ReadToEndAsync(TestContext.Current.CancellationToken)).ShouldStartWith("HTTP/1.1 400");
        (await Live.Get("/v1/accounts")).Status.ShouldBe(200);
    }

    [Theory]
    [InlineData("DELETE", "/v1/accounts/a", "GET")]
    [InlineData("GET", "/v1/entitlements/check", "POST")]
    [InlineData("POST", "/v1/catalog", "GET,PUT")]
    [InlineData("PATCH", "/healthz", "GET")]
    public async Task A_method_that_is_not_taken_is_told_with_those_that_are(string method, string path, string allowed)
    {
        Answered answer = await Live.Send(new HttpMethod(method), path, null, null);
        ShouldRefuse(answer, 405, "method_not_allowed", null);
        answer.Headers["Allow"].ShouldBe(allowed);
    }

    private static void ShouldRefuse(Answered answer, int status, string code, string? pointer)
    {
        (answer.Status, answer.Code, answer.Pointer).ShouldBe((status, code, pointer), answer.Text);
        answer.Headers["Content-Type"].ShouldBe("application/problem+json");
        answer.At("detail")!.ShouldEndWith(".");
        ErrorCodes.Known(code).ShouldBeTrue();
    }

    private async Task<Caller> Once()
    {
        Answered made = await Live.Post("/v1/environments", """{"id":"asked","kind":"test","clock":"2025-06-15T00:00:00Z"}""", idempotencyKey: "asked");
        Caller caller = server.As(made.At("key")!);
        await caller.Put("/v1/catalog", BadWorld.Catalog, "application/yaml");
        await caller.Post("/v1/accounts", """{"id":"acme"}""");
        return caller;
    }
}
