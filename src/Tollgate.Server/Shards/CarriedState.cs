using System.Buffers.Binary;
using Tollgate.Engine;
using Tollgate.Engine.Time;
using Tollgate.Storage.Journal;

namespace Tollgate.Server.Shards;

/// <summary>
/// What a snapshot holds: the facts that make a state again, in blocks of the journal's own encoding, each with its length (4 bytes, the lowest
/// first) in front. Their numbers, from 0, are their places in the snapshot.
/// </summary>
internal static class CarriedState
{
    private const int PartBytes = 1024 * 1024;

    public static void Write(Stream to, StreamId stream, IStreamState state)
    {
        using var encoder = new BlockEncoder(stream);
        Head head = Head.Empty;
        foreach (Fact fact in state.Carry())
        {
            encoder.Add(fact);
            if (encoder.RawBytes >= PartBytes)
                head = WritePart(to, encoder, head);
        }

        if (encoder.Count > 0)
            WritePart(to, encoder, head);
    }

    /// <exception cref="JournalCorruptException">A part is no block.</exception>
    /// <exception cref="InvalidOperationException">The facts make no state.</exception>
    public static void Read(ReadOnlySpan<byte> from, StreamId stream, IStreamState state)
    {
        for (long part = 0; !from.IsEmpty; part++)
        {
            int length = BinaryPrimitives.ReadInt32LittleEndian(from);
            using var encoded = EncodedBlock.Read(from.Slice(sizeof(int), length), stream, part);
            foreach (Fact fact in BlockDecoder.Decode(encoded).Facts)
                state.Apply(fact);
            from = from[(sizeof(int) + length)..];
        }
    }

    private static Head WritePart(Stream to, BlockEncoder encoder, Head head)
    {
        using EncodedBlock part = encoder.Close(head, default(RecordedAt));
        Span<byte> length = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(length, part.Length);
        to.Write(length);
        to.Write(part.Bytes);
        return part.HeadAfter;
    }
}
