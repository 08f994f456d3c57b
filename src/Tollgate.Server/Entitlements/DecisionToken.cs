using System.Buffers;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Tollgate.Engine.Entitlements;
using Tollgate.Engine.Metering;
using Tollgate.Server.Access;
using Tollgate.Server.Shards;

namespace Tollgate.Server.Entitlements;

/// <summary>
/// A decision's id: <c>dec_</c> and, in base64url, what was asked, what was answered and of which state, under a mark (HMAC-SHA256, its first
/// 16 bytes). Nothing has to be stored for it, and nobody else can make one.
/// </summary>
/// <remarks>
/// Version 1: version, kind (0 check, 1 consume), shard, incarnation, epoch, seq + 1, flags (1 allowed, 2 included, 4 duplicate, 8 a part was
/// enough), reason, granted units,
/// requested units, account, feature, value, time, subject, event id, number of properties, and each one's name and JSON. Numbers are LEB128, texts have
/// their length in bytes + 1 in front, 0 being none. Properties beyond 1,024 bytes are their SHA-256 under the name of "".
/// </remarks>
internal static class DecisionToken
{
    public const string Prefix = "dec_";
    private const byte Version = 1;
    private const int MarkLength = 16;
    private const int MostPropertyBytes = 1024;

    [ThreadStatic]
    private static ArrayBufferWriter<byte>? _buffer;

    public static string Make(Secrets secrets, EntitlementRequest asked, string? eventId, Decision decision, AsOf asOf)
    {
        ArrayBufferWriter<byte> token = _buffer ??= new ArrayBufferWriter<byte>(512);
        token.ResetWrittenCount();
        Number(token, Version);
        Number(token, eventId is null ? 0UL : 1);
        Number(token, (ulong)asOf.Shard);
        Number(token, (ulong)asOf.Incarnation);
        Number(token, (ulong)asOf.Epoch);
        Number(token, (ulong)(asOf.Seq + 1));
        Number(token, (decision.Allowed ? 1UL : 0) | (decision.Included ? 2UL : 0) | (decision.Duplicate ? 4UL : 0) | (asked.AllowPartial ? 8UL : 0));
        Number(token, (ulong)decision.Reason);
        Text(token, decision.GrantedUnits.ToString());
        Text(token, asked.Units.ToString());
        Text(token, asked.AccountId);
        Text(token, asked.Feature);
        Text(token, asked.Value);
        Text(token, asked.At?.ToString());
        Text(token, asked.Subject);
        Text(token, eventId);
        WriteProperties(token, asked.Properties);

        Span<byte> mark = token.GetSpan(MarkLength)[..MarkLength];
        secrets.Mark(token.WrittenSpan, mark);
        token.Advance(MarkLength);
        return string.Concat(Prefix, Base64Url.EncodeToString(token.WrittenSpan));
    }

    /// <summary>Whether this installation gave the id out, unchanged.</summary>
    public static bool IsGenuine(Secrets secrets, string id)
    {
        if (!id.StartsWith(Prefix, StringComparison.Ordinal) || !Base64Url.IsValid(id.AsSpan(Prefix.Length)))
            return false;
        byte[] token = Base64Url.DecodeFromChars(id.AsSpan(Prefix.Length));
        if (token.Length <= MarkLength)
            return false;
        Span<byte> mark = stackalloc byte[MarkLength];
        secrets.Mark(token.AsSpan(0, token.Length - MarkLength), mark);
        return CryptographicOperations.FixedTimeEquals(mark, token.AsSpan(token.Length - MarkLength));
    }

    private static void WriteProperties(ArrayBufferWriter<byte> token, Properties properties)
    {
        int length = 0;
        foreach (Property property in properties.Items)
            length += property.Name.Length + property.Json.Length;
        if (length > MostPropertyBytes)
        {
            string all = string.Join('\n', properties.Items.Select(property => $"{property.Name}\n{property.Json}"));
            Number(token, 1);
            Text(token, "");
            Text(token, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(all))));
            return;
        }

        Number(token, (ulong)properties.Items.Length);
        foreach (Property property in properties.Items)
        {
            Text(token, property.Name);
            Text(token, property.Json);
        }
    }

    private static void Number(ArrayBufferWriter<byte> token, ulong value)
    {
        Span<byte> bytes = token.GetSpan(10);
        int length = 0;
        while (value >= 0x80)
        {
            bytes[length++] = (byte)((value & 0x7F) | 0x80);
            value >>= 7;
        }

        bytes[length++] = (byte)value;
        token.Advance(length);
    }

    private static void Text(ArrayBufferWriter<byte> token, string? text)
    {
        if (text is null)
        {
            Number(token, 0);
            return;
        }

        int length = Encoding.UTF8.GetByteCount(text);
        Number(token, (ulong)length + 1);
        token.Advance(Encoding.UTF8.GetBytes(text, token.GetSpan(length)));
    }
}
