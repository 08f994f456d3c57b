using System.Text;
using Tollgate.Engine.Catalog;
using Tollgate.Server.Catalog;

namespace Tollgate.Server.Tests.Catalog;

public class YamlDocumentTests
{
    [Theory]
    [InlineData("a: 1", """{"a":1}""")]
    [InlineData("a: 0.20", """{"a":0.20}""")]
    [InlineData("a: -1.50e+3", """{"a":-1.50e+3}""")]
    [InlineData("a: 123456789012345678901234567890.123456789", """{"a":123456789012345678901234567890.123456789}""")]
    [InlineData("a: \"0.20\"", """{"a":"0.20"}""")]
    [InlineData("a: '1'", """{"a":"1"}""")]
    [InlineData("a: 10_000_000", """{"a":"10_000_000"}""")]
    [InlineData("a: 0x1F", """{"a":"0x1F"}""")]
    [InlineData("a: 0o17", """{"a":"0o17"}""")]
    [InlineData("a: 007", """{"a":"007"}""")]
    [InlineData("a: +5", """{"a":"+5"}""")]
    [InlineData("a: .5", """{"a":".5"}""")]
    [InlineData("a: 5.", """{"a":"5."}""")]
    [InlineData("a: .inf", """{"a":".inf"}""")]
    [InlineData("a: 1:30", """{"a":"1:30"}""")]
    [InlineData("a: 2025-01-01", """{"a":"2025-01-01"}""")]
    [InlineData("a: true", """{"a":true}""")]
    [InlineData("a: false", """{"a":false}""")]
    [InlineData("a: True", """{"a":"True"}""")]
    [InlineData("a: yes", """{"a":"yes"}""")]
    [InlineData("a: no", """{"a":"no"}""")]
    [InlineData("a: null", """{"a":null}""")]
    [InlineData("a: ~", """{"a":null}""")]
    [InlineData("a:", """{"a":null}""")]
    [InlineData("a: ''", """{"a":""}""")]
    [InlineData("a: 'null'", """{"a":"null"}""")]
    [InlineData("1: b", """{"1":"b"}""")]
    [InlineData("a: [b, {c: 1}]", """{"a":["b",{"c":1}]}""")]
    [InlineData("a:\n  - b\n  - c: 1\n", """{"a":["b",{"c":1}]}""")]
    [InlineData("a: |\n  two\n  lines\n", """{"a":"two\nlines\n"}""")]
    [InlineData("a: \"\\u00e9 \\\" ü\"", """{"a":"é \" ü"}""")]
    [InlineData("# why\na: 1 # because\n", """{"a":1}""")]
    [InlineData("%YAML 1.2\n---\na: 1\n...\n", """{"a":1}""")]
    [InlineData("""{"a":[1,"x",null,true]}""", """{"a":[1,"x",null,true]}""")]
    public void Becomes_json(string yaml, string json)
    {
        YamlReading reading = YamlDocument.Read(yaml);
        reading.Problems.ShouldBeEmpty();
        reading.Json.ShouldBe(json);
    }

    [Theory]
    [InlineData("", 1, 1, "malformed_yaml")]
    [InlineData("# nothing\n", 2, 1, "malformed_yaml")]
    [InlineData("a: 1\nb: {c: 1\n", 3, 1, "malformed_yaml")]
    [InlineData("a: 1\n b: 2\n", 2, 3, "malformed_yaml")]
    [InlineData("a: \"x\n", 1, 4, "malformed_yaml")]
    [InlineData("a: 1\n\tb: 2\n", 1, 4, "malformed_yaml")]
    [InlineData("a: @x\n", 1, 4, "malformed_yaml")]
    [InlineData("? [a, b]\n: 1\n", 1, 3, "malformed_yaml")]
    [InlineData("a: 1\nb: 2\na: 3\n", 3, 1, "duplicate_key")]
    [InlineData("p:\n  a: {x: 1, x: 2}\n", 2, 13, "duplicate_key")]
    [InlineData("a: &x 1\n", 1, 4, "yaml_alias")]
    [InlineData("a: b\nc: *x\n", 2, 4, "yaml_alias")]
    [InlineData("a: {<<: {b: 1}}\n", 1, 5, "yaml_alias")]
    [InlineData("a: !!str 5\n", 1, 4, "yaml_tag")]
    [InlineData("a: ! 5\n", 1, 4, "yaml_tag")]
    [InlineData("a: 1\n---\nb: 2\n", 2, 1, "yaml_documents")]
    [InlineData("a: \"\\ud800\"\n", 1, 4, "malformed_yaml")]
    public void Is_refused_at_its_place(string yaml, long line, long column, string code)
    {
        YamlReading reading = YamlDocument.Read(yaml);
        reading.Json.ShouldBeNull();
        (reading.Problems[0].Line, reading.Problems[0].Column, reading.Problems[0].Problem.Code).ShouldBe((line, column, code), reading.Problems[0].In("x.yaml"));
    }

    [Theory]
    [InlineData("[", "]")]
    [InlineData("{a: ", "}")]
    public void Nesting_ends_at_64_levels(string open, string close)
    {
        YamlDocument.Read(Nested(64)).Problems.ShouldBeEmpty();
        PlacedProblem problem = YamlDocument.Read(Nested(65)).Problems.ShouldHaveSingleItem();
        problem.Problem.Code.ShouldBe("malformed_yaml");
        problem.Column.ShouldBe((64 * open.Length) + 1);
        YamlDocument.Read(Nested(50_000)).Problems.ShouldHaveSingleItem();

        string Nested(int depth) => new StringBuilder().Insert(0, open, depth).Append('1').Insert(depth * open.Length + 1, close, depth).ToString();
    }

    [Fact]
    public void All_problems_that_are_no_syntax_are_told_at_once()
    {
        YamlReading reading = YamlDocument.Read("a: &x 1\nb: *x\na: !t 2\n");
        reading.Problems.Select(problem => problem.Problem.Code).ShouldBe(["yaml_alias", "yaml_alias", "duplicate_key", "yaml_tag"]);
    }

    [Fact]
    public void Half_a_surrogate_pair_is_no_text() =>
        YamlDocument.Read("a: x\ud800\n\ud800: 1\n").Problems.Select(problem => (problem.Line, problem.Problem.Code)).ShouldBe([(1, "malformed_text"), (2, "malformed_text")]);

    [Fact]
    public void A_thousand_laughs_are_refused_without_being_told()
    {
        var yaml = new StringBuilder("a0: &a0 [x, x]\n");
        for (int i = 1; i < 60; i++)
            yaml.Append(System.Globalization.CultureInfo.InvariantCulture, $"a{i}: &a{i} [*a{i - 1}, *a{i - 1}]\n");
        YamlDocument.Read(yaml.ToString()).Problems.Length.ShouldBe(60 + (59 * 2));
    }

    /// <summary>Whatever is typed, the answer is JSON or a problem with a place, and never an exception.</summary>
    [Fact]
    public void Broken_documents_are_answered()
    {
        string sample = Samples.Text("llm.yaml");
        var random = new Random(20250601);
        const string Bad = "{}[]:,-?&*!|>'\"%@`#~<\n\t \\\0\u0085\ud800x1";
        for (int i = 0; i < 3_000; i++)
        {
            var text = new StringBuilder(sample, 0, random.Next(sample.Length), sample.Length * 2);
            for (int j = random.Next(1, 6); j > 0; j--)
                text.Insert(random.Next(text.Length + 1), Bad[random.Next(Bad.Length)]);
            string broken = text.ToString();
            YamlReading reading = YamlDocument.Read(broken);
            (reading.Json is null).ShouldBe(reading.Problems.Length > 0, $"case {i}: {broken}");
            if (reading.Json is { } json)
                _ = CatalogReader.Read(json, 1);
        }
    }
}
