using Tollgate.Engine.Catalog;
using Tollgate.Engine.Entitlements;
using Tollgate.Engine.Ledger;
using Tollgate.Engine.Numbers;

namespace Tollgate.Server.Entitlements.Explain;

/// <summary>The wallet that pays for a feature: on what terms, and what is in it.</summary>
internal static class WalletSentences
{
    /// <summary>What a plan says of the wallet that pays, as the second half of a sentence.</summary>
    public static string Terms(MeteredEntitlement right, WalletTerms wallet, Wording words)
    {
        string beyond = right.Included is { IsZero: false } ? "beyond that " : "";
        return (wallet.CreditRate, right.Enforcement) switch
        {
            ({ } rate, Enforcement.Hard) => $"{beyond}each unit takes {rate} {wallet.Unit} from the account's wallet, and {words.Feature} is denied when that is empty",
            ({ } rate, _) => $"{beyond}each unit takes {rate} {wallet.Unit} from the account's wallet, and when that is empty more is allowed, and counted as overage",
            (null, Enforcement.Hard) => $"what its charges come to is paid from the account's wallet in {wallet.Unit}, and {words.Feature} is denied when that is empty",
            _ => $"what its charges come to is paid from the account's wallet in {wallet.Unit}, and goes on the invoice when that is empty",
        };
    }

    public static IEnumerable<string> Of(Findings found, Wording words)
    {
        if (found is not { Wallet: { } wallet, Usage: { } usage, Decision.Metered.Wallet: { } state })
            return [];
        List<string> sentences = [.. LotSentences.Of(wallet.Lots, found, words)];
        // Of a closed period nothing is paid any more.
        if (!usage.IsClosed)
            sentences.Add(Left(wallet, state, words));
        if (!wallet.Owed.IsZero)
            sentences.Add($"It {words.Verb("owes", "owed")} {Wording.Amount(wallet.Owed, wallet.Unit)} for what was used when it was empty: what comes into it goes there first.");
        if (wallet.TopUp is { } rule)
            sentences.Add($"With less than {Wording.Amount(rule.Below, wallet.Unit)} left in it, a grant of {Wording.Amount(rule.Amount, wallet.Unit)} is issued by itself, and waits for its payment.");
        return sentences;
    }

    private static string Left(WalletFound wallet, WalletState state, Wording words)
    {
        string none = wallet.Lots.Count == 0 ? $": nothing {words.Verb("has come", "had come")} into it" : "";
        Units held = wallet.Lots.Aggregate(Units.Zero, (sum, lot) => sum + lot.Lot[Balance.Reserved]);
        string reserved = held.IsZero ? "" : $", beside {Wording.Amount(held, wallet.Unit)} held for reservations";
        return $"The account's wallet {words.Verb("has", "had")} {Wording.Amount(state.Available, wallet.Unit)} left for such usage{reserved}{none}.";
    }
}
