namespace Tollgate.Storage.Journal;

/// <summary>How far a verification has come.</summary>
public readonly record struct VerificationProgress(long Blocks, long Facts, long Bytes, long LastSeq);

/// <summary>The first thing that is wrong. What comes after it is not looked at: the chain is broken there.</summary>
/// <param name="Seq">The block, or null when it is the head or the file.</param>
public sealed record JournalProblem(long? Seq, string What);

/// <param name="Head">The head that was read at the beginning; null when it could not be.</param>
public sealed record VerificationResult(StreamId Stream, Head? Head, long Blocks, long Facts, long Bytes, JournalProblem? Problem)
{
    public bool Sound => Problem is null;
}

/// <summary>
/// Reads a whole stream and proves that it is what was written: every block there, unchanged, decodable, carrying the hash of the one before
/// it, and the head naming the last. A server may go on writing meanwhile; what it adds is not looked at.
/// </summary>
/// <remarks>The chain proves that nothing changed unless everything after it changed too; who can rewrite the whole file can make it whole again.</remarks>
public static class JournalVerifier
{
    private const int BlocksBetweenReports = 64;

    public static VerificationResult Verify(IJournalReader journal, IProgress<VerificationProgress>? progress = null, CancellationToken cancel = default)
    {
        StreamId stream = journal.Identity.Stream;
        Head? head = null;
        long blocks = 0, facts = 0, bytes = 0;
        JournalProblem? problem;
        try
        {
            head = journal.Head;
            problem = Walk(head.Value);
        }
        catch (JournalCorruptException e)
        {
            problem = new(e.Seq, e.What);
        }

        progress?.Report(new(blocks, facts, bytes, head?.Seq ?? -1));
        return new(stream, head, blocks, facts, bytes, problem);

        JournalProblem? Walk(Head until)
        {
            BlockHeader? before = null;
            BlockHash last = BlockHash.None;
            foreach (EncodedBlock encoded in journal.Read(0))
            {
                using EncodedBlock block = encoded;
                cancel.ThrowIfCancellationRequested();
                if (block.Header.Seq > until.Seq)
                    break;
                if (Misplaced(block.Header, before) is { } misplaced)
                    return new(block.Header.Seq, misplaced);

                facts += BlockDecoder.Decode(block).Facts.Count;
                bytes += block.Length;
                blocks++;
                before = block.Header;
                last = block.Hash;
                if (blocks % BlocksBetweenReports == 0)
                    progress?.Report(new(blocks, facts, bytes, until.Seq));
                if (block.Header.Seq == until.Seq)
                    break;
            }

            return EndsAsTold(until, before, last);
        }
    }

    private static string? Misplaced(BlockHeader header, BlockHeader? before)
    {
        if (before is not { } earlier)
            return null;
        if (header.Epoch < earlier.Epoch)
            return $"its epoch is {header.Epoch}, after {earlier.Epoch}; an epoch never falls";
        if (header.Incarnation < earlier.Incarnation)
            return $"its incarnation is {header.Incarnation}, after {earlier.Incarnation}; an incarnation never falls";
        if (header.RecordedAt < earlier.RecordedAt)
            return $"it was recorded at {header.RecordedAt}, before its predecessor at {earlier.RecordedAt}; recorded time never goes back";
        return null;
    }

    private static JournalProblem? EndsAsTold(Head head, BlockHeader? last, BlockHash hash)
    {
        long seq = last?.Seq ?? -1;
        if (seq != head.Seq)
            return new(null, $"the head says that block {head.Seq} is the last, and it is {seq}");
        if (hash != head.Hash)
            return new(seq, $"its hash is {hash}, and the head says {head.Hash}");
        if (last is { } header && (header.Epoch > head.Epoch || header.Incarnation > head.Incarnation))
            return new(seq, $"its epoch {header.Epoch} and incarnation {header.Incarnation} are beyond the head's {head.Epoch} and {head.Incarnation}");
        return null;
    }
}
