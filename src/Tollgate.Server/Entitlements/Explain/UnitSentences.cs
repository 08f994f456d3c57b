using Tollgate.Engine.Catalog;
using Tollgate.Engine.Numbers;

namespace Tollgate.Server.Entitlements.Explain;

/// <summary>Which units there are beside the plan's, and what of all of them is used and held.</summary>
internal static class UnitSentences
{
    public static IEnumerable<string> OfGrants(Findings found, Wording words)
    {
        if (found.Usage is not { } usage)
            return [];
        if (usage.Lots.Count == 0)
            return found.Wallet is null ? [$"No grant {words.Verb("adds", "added")} units to that."] : [];
        return LotSentences.Of(usage.Lots, found, words);
    }

    public static IEnumerable<string> OfUsage(Findings found, Wording words)
    {
        if (found is not { Usage: { } usage, Decision.Metered: { } state })
            yield break;
        string period = words.During(usage.Period.Start, usage.Period.End);
        if (usage.IsClosed)
        {
            yield return $"The invoice of what was used {period} {words.Is} final, so that nothing {words.Is} left of the plan's units; {words.UnitsOf(usage.Used)} {HasBeen(usage.Used, words)} counted since.";
        }
        else if (usage.Used.IsZero)
        {
            yield return $"{Wording.Capital(period)}, nothing of {words.Feature} {words.Verb("has been", "had been")} used so far.";
        }
        else
        {
            yield return $"{Wording.Capital(period)}, {words.UnitsOf(usage.Used)} {HasBeen(usage.Used, words)} used so far{Parts(usage, found.Wallet?.Terms)}.";
        }

        if (!state.Reserved.IsZero)
            yield return $"{words.UnitsOf(state.Reserved)} {words.Are} held for reservations.";
    }

    /// <summary>Who has the units that were used. Money covers none: all that neither the plan nor a grant gave was paid, or is on the invoice.</summary>
    private static string Parts(UsageFound usage, WalletTerms? wallet)
    {
        string grants = wallet is not { CreditRate: not null } ? "from grants" : usage.Lots.Count == 0 ? $"paid in {wallet.Unit}" : $"from grants or paid in {wallet.Unit}";
        string rest = wallet is { CreditRate: null } ? "beyond that" : "as overage, which nothing covered";
        (string From, Quantity Units)[] all = [("from the plan's units", usage.FromAllowance), (grants, usage.FromGrants), (rest, usage.Overage)];
        (string From, Quantity Units)[] parts = [.. all.Where(part => !part.Units.IsZero)];
        return parts switch
        {
            [] => "",
            [("beyond that", _)] => "",
            [var only] => $": all of it {only.From}",
            _ => $": {Wording.Listed([.. parts.Select(part => $"{Wording.Number(part.Units)} {part.From}")])}",
        };
    }

    private static string HasBeen(Quantity units, Wording words) => words.Verb(Wording.Agreeing(units, "has been", "have been"), "had been");
}
