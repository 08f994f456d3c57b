using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Security.Cryptography;
using System.Text;
using Tollgate.Engine.Environments;

namespace Tollgate.Server.Access;

/// <summary>
/// The keys of one environment in memory, by hash. It is read anew whenever one was issued or revoked, before that is answered, so that a
/// revoked key is refused from the answer on.
/// </summary>
internal sealed class Keyring
{
    private const int MostRecent = 1_000;

    private volatile FrozenDictionary<string, Bearer> _bearers = FrozenDictionary<string, Bearer>.Empty;

    /// <summary>Keys that were found in force since the last refresh, by their text: hashing one anew takes longer than most checks.</summary>
    private volatile ConcurrentDictionary<string, Bearer> _recent = new(StringComparer.Ordinal);

    public void Refresh(IEnumerable<Key> keys)
    {
        _bearers = keys.Where(key => key.RevokedAt is null).ToFrozenDictionary(
            key => key.Issued.Hash,
            key => new Bearer(key.Issued.Id, Encoding.ASCII.GetBytes(key.Issued.Hash), key.Issued.Scopes.ToFrozenSet(StringComparer.Ordinal)),
            StringComparer.Ordinal
        );
        _recent = new(StringComparer.Ordinal);
    }

    /// <summary>Who holds a key, or null.</summary>
    /// <param name="key">Its text.</param>
    public Bearer? Find(string key, Secrets secrets)
    {
        // Taken before the look-up: what a refresh in between makes stale goes with it.
        ConcurrentDictionary<string, Bearer> recent = _recent;
        if (recent.TryGetValue(key, out Bearer? known))
            return known;
        if (Find(secrets.HashOf(key)) is not { } bearer)
            return null;
        if (recent.Count < MostRecent)
            recent.TryAdd(key, bearer);
        return bearer;
    }

    /// <summary>Who holds the key of this hash, or null.</summary>
    public Bearer? Find(string hash)
    {
        if (!_bearers.TryGetValue(hash, out Bearer? bearer))
            return null;
        Span<byte> ascii = stackalloc byte[128];
        int length = Encoding.ASCII.GetBytes(hash, ascii);
        return CryptographicOperations.FixedTimeEquals(ascii[..length], bearer.Hash) ? bearer : null;
    }
}

/// <summary>Who is asking.</summary>
internal sealed record Bearer(string KeyId, byte[] Hash, FrozenSet<string> Scopes)
{
    public bool Has(string scope) => Scopes.Contains(scope) || Scopes.Contains(Engine.Access.Scopes.All);
}
