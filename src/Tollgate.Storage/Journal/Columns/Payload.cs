using System.Buffers;
using System.IO.Compression;

namespace Tollgate.Storage.Journal.Columns;

/// <summary>How the bytes of one column are kept. The number is what stands in the block.</summary>
internal enum ColumnCodec : byte
{
    Stored = 0,

    /// <summary>One byte, repeated: most columns of most blocks.</summary>
    Constant = 1,

    Brotli = 2,
}

/// <summary>Writes columns one behind the other, each as its codec, its length, its stored length where that differs, and its bytes.</summary>
internal sealed class PayloadWriter
{
    /// <summary>Below this a compressor's own start costs more than it saves.</summary>
    private const int WorthCompressing = 96;

    private const int Quality = 1;
    private const int Window = 18;
    private const int LongestLengths = 11;

    private byte[] _buffer;
    private int _at;

    /// <param name="headerLength">How much room to leave in front for the block's header.</param>
    /// <param name="expected">About how long the payload will be.</param>
    public PayloadWriter(int headerLength, int expected)
    {
        _buffer = ArrayPool<byte>.Shared.Rent(headerLength + expected);
        _at = headerLength;
    }

    public int Length => _at;

    /// <summary>The caller takes the buffer over.</summary>
    public byte[] Buffer => _buffer;

    /// <param name="packed">Its bytes are dense already, and a compressor would only lose time on them.</param>
    public void Column(ByteColumn column, bool packed = false)
    {
        ReadOnlySpan<byte> bytes = column.Written;
        Reserve(bytes.Length + LongestLengths);
        if (bytes.Length > 1 && bytes.IndexOfAnyExcept(bytes[0]) < 0)
        {
            Open(ColumnCodec.Constant, bytes.Length);
            _buffer[_at++] = bytes[0];
        }
        else if (packed || bytes.Length < WorthCompressing || !TryCompress(bytes))
        {
            Open(ColumnCodec.Stored, bytes.Length);
            bytes.CopyTo(_buffer.AsSpan(_at));
            _at += bytes.Length;
        }
    }

    private bool TryCompress(ReadOnlySpan<byte> bytes)
    {
        byte[] compressed = ArrayPool<byte>.Shared.Rent(bytes.Length);
        bool smaller = BrotliEncoder.TryCompress(bytes, compressed.AsSpan(0, bytes.Length - 1), out int length, Quality, Window);
        if (smaller)
        {
            Open(ColumnCodec.Brotli, bytes.Length);
            Varint((uint)length);
            compressed.AsSpan(0, length).CopyTo(_buffer.AsSpan(_at));
            _at += length;
        }

        ArrayPool<byte>.Shared.Return(compressed);
        return smaller;
    }

    private void Open(ColumnCodec codec, int length)
    {
        _buffer[_at++] = (byte)codec;
        Varint((uint)length);
    }

    private void Varint(uint value)
    {
        while (value >= 0x80)
        {
            _buffer[_at++] = (byte)(value & 0x7F | 0x80);
            value >>= 7;
        }

        _buffer[_at++] = (byte)value;
    }

    private void Reserve(int more)
    {
        if (_buffer.Length - _at >= more)
            return;
        byte[] larger = ArrayPool<byte>.Shared.Rent(Math.Max(_buffer.Length * 2, _at + more));
        _buffer.AsSpan(0, _at).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = larger;
    }
}

/// <summary>Takes a payload apart again, column by column, and never makes more room than <see cref="MaxBytes"/> for what a block claims to hold.</summary>
internal sealed class PayloadReader(byte[] block, int start, int end)
{
    /// <summary>What all columns of one block together may hold when they are unpacked.</summary>
    public const int MaxBytes = 64 << 20;

    private readonly ColumnReader _bytes = new("payload", block, start, end);
    private int _allowed = MaxBytes;

    public ColumnReader Column(string name)
    {
        byte codec = _bytes.Byte();
        ulong announced = _bytes.Varint();
        if (announced > (ulong)_allowed)
            throw new MalformedBlockException($"column '{name}' announces {announced} bytes, and a block's columns hold at most {MaxBytes}");
        int length = (int)announced;
        _allowed -= length;

        switch ((ColumnCodec)codec)
        {
            case ColumnCodec.Stored:
                int from = end - _bytes.Remaining;
                _bytes.Bytes(length);
                return new(name, block, from, from + length);
            case ColumnCodec.Constant:
                byte[] repeated = new byte[length];
                repeated.AsSpan().Fill(_bytes.Byte());
                return new(name, repeated, 0, length);
            case ColumnCodec.Brotli:
                ReadOnlySpan<byte> compressed = _bytes.Bytes(_bytes.Count());
                byte[] raw = new byte[length];
                if (!BrotliDecoder.TryDecompress(compressed, raw, out int written) || written != length)
                    throw new MalformedBlockException($"column '{name}' does not unpack to the {length} bytes it announces");
                return new(name, raw, 0, length);
            default:
                throw new MalformedBlockException($"column '{name}' is packed in a way this program does not know ({codec})");
        }
    }

    public void MustBeAtEnd() => _bytes.MustBeAtEnd();
}
