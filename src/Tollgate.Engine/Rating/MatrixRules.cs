namespace Tollgate.Engine.Rating;

/// <summary>A matrix declares its dimensions; its cells name only those, differ from one another, and hold plain prices.</summary>
internal static class MatrixRules
{
    /// <summary>The word that a cell keeps for itself in the document, beside its dimensions.</summary>
    private const string Reserved = "price";

    public static void Check(MatrixPrice matrix, string place, FaultList faults)
    {
        CheckDimensions(matrix, place, faults);
        if (matrix.Cells.IsEmpty && matrix.Default is null)
            faults.Add($"{place}/cells", "cells_missing", "The matrix has neither cells nor a default, so nothing has a price; add a cell or a default.");

        var seen = new Dictionary<string, int>(StringComparer.Ordinal);
        for (int i = 0; i < matrix.Cells.Length; i++)
        {
            MatrixCell cell = matrix.Cells[i];
            CheckMatch(matrix, cell, $"{place}/cells/{i}", faults);
            string key = string.Concat(cell.Match.Select(pair => $"{pair.Key.Length}:{pair.Key}{pair.Value.Length}:{pair.Value}"));
            if (!seen.TryAdd(key, i))
                faults.Add($"{place}/cells/{i}", "duplicate_cell", $"Cell {seen[key]} asks for the same values and would always win; remove one of the two.");
            CheckPrice(cell.Price, $"{place}/cells/{i}/price", faults);
        }

        if (matrix.Default is { } price)
            CheckPrice(price, $"{place}/default", faults);
    }

    private static void CheckDimensions(MatrixPrice matrix, string place, FaultList faults)
    {
        if (matrix.Dimensions.IsDefaultOrEmpty)
            faults.Add($"{place}/dimensions", "dimensions_missing", "The matrix names no dimensions; list those that its cells ask for.");
        for (int i = 0; i < matrix.Dimensions.Length; i++)
        {
            string dimension = matrix.Dimensions[i];
            if (matrix.Dimensions.IndexOf(dimension) < i)
                faults.Add($"{place}/dimensions/{i}", "duplicate_dimension", $"'{dimension}' is listed twice; remove one.");
            if (dimension == Reserved)
                faults.Add($"{place}/dimensions/{i}", "reserved_dimension", $"'{Reserved}' is a cell's own word and cannot be a dimension; name the dimension otherwise.");
        }
    }

    private static void CheckMatch(MatrixPrice matrix, MatrixCell cell, string place, FaultList faults)
    {
        if (cell.Match.IsEmpty)
            faults.Add(place, "cell_without_values", "The cell asks for no value and so matches everything; make it the default.");
        foreach (string dimension in cell.Match.Keys)
        {
            if (!matrix.Dimensions.Contains(dimension))
                faults.Add($"{place}/{Escaped(dimension)}", "unknown_dimension", $"'{dimension}' is not among the matrix's dimensions ({string.Join(", ", matrix.Dimensions)}); add it there or correct it.");
        }
    }

    private static void CheckPrice(Price price, string place, FaultList faults)
    {
        if (price is MatrixPrice)
            faults.Add(place, "matrix_in_matrix", "A cell cannot hold a matrix; add its dimensions to this one.");
        else
            PriceRules.Check(price, place, faults);
    }

    /// <summary>RFC 6901: a name inside a JSON pointer.</summary>
    private static string Escaped(string name) => name.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal);
}
