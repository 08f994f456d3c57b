namespace Tollgate.Engine.Catalog;

public enum ChangeKind
{
    Added,
    Removed,
    Changed,
}

/// <summary>One thing that a new catalog version does, as somebody in revenue would say it.</summary>
/// <param name="Pointer">A JSON pointer to what changes; of what is removed, into the old document.</param>
/// <param name="Sentence"><c>Plan growth: api_calls allowance 10,000,000 -> 12,000,000</c>.</param>
public sealed record CatalogChange(ChangeKind Kind, string Pointer, string Sentence);
