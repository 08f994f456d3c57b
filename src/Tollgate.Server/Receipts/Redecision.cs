using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Tollgate.Engine;
using Tollgate.Engine.Entitlements;
using Tollgate.Engine.Metering;
using Tollgate.Engine.Numbers;
using Tollgate.Server.Entitlements;
using Tollgate.Server.Http;
using Tollgate.Server.Shards;
using Tollgate.Storage.Journal;
using Tollgate.Storage.Journal.Commerce;

namespace Tollgate.Server.Receipts;

/// <summary>A decision made again, from the journal alone.</summary>
/// <param name="Made">Null when the request is refused now.</param>
/// <param name="Differences">What is not as the receipt says, a sentence each; empty when all of it is.</param>
internal sealed record Redecision(Decision? Made, IReadOnlyList<string> Differences)
{
    /// <summary>Brings a throwaway state to where the receipt's decision stood, and decides the same request again, at the same instant.</summary>
    /// <param name="journal">Of the receipt's shard. It is only read.</param>
    /// <param name="properties">Those of the request, where the receipt has but their digest and the journal does not have them; else null.</param>
    /// <param name="report">Told how many blocks of how many are replayed.</param>
    /// <exception cref="ReceiptException">The journal is not the receipt's, or does not hold what the decision saw.</exception>
    /// <exception cref="JournalException">The journal cannot be read, or is not what was written.</exception>
    public static Redecision Of(Receipt receipt, IJournalReader journal, Properties? properties, Action<long, long> report, CancellationToken cancel = default)
    {
        TakenDecision taken = receipt.Taken;
        AsOf asOf = taken.Moment.AsOf;
        RequireGround(receipt, journal);
        IReadOnlyList<Fact> own = FactsBehind(journal, asOf);
        EntitlementRequest asked = taken.Asked with { Properties = PropertiesOf(taken, own, properties) };
        Books books = new PastStates(journal, null, NullLogger.Instance).After(asOf.Seq, asOf.Ordinal ?? 0, blocks => report(blocks, asOf.Seq + 1), cancel);
        if (taken.EventId is null)
            return Compare(taken, Check.Decide(books, asked, taken.Moment.At), []);

        (Sighting Seen, Quantity? Units)? first = taken.Answer.Duplicate ? SeenBefore(taken, own, journal) : null;
        var consume = new ConsumeUnits(asked, taken.Source!, taken.EventId, first?.Seen) { Counted = first is null ? null : first.Value.Units ?? asked.Units };
        Outcome outcome = books.Decide(consume, taken.Moment.At);
        return outcome.Answer is Decision decision
            ? Compare(taken, decision, FactDifferences(outcome.Facts, own, asOf))
            : new Redecision(null, [$"The receipt says that the request was answered, and made again it is refused: {outcome.Rejection!.Detail}"]);
    }

    private static void RequireGround(Receipt receipt, IJournalReader journal)
    {
        if (journal.Identity.Installation != receipt.Installation)
            throw new ReceiptException($"The receipt is of the installation {Texts.Quoted(receipt.Installation)}, and this journal is of {journal.Identity.Installation}.");
        Ground ground = Ground.Of(receipt.Taken.Moment.AsOf, journal);
        if (ground.Why is { } why)
            throw new ReceiptException(why);
        if (ground.Block != receipt.Block)
        {
            throw new ReceiptException(
                $"The receipt rests on a block {receipt.Taken.Moment.AsOf.Seq} of {journal.Identity.Stream} with the hash {receipt.Block}, and the one in this journal has {ground.Block}: the journal is not the one that the receipt was made from."
            );
        }
    }

    /// <summary>The facts of the block behind those that the decision saw; a consume's own are the first of them.</summary>
    private static IReadOnlyList<Fact> FactsBehind(IJournalReader journal, AsOf asOf)
    {
        if (asOf.Seq < 0)
            return [];
        using EncodedBlock bytes = journal.ReadBlock(asOf.Seq)!;
        return [.. BlockDecoder.Decode(bytes).Facts.Skip(asOf.Ordinal ?? 0)];
    }

    /// <summary>Properties that were too long to be carried: as the journal has them, or as they are given now.</summary>
    private static Properties PropertiesOf(TakenDecision taken, IReadOnlyList<Fact> own, Properties? given)
    {
        if (taken.PropertiesDigest is not { } digest)
            return taken.Asked.Properties;
        Properties? kept = own.OfType<UsageCounted>().FirstOrDefault(fact => IsOwn(taken, fact.Event.Source, fact.Event.Id))?.Event.Properties;
        if (kept is not null && TakenDecision.DigestOf(kept) == digest)
            return kept;
        if (given is null)
            throw new ReceiptException("The request's properties were too long for the receipt, which holds their SHA-256 alone. Give them as they were sent: --properties FILE, a JSON object.");
        return TakenDecision.DigestOf(given) == digest
            ? given
            : throw new ReceiptException($"The properties that were given are not those of the request: their SHA-256 is {TakenDecision.DigestOf(given)}, and the receipt says {digest}.");
    }

    /// <summary>What the index said of a consume's event: the journal kept it, with the repetition.</summary>
    private static (Sighting Seen, Quantity? Units) SeenBefore(TakenDecision taken, IReadOnlyList<Fact> own, IJournalReader journal)
    {
        UsageRepeated repeated = own.OfType<UsageRepeated>().FirstOrDefault(fact => IsOwn(taken, fact.Source, fact.EventId))
            ?? throw new ReceiptException($"The receipt says that the event '{Texts.Quoted(taken.EventId!)}' was counted before, and the journal holds no such repetition at {Place(taken.Moment.AsOf)}.");
        using EncodedBlock bytes = journal.ReadBlock(repeated.First.Seq)
            ?? throw new ReceiptException($"The journal names {repeated.First} as the first receipt of the event, and has no such block.");
        var first = (UsageCounted)BlockDecoder.Decode(bytes).Facts[repeated.First.Ordinal];
        return (new Sighting(repeated.First, UsageContent.Fingerprint(first.Event)), first.Event.Quantity);
    }

    private static bool IsOwn(TakenDecision taken, string source, string eventId) => source == taken.Source && eventId == taken.EventId;

    /// <summary>What the decision led to stands in the journal, right behind what it saw, to the letter.</summary>
    private static IEnumerable<string> FactDifferences(IReadOnlyList<Fact> decided, IReadOnlyList<Fact> own, AsOf asOf)
    {
        for (int i = 0; i < decided.Count; i++)
        {
            string now = JsonSerializer.Serialize(decided[i], CommerceJson.Options);
            string? then = i < own.Count ? JsonSerializer.Serialize(own[i], CommerceJson.Options) : null;
            if (now != then)
                yield return $"Made again, it leads to {now}, and the journal holds at {new FactPosition(asOf.Seq, (asOf.Ordinal ?? 0) + i)}: {then ?? "nothing"}";
        }
    }

    private static Redecision Compare(TakenDecision taken, Decision decision, IEnumerable<string> facts)
    {
        IEnumerable<string> fields = taken.Answer.Fields.Zip(GivenAnswer.Of(decision).Fields)
            .Where(pair => pair.First.Value != pair.Second.Value)
            .Select(pair => $"{pair.First.Name}: the receipt says {pair.First.Value ?? "nothing"}, and made again the answer is {pair.Second.Value ?? "nothing"}.");
        return new Redecision(decision, [.. fields, .. facts]);
    }

    private static string Place(AsOf asOf) => new FactPosition(asOf.Seq, asOf.Ordinal ?? 0).ToString();
}
