using Tollgate.Engine;
using Tollgate.Engine.Requests;
using Tollgate.Storage.Journal;

namespace Tollgate.Server.Shards;

/// <summary>The answer that was given the first time a request came under its idempotency key, from the journal.</summary>
internal static class FirstAnswers
{
    /// <exception cref="IdempotencyKeyReusedException">The key came with another request then.</exception>
    /// <exception cref="JournalException">The journal cannot be read.</exception>
    public static Reply Repeat(IJournalReader journal, RequestKey key, FactPosition first, AsOf asOf)
    {
        using EncodedBlock bytes = journal.ReadBlock(first.Seq)
            ?? throw new JournalCorruptException(journal.Identity.Stream, first.Seq, "the index names it, and it is missing");
        var kept = (AnswerKept)BlockDecoder.Decode(bytes).Facts[first.Ordinal];
        return kept.Body == key.BodyHash
            ? new Reply([], new KeptAnswer(kept.Status, kept.Answer), Repeated: true, asOf)
            : throw new IdempotencyKeyReusedException(key.Key);
    }
}
