using Tollgate.Engine.Ledger;
using Tollgate.Engine.Numbers;
using Tollgate.Engine.Time;
using Tollgate.Server.Http;

namespace Tollgate.Server.Entitlements.Explain;

/// <summary>Which units there are beside the plan's, and what of all of them is used and held.</summary>
internal static class UnitSentences
{
    /// <summary>More lots than these tell nobody anything; balances list them all.</summary>
    private const int MostLots = 12;

    public static IEnumerable<string> OfGrants(Findings found, Wording words)
    {
        if (found.Usage is not { } usage)
            yield break;
        if (usage.Lots.Count == 0)
            yield return $"No grant {words.Verb("adds", "added")} units to that.";
        foreach (LotFound lot in usage.Lots.Take(MostLots))
            yield return Of(lot, found.At, words);
        if (usage.Lots.Count > MostLots)
            yield return $"{Wording.Plural(usage.Lots.Count - MostLots, "further lot")} of grants {words.Verb("stand", "stood")} behind these; GET /v1/accounts/{found.Decision.AccountId}/balances lists them.";
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
            yield return $"{Wording.Capital(period)}, {words.UnitsOf(usage.Used)} {HasBeen(usage.Used, words)} used so far: {Parts(usage)}.";
        }

        if (!state.Reserved.IsZero)
            yield return $"{words.UnitsOf(state.Reserved)} {words.Are} held for reservations.";
    }

    private static string Parts(UsageFound usage)
    {
        (string From, Quantity Units)[] all = [("from the plan's units", usage.FromAllowance), ("from grants", usage.FromGrants), ("as overage, which nothing covered", usage.Overage)];
        (string From, Quantity Units)[] parts = [.. all.Where(part => !part.Units.IsZero)];
        return parts is [var only] ? $"all of it {only.From}" : Wording.Listed([.. parts.Select(part => $"{Wording.Number(part.Units)} {part.From}")]);
    }

    private static string HasBeen(Quantity units, Wording words) => words.Verb(Wording.Agreeing(units, "has been", "have been"), "had been");

    private static string Of(LotFound found, EffectiveAt at, Wording words)
    {
        (GrantBook book, Lot lot) = (found.Grant, found.Lot);
        Grant grant = book.Grant;
        string author = grant.Author is { } who ? $" by {who}" : "";
        string given = $"The grant {grant.Id} ({Words.Of(grant.Source)}, issued on {words.Time(book.IssuedAt)}{author}{Wording.Because(grant.Reason)})";
        string scope = grant.Dimensions.IsEmpty ? "" : $", for usage with {Wording.Listed([.. grant.Dimensions.Select(dimension => $"{dimension.Key} {dimension.Value}")])} alone";
        string rolled = lot.RolledSince is { } since ? $" that were left of the time from {words.Time(since)} on" : "";
        bool begun = lot.Start <= at;
        bool over = lot.End <= at;
        string gives = over ? "gave" : begun ? words.Verb("gives", "gave") : words.Verb("will give", "was to give");
        string end = lot.End is { } until ? $" to {words.Time(until)}" : " on";
        return $"{given} {gives} {words.UnitsOf(-found[Balance.Issued])}{rolled} from {words.Time(lot.Start)}{end}{scope}: {Balances(found, book, over, words)}.";
    }

    private static string Balances(LotFound found, GrantBook book, bool over, Wording words)
    {
        List<string> parts = [];
        if (!found[Balance.Pending].IsZero)
            parts.Add($"it {words.Verb("waits", "waited")} for its payment, and cannot be spent before");
        if (!found[Balance.Consumed].IsZero)
            parts.Add($"{Wording.Number(found[Balance.Consumed])} {words.Are} used");
        if (!found[Balance.Reserved].IsZero)
            parts.Add($"{Wording.Number(found[Balance.Reserved])} {words.Are} held for reservations");
        if (!found[Balance.RolledOver].IsZero)
            parts.Add($"{Wording.Number(found[Balance.RolledOver])} went on into the next time");
        if (!found[Balance.Expired].IsZero)
            parts.Add($"{Wording.Number(found[Balance.Expired])} expired unused");
        if (book.VoidedAt is { } voided)
            parts.Add($"{Wording.Number(found[Balance.Voided])} were taken back on {words.Time(voided)}");
        else if (!over && found[Balance.Pending].IsZero)
            parts.Add($"{Wording.Number(found[Balance.Available])} {words.Are} left");
        return parts.Count == 0 ? "all of it is gone" : Wording.Listed(parts);
    }
}
