using Tollgate.Engine;
using Tollgate.Engine.Entitlements;
using Tollgate.Engine.Metering;
using Tollgate.Engine.Numbers;
using Tollgate.Storage.Journal;

namespace Tollgate.Server.Shards;

/// <summary>
/// Repeated consumes that may have been granted in part: how much it was, their first receipts say, which stand in the journal. They are read there once
/// the loop has told where, on the asker's own thread, and the consumes are decided again with what was found.
/// </summary>
internal static class FirstReceipts
{
    public static bool AreNeeded(IReadOnlyList<Outcome> outcomes)
    {
        for (int i = 0; i < outcomes.Count; i++)
        {
            if (outcomes[i].Answer is CountedBefore)
                return true;
        }

        return false;
    }

    /// <summary>Those of a submission's commands that need one, with it. The answer that is kept is made of all outcomes.</summary>
    /// <exception cref="JournalException">The journal cannot be read.</exception>
    public static Submission Again(IJournalReader journal, Submission submission, Decided decided)
    {
        IReadOnlyList<Outcome> outcomes = decided.Outcomes;
        List<Command> commands = [];
        for (int i = 0; i < outcomes.Count; i++)
        {
            if (outcomes[i].Answer is not CountedBefore before)
                continue;
            var consume = (ConsumeUnits)submission.Commands[i];
            // A report without a quantity of its own can be nobody's consume: asked for whole, it is told as a conflict.
            commands.Add(consume with { Counted = CountedAt(journal, before.First) ?? consume.Request.Units });
        }

        return new Submission(
            commands,
            submission.Key,
            submission.Answer is { } answer ? (later, moments) => answer(Together(outcomes, later), Together(decided, moments)) : null
        );
    }

    /// <summary>The outcomes of the whole submission, once those of its repeated part are known.</summary>
    public static IReadOnlyList<Outcome> Together(IReadOnlyList<Outcome> outcomes, IReadOnlyList<Outcome> later)
    {
        int next = 0;
        return [.. outcomes.Select(outcome => outcome.Answer is CountedBefore ? later[next++] : outcome)];
    }

    /// <summary>What the decisions among them rest on.</summary>
    public static IReadOnlyList<Moment> Together(Decided decided, IReadOnlyList<Moment> later)
    {
        int next = 0;
        return [.. decided.Outcomes.Select((outcome, i) => outcome.Answer is CountedBefore ? later.ElementAtOrDefault(next++) : decided.Moments.ElementAtOrDefault(i))];
    }

    private static Quantity? CountedAt(IJournalReader journal, FactPosition first)
    {
        using EncodedBlock bytes = journal.ReadBlock(first.Seq)
            ?? throw new JournalCorruptException(journal.Identity.Stream, first.Seq, "the index names it, and it is missing");
        return ((UsageCounted)BlockDecoder.Decode(bytes).Facts[first.Ordinal]).Event.Quantity;
    }
}
