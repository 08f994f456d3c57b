using System.Text.RegularExpressions;

namespace Tollgate.Server.Tests.Docs;

/// <summary>A page of documentation: what it says of the world its examples run in, and its fenced blocks.</summary>
/// <param name="File">Relative to the repository, with forward slashes.</param>
/// <param name="Environment">
/// What stands in its comment <c>&lt;!-- environment: ... --&gt;</c>: <c>clock</c> and an instant, <c>live</c>, or <c>./run</c> when the page
/// starts its own server; null when it has none.
/// </param>
internal sealed partial record Page(string File, string? Environment, IReadOnlyList<Block> Blocks)
{
    public IEnumerable<Block> Executed => Blocks.Where(block => block is { IsExecuted: true, Skipped: null });

    public static Page Read(string file) => Parse(file, Repository.Read(file));

    public static Page Parse(string file, string text)
    {
        string[] lines = text.Split('\n');
        List<Block> blocks = [];
        for (int i = 0; i < lines.Length; i++)
        {
            if (Fence().Match(lines[i]) is not { Success: true } open)
                continue;
            int first = i + 1;
            while (++i < lines.Length && !lines[i].TrimStart().StartsWith(open.Groups["fence"].Value, StringComparison.Ordinal))
            {
            }

            string[] words = open.Groups["words"].Value.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            blocks.Add(new Block(first, words.FirstOrDefault() ?? "", [.. words.Skip(1)], string.Join('\n', lines[first..Math.Min(i, lines.Length)])));
        }

        string? environment = FrontComment().Match(text) is { Success: true } comment ? comment.Groups[1].Value : null;
        return new Page(file, environment, blocks);
    }

    [GeneratedRegex("^(?<fence>```+)(?<words>.*)$")]
    private static partial Regex Fence();

    [GeneratedRegex("<!-- environment: (.+?) -->")]
    private static partial Regex FrontComment();
}

/// <summary>A fenced block.</summary>
/// <param name="Line">Of its fence, counted from 1.</param>
/// <param name="Words">What stands behind the language.</param>
internal sealed record Block(int Line, string Language, IReadOnlyList<string> Words, string Text)
{
    public bool IsExecuted => Language is "http" or "sh" || (Language == "yaml" && Words.Contains("catalog"));

    /// <summary>What the executed block before it must answer, unless it says that it is but an <c>example</c>.</summary>
    public bool IsExpectation => Language is "json" or "text" && !Words.Contains("example");

    /// <summary>Why it is not run; null when it is.</summary>
    public string? Skipped => Words.FirstOrDefault() == "skip" ? string.Join(' ', Words.Skip(1)) : null;

    /// <summary>The status that is expected when it is not a success.</summary>
    public int? Status => Words.Select(word => int.TryParse(word, out int status) ? status : (int?)null).FirstOrDefault(status => status is not null);

    /// <summary>What is kept of the answer for later blocks, as name and path: <c>invoice=data.0.id</c>.</summary>
    public IEnumerable<(string Name, string Path)> Kept => Words.Where(word => word.Contains('=', StringComparison.Ordinal)).Select(word => word.Split('=', 2)).Select(parts => (parts[0], parts[1]));
}
