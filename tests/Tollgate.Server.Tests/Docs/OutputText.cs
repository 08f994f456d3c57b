using System.Text.RegularExpressions;

namespace Tollgate.Server.Tests.Docs;

/// <summary>
/// Whether an output has the lines that a page shows, in their order. Other lines may stand between them, the width of white space says
/// nothing, nor do colours, and <c>...</c> stands for anything.
/// </summary>
internal static partial class OutputText
{
    /// <summary>The first line that is missing, or null.</summary>
    public static string? Missing(string expected, string actual)
    {
        string[] lines = [.. actual.Split('\n').Select(Plain)];
        int at = 0;
        foreach (string line in expected.Split('\n').Select(Plain).Where(line => line.Length > 0))
        {
            while (at < lines.Length && !Has(lines[at], line))
                at++;
            if (at++ >= lines.Length)
                return line;
        }

        return null;
    }

    private static bool Has(string line, string expected)
    {
        int at = 0;
        foreach (string part in expected.Split("...", StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            int found = line.IndexOf(part, at, StringComparison.Ordinal);
            if (found < 0)
                return false;
            at = found + part.Length;
        }

        return true;
    }

    private static string Plain(string line) => Space().Replace(Colour().Replace(line, ""), " ").Trim();

    [GeneratedRegex(@"\e\[[\d;?]*[A-Za-z]")]
    private static partial Regex Colour();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Space();
}
