using System.Buffers.Binary;
using System.Text;
using Tollgate.Engine.Time;

namespace Tollgate.Storage.Journal;

/// <summary>What stands in front of a block's payload. See docs/reference/journal-format.md.</summary>
/// <param name="RecordedAt">When the block was closed, on its environment's clock.</param>
/// <param name="FactCount">How many facts the payload holds.</param>
/// <param name="Previous">The hash of block <c>Seq - 1</c>; <see cref="BlockHash.None"/> for block 0.</param>
public readonly record struct BlockHeader(
    StreamId Stream,
    long Incarnation,
    long Epoch,
    long Seq,
    RecordedAt RecordedAt,
    int FactCount,
    BlockHash Previous
)
{
    public const byte FormatVersion = 1;

    /// <summary>Each column of the payload names its own compression.</summary>
    public const byte ColumnsCodec = 1;

    public const int MaxFactCount = 4_000_000;

    private const int FixedLength = 82;
    private const int PayloadLengthOffset = 44;
    private const int HashOffset = 48;
    private const int StreamLengthOffset = 80;

    private static ReadOnlySpan<byte> Magic => "TGJB"u8;

    internal static int Length(StreamId stream) => FixedLength + Encoding.UTF8.GetByteCount(stream.ToString());

    internal void Write(Span<byte> to, int payloadLength)
    {
        Magic.CopyTo(to);
        to[4] = FormatVersion;
        to[5] = ColumnsCodec;
        to[6] = 0;
        to[7] = 0;
        BinaryPrimitives.WriteInt64LittleEndian(to[8..], Incarnation);
        BinaryPrimitives.WriteInt64LittleEndian(to[16..], Epoch);
        BinaryPrimitives.WriteInt64LittleEndian(to[24..], Seq);
        BinaryPrimitives.WriteInt64LittleEndian(to[32..], RecordedAt.Microseconds);
        BinaryPrimitives.WriteInt32LittleEndian(to[40..], FactCount);
        BinaryPrimitives.WriteInt32LittleEndian(to[PayloadLengthOffset..], payloadLength);
        Previous.CopyTo(to[HashOffset..]);
        int length = Encoding.UTF8.GetBytes(Stream.ToString(), to[FixedLength..]);
        BinaryPrimitives.WriteUInt16LittleEndian(to[StreamLengthOffset..], (ushort)length);
    }

    /// <summary>Reads a header and checks that the payload behind it has the length it says.</summary>
    /// <exception cref="MalformedBlockException">It is not a block of a version that this program knows.</exception>
    internal static BlockHeader Read(ReadOnlySpan<byte> block, out int length)
    {
        if (block.Length < FixedLength)
            throw new MalformedBlockException($"it has {block.Length} bytes, fewer than a header");
        if (!block[..4].SequenceEqual(Magic))
            throw new MalformedBlockException("it does not begin with the mark of a block");
        if (block[4] != FormatVersion)
            throw new MalformedBlockException($"its format version is {block[4]}; this program reads up to {FormatVersion}");
        if (block[5] != ColumnsCodec || block[6] != 0 || block[7] != 0)
            throw new MalformedBlockException($"its codec {block[5]} is not known");

        int nameLength = BinaryPrimitives.ReadUInt16LittleEndian(block[StreamLengthOffset..]);
        length = FixedLength + nameLength;
        if (block.Length < length)
            throw new MalformedBlockException("it ends inside the stream's name");
        string name = Encoding.UTF8.GetString(block[FixedLength..length]);
        if (!StreamId.TryParse(name, out StreamId stream))
            throw new MalformedBlockException($"'{name}' does not name a stream");

        int payloadLength = BinaryPrimitives.ReadInt32LittleEndian(block[PayloadLengthOffset..]);
        if (payloadLength != block.Length - length)
            throw new MalformedBlockException($"its header announces a payload of {payloadLength} bytes, and {block.Length - length} are there");
        int factCount = BinaryPrimitives.ReadInt32LittleEndian(block[40..]);
        if (factCount is < 0 or > MaxFactCount)
            throw new MalformedBlockException($"its header announces {factCount} facts");

        return new(
            stream,
            BinaryPrimitives.ReadInt64LittleEndian(block[8..]),
            BinaryPrimitives.ReadInt64LittleEndian(block[16..]),
            BinaryPrimitives.ReadInt64LittleEndian(block[24..]),
            new RecordedAt(BinaryPrimitives.ReadInt64LittleEndian(block[32..])),
            factCount,
            BlockHash.From(block.Slice(HashOffset, BlockHash.Size)));
    }
}
