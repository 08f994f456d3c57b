using System.Text.RegularExpressions;
using Tollgate.Server.Http;

namespace Tollgate.Server.Tests.Http;

public partial class ErrorCodeTests
{
    [Fact]
    public void The_page_lists_every_code_as_the_program_knows_it()
    {
        string[] page = [.. File.ReadAllLines(Path.Combine(Root, "docs", "reference", "errors.md")).Where(line => line.StartsWith("| `", StringComparison.Ordinal))];
        string[] known = [.. ErrorCodes.Groups.SelectMany(group => group.Codes).Select(code => $"| `{code.Code}` | {code.Status} | {code.Meaning} | {code.Remedy} |")];
        page.ShouldBe(known);
    }

    [Fact]
    public void Every_code_that_a_rule_or_the_gate_gives_is_listed()
    {
        var sources = Directory.EnumerateFiles(Path.Combine(Root, "src"), "*.cs", SearchOption.AllDirectories)
            .Where(file => file.Contains("Tollgate.Engine", StringComparison.Ordinal) || file.Contains("Tollgate.Server", StringComparison.Ordinal))
            .Where(file => !file.Contains("/obj/", StringComparison.Ordinal) && !file.EndsWith("ErrorCodes.cs", StringComparison.Ordinal));
        var given = new SortedSet<string>(StringComparer.Ordinal);
        foreach (string source in sources.Select(File.ReadAllText))
        {
            foreach (Match match in Given().Matches(source))
                given.Add(match.Groups[1].Value);
        }

        given.Count.ShouldBeGreaterThan(80);
        given.Where(code => !ErrorCodes.Known(code)).ShouldBeEmpty();
    }

    private static string Root
    {
        get
        {
            string at = AppContext.BaseDirectory;
            while (!File.Exists(Path.Combine(at, "Tollgate.slnx")))
                at = Path.GetDirectoryName(at)!;
            return at;
        }
    }

    // Rejections, faults of prices, constants of codes, and the loop's own.
    [GeneratedRegex("""(?:RejectionKind\.\w+,\s*|faults\.Add\([^,]+, |StreamUnavailableException\(|=> new\(|const string (?!Json|Lines|Yaml|CloudEvents?\b|Name\b)\w+ = )"([a-z]+(?:_[a-z]+)+|negative|stopping)"[,;)]""", RegexOptions.Singleline)]
    private static partial Regex Given();
}
