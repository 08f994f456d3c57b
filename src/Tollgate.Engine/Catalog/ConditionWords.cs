namespace Tollgate.Engine.Catalog;

/// <summary>A condition as people read it: <c>if region is 'eu' or 'us' and group is 'beta'</c>.</summary>
internal static class ConditionWords
{
    public static string Of(Condition condition) => "if " + string.Join(" and ", Parts(condition));

    private static IEnumerable<string> Parts(Condition condition)
    {
        if (condition.From is { } from)
            yield return $"it is {from} or later";
        if (condition.Until is { } until)
            yield return $"it is before {until}";
        if (!condition.Regions.IsEmpty)
            yield return $"region is {AnyOf(condition.Regions)}";
        if (!condition.Deployments.IsEmpty)
            yield return $"deployment is {AnyOf(condition.Deployments)}";
        foreach (AttributeCondition attribute in condition.Attributes)
            yield return $"attribute {attribute.Name} is {AnyOf(attribute.Values)}";
        if (!condition.Groups.IsEmpty)
            yield return $"group is {AnyOf(condition.Groups)}";
        if (!condition.Subjects.IsEmpty)
            yield return $"subject is {AnyOf(condition.Subjects)}";
    }

    private static string AnyOf(IEnumerable<string> values) => string.Join(" or ", values.Select(value => $"'{value}'"));
}
