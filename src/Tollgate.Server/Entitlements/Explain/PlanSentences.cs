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
        else if (found.Contract is { IsInForce: true } contract)
        {
            yield return OfRight(contract, found, words);
        }
    }

    private static string OfContract(Findings found, Wording words)
    {
        if (found.Contract is not { Contract: var contract } near)
            return $"The account {words.Verb("has", "had")} no contract.";
        string plan = $"the contract {contract.Id} with the plan {near.PlanName}";
        if (near.IsInForce)
            return $"{Wording.Capital(plan)} (version {contract.CatalogVersion} of the catalog) {words.Verb("has been", "had been")} in force since {words.Time(contract.StartsAt)}.";
        return contract.EndsAt is { } end && end <= found.At
            ? $"No contract {words.Is} in force: {plan} ended on {words.Time(end)}."
            : $"No contract {words.Is} in force yet: {plan} starts on {words.Time(contract.StartsAt)}.";
    }

    private static string OfRight(ContractFound contract, Findings found, Wording words)
    {
        string plan = $"The plan {contract.PlanName}";
        return contract.Right switch
        {
            BooleanEntitlement right => $"{plan} {(right.Granted ? $"includes {words.Feature}" : $"says that {words.Feature} is not included")}.",
            ConfigEntitlement right => $"{plan} sets {words.Feature} to {ConfigValue.Json(right)}.",
            MeteredEntitlement right => $"{plan} includes {Included(right, contract.Period, words)}; {Beyond(right, words)}.",
            not null => $"{plan} names {words.Feature}.",
            _ when found.Decision.Rule == Rule.Grant => $"{plan} does not name {words.Feature}; units of it were granted, and the account {words.Verb("has", "had")} just these.",
            _ => $"{plan} does not name {words.Feature}.",
        };
    }

    private static string Included(MeteredEntitlement right, PeriodUnit period, Wording words) => right switch
    {
        { Included: null } => $"{words.Feature} without limit",
        { Included: { IsZero: true }, PaidFrom: not null } => $"no units of {words.Feature}",
        { Included: { } included } => $"{words.UnitsOf(included)} in each {Words.Of(period)}",
    };

    private static string Beyond(MeteredEntitlement right, Wording words) => right switch
    {
        { Included: null } => "nothing stops it",
        { PaidFrom: { } wallet } => WalletSentences.Terms(right, wallet, words),
        { Throttle: { } throttle } => $"beyond that {Wording.Pace(throttle)} may pass, and up to {Wording.Number(throttle.Burst)} at once",
        { Grace: { } grace } => $"beyond that {Grace(grace)} may pass in grace{(grace.Free ? ", free of charge" : "")}",
        { Enforcement: Enforcement.Soft } => "beyond that more is allowed, and counted as overage",
        _ => $"beyond that {words.Feature} is denied",
    };

    private static string Grace(GraceTerms grace) => (grace.Units, grace.PeriodMicroseconds) switch
    {
        ({ } units, { } length) => $"{Wording.Count(units)}, for {Wording.Length(length)} after the limit is first exceeded,",
        ({ } units, null) => $"{Wording.Count(units)} in a period",
        (null, { } length) => $"everything for {Wording.Length(length)} after the limit is first exceeded",
        _ => "everything",
    };
}
