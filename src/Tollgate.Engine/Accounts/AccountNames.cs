using System.Globalization;
using Tollgate.Engine.Catalog;

namespace Tollgate.Engine.Accounts;

/// <summary>
/// Finds an account by the names it goes by: its own id, <c>system:id</c> for its id in another system, or that id alone while no other account has it.
/// Neither ids nor systems hold a colon, so the first two never meet; an own id goes before another's id in another system.
/// </summary>
public sealed class AccountNames
{
    private readonly Dictionary<string, string> _ids = new(StringComparer.Ordinal);

    /// <summary>By an id in whichever system; null when two accounts have it.</summary>
    private readonly Dictionary<string, string?> _alone = new(StringComparer.Ordinal);

    /// <summary>Null when the account's names cannot be mistaken for another's, whatever that is called.</summary>
    public static Rejection? Refuse(Account account)
    {
        if (IsAmbiguous(account.Id))
            return Ambiguous("An account's id", account.Id, "/id");
        if (LooksLikeAnother(account.Id))
            return new Rejection(RejectionKind.Invalid, "name_ambiguous", "An account's id neither begins nor ends with a blank, and holds no invisible character: it would look like another's.", "/id");
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
        {
            _ids.Add($"{system}:{id}", account.Id);
            // With a colon it would read like another system's.
            if (!IsAmbiguous(id))
                _alone[id] = _alone.GetValueOrDefault(id, account.Id) == account.Id ? account.Id : null;
        }
    }

    /// <summary>The account's own id, or null when nobody goes by that name.</summary>
    public string? Resolve(string name) => _ids.GetValueOrDefault(name) ?? _alone.GetValueOrDefault(name);

    private static bool IsAmbiguous(string name) => name.Length == 0 || name.Contains(':', StringComparison.Ordinal);

    private static bool LooksLikeAnother(string name) =>
        char.IsWhiteSpace(name[0]) || char.IsWhiteSpace(name[^1]) || name.Any(character => char.GetUnicodeCategory(character) == UnicodeCategory.Format);

    private static Rejection Ambiguous(string what, string name, string pointer) =>
        new(RejectionKind.Invalid, "name_ambiguous", $"{what} is not empty and holds no colon; '{name}' is no such name.", pointer);
}
