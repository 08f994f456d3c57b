namespace Tollgate.Storage.Journal;

/// <summary>Walks blocks that must follow one another.</summary>
internal static class Chain
{
    public static IEnumerable<EncodedBlock> Walk(IJournalReader journal, long fromSeq)
    {
        StreamId stream = journal.Identity.Stream;
        BlockHash? previous = fromSeq == 0 ? BlockHash.None : null;
        for (long seq = fromSeq; ; seq++)
        {
            EncodedBlock? block = journal.ReadBlock(seq);
            if (block is null)
            {
                if (seq <= journal.Head.Seq)
                    throw new JournalCorruptException(stream, seq, "it is missing, and later ones are there");
                yield break;
            }

            if (previous is { } expected && block.Header.Previous != expected)
            {
                BlockHash found = block.Header.Previous;
                block.Dispose();
                throw new JournalCorruptException(stream, seq, $"it says that the block before it has the hash {found}, and that block has {expected}");
            }

            previous = block.Hash;
            yield return block;
        }
    }

    /// <summary>The head that a block was closed upon.</summary>
    public static Head HeadBefore(BlockHeader header) => new(header.Epoch, header.Seq - 1, header.Previous, header.Incarnation);

    /// <summary>A block as it came from the store, checked against the hash that was stored beside it.</summary>
    public static EncodedBlock Checked(ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> storedHash, StreamId stream, long seq)
    {
        EncodedBlock block = EncodedBlock.Read(bytes, stream, seq);
        if (storedHash.Length == BlockHash.Size && BlockHash.From(storedHash) == block.Hash)
            return block;
        block.Dispose();
        throw new JournalCorruptException(stream, seq, "its bytes do not have the hash that was noted when they were written; a bit has changed since");
    }
}
