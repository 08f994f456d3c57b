using System.Collections.Immutable;
using Tollgate.Engine.Numbers;
using Tollgate.Engine.Time;

namespace Tollgate.Engine.Ledger;

/// <summary>
/// What a wallet owes: usage that was reported when it had nothing left, since that is never refused. It stands in a lot of its own, whose units were issued
/// on credit, and the next units that come into the wallet go there first.
/// </summary>
public static class Owing
{
    private const string Prefix = "owed/";

    /// <summary>The lot of what a wallet owes.</summary>
    public static string LotOf(string wallet) => Prefix + wallet;

    /// <summary>The wallet of which a lot is what it owes; null for any other.</summary>
    public static string? WalletOf(string lotId) => lotId.StartsWith(Prefix, StringComparison.Ordinal) ? lotId[Prefix.Length..] : null;

    internal static Lot NewLot(string wallet)
    {
        string id = LotOf(wallet);
        var terms = new Grant(
            id,
            null,
            Units.Zero,
            Grant.DefaultPriority,
            GrantSource.Purchase,
            BillableTime.Start,
            null,
            null,
            null,
            ImmutableSortedDictionary<string, string>.Empty,
            null,
            false,
            null,
            null,
            ImmutableSortedDictionary<string, string>.Empty
        )
        {
            Wallet = wallet,
        };
        return new Lot(terms, id, terms.EffectiveAt, null, null, -1);
    }

    /// <summary>When something that is owed can be settled next: at once, or when a lot begins; null when nothing can.</summary>
    internal static EffectiveAt? Next(Holdings holdings)
    {
        EffectiveAt? next = null;
        foreach ((string wallet, Lot owed) in holdings.Owed)
        {
            if (owed[Balance.Consumed].IsZero)
                continue;
            foreach (Lot lot in holdings.WalletInBurnOrder(wallet))
            {
                if (At(holdings, wallet, lot) is { } at && !(at >= next))
                    next = at;
            }
        }

        return next;
    }

    /// <summary>Settles what can be at an instant; each fact is to be applied before the next is asked for.</summary>
    internal static IEnumerable<OwedSettled> Settle(Holdings then, string accountId, EffectiveAt due, RecordedAt now)
    {
        foreach ((string wallet, Lot owed) in then.Owed)
        {
            foreach (Lot lot in then.WalletInBurnOrder(wallet).ToArray())
            {
                if (!owed[Balance.Consumed].IsZero && At(then, wallet, lot) <= due)
                    yield return new OwedSettled(accountId, wallet, lot.Id, Units.Min(owed[Balance.Consumed], lot[Balance.Available]), now);
            }
        }
    }

    /// <summary>When a lot can settle what its wallet owes: from its start on, and not before that was owed; null when it cannot.</summary>
    private static EffectiveAt? At(Holdings holdings, string wallet, Lot lot)
    {
        if (!lot.Grant.IsUnscoped || lot.HasEnded || lot[Balance.Available].IsZero)
            return null;
        EffectiveAt since = holdings.OwesSince(wallet);
        EffectiveAt at = lot.Start > since ? lot.Start : since;
        return at >= lot.End ? null : at;
    }
}
