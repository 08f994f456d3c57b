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
        CatalogVersion? catalog = CatalogOf(books, account, unit, at);
        string? currency = account.Account.Currency ?? catalog?.Currency;
        if (unit == currency || catalog?.Credits.ContainsKey(unit) == true)
            return null;
        if (catalog is null && currency is null)
            return new Rejection(RejectionKind.Invalid, "wallet_not_found", $"There are no wallets in '{unit}' yet: the account has no currency, and no catalog names one, or credits. PUT /v1/catalog first.", "/wallet");
        string known = string.Join(", ", new[] { currency }.OfType<string>().Concat(catalog?.Credits.Keys ?? []));
        return new Rejection(RejectionKind.Invalid, "wallet_not_found", $"There are no wallets in '{unit}'; an account's are in its currency or in credits of the catalog: {known}.", "/wallet");
    }

    /// <summary>The catalog that a wallet is of: of the contract in force, of several the first that is billed in it or has its credits; without a contract the one in force.</summary>
    public static CatalogVersion? CatalogOf(Books books, AccountBook account, string unit, EffectiveAt at) =>
        ContractOf(account, unit, at)?.Catalog ?? books.Catalogs.Current;

    /// <inheritdoc cref="CatalogOf"/>
    public static Contracts.ContractBook? ContractOf(AccountBook account, string unit, EffectiveAt at) => account.HasSeveralAtOnce
        ? account.ContractsAt(at).FirstOrDefault(contract => contract.Contract.Currency == unit || contract.Catalog.Credits.ContainsKey(unit)) ?? account.ContractAt(at)
        : account.ContractAt(at);

    /// <summary>Null when a wallet can take so much more: what it holds at once stays countable.</summary>
    public static Rejection? Refuse(Holdings? holdings, string unit, Units amount)
    {
        Units sum = amount;
        foreach (GrantBook grant in holdings?.Grants.Values ?? [])
        {
            foreach (Lot lot in grant.Lots)
            {
                if (grant.Grant.Wallet == unit && sum <= Units.Most)
                    sum += lot[Balance.Available] + lot[Balance.Pending] + lot[Balance.Reserved];
            }
        }

        return sum <= Units.Most ? null : new Rejection(RejectionKind.Invalid, "amount_out_of_range", $"A wallet holds at most {Units.Most} {unit} at once.", "/amount");
    }

    /// <summary>What an amount costs that is bought at once; null when the catalog does not say, or it is more than can be told.</summary>
    public static Money? PriceOf(Credit? credit, Units amount)
    {
        try
        {
            return credit?.Price?.Rate(amount.ToQuantity()).ExactAmount;
        }
        catch (NumberOutOfRangeException)
        {
            return null;
        }
    }
}
