namespace Tollgate.Engine.Catalog;

/// <summary>One thing that can be said about a part of a catalog, so that two catalogs can be compared saying by saying.</summary>
/// <param name="Pointer">Where it is said.</param>
/// <param name="Label">Of what it is said: <c>Plan growth: charge api_calls:</c>.</param>
/// <param name="Words">What is said. Two aspects mean the same exactly when their words are the same.</param>
/// <param name="Key">What makes it the same aspect in both catalogs, where that is not its pointer.</param>
internal sealed record Aspect(string Pointer, string Label, string Words, string? Key = null)
{
    /// <summary>What is said of one side only was added or removed; what is said otherwise was changed.</summary>
    public static IEnumerable<CatalogChange> Difference(IEnumerable<Aspect> before, IEnumerable<Aspect> after)
    {
        Dictionary<string, Aspect> old = before.ToDictionary(aspect => aspect.Key ?? aspect.Pointer, StringComparer.Ordinal);
        foreach (Aspect now in after)
        {
            if (!old.Remove(now.Key ?? now.Pointer, out Aspect? then))
                yield return new(ChangeKind.Added, now.Pointer, $"{now.Label} {now.Words} (new)");
            else if (then.Words != now.Words)
                yield return new(ChangeKind.Changed, now.Pointer, $"{now.Label} {CatalogWords.FromTo(then.Words, now.Words)}");
        }

        foreach (Aspect gone in old.Values.OrderBy(aspect => aspect.Pointer, StringComparer.Ordinal))
            yield return new(ChangeKind.Removed, gone.Pointer, $"{gone.Label} {gone.Words} (removed)");
    }
}
