using System.Buffers.Text;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Tollgate.Storage.Projections;

/// <summary>
/// Where a page ended: the key of its last row, as base64url of JSON with the list's name in front. Since it is a key and not a count,
/// rows that come in between neither double nor hide others.
/// </summary>
public static class Cursor
{
    public static string After(string list, params string[] key) =>
        Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes((string[])[list, .. key]));

    public static string After(string list, long first, string second) => After(list, first.ToString(CultureInfo.InvariantCulture), second);

    /// <returns>The key, or null for the beginning.</returns>
    /// <exception cref="UnreadableCursorException">It is not one of this list.</exception>
    public static string? Read(string list, string? cursor) => cursor is null ? null : Parts(list, cursor, 1)[0];

    public static (long First, string Second)? ReadPair(string list, string? cursor)
    {
        if (cursor is null)
            return null;
        string[] parts = Parts(list, cursor, 2);
        return long.TryParse(parts[0], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long first)
            ? (first, parts[1])
            : throw new UnreadableCursorException();
    }

    /// <summary>The parts of the key.</summary>
    /// <exception cref="UnreadableCursorException">It is not one of this list.</exception>
    public static string[] Parts(string list, string cursor, int count)
    {
        try
        {
            string?[]? parts = JsonSerializer.Deserialize<string?[]>(Base64Url.DecodeFromUtf8(Encoding.ASCII.GetBytes(cursor)));
            if (parts?.Length == count + 1 && parts[0] == list && !parts.Contains(null))
                return parts[1..]!;
        }
        catch (Exception e) when (e is FormatException or JsonException)
        {
            // Told below, as whatever else is not a cursor.
        }

        throw new UnreadableCursorException();
    }
}
