using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Tollgate.Server.Webhooks;

/// <summary>
/// Secrets and signatures of the Standard Webhooks scheme (https://www.standardwebhooks.com): a secret is <c>whsec_</c> and its bytes in base64; a signature is
/// <c>v1,</c> and the base64 of HMAC-SHA256 over <c>id.timestamp.body</c>, and a message has one for each secret in force, apart by blanks.
/// </summary>
internal static class WebhookSecret
{
    private const string Prefix = "whsec_";
    private const int Length = 32;

    public static byte[] Make() => RandomNumberGenerator.GetBytes(Length);

    /// <summary>As its owner is shown it, once.</summary>
    public static string Text(ReadOnlySpan<byte> secret) => Prefix + Convert.ToBase64String(secret);

    /// <param name="timestamp">Seconds since 1970: receivers refuse what is old, so that nothing can be played to them again.</param>
    public static string Sign(IEnumerable<byte[]> secrets, string messageId, long timestamp, ReadOnlySpan<byte> body)
    {
        byte[] head = Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{messageId}.{timestamp}."));
        byte[] signed = [.. head, .. body];
        return string.Join(' ', secrets.Select(secret => "v1," + Convert.ToBase64String(HMACSHA256.HashData(secret, signed))));
    }
}
