using Tollgate.Engine.Catalog;
using Tollgate.Engine.Entitlements;
using Tollgate.Engine.Exceptions;
using Tollgate.Engine.Time;
using Tollgate.Server.Http;

namespace Tollgate.Server.Entitlements.Explain;

/// <summary>What stands above the plan: the account's standing, and overrides.</summary>
internal static class RightSentences
{
    private const long Day = 24 * 3_600_000_000L;

    public static IEnumerable<string> OfStatus(Findings found, Wording words)
    {
        if (found.Decision.Reason == Reason.AccountNotFound)
        {
            yield return $"There {words.Is} no account '{Texts.Quoted(found.Asked.AccountId)}' in this environment.";
            yield break;
        }

        if (found.Suspension is { } suspended)
            yield return $"The account was suspended on {words.Time(suspended.At)} by {suspended.Author}{Wording.Because(suspended.Reason)}. Until it is resumed nothing {words.Is} allowed, and what is reported is counted all the same.";
        if (found.Delinquency is { } owing)
        {
            string since = owing.Since <= found.At ? $"The account {words.Verb("has", "had")} been delinquent since {words.Time(owing.Since)}" : $"From {words.Time(owing.Since)} on the account {words.Is} delinquent";
            yield return $"{since}, as {owing.Author} said on {words.Time(owing.At)}{Wording.Because(owing.Reason)}. {Policy(found, owing, words)}";
        }

        if (found is { Suspension: null, Delinquency: null })
            yield return $"The account {words.Is} neither suspended nor delinquent.";
    }

    public static IEnumerable<string> OfOverrides(Findings found, Wording words)
    {
        if (found.Decision.Reason == Reason.AccountNotFound || found.Decision.Rule == Rule.Status)
            yield break;
        if (found.Decision.Override is { } applied)
        {
            StandingOverride standing = found.Overrides.Last(known => known.Terms.Id == applied.Id);
            yield return $"The override {applied.Id} {words.Verb("stands", "stood")} above the plan {Window(standing, words)}: {Terms(applied, found, words)}{ConditionSentences.If(applied.When, words)}. It was set on {words.Time(standing.SetAt)} by {applied.Author}{Wording.Because(applied.Reason)}.";
            string[] beneath = [.. found.Overrides.Where(known => known.Covers(found.At) && known.Terms.Id != applied.Id).Select(known => known.Terms.Id)];
            if (beneath.Length > 0)
                yield return $"It was recorded later than {Wording.Listed(beneath)}, and takes {(beneath.Length == 1 ? "its" : "their")} place.";
            yield break;
        }

        if (found.Overrides.Any(known => known.Covers(found.At)))
            yield return $"An override of {words.Feature} speaks of this instant, but units are counted in the billing periods of a contract, and none {words.Is} in force.";
        else if (found.Overrides.Where(known => EndOf(known) <= found.At).MaxBy(EndOf) is { } over)
            yield return $"No override {words.Is} in force any more: {over.Terms.Id}, which {over.Terms.Author} had set on {words.Time(over.SetAt)}{Wording.Because(over.Terms.Reason)}, ended on {words.Time(EndOf(over)!.Value)}.";
        else
            yield return $"No override of {words.Feature} {words.Is} in force.";
    }

    /// <summary>When an override speaks of nothing any more; null is never.</summary>
    public static EffectiveAt? EndOf(StandingOverride known) => known.EndedAt is { } ended && !(known.Terms.Until?.Microseconds <= ended.Microseconds)
        ? new EffectiveAt(ended.Microseconds)
        : known.Terms.Until;

    /// <summary>When a delinquency's policy sets in.</summary>
    public static EffectiveAt SetsIn(Delinquency owing) => new(owing.Since.Microseconds + (owing.AfterDays * Day));

    private static string Policy(Findings found, Delinquency owing, Wording words)
    {
        string effect = owing.Policy switch
        {
            DelinquencyPolicy.Allow => "nothing changes",
            DelinquencyPolicy.Degrade => "every limit is hard",
            _ => "nothing is allowed",
        };
        return owing.Holds(found.At)
            ? $"Its policy, {Words.Of(owing.Policy)}, set in on {words.Time(SetsIn(owing))}: {effect}."
            : $"Its policy, {Words.Of(owing.Policy)}, {words.Verb("sets", "was to set")} in on {words.Time(SetsIn(owing))}: from then on {effect}.";
    }

    private static string Window(StandingOverride standing, Wording words) => EndOf(standing) is { } end
        ? $"from {words.Time(standing.Terms.From)} to {words.Time(end)}"
        : $"from {words.Time(standing.Terms.From)} until it is ended";

    private static string Terms(Override applied, Findings found, Wording words)
    {
        OverrideTerms terms = applied.Terms;
        switch (found.Feature is null ? null : terms.RightTo(found.Feature, null))
        {
            case ConfigEntitlement config:
                return $"{words.Feature} {words.Is} {ConfigValue.Json(config)}";
            case BooleanEntitlement boolean:
                return $"{words.Feature} {words.Is} {(boolean.Granted ? "included" : "not included")}";
            case SeatEntitlement { Seats: { } seats }:
                return $"there {(seats == 1 ? words.Is : words.Are)} {Wording.Plural(seats, "seat")} of {words.Feature}";
        }

        List<string> parts = [];
        if (terms.Enforcement is { } enforcement)
            parts.Add(enforcement == Enforcement.Soft ? $"the limit {words.Is} soft, so that more {words.Is} allowed and counted as overage" : $"the limit {words.Is} hard");
        if (terms.Cap is { } cap)
            parts.Add($"the limit {words.Is} {words.UnitsOf(cap)} in a billing period at most");
        if (terms.OverageCap is { } overage)
            parts.Add($"{words.UnitsOf(overage)} {words.Verb("may", "could")} pass as overage in a billing period at most, instead of what the plan says");
        if (terms.SpendCap is { } spend && found.Contract is { } contract)
            parts.Add($"what {words.Is} used {words.Verb("may", "could")} cost {Wording.Price(spend, contract.Contract.Currency)} in a billing period at most, instead of what the plan says");
        return string.Join(", and ", parts);
    }
}
