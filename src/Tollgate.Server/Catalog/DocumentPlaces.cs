using Tollgate.Engine.Catalog;

namespace Tollgate.Server.Catalog;

/// <summary>A problem and where its author finds it, both counted from 1.</summary>
internal sealed record PlacedProblem(long Line, long Column, CatalogProblem Problem)
{
    /// <summary><c>catalog.yaml:12:7 /plans/growth/period: ...</c>, which editors and terminals make a link of.</summary>
    public string In(string file) => $"{file}:{Line}:{Column} {(Problem.Pointer.Length > 0 ? $"{Problem.Pointer}: " : "")}{Problem.Detail}";
}

/// <summary>Where in a YAML text each JSON pointer stands: a key of a mapping at the key, an item of a list at the item.</summary>
internal sealed class DocumentPlaces
{
    private readonly Dictionary<string, (long Line, long Column)> _places = new(StringComparer.Ordinal);

    public void Add(string pointer, long line, long column) => _places.TryAdd(pointer, (line, column));

    /// <summary>The place of a pointer, or of the nearest thing around it when the text has no such place, as for a missing key.</summary>
    public PlacedProblem Place(CatalogProblem problem)
    {
        for (string? pointer = problem.Pointer; pointer is not null; pointer = JsonPointer.Parent(pointer))
        {
            if (_places.TryGetValue(pointer, out (long Line, long Column) place))
                return new(place.Line, place.Column, problem);
        }

        return new(1, 1, problem);
    }
}
