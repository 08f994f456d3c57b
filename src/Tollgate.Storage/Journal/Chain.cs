namespace Tollgate.Storage.Journal;

/// <summary>Walks blocks that must follow one another.</summary>
internal static class Chain
{
    /// <param name="read">Where the blocks come from, when not one by one from the journal.</param>
    public static IEnumerable<EncodedBlock> Walk(IJournalReader journal, long fromSeq, Func<long, EncodedBlock?>? read = null)
    {
        read ??= journal.ReadBlock;
        StreamId stream = journal.Identity.Stream;
        BlockHash? previous = fromSeq == 0 ? BlockHash.None : null;
        for (long seq = fromSeq; ; seq++)
        {
            EncodedBlock? block = read(seq);
            if (block is null)
            {
                if (seq > journal.Head.Seq)
                    yield break;
                // It may have been committed between the two questions.
                block = read(seq) ?? throw new JournalCorruptException(stream, seq, "it is missing, and later ones are there");
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

    /// <summary>A head as it came from the store, checked against the last block that is there.</summary>
    /// <param name="last">That block's number; null when there is none.</param>
    /// <param name="hashThere">The hash that was stored beside the block that the head names.</param>
    public static Head Checked(Head head, long? last, ReadOnlySpan<byte> hashThere, StreamId stream, string place)
    {
        if (head.Seq < 0 ? last is not null : last != head.Seq)
            throw new JournalCorruptException(stream, null, $"the head of {place} says that block {head.Seq} is the last, and it is {last ?? -1}");
        if (head.Seq >= 0 && !hashThere.SequenceEqual(head.Hash.ToArray()))
            throw new JournalCorruptException(stream, head.Seq, $"the head of {place} has the hash {head.Hash} for it, and the block another");
        return head;
    }

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
