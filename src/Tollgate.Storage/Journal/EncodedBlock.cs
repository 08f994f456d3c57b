using System.Buffers;

namespace Tollgate.Storage.Journal;

/// <summary>
/// A block as bytes, ready to be appended or just read. Its buffer is borrowed: dispose it when it is written or decoded, and do not keep
/// <see cref="Bytes"/> beyond that.
/// </summary>
public sealed class EncodedBlock : IDisposable
{
    private readonly int _length;
    private byte[]? _buffer;

    private EncodedBlock(byte[] buffer, int length, BlockHeader header, int headerLength)
    {
        _buffer = buffer;
        _length = length;
        Header = header;
        HeaderLength = headerLength;
        Hash = BlockHash.Of(buffer.AsSpan(0, length));
    }

    public BlockHeader Header { get; }

    /// <summary>The SHA-256 over <see cref="Bytes"/>: what the next block carries.</summary>
    public BlockHash Hash { get; }

    public int Length => _length;

    public ReadOnlySpan<byte> Bytes => Buffer.AsSpan(0, _length);

    internal int HeaderLength { get; }

    internal byte[] Buffer => _buffer ?? throw new ObjectDisposedException(nameof(EncodedBlock));

    /// <summary>The head of the stream once this block is its last.</summary>
    public Head HeadAfter => new(Header.Epoch, Header.Seq, Hash, Header.Incarnation);

    /// <summary>Takes bytes that came from a journal.</summary>
    /// <param name="stream">The stream they were found in, and <paramref name="seq"/> the place.</param>
    /// <exception cref="JournalCorruptException">They are no block, or one that belongs elsewhere.</exception>
    public static EncodedBlock Read(ReadOnlySpan<byte> bytes, StreamId stream, long seq)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(bytes.Length);
        try
        {
            bytes.CopyTo(buffer);
            BlockHeader header = BlockHeader.Read(buffer.AsSpan(0, bytes.Length), out int headerLength);
            if (header.Stream != stream || header.Seq != seq)
                throw new MalformedBlockException($"it says of itself that it is block {header.Seq} of {header.Stream}");
            return new(buffer, bytes.Length, header, headerLength);
        }
        catch (MalformedBlockException e)
        {
            ArrayPool<byte>.Shared.Return(buffer);
            throw new JournalCorruptException(stream, seq, e.Message, e);
        }
    }

    /// <summary>Takes a buffer from <see cref="ArrayPool{T}.Shared"/>, whose first <paramref name="length"/> bytes are the block.</summary>
    internal static EncodedBlock Own(byte[] buffer, int length, BlockHeader header, int headerLength) => new(buffer, length, header, headerLength);

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _buffer, null) is { } buffer)
            ArrayPool<byte>.Shared.Return(buffer);
    }
}
