using System.Globalization;

namespace Tollgate.Server.Http;

/// <summary>Where a list goes on, and how much of it is wanted.</summary>
/// <param name="Cursor">As the page before gave it; null is the beginning.</param>
internal readonly record struct PageRequest(string? Cursor, int Limit)
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
        return new PageRequest(request.Query["cursor"] is [{ Length: > 0 } cursor] ? cursor : null, limit);
    }
}
