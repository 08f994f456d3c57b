using Tollgate.Engine.Ledger;
using Tollgate.Engine.Numbers;
using Tollgate.Engine.Time;
using Tollgate.Server.Http;

namespace Tollgate.Server.Entitlements.Explain;

/// <summary>What a grant gives, and what has become of it: units of the feature, money, or credits.</summary>
internal static class LotSentences
{
    /// <summary>More lots than these tell nobody anything; balances list them all.</summary>
    private const int Most = 12;

    public static IEnumerable<string> Of(IReadOnlyList<LotFound> lots, Findings found, Wording words)
    {
        foreach (LotFound lot in lots.Take(Most))
            yield return Of(lot, found.At, words);
        if (lots.Count > Most)
            yield return $"{Wording.Plural(lots.Count - Most, "further lot")} of grants {words.Verb("stand", "stood")} behind these; GET /v1/accounts/{found.Decision.AccountId}/balances lists them.";
    }

    /// <summary>What is in one of a lot's balances: <c>10</c> units, <c>12.50 USD</c>, <c>30 sparks</c>.</summary>
    public static string Amount(LotFound found, Units units) => found.Lot.Grant.Wallet is { } wallet ? Wording.Amount(units, wallet) : Wording.Number(units.ToQuantity());

    /// <summary>The same where nothing before has said of what: <c>10 units</c>.</summary>
    public static string Count(LotFound found, Units units) => found.Lot.Grant.Wallet is null ? Wording.Count(units.ToQuantity()) : Amount(found, units);

    private static string Of(LotFound found, EffectiveAt at, Wording words)
    {
        (GrantBook book, Lot lot) = (found.Grant, found.Lot);
        Grant grant = book.Grant;
        string author = grant.Author is { } who ? $" by {who}" : "";
        string given = $"The grant {grant.Id} ({Words.Of(grant.Source)}, issued on {words.Time(book.IssuedAt)}{author}{Wording.Because(grant.Reason)})";
        string rolled = lot.RolledSince is { } since ? $" that were left of the time from {words.Time(since)} on" : "";
        bool begun = lot.Start <= at;
        bool over = lot.End <= at;
        string gives = over ? "gave" : begun ? words.Verb("gives", "gave") : words.Verb("will give", "was to give");
        string end = lot.End is { } until ? $" to {words.Time(until)}" : " on";
        Units issued = -found.Lot[Balance.Issued];
        string what = grant.Wallet is null ? words.UnitsOf(issued.ToQuantity()) : Amount(found, issued);
        return $"{given} {gives} {what}{rolled} from {words.Time(lot.Start)}{end}{Scope(grant)}: {Balances(found, book, over, words)}.";
    }

    private static string Scope(Grant grant)
    {
        List<string> parts = [];
        if (!grant.Features.IsEmpty)
            parts.Add($"of {Wording.Listed(grant.Features)}");
        if (!grant.Meters.IsEmpty)
            parts.Add($"that {Wording.Listed(grant.Meters)} {(grant.Meters.Length == 1 ? "counts" : "count")}");
        if (!grant.Dimensions.IsEmpty)
            parts.Add($"with {Wording.Listed([.. grant.Dimensions.Select(dimension => $"{dimension.Key} {dimension.Value}")])}");
        return parts.Count == 0 ? "" : $", for usage {string.Join(" ", parts)} alone";
    }

    private static string Balances(LotFound found, GrantBook book, bool over, Wording words)
    {
        List<string> parts = [];
        if (!found.Lot[Balance.Pending].IsZero)
            parts.Add($"it {words.Verb("waits", "waited")} for its payment, and cannot be spent before");
        if (!found.Lot[Balance.Consumed].IsZero)
            parts.Add($"{There(Balance.Consumed)} used");
        if (!found.Lot[Balance.Reserved].IsZero)
            parts.Add($"{There(Balance.Reserved)} held for reservations");
        if (!found.Lot[Balance.RolledOver].IsZero)
            parts.Add($"{Amount(found, found.Lot[Balance.RolledOver])} went on into the next time");
        if (!found.Lot[Balance.Expired].IsZero)
            parts.Add($"{Amount(found, found.Lot[Balance.Expired])} expired unused");
        if (book.VoidedAt is { } voided)
            parts.Add($"{Amount(found, found.Lot[Balance.Voided])} {(IsOne(found, Balance.Voided) ? "was" : "were")} taken back on {words.Time(voided)}");
        else if (!over && found.Lot[Balance.Pending].IsZero)
            parts.Add($"{There(Balance.Available)} left");
        return parts.Count == 0 ? "all of it is gone" : Wording.Listed(parts);

        string There(Balance balance) => $"{Amount(found, found.Lot[balance])} {(IsOne(found, balance) ? words.Is : words.Are)}";
    }

    /// <summary>Money is one sum, however much it is.</summary>
    private static bool IsOne(LotFound found, Balance balance) =>
        found.Lot.Grant.Wallet is { } wallet && Currency.TryOf(wallet, out _) || found.Lot[balance] == Units.Of(Quantity.One);
}
