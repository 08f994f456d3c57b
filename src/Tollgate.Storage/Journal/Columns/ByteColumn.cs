using System.Buffers;
using System.Runtime.CompilerServices;
using System.Text;

namespace Tollgate.Storage.Journal.Columns;

/// <summary>A growing run of bytes that one column is written into. Kept and emptied from block to block, so that writing allocates nothing.</summary>
internal sealed class ByteColumn : IBufferWriter<byte>
{
    /// <summary>Refuses what UTF-8 cannot carry, where the default would write something else.</summary>
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private byte[] _bytes = new byte[256];
    private int _length;

    public int Length => _length;

    public ReadOnlySpan<byte> Written => _bytes.AsSpan(0, _length);

    public void Clear() => _length = 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Byte(byte value)
    {
        if (_length == _bytes.Length)
            Grow(1);
        _bytes[_length++] = value;
    }

    /// <summary>Seven bits a byte, the lowest first; the high bit says that more follow.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Varint(ulong value)
    {
        if (value < 0x80)
            Byte((byte)value);
        else
            LongVarint(value);
    }

    private void LongVarint(ulong value)
    {
        Span<byte> to = GetSpan(10);
        int at = 0;
        while (value >= 0x80)
        {
            to[at++] = (byte)(value & 0x7F | 0x80);
            value >>= 7;
        }

        to[at++] = (byte)value;
        _length += at;
    }

    /// <summary>A signed number as a varint: 0, -1, 1, -2 ... are written as 0, 1, 2, 3 ...</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void ZigZag(long value) => Varint(unchecked((ulong)(value << 1) ^ (ulong)(value >> 63)));

    public void ZigZag(Int128 value)
    {
        if (value >= long.MinValue && value <= long.MaxValue)
        {
            ZigZag((long)value);
            return;
        }

        UInt128 coded = unchecked((UInt128)(value << 1) ^ (UInt128)(value >> 127));
        while (coded >= 0x80)
        {
            Byte((byte)((byte)(coded & 0x7F) | 0x80));
            coded >>= 7;
        }

        Byte((byte)coded);
    }

    /// <summary>Its length in bytes as a varint, then UTF-8.</summary>
    /// <exception cref="EncoderFallbackException">Half of a surrogate pair: no text.</exception>
    public void Text(ReadOnlySpan<char> text)
    {
        int count = Utf8.GetByteCount(text);
        Varint((ulong)count);
        _length += Utf8.GetBytes(text, GetSpan(count));
    }

    public void Bytes(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(GetSpan(bytes.Length));
        _length += bytes.Length;
    }

    public void Advance(int count) => _length += count;

    public Span<byte> GetSpan(int sizeHint = 0)
    {
        sizeHint = Math.Max(sizeHint, 1);
        if (_bytes.Length - _length < sizeHint)
            Grow(sizeHint);
        return _bytes.AsSpan(_length);
    }

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        GetSpan(sizeHint);
        return _bytes.AsMemory(_length);
    }

    private void Grow(int by) => Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, _length + by));
}
