using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Tollgate.Server.Tests.BadInput;

/// <summary>Every event that cannot be counted is told with its place and reason, and the two beside it are counted. The clock stands at 2025-06-15T00:00:00Z.</summary>
public sealed class BadEventTests(BadEventTests.Usage usage) : IClassFixture<BadEventTests.Usage>
{
    private const string Start = """{"event_id":"bad","account_id":"acme","meter":"api_calls","quantity":""";

    private static int _next;

    private Caller Caller => usage.Caller;

    [Theory]
    // Quantities
    [InlineData(Start + "-1}", "quantity_negative", "/quantity")]
    [InlineData(Start + "-0.000000001}", "quantity_negative", "/quantity")]
    [InlineData(Start + "1e400}", "number_too_large", "/quantity")]
    [InlineData(Start + "\"1e400\"}", "number_too_large", "/quantity")]
    [InlineData(Start + "1e-400}", "too_many_digits", "/quantity")]
    [InlineData(Start + "10000000000000000}", "number_too_large", "/quantity")]
    [InlineData(Start + "0.0000000001}", "too_many_digits", "/quantity")]
    [InlineData(Start + "\"\"}", "malformed_number", "/quantity")]
    [InlineData(Start + "\"NaN\"}", "malformed_number", "/quantity")]
    [InlineData(Start + "\"1,000\"}", "malformed_number", "/quantity")]
    [InlineData(Start + "\" 1\"}", "malformed_number", "/quantity")]
    [InlineData(Start + "\"0x10\"}", "malformed_number", "/quantity")]
    [InlineData(Start + "\"\\u0661\"}", "malformed_number", "/quantity")]
    [InlineData(Start + "{}}", "wrong_type", "/quantity")]
    [InlineData(Start + "null}", "quantity_missing", "/quantity")]
    // Times
    [InlineData(Start + "1,\"timestamp\":\"2025-06-10T10:15:22\"}", "malformed_timestamp", "/timestamp")]
    [InlineData(Start + "1,\"timestamp\":\"2025-06-10\"}", "malformed_timestamp", "/timestamp")]
    [InlineData(Start + "1,\"timestamp\":\"yesterday\"}", "malformed_timestamp", "/timestamp")]
    [InlineData(Start + "1,\"timestamp\":\"2025-06-31T00:00:00Z\"}", "malformed_timestamp", "/timestamp")]
    [InlineData(Start + "1,\"timestamp\":\"0001-01-01T00:00:00Z\"}", "event_too_old", "/timestamp")]
    [InlineData(Start + "1,\"timestamp\":\"9999-12-31T23:59:59Z\"}", "event_in_future", "/timestamp")]
    // Names
    [InlineData("""{"event_id":"bad","account_id":"nobody","meter":"api_calls","quantity":1}""", "account_not_found", "/account_id")]
    [InlineData("""{"event_id":"bad","account_id":"crm:7","meter":"api_calls","quantity":1}""", "account_not_found", "/account_id")]
    [InlineData("""{"event_id":"bad","account_id":"acme","meter":"api_cals","quantity":1}""", "meter_not_found", "/meter")]
    [InlineData("""{"event_id":"a\u0007b","account_id":"acme","meter":"api_calls","quantity":1}""", "malformed_id", "/event_id")]
    [InlineData("""{"event_id":"a\u2028b","account_id":"acme","meter":"api_calls","quantity":1}""", "malformed_id", "/event_id")]
    [InlineData("""{"event_id":"bad","account_id":"acme","meter":"api_calls","quantity":1,"subject":""}""", "malformed_id", "/subject")]
    [InlineData("""{"event_id":"bad","account_id":"acme","meter":"llm.request"}""", "value_missing", "/properties/input_tokens")]
    [InlineData("""{"event_id":"bad","account_id":"acme","meter":"llm.request","properties":{"input_tokens":"many"}}""", "value_invalid", "/properties/input_tokens")]
    [InlineData("""{"event_id":"bad","account_id":"acme","meter":"llm.request","properties":{"input_tokens":-5}}""", "quantity_negative", "/properties/input_tokens")]
    // Shapes
    [InlineData("""{"event_id":"bad","account_id":"acme","meter":"api_calls","quantity":1,"qty":1}""", "unknown_key", "/qty")]
    [InlineData("""{"event_id":"bad","account_id":"acme","meter":"api_calls","quantity":1,"quantity":2}""", "duplicate_key", "/quantity")]
    [InlineData("""{}""", "missing_key", "/event_id")]
    [InlineData("""[]""", "wrong_type", "")]
    [InlineData("""null""", "wrong_type", "")]
    [InlineData("\"text\"", "wrong_type", "")]
    public async Task A_bad_event_is_told_and_costs_its_neighbours_nothing(string bad, string code, string pointer)
    {
        (string before, string after) = (Id(), Id());
        Answered answer = await Caller.Post("/v1/events", $"[{BadWorld.Good(before)},{bad},{BadWorld.Good(after)}]");
        (answer.Status, answer.At("accepted"), answer.At("duplicates")).ShouldBe((202, "2", "0"), answer.Text);
        JsonElement refused = answer.Json.GetProperty("rejected").EnumerateArray().ShouldHaveSingleItem();
        (refused.GetProperty("index").GetInt32(), refused.GetProperty("code").GetString(), refused.GetProperty("pointer").GetString()).ShouldBe((1, code, pointer), answer.Text);
        refused.GetProperty("detail").GetString()!.ShouldEndWith(".");
        (await Caller.Get($"/v1/events/{after}?account_id=acme")).Status.ShouldBe(200);
    }

    [Theory]
    [InlineData("2025-05-11T00:00:00Z", null)]
    [InlineData("2025-05-10T23:59:59.999999Z", "event_too_old")]
    [InlineData("2025-05-11T02:00:00+02:00", null)]
    [InlineData("2025-06-15T00:05:00Z", null)]
    [InlineData("2025-06-15T00:05:00.000001Z", "event_in_future")]
    [InlineData("2025-06-14T19:05:00.0000009-05:00", null)]
    public async Task The_window_is_open_from_35_days_ago_to_five_minutes_ahead_and_both_edges_are_in_it(string timestamp, string? code)
    {
        Answered answer = await Caller.Post("/v1/events", $$"""{"event_id":"{{Id()}}","account_id":"acme","meter":"api_calls","quantity":1,"timestamp":"{{timestamp}}"}""");
        answer.At("accepted").ShouldBe(code is null ? "1" : "0", answer.Text);
        if (code is not null)
            answer.At("rejected.0.code").ShouldBe(code);
    }

    [Theory]
    [InlineData("event_id", 256, true)]
    [InlineData("event_id", 257, false)]
    [InlineData("event_id", 1000, false)]
    [InlineData("subject", 1000, false)]
    [InlineData("source", 1000, false)]
    public async Task An_id_has_at_most_256_characters(string field, int length, bool taken)
    {
        string others = field == "event_id" ? "" : $"\"event_id\":\"{Id()}\",";
        Answered answer = await Caller.Post("/v1/events", $$"""{{{others}}"{{field}}":"{{new string('x', length)}}","account_id":"acme","meter":"api_calls","quantity":1}""");
        answer.At("accepted").ShouldBe(taken ? "1" : "0", answer.Text);
        if (!taken)
            (answer.At("rejected.0.code"), answer.At("rejected.0.pointer")).ShouldBe(("malformed_id", "/" + field));
    }

    [Theory]
    [InlineData(40)]
    [InlineData(600)]
    [InlineData(100_000)]
    public async Task An_event_that_is_nested_too_deep_is_refused_alone(int levels)
    {
        string deep = BadWorld.Good(Id())[..^1] + ",\"properties\":{\"x\":" + new string('[', levels) + new string(']', levels) + "}}";
        Answered answer = await Caller.Post("/v1/events", $"[{BadWorld.Good(Id())},{deep},{BadWorld.Good(Id())}]");
        (answer.At("accepted"), answer.At("rejected.0.index"), answer.At("rejected.0.code")).ShouldBe(("2", "1", "nesting_too_deep"), answer.Text[..Math.Min(500, answer.Text.Length)]);
    }

    [Fact]
    public async Task Ten_thousand_events_are_taken_and_one_more_takes_none()
    {
        string[] many = [.. Enumerable.Range(0, 10_001).Select(i => BadWorld.Good($"many-{i}"))];
        foreach ((string body, string type) in new[] { ("[" + string.Join(',', many) + "]", "application/json"), (string.Join('\n', many), "application/x-ndjson") })
        {
            Answered answer = await Caller.Post("/v1/events", body, type);
            (answer.Status, answer.Code).ShouldBe((413, "batch_too_large"));
        }

        (await Caller.Get("/v1/events/many-0?account_id=acme")).Status.ShouldBe(404);
        (await Caller.Post("/v1/events", string.Join('\n', many[..10_000]), "application/x-ndjson")).At("accepted").ShouldBe("10000");
    }

    [Fact]
    public async Task Lines_may_be_blank_and_a_broken_one_costs_only_itself()
    {
        string body = $"\n{BadWorld.Good(Id())}\r\n   \n{{\"event_id\":\n{BadWorld.Good(Id())}}}\n{BadWorld.Good(Id())}\nnot json\n\n";
        Answered answer = await Caller.Post("/v1/events", body, "application/x-ndjson");
        answer.At("accepted").ShouldBe("2", answer.Text);
        answer.Json.GetProperty("rejected").EnumerateArray().Select(refused => refused.GetProperty("index").GetInt32() + " " + refused.GetProperty("code").GetString())
            .ShouldBe(["1 malformed_json", "2 malformed_json", "4 malformed_json"]);
    }

    [Theory]
    [InlineData("[]", "application/json", 202)]
    [InlineData("", "application/x-ndjson", 202)]
    [InlineData("\n \n", "application/x-ndjson", 202)]
    [InlineData("", "application/json", 400)]
    [InlineData("   ", "application/json", 400)]
    public async Task Nothing_is_nothing_in_a_list_and_no_JSON_without_one(string body, string type, int status)
    {
        Answered answer = await Caller.Post("/v1/events", body, type);
        answer.Status.ShouldBe(status, answer.Text);
        if (status == 202)
            (answer.At("accepted"), answer.Json.GetProperty("rejected").GetArrayLength()).ShouldBe(("0", 0));
        else
            answer.At("detail").ShouldBe("The body is no JSON, at line 1, byte " + (body.Length + 1) + ": it is empty.");
    }

    [Fact]
    public async Task The_same_id_twice_in_one_batch_counts_once_and_another_content_is_told()
    {
        string id = Id();
        string other = BadWorld.Good(id).Replace("\"quantity\":1", "\"quantity\":2", StringComparison.Ordinal);
        Answered answer = await Caller.Post("/v1/events", $"[{BadWorld.Good(id)},{BadWorld.Good(id)},{other}]");
        (answer.At("accepted"), answer.At("duplicates"), answer.At("conflicts.0.index"), answer.At("conflicts.0.code")).ShouldBe(("1", "2", "2", "duplicate_conflict"), answer.Text);
        Answered page = await Caller.Get($"/v1/events/{id}?account_id=acme");
        (page.At("quantity"), page.At("receipts.2.conflict"), page.At("receipts.2.said.quantity")).ShouldBe(("1", "True", "2"));
    }

    [Fact]
    public async Task Bytes_that_are_no_UTF8_cost_their_event_alone()
    {
        foreach (string place in new[] { "{\"event_id\":\"?\"", "{\"event_id\":\"u\",\"properties\":{\"?\":1}", "{\"event_id\":\"u\",\"properties\":{\"a\":\"?\"}", "{\"event_id\":\"u\",\"?\":1" })
        {
            string text = $"[{BadWorld.Good(Id())},{place},\"account_id\":\"acme\",\"meter\":\"api_calls\",\"quantity\":1}},{BadWorld.Good(Id())}]";
            byte[] body = [.. Encoding.UTF8.GetBytes(text).Select(b => b == (byte)'?' ? (byte)0xFF : b)];
            Answered answer = await Caller.Send(HttpMethod.Post, "/v1/events", new ByteArrayContent(body) { Headers = { ContentType = new("application/json") } }, null);
            (answer.At("accepted"), answer.At("rejected.0.index"), answer.At("rejected.0.code")).ShouldBe(("2", "1", "malformed_text"), place);
        }
    }

    [Fact]
    public async Task A_total_that_cannot_be_told_refuses_the_event_that_would_reach_it()
    {
        Caller own = await BadWorld.In(usage.Server, "absurd");
        IEnumerable<string> most = Enumerable.Range(0, 1100).Select(i => $$"""{"event_id":"e{{i}}","account_id":"acme","meter":"api_calls","quantity":"9999999999999999.999999999"}""");
        Answered answer = await own.Post("/v1/events", string.Join('\n', most), "application/x-ndjson");
        JsonElement[] rejected = [.. answer.Json.GetProperty("rejected").EnumerateArray()];
        rejected.ShouldNotBeEmpty();
        rejected.ShouldAllBe(refused => refused.GetProperty("code").GetString() == "total_out_of_range" && refused.GetProperty("pointer").GetString() == "/quantity");
        (rejected.Length + answer.Json.GetProperty("accepted").GetInt32()).ShouldBe(1100);
        (await own.Post("/v1/invoices/preview", """{"account_id":"acme"}""")).Status.ShouldBe(200);
    }

    [Fact]
    public async Task Usage_that_no_price_has_a_cell_for_is_kept_and_said_so()
    {
        string id = Id();
        string unpriced = $$$"""{"event_id":"{{{id}}}","account_id":"acme","meter":"llm.request","properties":{"input_tokens":5,"model":"unheard-of"}}""";
        (await Caller.Post("/v1/events", unpriced)).At("accepted").ShouldBe("1");
        (await Caller.Get($"/v1/events/{id}?account_id=acme")).At("counted.0.charges.0.billing").ShouldBe("price_missing");
        (await Caller.Post("/v1/invoices/preview", """{"account_id":"acme"}""")).At("not_yet_billed.0.code").ShouldBe("price_missing");
    }

    private static string Id() => "ok-" + Interlocked.Increment(ref _next).ToString(CultureInfo.InvariantCulture);

    public sealed class Usage : IAsyncLifetime
    {
        public RunningServer Server { get; } = new();

        public Caller Caller { get; private set; } = null!;

        public async ValueTask InitializeAsync()
        {
            await Server.InitializeAsync();
            Caller = await BadWorld.In(Server, "events");
        }

        public ValueTask DisposeAsync() => Server.DisposeAsync();
    }
}
