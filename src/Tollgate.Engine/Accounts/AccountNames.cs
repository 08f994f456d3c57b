namespace Tollgate.Engine.Accounts;

/// <summary>
/// Finds an account by the names it goes by: its own id, or <c>system:id</c> for its id in another system. Ids hold no colon, so the two
/// never meet.
/// </summary>
public sealed class AccountNames
{
    private readonly Dictionary<string, string> _ids = new(StringComparer.Ordinal);

    public void Add(Account account)
    {
        _ids.Add(account.Id, account.Id);
        foreach ((string system, string id) in account.ExternalIds)
            _ids.Add($"{system}:{id}", account.Id);
    }

    /// <summary>The account's own id, or null when nobody goes by that name.</summary>
    public string? Resolve(string name) => _ids.GetValueOrDefault(name);
}
