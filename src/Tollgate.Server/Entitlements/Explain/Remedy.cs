using Tollgate.Engine.Catalog;
using Tollgate.Engine.Entitlements;
using Tollgate.Engine.Ledger;

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
            Reason.ContractExpired when found.Contract?.PausedFrom is not null => [$"{help} resume the contract."],
            Reason.ContractNotStarted or Reason.ContractExpired => [$"{help} make a contract that is in force then."],
            Reason.FeatureNotFound => [$"{help} correct the feature's name, or to add it to the catalog."],
            Reason.FeatureNotIncluded => [$"{help} {Including(found, words)}."],
            Reason.ValueMismatch => [$"{help} set an override of {words.Feature}, or to move the account to a plan with another value."],
            Reason.ConditionNotMet => [$"{help} {Meeting(found, words)}."],
            Reason.SeatNotAssigned => [$"{help} {SeatSentences.Remedy(found)}."],
            Reason.QuotaExceeded or Reason.Throttled or Reason.InsufficientCredits or Reason.SpendCapExceeded => OfUnits(found, words, help),
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

    private static string Meeting(Findings found, Wording words)
    {
        if (found.Decision.Unmet is not { } unmet)
            return "name the subject that uses it";
        string otherwise = found.Decision.Rule == Rule.Override ? $"set another override of {words.Feature} without that condition" : $"set an override of {words.Feature}";
        return ConditionSentences.Remedy(unmet, found) is { } met ? $"{met}, or to {otherwise}" : otherwise;
    }

    private static IEnumerable<string> OfUnits(Findings found, Wording words, string help)
    {
        if (found.Decision.Metered is null)
            yield break;
        foreach (LotFound lot in (found.Wallet?.Lots ?? found.Usage?.Lots ?? []).Where(lot => !lot.Lot[Balance.Pending].IsZero))
            yield return $"{help} have the grant {lot.Lot.Grant.Id} paid, which has {LotSentences.Count(lot, lot.Lot[Balance.Pending])}.";
        string also = words.Verb("It would also be necessary to", "It would also have been necessary to");
        int told = 0;
        foreach (string step in LimitRemedy.Of(found, words))
            yield return $"{(told++ == 0 ? help : also)} {step}.";
        if (found.Part is { IsZero: false } part)
            yield return $"With allow_partial {Wording.Number(part)} of them {words.Verb("would be", "would have been")} granted.";
    }
}
