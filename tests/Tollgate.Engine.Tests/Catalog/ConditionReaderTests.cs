using System.Text.Json;
using Tollgate.Engine.Catalog;
using Tollgate.Engine.Time;

namespace Tollgate.Engine.Tests.Catalog;

public class ConditionReaderTests
{
    [Fact]
    public void A_condition_is_all_that_it_names()
    {
        Condition read = Read("""
            {"region":["us","eu","us"],"deployment":"cloud","from":"2026-01-01T00:00:00Z","until":"2026-02-01T00:00:00+01:00",
             "attributes":{"tier":["gold","amber"],"a b":"1"},"groups":["beta"],"subjects":["user_7","user_1"]}
            """).Condition!;
        read.Regions.ShouldBe(["eu", "us"]);
        read.Deployments.ShouldBe(["cloud"]);
        read.From.ShouldBe(At("2026-01-01T00:00:00Z"));
        read.Until.ShouldBe(At("2026-01-31T23:00:00Z"));
        read.Attributes.Select(attribute => $"{attribute.Name}: {string.Join(' ', attribute.Values)}").ShouldBe(["a b: 1", "tier: amber gold"]);
        read.Groups.ShouldBe(["beta"]);
        read.Subjects.ShouldBe(["user_1", "user_7"]);
    }

    // Each line: a condition, the place of its first problem, and which it is.
    [Theory]
    [InlineData("{}", "/when", "condition_empty")]
    [InlineData("""{"region":null}""", "/when", "condition_empty")]
    [InlineData("""{"regions":["eu"]}""", "/when/regions", "unknown_key")]
    [InlineData("""{"region":[]}""", "/when/region", "empty_list")]
    [InlineData("""{"groups":[]}""", "/when/groups", "empty_list")]
    [InlineData("""{"region":7}""", "/when/region", "wrong_type")]
    [InlineData("""{"region":{"eu":true}}""", "/when/region", "wrong_type")]
    [InlineData("""{"region":["eu",7]}""", "/when/region/1", "wrong_type")]
    [InlineData("""{"region":["eu",null]}""", "/when/region/1", "wrong_type")]
    [InlineData("""{"region":["eu",["us"]]}""", "/when/region/1", "wrong_type")]
    [InlineData("""{"region":""}""", "/when/region", "malformed_id")]
    [InlineData("""{"subjects":["a\u0007"]}""", "/when/subjects/0", "malformed_id")]
    [InlineData("""{"subjects":["\ud800"]}""", "/when/subjects/0", "malformed_text")]
    [InlineData("""{"region":"eu","region":"us"}""", "/when/region", "duplicate_key")]
    [InlineData("""{"from":2026}""", "/when/from", "wrong_type")]
    [InlineData("""{"from":"2026-01-01"}""", "/when/from", "malformed_timestamp")]
    [InlineData("""{"until":"2026-01-01T00:00:00"}""", "/when/until", "malformed_timestamp")]
    [InlineData("""{"from":"2026-01-02T00:00:00Z","until":"2026-01-01T00:00:00Z"}""", "/when/until", "condition_ends_before_start")]
    [InlineData("""{"from":"2026-01-01T01:00:00+01:00","until":"2026-01-01T00:00:00Z"}""", "/when/until", "condition_ends_before_start")]
    [InlineData("""{"attributes":{}}""", "/when/attributes", "condition_empty")]
    [InlineData("""{"attributes":["tier"]}""", "/when/attributes", "wrong_type")]
    [InlineData("""{"attributes":{"tier":null}}""", "/when/attributes/tier", "wrong_type")]
    [InlineData("""{"attributes":{"tier":[]}}""", "/when/attributes/tier", "empty_list")]
    [InlineData("""{"attributes":{"":"gold"}}""", "/when/attributes/", "malformed_id")]
    [InlineData("""{"attributes":{"crm:tier":"gold"}}""", "/when/attributes/crm:tier", "malformed_id")]
    [InlineData("\"eu\"", "/when", "wrong_type")]
    [InlineData("[]", "/when", "wrong_type")]
    public void What_is_none_is_refused_at_its_place(string when, string pointer, string code)
    {
        ConditionReading reading = Read(when);
        reading.Condition.ShouldBeNull();
        (reading.Problems[0].Pointer, reading.Problems[0].Code).ShouldBe((pointer, code), reading.Problems[0].Detail);
    }

    [Fact]
    public void A_list_has_at_most_100_values()
    {
        string Groups(int count) => $$"""{"groups":[{{string.Join(',', Enumerable.Range(0, count).Select(number => $"\"g{number}\""))}}]}""";
        Read(Groups(100)).Condition!.Groups.Length.ShouldBe(100);
        CatalogProblem problem = Read(Groups(101)).Problems.ShouldHaveSingleItem();
        (problem.Pointer, problem.Code).ShouldBe(("/when/groups", "too_many_values"));
    }

    private static ConditionReading Read(string when) => ConditionReader.Read(JsonDocument.Parse(when).RootElement, "/when");

    private static EffectiveAt At(string text) => Instants.TryParse(text, out long microseconds) ? new EffectiveAt(microseconds) : throw new ArgumentException(text);
}
