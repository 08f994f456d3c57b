using System.Text.RegularExpressions;

namespace Tollgate.Server.Tests.Docs;

/// <summary>Every relative link in a committed page leads to a file that is committed, and to a heading that is there.</summary>
public sealed partial class LinksTests
{
    private static IEnumerable<string> Pages => Repository.Files.Where(file => file.EndsWith(".md", StringComparison.Ordinal));

    [Fact]
    public void Every_link_leads_somewhere() => Pages.SelectMany(page => Broken(page, Repository.Read(page))).ShouldBeEmpty();

    [Fact]
    public void Every_page_of_docs_can_be_reached_from_its_index()
    {
        string[] all = [.. Pages.Where(page => page.StartsWith("docs/", StringComparison.Ordinal))];
        HashSet<string> seen = ["docs/README.md"];
        var next = new Queue<string>(seen);
        while (next.TryDequeue(out string? page))
        {
            foreach (string target in Links(page, Repository.Read(page)).Select(link => link.Target).Where(all.Contains))
            {
                if (seen.Add(target))
                    next.Enqueue(target);
            }
        }

        all.Except(seen).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("[x](nothing.md)", "docs/README.md:1: nothing.md")]
    [InlineData("a\n[x](../README.md#no-such-heading)", "docs/README.md:2: ../README.md#no-such-heading")]
    public void A_planted_broken_link_is_found(string text, string found) => Broken("docs/README.md", text).ShouldBe([found]);

    [Theory]
    [InlineData("[x](https://example.com/nothing.md)")]
    [InlineData("[x](../README.md)")]
    [InlineData("`[x](nothing.md)`")]
    public void A_sound_link_is_fine(string text) => Broken("docs/README.md", text).ShouldBeEmpty();

    private static IEnumerable<string> Broken(string page, string text) =>
        Links(page, text).Where(link => !Leads(link.Target, link.Heading)).Select(link => $"{page}:{link.Line}: {link.Written}");

    private static bool Leads(string target, string heading)
    {
        if (!File.Exists(Repository.PathOf(target)) && !Directory.Exists(Repository.PathOf(target)))
            return false;
        return heading.Length == 0 || Headings(Repository.Read(target)).Contains(heading);
    }

    private static IEnumerable<(int Line, string Written, string Target, string Heading)> Links(string page, string text)
    {
        bool fenced = false;
        string[] lines = text.Split('\n');
        for (int i = 0; i < lines.Length; i++)
        {
            if (lines[i].StartsWith("```", StringComparison.Ordinal))
                fenced = !fenced;
            if (fenced)
                continue;
            foreach (Match match in Link().Matches(Code().Replace(lines[i], "")))
            {
                string written = match.Groups[1].Value;
                if (written.Contains(':', StringComparison.Ordinal))
                    continue;
                string[] parts = written.Split('#', 2);
                string target = parts[0].Length == 0 ? page : Path.Combine(Path.GetDirectoryName(page)!, parts[0]);
                string whole = Path.GetRelativePath(Repository.Root, Path.GetFullPath(target, Repository.Root)).Replace('\\', '/');
                yield return (i + 1, written, whole, parts.ElementAtOrDefault(1) ?? "");
            }
        }
    }

    /// <summary>As the hosts of repositories make them: lower case, no punctuation, dashes for spaces.</summary>
    private static IEnumerable<string> Headings(string text) =>
        text.Split('\n').Where(line => line.StartsWith('#')).Select(line =>
            NotInAnchor().Replace(line.TrimStart('#').Trim().ToLowerInvariant(), "").Replace(' ', '-'));

    [GeneratedRegex(@"\[[^\]]*\]\(([^)\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex("`[^`]*`")]
    private static partial Regex Code();

    [GeneratedRegex(@"[^\w\- ]")]
    private static partial Regex NotInAnchor();
}
