using System.Text;
using Microsoft.AspNetCore.Http;
using Tollgate.Engine.Metering;
using Tollgate.Server.Http;
using Tollgate.Server.Metering;
using Tollgate.Server.Shards;

namespace Tollgate.Server.Tests.Http;

public class EventDecodingTests
{
    private const string Good = """{"event_id":"e","account_id":"a","meter":"m"}""";

    [Theory]
    [InlineData("""{"account_id":"a","meter":"m"}""", "missing_key", "/event_id")]
    [InlineData("""{"event_id":"e","meter":"m"}""", "missing_key", "/account_id")]
    [InlineData("""{"event_id":"e","account_id":"a"}""", "missing_key", "/meter")]
    [InlineData("""{"event_id":7,"account_id":"a","meter":"m"}""", "wrong_type", "/event_id")]
    [InlineData("""{"event_id":"","account_id":"a","meter":"m"}""", "malformed_id", "/event_id")]
    [InlineData("""{"event_id":"a\u0000b","account_id":"a","meter":"m"}""", "malformed_id", "/event_id")]
    [InlineData("""{"event_id":"a\nb","account_id":"a","meter":"m"}""", "malformed_id", "/event_id")]
    [InlineData("""{"event_id":"e","account_id":"a","meter":"m","quantity":"x"}""", "malformed_number", "/quantity")]
    [InlineData("""{"event_id":"e","account_id":"a","meter":"m","quantity":1e400}""", "number_too_large", "/quantity")]
    [InlineData("""{"event_id":"e","account_id":"a","meter":"m","quantity":12345678901234567}""", "number_too_large", "/quantity")]
    [InlineData("""{"event_id":"e","account_id":"a","meter":"m","quantity":0.1234567891}""", "too_many_digits", "/quantity")]
    [InlineData("""{"event_id":"e","account_id":"a","meter":"m","quantity":true}""", "wrong_type", "/quantity")]
    [InlineData("""{"event_id":"e","account_id":"a","meter":"m","timestamp":"2025-02-01T10:15:22"}""", "malformed_timestamp", "/timestamp")]
    [InlineData("""{"event_id":"e","account_id":"a","meter":"m","timestamp":"2025-02-30T10:15:22Z"}""", "malformed_timestamp", "/timestamp")]
    [InlineData("""{"event_id":"e","account_id":"a","meter":"m","timestamp":1738400000}""", "wrong_type", "/timestamp")]
    [InlineData("""{"event_id":"e","account_id":"a","meter":"m","colour":"red"}""", "unknown_key", "/colour")]
    [InlineData("""{"event_id":"e","account_id":"a","meter":"m","meter":"n"}""", "duplicate_key", "/meter")]
    [InlineData("""{"event_id":"e","account_id":"a","customer_id":"a","meter":"m"}""", "duplicate_key", "/customer_id")]
    [InlineData("""{"event_id":"e","account_id":"a","meter":"m","properties":[]}""", "wrong_type", "/properties")]
    [InlineData("""{"event_id":"e","account_id":"a","meter":"m","properties":{"x":1,"x":2}}""", "duplicate_key", "/properties/x")]
    [InlineData("""{"event_id":"e","account_id":"a","meter":"m","properties":{"x":{"y":1,"y":2}}}""", "duplicate_key", "/properties/x/y")]
    [InlineData("""{"event_id":"\ud800","account_id":"a","meter":"m"}""", "malformed_text", null)]
    [InlineData("""7""", "wrong_type", "")]
    public void A_bad_event_is_refused_with_its_place_and_costs_its_neighbours_nothing(string bad, string code, string? pointer)
    {
        EventBatch batch = Read($"[{Good},{bad},{Good}]");
        batch.Events.Count.ShouldBe(2);
        RefusedEvent refused = batch.Refused.ShouldHaveSingleItem();
        refused.Index.ShouldBe(1);
        refused.Fault.Code.ShouldBe(code);
        refused.Fault.Pointer.ShouldBe(pointer);
        ErrorCodes.Known(code).ShouldBeTrue();
    }

    [Fact]
    public void An_id_of_a_thousand_characters_is_refused() =>
        Read($$"""{"event_id":"{{new string('x', 1000)}}","account_id":"a","meter":"m"}""").Refused[0].Fault.Code.ShouldBe("malformed_id");

    [Fact]
    public void Nesting_beyond_the_limit_is_refused_for_its_event_alone()
    {
        string deep = string.Concat(Enumerable.Repeat("[", 40)) + string.Concat(Enumerable.Repeat("]", 40));
        EventBatch batch = Read("[" + Good + "," + Good[..^1] + ",\"properties\":{\"x\":" + deep + "}}]");
        batch.Events.Count.ShouldBe(1);
        batch.Refused[0].Fault.Code.ShouldBe("nesting_too_deep");
    }

    [Theory]
    [InlineData("[", 1, 2)]
    [InlineData("""[{"event_id":"e"}""" + "\n,]", 2, 2)]
    [InlineData("", 1, 1)]
    [InlineData(Good + Good, 1, 46)]
    public void A_body_that_is_no_JSON_is_refused_whole_with_line_and_byte(string body, int line, int position)
    {
        Problem problem = Should.Throw<ProblemException>(() => Read(body)).Problem;
        problem.Code.ShouldBe("malformed_json");
        problem.Detail.ShouldContain($"line {line}, byte {position}");
    }

    [Fact]
    public void In_lines_a_broken_one_costs_only_itself()
    {
        EventBatch batch = EventBatchReader.ReadLines(Encoding.UTF8.GetBytes($"{Good}\r\n\n{{\"event_id\":\n{Good}"));
        batch.Events.Count.ShouldBe(2);
        batch.Refused.ShouldHaveSingleItem().Fault.Code.ShouldBe("malformed_json");
        batch.Refused[0].Fault.Detail.ShouldContain("line 3, byte 13");
        batch.Refused[0].Index.ShouldBe(1);
        batch.Events[1].Line.ShouldBe(2);
    }

    [Fact]
    public void More_than_ten_thousand_are_refused_whole()
    {
        Read("[" + string.Join(",", Enumerable.Repeat(Good, 10_000)) + "]").Count.ShouldBe(10_000);
        Should.Throw<ProblemException>(() => Read("[" + string.Join(",", Enumerable.Repeat(Good, 10_001)) + "]")).Problem.Code.ShouldBe("batch_too_large");
    }

    [Fact]
    public void A_plain_event_is_read_whole()
    {
        UsageBatch read = Read("""
            {"event_id":"req_1","customer_id":"a","metric":"m","quantity":"1.50","timestamp":"2025-02-01T11:15:22.1234567+01:00","source":"s","subject":"u",
             "properties":{"b":"x\u0041\"","a":12.50,"n":{"z":1, "y":[true,null]}}}
            """).Events;
        read.Count.ShouldBe(1);
        UsageEvent usage = read.EventOf(0);
        (usage.Id, usage.AccountId, usage.Type, usage.Source, usage.Subject).ShouldBe(("req_1", "a", "m", "s", "u"));
        usage.Quantity.ToString().ShouldBe("1.5");
        usage.Time.ToString().ShouldBe("2025-02-01T10:15:22.123456Z");
        read[0].TimeGiven.ShouldBeTrue();
        usage.Properties.Items.ShouldBe([new("a", "12.50"), new("b", "\"xA\\\"\""), new("n", """{"y":[true,null],"z":1}""")]);
    }

    [Fact]
    public void Without_a_time_it_is_that_of_receipt_and_without_a_source_it_is_api()
    {
        BatchedEvent read = Read(Good).Events[0];
        read.TimeGiven.ShouldBeFalse();
        read.Usage.Source.ShouldBe("api");
    }

    [Fact]
    public void Structured_cloud_events_are_read_wherever_they_say_what_they_are()
    {
        UsageEvent usage = Read("""
            {"id":"1","source":"/gateway","type":"llm.request","subject":"a","time":"2025-02-01T10:15:22Z","traceparent":"00-x",
             "data":{"input_tokens":12,"quantity":"3"},"specversion":"1.0"}
            """).Events.EventOf(0);
        (usage.Id, usage.AccountId, usage.Type, usage.Source).ShouldBe(("1", "a", "llm.request", "/gateway"));
        usage.Quantity.ToString().ShouldBe("3");
        usage.Properties.Items.ShouldBe([new("input_tokens", "12")]);
    }

    [Theory]
    [InlineData("""{"specversion":"0.3","id":"1","source":"s","type":"t","subject":"a"}""", "cloudevent_invalid", "/specversion")]
    [InlineData("""{"specversion":"1.0","source":"s","type":"t","subject":"a"}""", "missing_key", "/id")]
    [InlineData("""{"specversion":"1.0","id":"1","source":"s","type":"t"}""", "missing_key", "/subject")]
    [InlineData("""{"specversion":"1.0","id":"1","source":"s","type":"t","subject":"a","data":"text"}""", "wrong_type", "/data")]
    [InlineData("""{"specversion":"1.0","id":"1","source":"s","type":"t","subject":"a","data_base64":"AA=="}""", "cloudevent_invalid", "/data_base64")]
    [InlineData("""{"specversion":"1.0","id":"1","source":"s","type":"t","subject":"a","data":{"quantity":"x"}}""", "malformed_number", "/data/quantity")]
    public void A_bad_cloud_event_is_refused_with_its_place(string body, string code, string pointer)
    {
        Fault fault = Read(body).Refused.ShouldHaveSingleItem().Fault;
        (fault.Code, fault.Pointer).ShouldBe((code, pointer));
    }

    [Fact]
    public void Binary_cloud_events_have_their_attributes_in_headers()
    {
        var headers = new HeaderDictionary
        {
            ["ce-specversion"] = "1.0", ["ce-id"] = "1", ["ce-source"] = "s%20x", ["ce-type"] = "t", ["ce-subject"] = "a", ["ce-time"] = "2025-02-01T10:15:22Z",
        };
        UsageEvent usage = EventBatchReader.ReadBinary(headers, """{"model":"gpt-4"}"""u8).Events.EventOf(0);
        (usage.Id, usage.Source, usage.Type, usage.AccountId).ShouldBe(("1", "s x", "t", "a"));
        usage.Properties.Items.ShouldBe([new("model", "\"gpt-4\"")]);
    }

    [Theory]
    [InlineData("2025-02-01T10:15:22Z", true)]
    [InlineData("2025-02-01T10:15:22.5Z", true)]
    [InlineData("2025-02-01T10:15:22.123456789012Z", true)]
    [InlineData("2024-02-29T23:59:59Z", true)]
    [InlineData("2025-02-29T23:59:59Z", false)]
    [InlineData("2025-02-01T24:00:00Z", false)]
    [InlineData("2025-02-01T10:15:22.Z", false)]
    [InlineData("2025-02-01 10:15:22Z", false)]
    [InlineData("2025-02-01T10:15:22", false)]
    [InlineData("2025-02-01T10:15:22+00:00", true)]
    [InlineData("1600-01-01T00:00:00Z", true)]
    [InlineData("0000-01-01T00:00:00Z", true)]
    [InlineData("-0001-01-01T00:00:00Z", false)]
    [InlineData("9999-12-31T23:59:59.999999999Z", true)]
    [InlineData("9999-12-31T23:59:59-00:01", false)]
    public void The_fast_way_of_reading_a_time_and_the_calendar_agree(string text, bool readable)
    {
        Timestamps.TryRead(Encoding.UTF8.GetBytes(text), out long fast).ShouldBe(readable);
        Engine.Time.Instants.TryParse(text, out long slow).ShouldBe(readable);
        if (readable)
            fast.ShouldBe(slow);
    }

    private static EventBatch Read(string body) => EventBatchReader.ReadJson(Encoding.UTF8.GetBytes(body));
}
