using Tollgate.Engine.Catalog;
using Tollgate.Engine.Entitlements;
using Tollgate.Engine.Ledger;
using Tollgate.Engine.Numbers;

namespace Tollgate.Server.Entitlements.Explain;

/// <summary>What would have a request allowed that was denied, or granted but in part.</summary>
internal static class Remedy
{
    public static IEnumerable<string> Of(Findings found, Wording words)
    {
        Decision decision = found.Decision;
        if (decision.Allowed && (found.Usage is null || decision.GrantedUnits >= found.Asked.Units))
            return [];
        string help = words.Verb("It would help to", "It would have helped to");
        return decision.Reason switch
        {
            Reason.AccountNotFound => [$"{help} create the account, or to correct its name; an external id is written system:id."],
            Reason.AccountSuspended => [$"{help} resume the account."],
            Reason.AccountDelinquent => [$"{help} clear the delinquency once the account has paid, or to mark it with another policy."],
            Reason.ContractNotStarted or Reason.ContractExpired => [$"{help} make a contract that is in force then."],
            Reason.FeatureNotFound => [$"{help} correct the feature's name, or to add it to the catalog."],
            Reason.FeatureNotIncluded => [$"{help} {Including(found, words)}."],
            Reason.ValueMismatch => [$"{help} set an override of {words.Feature}, or to move the account to a plan with another value."],
            Reason.QuotaExceeded or Reason.Throttled => OfUnits(found, help),
            Reason.InsufficientCredits => OfWallet(found, help),
            _ => [],
        };
    }

    private static string Including(Findings found, Wording words) => (found.Contract, found.Kind) switch
    {
        (null, FeatureKind.Metered) => $"make a contract with a plan that includes {words.Feature}",
        (null, _) => $"make a contract with a plan that includes {words.Feature}, or to set an override",
        (_, FeatureKind.Metered) => $"issue a grant of {words.Feature}, or to move the account to a plan that includes it",
        _ => $"set an override of {words.Feature}, or to move the account to a plan that includes it",
    };

    private static IEnumerable<string> OfUnits(Findings found, string help)
    {
        if (found is not { Usage: { } usage, Decision.Metered: { Remaining: { } remaining } state })
            yield break;
        Quantity missing = found.Asked.Units - remaining;
        Quantity needed = state.Consumed + state.Reserved + found.Asked.Units;
        bool isCapped = found.Decision.Override?.Terms.Cap is { } cap && cap < needed;
        foreach (string paid in OfPending(usage.Lots, help))
            yield return paid;
        if (isCapped)
            yield return $"{help} set an override with a higher cap, of {Wording.Count(needed)} or more.";
        else if (!missing.IsZero)
            yield return $"{help} issue a grant of {Wording.Count(missing)} or more, or to set an override that makes the limit soft.";
        foreach (string part in OfPart(found, remaining))
            yield return part;
    }

    private static IEnumerable<string> OfWallet(Findings found, string help)
    {
        if (found is not { Wallet: { } wallet, Decision.Metered.Remaining: { } remaining })
            return [];
        string more = wallet.Lacking is { } lacking ? $"put {Wording.Amount(lacking, wallet.Unit)} or more into the wallet, by a grant" : "put more into the wallet, by a grant";
        return [.. OfPending(wallet.Lots, help), $"{help} {more}, or to set an override that makes the limit soft.", .. OfPart(found, remaining)];
    }

    private static IEnumerable<string> OfPending(IReadOnlyList<LotFound> lots, string help) => lots
        .Where(lot => !lot.Lot[Balance.Pending].IsZero)
        .Select(lot => $"{help} have the grant {lot.Lot.Grant.Id} paid, which has {LotSentences.Count(lot, lot.Lot[Balance.Pending])}.");

    private static string[] OfPart(Findings found, Quantity remaining) => found.Asked.AllowPartial || remaining.IsZero
        ? []
        : [$"With allow_partial {Wording.Number(remaining)} of them {(found.IsPast ? "would have been" : "would be")} granted."];
}
