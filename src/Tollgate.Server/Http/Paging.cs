using System.Globalization;
using System.Text;

namespace Tollgate.Server.Http;

/// <param name="Next">The cursor of the next page, or null when this is the last.</param>
internal sealed record Page<T>(IReadOnlyList<T> Items, string? Next);

/// <summary>Where a list goes on, and how much of it is wanted.</summary>
/// <param name="After">The key of the last item of the page before; null is the beginning.</param>
internal readonly record struct PageRequest(string? After, int Limit)
{
    public const int DefaultLimit = 50;
    public const int MostLimit = 500;

    /// <summary>Reads <c>cursor</c> and <c>limit</c>.</summary>
    public static PageRequest From(HttpRequest request)
    {
        int limit = DefaultLimit;
        if (request.Query["limit"] is [{ } text]
            && (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out limit) || limit is < 1 or > MostLimit))
            throw new ProblemException(Problem.Shape(Codes.ParameterInvalid, $"limit is 1 to {MostLimit}.", "?limit"));
        return new PageRequest(request.Query["cursor"] is [{ Length: > 0 } cursor] ? Decode(cursor) : null, limit);
    }

    public static string Encode(string key) => System.Buffers.Text.Base64Url.EncodeToString(Encoding.UTF8.GetBytes(key));

    /// <summary>A page of items that are in the ordinal order of their keys.</summary>
    public Page<T> Cut<T>(IEnumerable<T> ordered, Func<T, string> keyOf)
    {
        string? after = After;
        var items = ordered.Where(item => after is null || string.CompareOrdinal(keyOf(item), after) > 0).Take(Limit + 1).ToList();
        if (items.Count <= Limit)
            return new Page<T>(items, null);
        items.RemoveAt(Limit);
        return new Page<T>(items, Encode(keyOf(items[^1])));
    }

    private static string Decode(string cursor)
    {
        try
        {
            return Encoding.UTF8.GetString(System.Buffers.Text.Base64Url.DecodeFromChars(cursor));
        }
        catch (FormatException)
        {
            throw new ProblemException(Problem.Shape(Codes.ParameterInvalid, "This cursor is none that a list has given.", "?cursor"));
        }
    }
}
