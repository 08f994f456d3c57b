using System.Collections.Immutable;

namespace Tollgate.Engine.Catalog;

/// <summary>One thing that is wrong with a catalog document, or with a price alone.</summary>
/// <param name="Pointer">A JSON pointer to the place; of a missing key, to the object that lacks it. Empty is the whole document.</param>
/// <param name="Code">Stable, for programs: one of <see cref="ProblemCodes"/>, or of the rules of prices.</param>
/// <param name="Detail">A sentence for people: what is wrong, and what is allowed.</param>
public sealed record CatalogProblem(string Pointer, string Code, string Detail);

/// <summary>A catalog, or everything that keeps the document from being one; never both.</summary>
/// <param name="Problems">In the order of the document, as far as that goes.</param>
public sealed record CatalogReading(CatalogVersion? Catalog, ImmutableArray<CatalogProblem> Problems);

/// <inheritdoc cref="CatalogProblem"/>
internal sealed class ProblemList
{
    private readonly ImmutableArray<CatalogProblem>.Builder _items = ImmutableArray.CreateBuilder<CatalogProblem>();

    /// <summary>More than these nobody reads, and a document of nothing but mistakes must not fill the memory.</summary>
    public const int MostTold = 1_000;

    /// <summary>All that were found, told or not.</summary>
    public int Count { get; private set; }

    public void Add(string pointer, string code, string detail)
    {
        if (Count++ < MostTold)
            _items.Add(new(pointer, code, detail));
    }

    public ImmutableArray<CatalogProblem> ToImmutable() => _items.ToImmutable();
}
