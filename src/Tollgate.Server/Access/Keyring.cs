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
    private volatile FrozenDictionary<string, Bearer> _bearers = FrozenDictionary<string, Bearer>.Empty;

    /// <summary>Another object after each refresh. Who keeps what was found asks whether it is still the same.</summary>
    public object Edition => _bearers;

    public void Refresh(IEnumerable<Key> keys)
    {
        _bearers = keys.Where(key => key.RevokedAt is null).ToFrozenDictionary(
            key => key.Issued.Hash,
            key => new Bearer(key.Issued.Id, Encoding.ASCII.GetBytes(key.Issued.Hash), key.Issued.Scopes.ToFrozenSet(StringComparer.Ordinal)),
            StringComparer.Ordinal
        );
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
