using Tollgate.Engine.Accounts;
using Tollgate.Engine.Catalog;

namespace Tollgate.Engine.Orders;

/// <summary>What an order says of its account: what one that is not there yet is made of, and whether one that is there is meant.</summary>
internal static class AccountTerms
{
    public static Account New(OrderedAccount terms) => new(
        terms.Id,
        terms.ParentId,
        terms.Kind ?? AccountKind.Customer,
        terms.Name,
        terms.Currency,
        terms.TimeZone ?? Account.DefaultTimeZone,
        terms.LegalEntity ?? Account.DefaultLegalEntity,
        terms.ExternalIds,
        terms.Attributes,
        HomeShard: 0
    );

    /// <summary>An order changes no account: what it says of one that is there must be so. Its name and attributes are no terms.</summary>
    public static Rejection? Refuse(AccountBook account, CatalogVersion? catalog, OrderedAccount terms)
    {
        Account there = account.Account;
        string? currency = there.Currency ?? catalog?.Currency;
        if (terms.Currency is not null && terms.Currency != currency)
            return Differs("currency", terms.Currency, currency);
        if (terms.TimeZone is not null && terms.TimeZone != there.TimeZone)
            return Differs("time_zone", terms.TimeZone, there.TimeZone);
        if (terms.LegalEntity is not null && terms.LegalEntity != there.LegalEntity)
            return Differs("legal_entity", terms.LegalEntity, there.LegalEntity);
        foreach ((string system, string id) in terms.ExternalIds)
        {
            if (there.ExternalIds.GetValueOrDefault(system) != id)
                return Differs(JsonPointer.Append("external_ids", system), id, there.ExternalIds.GetValueOrDefault(system));
        }

        return null;

        Rejection Differs(string what, string said, string? has) => new(
            RejectionKind.Conflict,
            "order_account_differs",
            $"The order says {what} '{said}' of the account '{there.Id}', which has {(has is null ? "none" : $"'{has}'")}. Send a revision that says it as it is, or leaves it out.",
            $"/account/{what}");
    }
}
