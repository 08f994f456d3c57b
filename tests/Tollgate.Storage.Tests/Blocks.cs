using Tollgate.Engine;
using Tollgate.Engine.Time;
using Tollgate.Storage.Journal;

namespace Tollgate.Storage.Tests;

/// <summary>Makes blocks.</summary>
internal static class Blocks
{
    public static readonly StreamId Stream = StreamId.OfShard("live", 0);
    public static readonly JournalIdentity Identity = new("0123456789abcdef0123456789abcdef", Stream);

    public static EncodedBlock Encode(IEnumerable<Fact> facts, Head? head = null, long recordedAt = 1_738_404_922_123_456, StreamId? stream = null)
    {
        using BlockEncoder encoder = new(stream ?? Stream);
        foreach (Fact fact in facts)
            encoder.Add(fact);
        return encoder.Close(head ?? Head.Empty with { Epoch = 1 }, new RecordedAt(recordedAt));
    }

    public static VerificationResult Verify(IJournalReader journal, IProgress<VerificationProgress>? progress = null) =>
        JournalVerifier.Verify(journal, progress, CancellationToken.None);

    /// <summary>Appends so many blocks of sample facts.</summary>
    public static Head Append(IJournal journal, Head head, int count)
    {
        for (int i = 0; i < count; i++)
        {
            using EncodedBlock block = Encode(SampleFacts.Mixed, head);
            head = journal.Append(block);
        }

        return head;
    }
}
