namespace Tollgate.Simulator.Model;

// For whom a right is. Attributes and groups are those of now, whatever instant is asked about.
internal sealed partial class Deciding
{
    private bool IsMet(ConditionSaid? when)
    {
        if (when is null)
            return true;
        string? region = asked.Region ?? account.Attributes.GetValueOrDefault("region");
        IReadOnlyCollection<string> groups = asked.Subject is { } subject && account.Groups.TryGetValue(subject, out string[]? own) ? own : [];
        return !(asked.At < when.From)
            && !(asked.At >= when.Until)
            && when.Regions?.Contains(region) != false
            && when.Tiers?.Contains(account.Attributes.GetValueOrDefault("tier")) != false
            && when.Groups?.Any(groups.Contains) != false
            && when.Subjects?.Contains(asked.Subject) != false;
    }
}
