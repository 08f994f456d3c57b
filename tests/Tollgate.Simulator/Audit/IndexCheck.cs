using Tollgate.Engine;
using Tollgate.Engine.Metering;
using Tollgate.Engine.Requests;
using Tollgate.Engine.Time;
using Tollgate.Simulator.Model;
using Tollgate.Simulator.Workload;
using Tollgate.Simulator.World;
using Tollgate.Storage.Index;
using Tollgate.Storage.Index.Runs;

namespace Tollgate.Simulator.Audit;

/// <summary>A shard's index knows what is durable and may be asked for, and nothing else.</summary>
internal sealed class IndexCheck(IdIndex ids, ShardAudit audit, int windowDays)
{
    private const string Invariant = "the index knows what is durable";

    /// <param name="identities">Every event that was ever sent: those that did not count must not be known.</param>
    /// <returns>False when a run turned out to be damaged: the index has to be made again.</returns>
    public bool Look(IEnumerable<(string Account, string Source, string Id)> identities)
    {
        try
        {
            LookAtAll(identities);
        }
        catch (RunDamagedException)
        {
        }
        catch (ViolationException) when (ids.Damage is not null)
        {
            // It said that it knows nothing, and that this was for want of a page.
        }

        return ids.Damage is null;
    }

    private void LookAtAll(IEnumerable<(string Account, string Source, string Id)> identities)
    {
        foreach (var identity in identities)
        {
            if (!audit.Model.Counted.ContainsKey(identity))
                Must.Hold(!ids.Find(ids.Keys.OfUsageEvent(identity.Account, identity.Source, identity.Id)).Known, "the index knows nothing else", $"{identity} is known, and never counted");
        }

        foreach ((var identity, List<ModelEvent> events) in audit.Model.Counted)
        {
            LookFor(identity, events[^1]);
            foreach (ModelEvent one in events)
            {
                var time = new EffectiveAt(one.Said.Time);
                Must.Hold(ids.BlocksOf(identity.Account, time, new EffectiveAt(one.Said.Time + 1)).Contains(one.Seq), Invariant, $"the blocks of {identity.Account} at {time} lack {one.Seq}");
            }
        }

        foreach ((AnswerKept kept, FactPosition at) in audit.Kept.Last)
        {
            Verdict verdict = ids.Find(ids.Keys.OfIdempotencyKey(kept.Key));
            bool mayBeForgotten = !verdict.Known && !KeptAnswers.IsRemembered(kept, audit.LastClosed);
            Must.Hold(mayBeForgotten || (verdict is { Known: true, Committed: true } && verdict.First == at), Invariant, $"the key {kept.Key} stands at {at}, and the index says {verdict}");
        }
    }

    private void LookFor((string Account, string Source, string Id) identity, ModelEvent last)
    {
        IndexKey key = ids.Keys.OfUsageEvent(identity.Account, identity.Source, identity.Id);
        Verdict verdict = ids.Find(key);
        bool remembered = last.IsRemembered(audit.LastClosed, windowDays);
        if (!remembered && !verdict.Known)
            return;
        var first = new FactPosition(last.Seq, last.Ordinal);
        Must.Hold(
            verdict is { Known: true, Committed: true } && verdict.First == first && verdict.Content == UsageContent.Fingerprint(Usages.Of(last.Said)),
            Invariant,
            $"{last} is not what the index says, {verdict}"
        );
        IndexedEvent? found = ids.Event(ids.Newest(key));
        Must.Hold(found is not null && found.First == first, Invariant, $"{last} is not the event that the index has, {found?.First}");
        if (remembered)
            Must.Hold(found!.Receipts.SequenceEqual((audit.Receipts.GetValueOrDefault(identity) ?? []).Where(at => at.CompareTo(first) > 0)), Invariant, $"the receipts of {last}");
    }
}
