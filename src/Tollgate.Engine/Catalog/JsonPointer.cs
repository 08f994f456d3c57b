namespace Tollgate.Engine.Catalog;

/// <summary>Building and shortening JSON pointers (RFC 6901): <c>/plans/growth/charges/api_calls/tiers/1</c>.</summary>
public static class JsonPointer
{
    public static string Append(string pointer, string key) =>
        $"{pointer}/{key.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal)}";

    public static string Append(string pointer, int index) => string.Create(null, $"{pointer}/{index}");

    /// <summary>The pointer to what holds the place; the empty pointer has none and answers null.</summary>
    public static string? Parent(string pointer)
    {
        int slash = pointer.LastIndexOf('/');
        return slash < 0 ? null : pointer[..slash];
    }
}
