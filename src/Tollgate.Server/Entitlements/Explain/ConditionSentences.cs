using Tollgate.Engine.Catalog;
using Tollgate.Engine.Entitlements;
using Tollgate.Engine.Time;
using Tollgate.Server.Http;

namespace Tollgate.Server.Entitlements.Explain;

/// <summary>What must be so for a right to hold, and what was found instead.</summary>
internal static class ConditionSentences
{
    /// <summary>At the end of a sentence: <c>, if region is 'eu' or 'uk' and the subject is in a group 'beta'</c>; nothing without a condition.</summary>
    public static string If(Condition? condition, Wording words) => condition is null ? "" : $", if {Wording.Listed([.. Parts(condition, words)])}";

    /// <summary>What was wanted and what was found: <c>region is 'eu', and it is 'us'</c>.</summary>
    public static string Of(UnmetCondition unmet, Findings found, Wording words) => $"{Wanted(unmet, words)}, and {Found(unmet, found, words)}";

    /// <summary>What was there instead.</summary>
    public static string Found(UnmetCondition unmet, Findings found, Wording words) => unmet switch
    {
        { Kind: ConditionKind.From or ConditionKind.Until } => $"the request {words.Is} for {words.Time(found.At)}",
        { Kind: ConditionKind.Region or ConditionKind.Deployment, Found: null } => $"neither the request nor the account {words.Verb("says", "said")} one",
        { Kind: ConditionKind.Attribute, Found: null } => $"the account {words.Verb("has", "had")} none",
        { Kind: ConditionKind.Group or ConditionKind.Subject } when found.Asked.Subject is null => $"the request {words.Verb("names", "named")} no subject",
        { Kind: ConditionKind.Group, Found: null } => $"'{Texts.Quoted(found.Asked.Subject!)}' {words.Is} in no group",
        { Kind: ConditionKind.Group } => $"'{Texts.Quoted(found.Asked.Subject!)}' {words.Is} in {Texts.Quoted(unmet.Found)}",
        _ => $"it {words.Is} '{Texts.Quoted(unmet.Found!)}'",
    };

    /// <summary>What would have it met, after <c>to</c>; null where only time does.</summary>
    public static string? Remedy(UnmetCondition unmet, Findings found) => unmet.Kind switch
    {
        ConditionKind.Region or ConditionKind.Deployment => $"name the {Words.Of(unmet.Kind)} {AnyOf(unmet.Wanted)} in the request's properties or in the account's attributes",
        ConditionKind.Attribute => $"set the account's attribute {Texts.Quoted(unmet.Name!)} to {AnyOf(unmet.Wanted)}",
        ConditionKind.Group when found.Asked.Subject is { } subject => $"put '{Texts.Quoted(subject)}' into the group {AnyOf(unmet.Wanted)}",
        ConditionKind.Group => $"name a subject that is in the group {AnyOf(unmet.Wanted)}",
        ConditionKind.Subject when found.Asked.Subject is null => "name the subject, if it is one of these",
        _ => null,
    };

    private static IEnumerable<string> Parts(Condition condition, Wording words)
    {
        if (condition.From is { } from)
            yield return Clause(ConditionKind.From, null, [from.ToString()], words);
        if (condition.Until is { } until)
            yield return Clause(ConditionKind.Until, null, [until.ToString()], words);
        if (!condition.Regions.IsEmpty)
            yield return Clause(ConditionKind.Region, null, condition.Regions, words);
        if (!condition.Deployments.IsEmpty)
            yield return Clause(ConditionKind.Deployment, null, condition.Deployments, words);
        foreach (AttributeCondition attribute in condition.Attributes)
            yield return Clause(ConditionKind.Attribute, attribute.Name, attribute.Values, words);
        if (!condition.Groups.IsEmpty)
            yield return Clause(ConditionKind.Group, null, condition.Groups, words);
        if (!condition.Subjects.IsEmpty)
            yield return Clause(ConditionKind.Subject, null, condition.Subjects, words);
    }

    private static string Wanted(UnmetCondition unmet, Wording words) => Clause(unmet.Kind, unmet.Name, unmet.Wanted, words);

    private static string Clause(ConditionKind kind, string? name, IReadOnlyList<string> wanted, Wording words) => kind switch
    {
        ConditionKind.From => $"it is {Instant(wanted[0], words)} or later",
        ConditionKind.Until => $"it is before {Instant(wanted[0], words)}",
        ConditionKind.Attribute => $"the account's attribute {Texts.Quoted(name!)} is {AnyOf(wanted)}",
        ConditionKind.Group => $"the subject is in the group {AnyOf(wanted)}",
        ConditionKind.Subject => $"the subject is {AnyOf(wanted)}",
        _ => $"the {Words.Of(kind)} is {AnyOf(wanted)}",
    };

    /// <summary>A bound is told in the account's own zone, as every time here is.</summary>
    private static string Instant(string bound, Wording words) => Instants.TryParse(bound, out long microseconds) ? words.Time(new EffectiveAt(microseconds)) : bound;

    private static string AnyOf(IEnumerable<string> values) => string.Join(" or ", values.Select(value => $"'{Texts.Quoted(value)}'"));
}
