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
    /// <summary>The whole document.</summary>
    public DocumentPlace Root { get; set; } = new(new JsonPath(""), 1, 1);

    /// <summary>The place of a pointer, or of the nearest thing around it when the text has no such place, as for a missing key.</summary>
    public PlacedProblem Place(CatalogProblem problem)
    {
        DocumentPlace place = Root;
        foreach (string token in problem.Pointer.Split('/').Skip(1))
        {
            if (place.Find(token) is not { } inside)
                break;
            place = inside;
        }

        return new(place.Line, place.Column, problem);
    }
}

/// <summary>One value of the text, and those inside it. They hang together as in the text, so that they take no more room than it does.</summary>
internal sealed class DocumentPlace(JsonPath path, long line, long column)
{
    private Dictionary<string, DocumentPlace>? _inside;

    public long Line => line;

    public long Column => column;

    public string Pointer => path.ToString();

    /// <summary>What stands inside, by its token in a pointer; or null.</summary>
    public DocumentPlace? Find(string token) => _inside?.GetValueOrDefault(token);

    public DocumentPlace Add(string key, long keyLine, long keyColumn) => Add(JsonPointer.Append("", key)[1..], path.At(key), keyLine, keyColumn);

    public DocumentPlace Add(int index, long itemLine, long itemColumn) => Add(JsonPointer.Append("", index)[1..], path.At(index), itemLine, itemColumn);

    // Of a key that stands twice the first place stays.
    private DocumentPlace Add(string token, JsonPath at, long atLine, long atColumn)
    {
        var place = new DocumentPlace(at, atLine, atColumn);
        _inside ??= new(StringComparer.Ordinal);
        return _inside.TryAdd(token, place) ? place : _inside[token];
    }
}
