using Tollgate.Engine;
using Tollgate.Engine.Exceptions;
using Tollgate.Simulator.Model;
using Tollgate.Simulator.Workload;

namespace Tollgate.Simulator.Audit;

// What operators say of accounts by hand. Each gives a reason of its own, by which it is known again.
internal sealed partial class ShardAudit
{
    private void ObserveStanding(StandingFact fact, FactPosition at)
    {
        ModelStanding standing = Model.Holders[fact.AccountId].Standing;
        switch (fact)
        {
            case AccountSuspended suspended:
                Ordered<SuspendAccount>(suspended.Reason, fact, at);
                Must.Hold(!standing.IsSuspended, "counted once", $"{fact.AccountId} is suspended again at {at}");
                standing.IsSuspended = true;
                happenings.Note(Happening.Suspended);
                break;
            case AccountResumed resumed:
                Ordered<ResumeAccount>(resumed.Reason, fact, at);
                Must.Hold(standing.IsSuspended, "counted once", $"{fact.AccountId} is resumed again at {at}");
                standing.IsSuspended = false;
                happenings.Note(Happening.Resumed);
                break;
            case DelinquencyMarked marked:
                MarkDelinquent mark = Ordered<MarkDelinquent>(marked.Reason, fact, at);
                Must.Hold(marked.Since.Microseconds == (mark.Since?.Microseconds ?? marked.At.Microseconds) && marked.Policy == mark.Policy && marked.AfterDays == mark.AfterDays, "nothing is made up", $"{marked} at {at}");
                standing.Delinquency = new DelinquencySaid(marked.Since.Microseconds, $"{marked.Policy}", marked.AfterDays);
                happenings.Note(Happening.Delinquent);
                break;
            case DelinquencyCleared cleared:
                Ordered<ClearDelinquency>(cleared.Reason, fact, at);
                standing.Delinquency = null;
                happenings.Note(Happening.DelinquencyCleared);
                break;
            case OverrideSet set:
                SetOverride asked = Ordered<SetOverride>(set.Override.Reason, fact, at);
                Must.Hold(set.Override == asked.Override, "nothing is made up", $"{set.Override} at {at}, where {asked.Override} was asked for");
                Must.Hold(Done.TryAdd($"override {set.Override.Id}", at.Seq), "counted once", $"{set.Override.Id} is set again at {at}");
                standing.Overrides.Add(Usages.Of(set.Override));
                happenings.Note(Happening.OverrideSet);
                break;
            case OverrideEnded ended:
                Must.Hold(Ordered<EndOverride>(ended.Reason, fact, at).OverrideId == ended.OverrideId, "nothing is made up", $"{ended} at {at}");
                Must.Hold(standing.Ended.TryAdd(ended.OverrideId, ended.At.Microseconds), "counted once", $"{ended.OverrideId} is ended again at {at}");
                Done.Add($"end override {ended.OverrideId}", at.Seq);
                happenings.Note(Happening.OverrideEnded);
                break;
            default:
                Must.Fail("a shard's journal holds known facts", $"{fact.GetType().Name} at {at}");
                break;
        }

        Advance(fact.At.Microseconds, at);
    }

    private T Ordered<T>(string reason, Fact fact, FactPosition at)
        where T : Command
    {
        Must.Hold(client.Orders.TryGetValue(reason, out Command? order) && order is T, "nothing is made up", $"nobody asked for {fact} at {at} of {stream}");
        return (T)order;
    }
}
