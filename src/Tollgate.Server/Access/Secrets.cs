using System.Security.Cryptography;
using System.Text;

namespace Tollgate.Server.Access;

/// <summary>
/// What is derived from the installation's one secret, a key for each purpose, so that none can stand in for another (HKDF, RFC 5869).
/// </summary>
internal sealed class Secrets
{
    private const int KeyLength = 32;
    private const int NonceLength = 12;
    private const int TagLength = 16;

    private readonly byte[] _keys;
    private readonly byte[] _decisions;
    private readonly byte[] _answers;
    private readonly byte[] _webhooks;

    /// <param name="secret">At least 32 bytes of chance, kept in the data folder.</param>
    public Secrets(byte[] secret)
    {
        _keys = Derive(secret, "tollgate key hash v1");
        _decisions = Derive(secret, "tollgate decision token v1");
        _answers = Derive(secret, "tollgate sealed answer v1");
        _webhooks = Derive(secret, "tollgate webhook secret v1");
    }

    /// <summary>The keyed hash under which a key is stored: without the secret, a stolen journal cannot even be searched for a guess.</summary>
    public string HashOf(string key)
    {
        Span<byte> hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
        Span<byte> utf8 = stackalloc byte[128];
        int length = Encoding.UTF8.GetBytes(key, utf8);
        HMACSHA256.HashData(_keys, utf8[..length], hash);
        return Convert.ToHexStringLower(hash);
    }

    /// <summary>The mark of a decision: the first 16 bytes of a keyed hash.</summary>
    public void Mark(ReadOnlySpan<byte> decision, Span<byte> mark)
    {
        Span<byte> hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(_decisions, decision, hash);
        hash[..mark.Length].CopyTo(mark);
    }

    /// <summary>
    /// An answer that shows a key once is kept for repetitions like any other; sealed, since the journal must not hold the key.
    /// </summary>
    public string Seal(string answer) => Convert.ToBase64String(Seal(_answers, Encoding.UTF8.GetBytes(answer), []));

    /// <exception cref="CryptographicException">It was not sealed with this installation's secret.</exception>
    public string Unseal(string sealedAnswer) => Encoding.UTF8.GetString(Unseal(_answers, Convert.FromBase64String(sealedAnswer), []));

    /// <summary>What a webhook signs with, as a fact may hold it: for that webhook alone, so that one cannot be put in another's place.</summary>
    public string SealWebhook(string webhookId, ReadOnlySpan<byte> secret) => Convert.ToBase64String(Seal(_webhooks, secret, Encoding.UTF8.GetBytes(webhookId)));

    /// <exception cref="CryptographicException">It was not sealed with this installation's secret, or for another webhook.</exception>
    public byte[] UnsealWebhook(string webhookId, string sealedSecret) => Unseal(_webhooks, Convert.FromBase64String(sealedSecret), Encoding.UTF8.GetBytes(webhookId));

    private static byte[] Seal(byte[] key, ReadOnlySpan<byte> plain, ReadOnlySpan<byte> about)
    {
        byte[] result = new byte[NonceLength + TagLength + plain.Length];
        Span<byte> nonce = result.AsSpan(0, NonceLength);
        RandomNumberGenerator.Fill(nonce);
        using var aes = new AesGcm(key, TagLength);
        aes.Encrypt(nonce, plain, result.AsSpan(NonceLength + TagLength), result.AsSpan(NonceLength, TagLength), about);
        return result;
    }

    private static byte[] Unseal(byte[] key, ReadOnlySpan<byte> all, ReadOnlySpan<byte> about)
    {
        byte[] plain = new byte[all.Length - NonceLength - TagLength];
        using var aes = new AesGcm(key, TagLength);
        aes.Decrypt(all[..NonceLength], all[(NonceLength + TagLength)..], all.Slice(NonceLength, TagLength), plain, about);
        return plain;
    }

    private static byte[] Derive(byte[] secret, string purpose) =>
        HKDF.DeriveKey(HashAlgorithmName.SHA256, secret, KeyLength, info: Encoding.UTF8.GetBytes(purpose));
}
