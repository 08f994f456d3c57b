using System.Runtime.CompilerServices;
using System.Text;

namespace Tollgate.Storage.Journal.Columns;

/// <summary>Reads what <see cref="ByteColumn"/> wrote, and trusts none of it.</summary>
internal sealed class ColumnReader(string name, byte[] bytes, int start, int end)
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private int _at = start;

    public bool AtEnd => _at == end;

    public int Remaining => end - _at;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public byte Byte() => _at < end ? bytes[_at++] : throw Ends();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong Varint()
    {
        byte first = Byte();
        return first < 0x80 ? first : LongVarint(first);
    }

    public long ZigZag() => UnZigZag(Varint());

    /// <summary>A varint that must be smaller than <paramref name="limit"/>.</summary>
    public int Index(int limit)
    {
        ulong value = Varint();
        return value < (ulong)limit ? (int)value : throw Wrong($"refers to entry {value} of {limit}");
    }

    /// <summary>A count of things of which each takes at least one byte of this column, so that nothing larger than the block is ever reserved.</summary>
    public int Count()
    {
        ulong value = Varint();
        return value <= (ulong)Remaining ? (int)value : throw Wrong($"announces {value} entries in {Remaining} bytes");
    }

    public Int128 ZigZag128()
    {
        UInt128 value = 0;
        for (int shift = 0; shift < 133; shift += 7)
        {
            byte next = Byte();
            if (shift == 126 && next > 3)
                break;
            value |= (UInt128)(uint)(next & 0x7F) << shift;
            if (next < 0x80)
                return unchecked((Int128)(value >> 1) ^ -(Int128)(value & 1));
        }

        throw Wrong("holds a number longer than 128 bits");
    }

    public ReadOnlySpan<byte> Bytes(int count)
    {
        if (count < 0 || count > Remaining)
            throw Ends();
        _at += count;
        return bytes.AsSpan(_at - count, count);
    }

    public string Text()
    {
        ReadOnlySpan<byte> text = Bytes(Count());
        try
        {
            return Utf8.GetString(text);
        }
        catch (DecoderFallbackException)
        {
            throw Wrong("holds text that is not UTF-8");
        }
    }

    public void MustBeAtEnd()
    {
        if (_at != end)
            throw Wrong($"holds {Remaining} bytes more than its facts need");
    }

    public MalformedBlockException Wrong(string what) => new($"column '{name}' {what}");

    private static long UnZigZag(ulong value) => unchecked((long)(value >> 1) ^ -(long)(value & 1));

    private ulong LongVarint(byte first)
    {
        ulong value = (uint)(first & 0x7F);
        for (int shift = 7; shift < 70; shift += 7)
        {
            byte next = Byte();
            if (shift == 63 && next > 1)
                break;
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
                return value;
        }

        throw Wrong("holds a number longer than 64 bits");
    }

    private MalformedBlockException Ends() => new($"column '{name}' ends too early");
}
