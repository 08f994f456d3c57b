using System.Collections.Immutable;
using Tollgate.Engine.Accounts;
using Tollgate.Engine.Catalog;
using Tollgate.Engine.Time;

namespace Tollgate.Engine.Entitlements;

/// <summary>Whether what must be so for a right to hold is so: for this account, this request and its instant.</summary>
public static class Conditions
{
    /// <summary>What a request says in its properties, and an account in its attributes, under the same name.</summary>
    private const string Region = "region";

    /// <inheritdoc cref="Region"/>
    private const string Deployment = "deployment";

    /// <summary>The first thing that is not as it must be; null when everything is. Attributes and groups are those of now, whatever the instant.</summary>
    public static UnmetCondition? Unmet(Condition condition, AccountBook account, EntitlementRequest request, EffectiveAt at)
    {
        if (condition.From is { } from && at < from)
            return new UnmetCondition(ConditionKind.From, null, [from.ToString()], at.ToString());
        if (condition.Until is { } until && at >= until)
            return new UnmetCondition(ConditionKind.Until, null, [until.ToString()], at.ToString());
        return Unmet(ConditionKind.Region, condition.Regions, Region, account, request)
            ?? Unmet(ConditionKind.Deployment, condition.Deployments, Deployment, account, request)
            ?? Unmet(condition.Attributes, account.Account.Attributes)
            ?? UnmetGroup(condition.Groups, account, request.Subject)
            ?? UnmetSubject(condition.Subjects, request.Subject);
    }

    private static UnmetCondition? Unmet(ConditionKind kind, ImmutableArray<string> wanted, string name, AccountBook account, EntitlementRequest request)
    {
        if (wanted.IsEmpty)
            return null;
        string? found = request.Properties.Dimension(name) ?? account.Account.Attributes.GetValueOrDefault(name);
        return Among(wanted, found) ? null : new UnmetCondition(kind, null, wanted, found);
    }

    private static UnmetCondition? Unmet(ImmutableArray<AttributeCondition> attributes, ImmutableSortedDictionary<string, string> known)
    {
        foreach (AttributeCondition attribute in attributes)
        {
            string? found = known.GetValueOrDefault(attribute.Name);
            if (!Among(attribute.Values, found))
                return new UnmetCondition(ConditionKind.Attribute, attribute.Name, attribute.Values, found);
        }

        return null;
    }

    private static UnmetCondition? UnmetGroup(ImmutableArray<string> wanted, AccountBook account, string? subject)
    {
        if (wanted.IsEmpty)
            return null;
        ImmutableArray<string> groups = account.GroupsOf(subject);
        foreach (string group in groups)
        {
            if (Among(wanted, group))
                return null;
        }

        return new UnmetCondition(ConditionKind.Group, null, wanted, groups.IsEmpty ? null : string.Join(", ", groups));
    }

    private static UnmetCondition? UnmetSubject(ImmutableArray<string> wanted, string? subject) =>
        wanted.IsEmpty || Among(wanted, subject) ? null : new UnmetCondition(ConditionKind.Subject, null, wanted, subject);

    private static bool Among(ImmutableArray<string> wanted, string? found) => found is not null && wanted.Contains(found);
}

/// <summary>What a condition can ask for.</summary>
public enum ConditionKind
{
    From,
    Until,
    Region,
    Deployment,
    Attribute,
    Group,
    Subject,
}

/// <summary>What was asked for and not found.</summary>
/// <param name="Name">Of the attribute; null of any other kind.</param>
/// <param name="Wanted">Any of these would have done; of an instant, the bound.</param>
/// <param name="Found">What was there instead; of several groups all, with commas between them; null when nothing was.</param>
public sealed record UnmetCondition(ConditionKind Kind, string? Name, ImmutableArray<string> Wanted, string? Found);
