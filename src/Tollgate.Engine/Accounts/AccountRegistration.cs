using Tollgate.Engine.Environments;
using Tollgate.Engine.Numbers;
using Tollgate.Engine.Time;

namespace Tollgate.Engine.Accounts;

public static class AccountRegistration
{
    public static Outcome Decide(Register register, RegisterAccount command, RecordedAt at)
    {
        if (Refuse(register.Names, command.Account) is { } refused)
            return refused;
        Account account = command.Account;
        if (account.ParentId is { } parent)
        {
            // A child is born on its parent's shard.
            string parentId = register.Names.Resolve(parent)!;
            account = account with { ParentId = parentId, HomeShard = register.Accounts[parentId].HomeShard };
        }

        var registered = new AccountRegistered(account, at);
        return Outcome.Of(registered, registered);
    }

    /// <summary>Why an account cannot be entered beside those that are there; null when it can.</summary>
    internal static Rejection? Refuse(AccountNames names, Account account)
    {
        if ((AccountNames.Refuse(account) ?? AttributeChange.Refuse(account.Attributes)) is { } refused)
            return refused;
        if (names.Resolve(account.Id) is { } known)
        {
            // Else usage that names the account that goes by it would go to this one from now on.
            return known == account.Id
                ? new Rejection(RejectionKind.Conflict, "account_exists", $"There is an account '{account.Id}' already.", "/id")
                : new Rejection(RejectionKind.Conflict, "external_id_taken", $"'{account.Id}' is the account '{known}', by its id in another system.", "/id");
        }

        if (account.ParentId is { } parent && names.Resolve(parent) is null)
            return new Rejection(RejectionKind.Invalid, "parent_not_found", $"There is no account '{parent}' to be the parent.", "/parent_id");
        if (account.Currency is { } code && !Currency.TryOf(code, out _))
            return new Rejection(RejectionKind.Invalid, "currency_unknown", $"'{code}' is no ISO 4217 currency.", "/currency");
        if (TimeZones.Find(account.TimeZone) is null)
            return new Rejection(RejectionKind.Invalid, "time_zone_unknown", TimeZones.Unknown(account.TimeZone), "/time_zone");
        foreach ((string system, string id) in account.ExternalIds)
        {
            if (names.Resolve($"{system}:{id}") is { } owner)
                return new Rejection(RejectionKind.Conflict, "external_id_taken", $"'{system}:{id}' is the account '{owner}'.", $"/external_ids/{system}");
        }

        return null;
    }
}
