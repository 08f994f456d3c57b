using Tollgate.Engine.Catalog;
using Tollgate.Engine.Entitlements;
using Tollgate.Server.Http;

namespace Tollgate.Server.Entitlements.Explain;

/// <summary>The contract, and what its plan says of the feature.</summary>
internal static class PlanSentences
{
    public static IEnumerable<string> Of(Findings found, Wording words)
    {
        if (found.Decision.Reason == Reason.AccountNotFound || found.Decision.Rule == Rule.Status)
            yield break;
        yield return OfContract(found, words);
        if (found.Decision.Reason == Reason.FeatureNotFound)
        {
            int? agreed = found.Contract is { IsInForce: true, Contract.CatalogVersion: var version } ? version : null;
            string catalogs = found.CatalogVersion is not { } current ? $"there {words.Is} no catalog yet"
                : agreed is null || agreed == current ? $"version {current} of the catalog, which {words.Is} in force, does not have it"
                : $"neither version {agreed} of the catalog, which the contract {words.Is} on, nor version {current}, which {words.Is} in force, has it";
            yield return $"There {words.Is} no feature '{Texts.Quoted(words.Feature)}': {catalogs}.";
        }
        else
        {
            foreach (string sentence in OfRights(found, words))
                yield return sentence;
        }
    }

    private static IEnumerable<string> OfRights(Findings found, Wording words)
    {
        if (found.Contract is { IsInForce: true } contract)
        {
            string plan = $"The plan {contract.PlanName}";
            if (contract.Right is { } right)
                return Of(Giver(plan, found.Decision.Rule), right, found, words);
            if (contract.PausedFrom is not null && found.Default is null && found.Decision.Rule == Rule.Plan)
                return [$"While it {words.Is} paused the contract {words.Verb("gives", "gave")} nothing."];
            string named = $"{plan} does not name {words.Feature}";
            if (found.Default is not { } standing)
                return [found.Decision.Rule == Rule.Grant ? $"{named}; units of it were granted, and the account {words.Verb("has", "had")} just these." : $"{named}."];
            return [$"{named}.", .. Of("The environment's default", standing, found, words)];
        }

        // Units are counted in a contract's periods, so that without one nothing else is given by default.
        return found.Default is { } other && found.Kind != FeatureKind.Metered ? Of("The environment's default", other, found, words) : [];
    }

    private static string Giver(string plan, Rule rule) => rule switch
    {
        Rule.AddOn => $"{plan} with the contract's add-ons",
        Rule.ContractTerm => "The contract itself, in place of its plan,",
        _ => plan,
    };

    /// <summary>One right, or each of several with whether it holds.</summary>
    private static IEnumerable<string> Of(string giver, Entitlement right, Findings found, Wording words)
    {
        PeriodUnit period = found.Contract?.Period ?? PeriodUnit.Month;
        if (right is not AlternativeEntitlements)
        {
            yield return $"{giver} {RightWords.Of(right, period, words)}.";
            if (found.Decision.IsDegraded)
                yield return $"Since the account {words.Is} delinquent, beyond that {words.Feature} {words.Is} denied all the same.";
            yield break;
        }

        yield return $"{giver} has {Wording.Plural(found.Rights.Count, "right")} to {words.Feature}; of those that hold, the most generous counts.";
        foreach (RightFound one in found.Rights)
        {
            string holds = one.Unmet is null ? $"this {words.Verb("holds", "held")}" : $"this {words.Verb("does", "did")} not hold, since {ConditionSentences.Found(one.Unmet, found, words)}";
            yield return $"One of them {RightWords.Of(one.Right, period, words)}: {holds}.";
        }
    }

    private static string OfContract(Findings found, Wording words)
    {
        if (found.Contract is not { Contract: var contract } near)
            return $"The account {words.Verb("has", "had")} no contract.";
        string plan = $"the contract {contract.Id} with the plan {near.PlanName}";
        if (near.PausedFrom is { } paused)
            return $"{Wording.Capital(plan)} (version {contract.CatalogVersion} of the catalog) {words.Verb("has been", "had been")} paused since {words.Time(paused)}, {(near.PausedUntil is { } end ? $"until {words.Time(end)}" : "until it is resumed")}.";
        if (near.IsInForce)
            return $"{Wording.Capital(plan)} (version {contract.CatalogVersion} of the catalog) {words.Verb("has been", "had been")} in force since {words.Time(contract.StartsAt)}.";
        return contract.EndsAt is { } over && over <= found.At
            ? $"No contract {words.Is} in force: {plan} ended on {words.Time(over)}."
            : $"No contract {words.Is} in force yet: {plan} starts on {words.Time(contract.StartsAt)}.";
    }
}
