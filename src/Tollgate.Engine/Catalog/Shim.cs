using System.Collections.Immutable;
namespace Tollgate.Engine.Catalog;
public sealed record CatalogProblem(string Pointer, string Code, string Detail);
public sealed record CatalogReading(CatalogVersion? Catalog, ImmutableArray<CatalogProblem> Problems);
public static class CatalogReader { public static CatalogReading Read(string document, int version) => throw new InvalidOperationException(document + version); }
