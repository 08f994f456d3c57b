namespace Tollgate.Server.Http;

/// <summary>What texts of strangers may look like.</summary>
internal static class Texts
{
    public const int LongestId = 256;
    public const int LongestName = 256;
    public const int LongestValue = 8192;

    /// <summary>1 to 256 characters, none of which is a control, a separator of lines, or half of a surrogate pair.</summary>
    public static bool IsId(ReadOnlySpan<char> text)
    {
        if (text.Length is 0 or > LongestId)
            return false;
        if (!text.ContainsAnyExceptInRange(' ', '~'))
            return true;
        for (int i = 0; i < text.Length; i++)
        {
            char c = text[i];
            if (char.IsControl(c) || c is '\u2028' or '\u2029')
                return false;
            if (char.IsSurrogate(c) && (!char.IsHighSurrogate(c) || ++i == text.Length || !char.IsLowSurrogate(text[i])))
                return false;
        }

        return true;
    }

    /// <summary>Whether UTF-8 is the id of nothing but printable ASCII that nearly all are.</summary>
    public static bool IsAsciiId(ReadOnlySpan<byte> utf8) => utf8.Length is not 0 and <= LongestId && !utf8.ContainsAnyExceptInRange((byte)' ', (byte)'~');

    /// <summary>A text that a sentence can quote.</summary>
    public static string Quoted(string text)
    {
        const int longest = 60;
        string cut = text.Length > longest ? text[..longest] + "..." : text;
        return string.Concat(cut.Select(c => char.IsControl(c) || char.IsSurrogate(c) ? '?' : c));
    }

    /// <summary>A text that leaves what stands around it where it is: without the marks that turn the direction of writing.</summary>
    public static string Straight(string text) => text.Any(IsTurning) ? string.Concat(text.Where(c => !IsTurning(c))) : text;

    private static bool IsTurning(char c) => c is '\u200E' or '\u200F' or '\u061C' or (>= '\u202A' and <= '\u202E') or (>= '\u2066' and <= '\u2069');

    /// <summary>Thousands apart: 18059974 is 18,059,974.</summary>
    /// <param name="number">A decimal in its canonical form.</param>
    public static string Grouped(string number)
    {
        int point = number.IndexOf('.', StringComparison.Ordinal);
        string whole = point < 0 ? number : number[..point];
        int first = whole.StartsWith('-') ? 1 : 0;
        for (int i = whole.Length - 3; i > first; i -= 3)
            whole = whole.Insert(i, ",");
        return point < 0 ? whole : whole + number[point..];
    }
}
