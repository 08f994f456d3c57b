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

    /// <param name="secret">At least 32 bytes of chance, kept in the data folder.</param>
    public Secrets(byte[] secret)
    {
        _keys = Derive(secret, "tollgate key hash v1");
        _decisions = Derive(secret, "tollgate decision token v1");
        _answers = Derive(secret, "tollgate sealed answer v1");
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
    public string Seal(string answer)
    {
        byte[] plain = Encoding.UTF8.GetBytes(answer);
        byte[] result = new byte[NonceLength + TagLength + plain.Length];
        Span<byte> nonce = result.AsSpan(0, NonceLength);
        RandomNumberGenerator.Fill(nonce);
        using var aes = new AesGcm(_answers, TagLength);
        aes.Encrypt(nonce, plain, result.AsSpan(NonceLength + TagLength), result.AsSpan(NonceLength, TagLength));
        return Convert.ToBase64String(result);
    }

    /// <exception cref="CryptographicException">It was not sealed with this installation's secret.</exception>
    public string Unseal(string sealedAnswer)
    {
        byte[] all = Convert.FromBase64String(sealedAnswer);
        byte[] plain = new byte[all.Length - NonceLength - TagLength];
        using var aes = new AesGcm(_answers, TagLength);
        aes.Decrypt(all.AsSpan(0, NonceLength), all.AsSpan(NonceLength + TagLength), all.AsSpan(NonceLength, TagLength), plain);
        return Encoding.UTF8.GetString(plain);
    }

    private static byte[] Derive(byte[] secret, string purpose) =>
        HKDF.DeriveKey(HashAlgorithmName.SHA256, secret, KeyLength, info: Encoding.UTF8.GetBytes(purpose));
}
