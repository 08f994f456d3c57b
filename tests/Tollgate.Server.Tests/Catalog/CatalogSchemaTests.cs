using System.Diagnostics;
using System.Text.RegularExpressions;
using Tollgate.Engine.Tests.Scenarios;
using Tollgate.Server.Catalog;
using Tollgate.Server.Tests.Docs;

namespace Tollgate.Server.Tests.Catalog;

/// <summary>The published schema, judged by a JSON Schema library that is not ours: every catalog of the docs, the samples and the stories is valid, and what is misspelt is not.</summary>
public sealed partial class CatalogSchemaTests
{
    private const string Published = "docs/reference/catalog.schema.json";

    [Fact]
    public void The_published_schema_is_the_one_that_is_made()
    {
        if (Environment.GetEnvironmentVariable("TOLLGATE_WRITE_SCHEMA") == "1")
            File.WriteAllText(Repository.PathOf(Published), CatalogSchema.Text);
        Repository.Read(Published).ShouldBe(CatalogSchema.Text, $"TOLLGATE_WRITE_SCHEMA=1 writes {Published} anew");
    }

    [Fact]
    public void Every_catalog_that_is_read_is_valid()
    {
        (string From, string Json)[] catalogs = [.. OfPages(), .. OfSamples(), .. OfStories()];
        catalogs.Length.ShouldBeGreaterThan(50);
        foreach ((string from, string json) in catalogs)
            Engine.Catalog.CatalogReader.Read(json, 1).Problems.ShouldBeEmpty(from);
        string[] verdicts = Verdicts([.. catalogs.Select(catalog => catalog.Json)]);
        catalogs.Zip(verdicts).Where(judged => judged.Second != "valid").Select(judged => $"{judged.First.From}: {judged.Second}").ShouldBeEmpty();
    }

    // Each line: what is wrong with a catalog, and where the schema sees it.
    [Theory]
    [InlineData("""{}""", "")]
    [InlineData("""{"currency":"USD","plan":{}}""", "")]
    [InlineData("""{"currency":840}""", "/currency")]
    [InlineData("""{"currency":"USD","meters":{"a":{"event":"e","aggregation":"average"}}}""", "/meters/a/aggregation")]
    [InlineData("""{"currency":"USD","features":{"a":{"kind":"chair"}}}""", "/features/a/kind")]
    [InlineData("""{"currency":"USD","plans":{"a":{"name":"A"}}}""", "/plans/a")]
    [InlineData("""{"currency":"USD","plans":{"a":{"perid":"month","period":"month"}}}""", "/plans/a")]
    [InlineData("""{"currency":"USD","plans":{"a":{"period":"month","charges":{"b":{"model":"flats","amount":1}}}}}""", "/plans/a/charges/b/model")]
    [InlineData("""{"currency":"USD","rate_cards":{"a":{}}}""", "/rate_cards/a")]
    [InlineData("""{"currency":"USD","add_ons":{"a":{"entitlement":{}}}}""", "/add_ons/a")]
    [InlineData("""{"currency":"USD","bundles":{"a":{"plan":"p","add_ons":[{"quantity":1}]}}}""", "/bundles/a/add_ons/0")]
    [InlineData("""{"currency":"USD","promotions":{"a":{"discount":10}}}""", "/promotions/a")]
    public void What_is_misspelt_is_not(string catalog, string pointer)
    {
        Engine.Catalog.CatalogReader.Read(catalog, 1).Catalog.ShouldBeNull();
        Verdicts(catalog).ShouldHaveSingleItem().Split(' ')[0].ShouldBe(pointer);
    }

    private static IEnumerable<(string, string)> OfPages() =>
        from file in Repository.Files
        where file.StartsWith("docs/", StringComparison.Ordinal) && file.EndsWith(".md", StringComparison.Ordinal)
        from block in Page.Read(file).Blocks
        where block.Language == "yaml" && block.Words.Contains("catalog") && block.Status is null
        select ($"{file}:{block.Line}", YamlDocument.Read(block.Text).Json!);

    private static IEnumerable<(string, string)> OfSamples() =>
        from file in Repository.Files
        where file.StartsWith("samples/catalogs/", StringComparison.Ordinal)
        select (file, YamlDocument.Read(Repository.Read(file)).Json!);

    private static IEnumerable<(string, string)> OfStories() =>
        from Match name in NameOfCatalog().Matches(Repository.Read("tests/Tollgate.Engine.Tests/Scenarios/Catalogs.cs"))
        select (name.Groups[1].Value, Catalogs.Named(name.Groups[1].Value));

    private static string[] Verdicts(params string[] catalogs)
    {
        Assert.SkipUnless(IsThere("node") && IsThere("npm"), "node and npm are not here; they run the library that judges the schema");
        string tool = Repository.PathOf("tests/schema");
        lock (typeof(CatalogSchemaTests))
        {
            if (!Directory.Exists(Path.Combine(tool, "node_modules/ajv")))
                Run(tool, "npm", "ci", "--no-audit", "--no-fund");
        }

        string folder = Directory.CreateTempSubdirectory("tollgate-schema-").FullName;
        try
        {
            string[] files = [.. catalogs.Select((catalog, at) => Path.Combine(folder, $"{at}.json"))];
            foreach ((string file, string catalog) in files.Zip(catalogs))
                File.WriteAllText(file, catalog);
            string[] verdicts = Run(tool, "node", ["validate.mjs", Repository.PathOf(Published), .. files]).Split('\n', StringSplitOptions.RemoveEmptyEntries);
            verdicts.Length.ShouldBe(catalogs.Length);
            return verdicts;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static bool IsThere(string program) => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, program)));

    private static string Run(string folder, string program, params string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(program, arguments) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true })!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        process.ExitCode.ShouldBe(0, $"{program} {string.Join(' ', arguments)}: {errors.Result}");
        return output;
    }

    [GeneratedRegex("^        \"(\\w+)\" =>", RegexOptions.Multiline)]
    private static partial Regex NameOfCatalog();
}
