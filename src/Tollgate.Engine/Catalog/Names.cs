namespace Tollgate.Engine.Catalog;

/// <summary>What the names in a catalog may look like.</summary>
internal static class Names
{
    public const int MaxIdLength = 128;
    public const int MaxTextLength = 256;
    private const int LongestQuote = 60;

    /// <summary>Ids go into addresses, file names and terminals: letters, digits, <c>_</c>, <c>.</c> and <c>-</c> survive all of them.</summary>
    public static bool IsId(string text) =>
        text.Length is > 0 and <= MaxIdLength && text.All(character => char.IsAsciiLetterOrDigit(character) || character is '_' or '.' or '-');

    /// <summary>A property's name, or names joined by points on the way into nested properties.</summary>
    public static bool IsPath(string text) => text.Split('.').All(part => part.Length > 0);

    /// <summary>A text that a sentence can quote, whatever a stranger wrote into it.</summary>
    public static string Shortened(string text)
    {
        string quoted = new([.. text.Take(LongestQuote).Select(character => char.IsControl(character) ? '?' : character)]);
        return text.Length > LongestQuote ? quoted + "..." : quoted;
    }
}
