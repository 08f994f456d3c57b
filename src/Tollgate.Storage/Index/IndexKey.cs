using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Tollgate.Storage.Index;

/// <summary>An id as the index knows it: 126 keyed bits of its kind and all its parts, and its kind in the lowest two.</summary>
public readonly record struct IndexKey(UInt128 Bits)
{
    internal const ulong KindMask = 3;

    public IndexKind Kind => (IndexKind)(int)(unchecked((ulong)Bits) & KindMask);
}

/// <summary>Makes <see cref="IndexKey"/>s under an installation's secret. Safe for many threads: gates make keys before the loop sees the command.</summary>
public sealed class IndexKeys
{
    private const byte AccountPart = 4;
    private const int OnStack = 512;

    private readonly SipHash _hash;

    /// <param name="secret">The installation's secret; the index derives a key of its own from it.</param>
    public IndexKeys(ReadOnlySpan<byte> secret)
    {
        Span<byte> key = stackalloc byte[16];
        HKDF.DeriveKey(HashAlgorithmName.SHA256, secret, key, salt: [], info: "tollgate index of ids"u8);
        _hash = new(key);
    }

    /// <summary>The identity of a usage event within its environment.</summary>
    public IndexKey OfUsageEvent(string account, string source, string eventId)
    {
        int most = Encoding.UTF8.GetMaxByteCount(eventId.Length);
        Span<byte> utf8 = most > OnStack ? new byte[most] : stackalloc byte[OnStack];
        return OfUsageEvent(account, source, utf8[..Encoding.UTF8.GetBytes(eventId, utf8)]);
    }

    /// <inheritdoc cref="OfUsageEvent(string, string, string)"/>
    /// <param name="eventId">In UTF-8.</param>
    public IndexKey OfUsageEvent(string account, string source, ReadOnlySpan<byte> eventId) => Of(IndexKind.Event, account, source, eventId);

    /// <summary>An idempotency key within its environment.</summary>
    public IndexKey OfIdempotencyKey(string key) => Of(IndexKind.RequestKey, key, "", []);

    /// <summary>Under which an account's blocks are found.</summary>
    internal ulong OfAccount(string account) => unchecked((ulong)(Hash(AccountPart, account, "", []) >> 64));

    /// <summary>Tells whether files were written under the same secret.</summary>
    internal ulong Mark => OfAccount("");

    private IndexKey Of(IndexKind kind, string first, string second, ReadOnlySpan<byte> third) =>
        new(Hash((byte)kind, first, second, third) & ~(UInt128)IndexKey.KindMask | (ulong)kind);

    private UInt128 Hash(byte kind, string first, string second, ReadOnlySpan<byte> third)
    {
        int most = 1 + 3 * 4 + Encoding.UTF8.GetMaxByteCount(first.Length + second.Length) + third.Length;
        byte[]? rented = most > OnStack ? ArrayPool<byte>.Shared.Rent(most) : null;
        Span<byte> bytes = rented ?? stackalloc byte[OnStack];
        bytes[0] = kind;
        int length = 1;
        length += Part(bytes[length..], first);
        length += Part(bytes[length..], second);
        BinaryPrimitives.WriteInt32LittleEndian(bytes[length..], third.Length);
        third.CopyTo(bytes[(length + 4)..]);
        UInt128 bits = _hash.Of(bytes[..(length + 4 + third.Length)]);
        if (rented is not null)
            ArrayPool<byte>.Shared.Return(rented);
        return bits;
    }

    // Its length in front, so that ("ab", "c") is not ("a", "bc").
    private static int Part(Span<byte> to, string part)
    {
        int length = Encoding.UTF8.GetBytes(part, to[4..]);
        BinaryPrimitives.WriteInt32LittleEndian(to, length);
        return 4 + length;
    }
}
