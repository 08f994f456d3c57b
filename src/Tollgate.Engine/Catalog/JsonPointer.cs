namespace Tollgate.Engine.Catalog;

/// <summary>Building and shortening JSON pointers (RFC 6901): <c>/plans/growth/charges/api_calls/tiers/1</c>.</summary>
public static class JsonPointer
{
    private const int LongestKey = Names.MaxTextLength;

    /// <remarks>No key of ours is longer than 256 characters; of a stranger's that is, the pointer shows as much.</remarks>
    public static string Append(string pointer, string key)
    {
        string shown = key.Length <= LongestKey ? key : key[..(char.IsHighSurrogate(key[LongestKey - 1]) ? LongestKey - 1 : LongestKey)] + "...";
        return $"{pointer}/{shown.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal)}";
    }

    public static string Append(string pointer, int index) => string.Create(null, $"{pointer}/{index}");

    /// <summary>The pointer to what holds the place; the empty pointer has none and answers null.</summary>
    public static string? Parent(string pointer)
    {
        int slash = pointer.LastIndexOf('/');
        return slash < 0 ? null : pointer[..slash];
    }
}
