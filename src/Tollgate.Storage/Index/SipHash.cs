using System.Buffers.Binary;

namespace Tollgate.Storage.Index;

/// <summary>
/// SipHash-2-4 with 128 bits of result (Aumasson and Bernstein, https://github.com/veorq/SipHash): fast on short keys, and without its secret
/// nobody can choose ids that collide.
/// </summary>
internal readonly struct SipHash
{
    private readonly ulong _key0;
    private readonly ulong _key1;

    /// <param name="key">16 secret bytes.</param>
    public SipHash(ReadOnlySpan<byte> key)
    {
        _key0 = BinaryPrimitives.ReadUInt64LittleEndian(key);
        _key1 = BinaryPrimitives.ReadUInt64LittleEndian(key[8..]);
    }

    public UInt128 Of(ReadOnlySpan<byte> bytes)
    {
        ulong v0 = 0x736f6d6570736575 ^ _key0;
        ulong v1 = 0x646f72616e646f6d ^ _key1 ^ 0xee;
        ulong v2 = 0x6c7967656e657261 ^ _key0;
        ulong v3 = 0x7465646279746573 ^ _key1;

        ulong last = (ulong)(bytes.Length & 0xFF) << 56;
        for (; bytes.Length >= 8; bytes = bytes[8..])
            Compress(BinaryPrimitives.ReadUInt64LittleEndian(bytes), ref v0, ref v1, ref v2, ref v3);
        for (int i = 0; i < bytes.Length; i++)
            last |= (ulong)bytes[i] << 8 * i;
        Compress(last, ref v0, ref v1, ref v2, ref v3);

        v2 ^= 0xee;
        ulong low = Finish(ref v0, ref v1, ref v2, ref v3);
        v1 ^= 0xdd;
        ulong high = Finish(ref v0, ref v1, ref v2, ref v3);
        return new(high, low);
    }

    private static void Compress(ulong word, ref ulong v0, ref ulong v1, ref ulong v2, ref ulong v3)
    {
        v3 ^= word;
        Round(ref v0, ref v1, ref v2, ref v3);
        Round(ref v0, ref v1, ref v2, ref v3);
        v0 ^= word;
    }

    private static ulong Finish(ref ulong v0, ref ulong v1, ref ulong v2, ref ulong v3)
    {
        for (int i = 0; i < 4; i++)
            Round(ref v0, ref v1, ref v2, ref v3);
        return v0 ^ v1 ^ v2 ^ v3;
    }

    private static void Round(ref ulong v0, ref ulong v1, ref ulong v2, ref ulong v3)
    {
        unchecked
        {
            v0 += v1;
            v2 += v3;
            v1 = ulong.RotateLeft(v1, 13) ^ v0;
            v3 = ulong.RotateLeft(v3, 16) ^ v2;
            v0 = ulong.RotateLeft(v0, 32);
            v2 += v1;
            v0 += v3;
            v1 = ulong.RotateLeft(v1, 17) ^ v2;
            v3 = ulong.RotateLeft(v3, 21) ^ v0;
            v2 = ulong.RotateLeft(v2, 32);
        }
    }
}
