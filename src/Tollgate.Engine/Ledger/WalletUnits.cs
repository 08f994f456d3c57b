using Tollgate.Engine.Accounts;
using Tollgate.Engine.Catalog;
using Tollgate.Engine.Numbers;
using Tollgate.Engine.Rating;
using Tollgate.Engine.Time;

namespace Tollgate.Engine.Ledger;

/// <summary>What wallets are held in: the currency that the account is billed in, and the credits of its catalog.</summary>
internal static class WalletUnits
{
    /// <summary>Null when an account can have a wallet of that unit.</summary>
    public static Rejection? Refuse(Books books, AccountBook account, string unit, EffectiveAt at)
    {
        CatalogVersion? catalog = account.ContractAt(at)?.Catalog ?? books.Catalogs.Current;
        string? currency = account.Account.Currency ?? catalog?.Currency;
        if (unit == currency || catalog?.Credits.ContainsKey(unit) == true)
            return null;
        string known = string.Join(", ", new[] { currency }.OfType<string>().Concat(catalog?.Credits.Keys ?? []));
        return new Rejection(RejectionKind.Invalid, "wallet_not_found", $"There are no wallets in '{unit}'; an account's are in its currency or in credits of the catalog: {known}.", "/wallet");
    }

    /// <summary>What an amount costs that is bought at once; null when the catalog does not say.</summary>
    public static Money? PriceOf(Credit? credit, Units amount) => credit?.Price?.Rate(amount.ToQuantity()).ExactAmount;
}
