using Tollgate.Engine.Catalog;

namespace Tollgate.Engine.Accounts;

/// <summary>
/// Finds an account by the names it goes by: its own id, or <c>system:id</c> for its id in another system. Neither ids nor systems hold a colon, so the two
/// never meet.
/// </summary>
public sealed class AccountNames
{
    private readonly Dictionary<string, string> _ids = new(StringComparer.Ordinal);

    /// <summary>Null when the account's names cannot be mistaken for another's, whatever that is called.</summary>
    public static Rejection? Refuse(Account account)
    {
        if (IsAmbiguous(account.Id))
            return Ambiguous("An account's id", account.Id, "/id");
        foreach (string system in account.ExternalIds.Keys)
        {
            if (IsAmbiguous(system))
                return Ambiguous("A system's name", system, JsonPointer.Append("/external_ids", system));
        }

        return null;
    }

    public void Add(Account account)
    {
        _ids.Add(account.Id, account.Id);
        foreach ((string system, string id) in account.ExternalIds)
            _ids.Add($"{system}:{id}", account.Id);
    }

    /// <summary>The account's own id, or null when nobody goes by that name.</summary>
    public string? Resolve(string name) => _ids.GetValueOrDefault(name);

    private static bool IsAmbiguous(string name) => name.Length == 0 || name.Contains(':', StringComparison.Ordinal);

    private static Rejection Ambiguous(string what, string name, string pointer) =>
        new(RejectionKind.Invalid, "name_ambiguous", $"{what} is not empty and holds no colon; '{name}' is no such name.", pointer);
}
