using System.Collections.Immutable;

namespace Tollgate.Engine.Rating;

/// <summary>Where in a price an event counts.</summary>
public static class Cells
{
    /// <summary>
    /// The cell of an event with these dimension values: of the cells whose every value matches, the one that names most dimensions, then the
    /// first in the document, then the default. A price without a matrix has one cell, 0.
    /// </summary>
    /// <param name="dimension">The event's value of a dimension, or null if it has none; a missing value matches no cell that asks for one.</param>
    /// <returns>Null when no cell matches and there is no default: the usage has no price, which must be shown.</returns>
    public static int? CellOf(this Price price, Func<string, string?> dimension)
    {
        if (price is not MatrixPrice matrix)
            return 0;
        string?[] values = [.. matrix.Dimensions.Select(dimension)];
        int? best = null;
        int most = -1;
        for (int i = 0; i < matrix.Cells.Length; i++)
        {
            int named = matrix.Cells[i].Match.Count;
            if (named > most && Matches(matrix, matrix.Cells[i], values))
                (best, most) = (i, named);
        }

        return best ?? (matrix.Default is null ? null : matrix.Cells.Length);
    }

    /// <summary>The price in a cell and the values it asks for (none for the default).</summary>
    /// <exception cref="ArgumentOutOfRangeException">The matrix has no such cell.</exception>
    public static (Price Price, ImmutableSortedDictionary<string, string> Match) Cell(this MatrixPrice matrix, int cell)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(cell);
        if (cell < matrix.Cells.Length)
            return (matrix.Cells[cell].Price, matrix.Cells[cell].Match);
        if (cell == matrix.Cells.Length && matrix.Default is { } price)
            return (price, ImmutableSortedDictionary<string, string>.Empty);
        throw new ArgumentOutOfRangeException(nameof(cell), cell, "The matrix has no such cell.");
    }

    private static bool Matches(MatrixPrice matrix, MatrixCell cell, string?[] values)
    {
        int met = 0;
        for (int i = 0; i < values.Length; i++)
        {
            if (!cell.Match.TryGetValue(matrix.Dimensions[i], out string? wanted))
                continue;
            if (!string.Equals(wanted, values[i], StringComparison.Ordinal))
                return false;
            met++;
        }

        return met == cell.Match.Count;
    }
}
