using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Tollgate.Storage.Journal;

/// <summary>The SHA-256 of a whole block. The next block carries it, so that no block can change without all later ones.</summary>
public readonly record struct BlockHash
{
    public const int Size = 32;

    private readonly ulong _a;
    private readonly ulong _b;
    private readonly ulong _c;
    private readonly ulong _d;

    private BlockHash(ReadOnlySpan<byte> bytes)
    {
        _a = BinaryPrimitives.ReadUInt64BigEndian(bytes);
        _b = BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]);
        _c = BinaryPrimitives.ReadUInt64BigEndian(bytes[16..]);
        _d = BinaryPrimitives.ReadUInt64BigEndian(bytes[24..]);
    }

    /// <summary>What the first block carries in place of a previous one's hash.</summary>
    public static BlockHash None => default;

    public static BlockHash Of(ReadOnlySpan<byte> block)
    {
        Span<byte> hash = stackalloc byte[Size];
        SHA256.HashData(block, hash);
        return new(hash);
    }

    /// <exception cref="ArgumentException">There are not exactly 32 bytes.</exception>
    public static BlockHash From(ReadOnlySpan<byte> bytes) => bytes.Length == Size
        ? new(bytes)
        : throw new ArgumentException($"A block's hash has {Size} bytes, not {bytes.Length}.", nameof(bytes));

    public static bool TryParse(string? hex, out BlockHash hash)
    {
        hash = default;
        Span<byte> bytes = stackalloc byte[Size];
        if (hex is not { Length: 2 * Size } || Convert.FromHexString(hex, bytes, out _, out _) != System.Buffers.OperationStatus.Done)
            return false;
        hash = new(bytes);
        return true;
    }

    public void CopyTo(Span<byte> destination)
    {
        BinaryPrimitives.WriteUInt64BigEndian(destination, _a);
        BinaryPrimitives.WriteUInt64BigEndian(destination[8..], _b);
        BinaryPrimitives.WriteUInt64BigEndian(destination[16..], _c);
        BinaryPrimitives.WriteUInt64BigEndian(destination[24..], _d);
    }

    public byte[] ToArray()
    {
        byte[] bytes = new byte[Size];
        CopyTo(bytes);
        return bytes;
    }

    /// <summary>64 lower-case hex digits.</summary>
    public override string ToString() => Convert.ToHexStringLower(ToArray());
}
