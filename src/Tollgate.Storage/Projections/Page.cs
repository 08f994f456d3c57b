namespace Tollgate.Storage.Projections;

/// <summary>A part of a list.</summary>
/// <param name="NextCursor">Asks for what follows; null at the end.</param>
public sealed record Page<T>(IReadOnlyList<T> Items, string? NextCursor)
{
    public const int MostItems = 1_000;

    /// <param name="read">One more than <paramref name="limit"/> when there is more: so the last page is known without a further question.</param>
    internal static Page<T> Of(List<T> read, int limit, Func<T, string> cursor)
    {
        if (read.Count <= limit)
            return new(read, null);
        read.RemoveRange(limit, read.Count - limit);
        return new(read, cursor(read[^1]));
    }

    internal static int Checked(int limit) => limit is >= 1 and <= MostItems
        ? limit
        : throw new ArgumentOutOfRangeException(nameof(limit), limit, $"A page has from 1 to {MostItems} items.");
}
