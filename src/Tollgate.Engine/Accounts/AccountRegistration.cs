using Tollgate.Engine.Environments;
using Tollgate.Engine.Numbers;
using Tollgate.Engine.Time;

namespace Tollgate.Engine.Accounts;

public static class AccountRegistration
{
    public static Outcome Decide(Register register, RegisterAccount command, RecordedAt at)
    {
        Account account = command.Account;
        if (AccountNames.Refuse(account) is { } refused)
            return refused;
        if (register.Accounts.ContainsKey(account.Id))
            return new Rejection(RejectionKind.Conflict, "account_exists", $"There is an account '{account.Id}' already.", "/id");
        if (account.ParentId is { } parent && !register.Accounts.ContainsKey(parent))
            return new Rejection(RejectionKind.Invalid, "parent_not_found", $"There is no account '{parent}' to be the parent.", "/parent_id");
        if (account.Currency is { } code && !Currency.TryOf(code, out _))
            return new Rejection(RejectionKind.Invalid, "currency_unknown", $"'{code}' is no ISO 4217 currency.", "/currency");
        if (TimeZones.Find(account.TimeZone) is null)
            return new Rejection(RejectionKind.Invalid, "time_zone_unknown", TimeZones.Unknown(account.TimeZone), "/time_zone");
        foreach ((string system, string id) in account.ExternalIds)
        {
            if (register.Names.Resolve($"{system}:{id}") is { } owner)
            {
                return new Rejection(
                    RejectionKind.Conflict,
                    "external_id_taken",
                    $"'{system}:{id}' is the account '{owner}'.",
                    $"/external_ids/{system}"
                );
            }
        }

        // A child is born on its parent's shard.
        if (account.ParentId is { } home)
            account = account with { HomeShard = register.Accounts[home].HomeShard };
        var registered = new AccountRegistered(account, at);
        return Outcome.Of(registered, registered);
    }
}
