using System.Collections.Immutable;
using Tollgate.Engine;
using Tollgate.Engine.Contracts;
using Tollgate.Engine.Ledger;
using Tollgate.Engine.Metering;
using Tollgate.Engine.Numbers;
using Tollgate.Engine.Time;

namespace Tollgate.Server.Shards;

/// <summary>
/// An account's usage of some time as it counts since it was counted again under other terms: what was recorded before that is taken through the same counting once more, what was recorded
/// later is as it was recorded.
/// </summary>
internal sealed class CountedAgain
{
    private readonly UsageLookup _usage;
    private readonly Retally _retally;
    private readonly FactPosition _at;
    private readonly EffectiveAt _from;

    private CountedAgain(UsageLookup usage, Retally retally, FactPosition at, EffectiveAt from) => (_usage, _retally, _at, _from) = (usage, retally, at, from);

    /// <summary>What lots gave of usage from before the terms were known, by where it is counted now.</summary>
    public IEnumerable<KeyValuePair<(string LotId, TallyTarget Target), Units>> Given => _retally.Given;

    /// <summary>What of it was given to overage that is left, whichever events that was of.</summary>
    public ImmutableArray<OverageCovered> GivenLast { get; private set; } = [];

    /// <param name="contractId">The contract that usage of the instant is counted under.</param>
    /// <param name="upTo">The last fact to look at.</param>
    /// <returns>Null when usage of the instant was not counted again by then.</returns>
    public static async Task<CountedAgain?> Find(EnvironmentHost host, string accountId, string contractId, EffectiveAt at, FactPosition upTo, CancellationToken cancel)
    {
        string contract = ContractBook.ContractOf(contractId);
        if (!await host.Shard.Read((books, _) => books.Contracts[contract].Amendments.Count > 0, cancel))
            return null;
        (UsageRetallied Fact, FactPosition At)? last = null;
        foreach (Moved moved in Until(host.Usage.Movements(accountId, 0, upTo.Seq, at), upTo))
        {
            if (moved.Fact is UsageRetallied retallied && retallied.ContractId == contract && at >= retallied.From && !(at >= retallied.Until))
                last = (retallied, moved.Position);
        }

        if (last is not var (found, position))
            return null;
        Retally retally = await host.Shard.Read((books, _) => Retally.Again(books, found), cancel);
        foreach (Moved moved in Until(host.Usage.Movements(accountId, 0, position.Seq, found.From), position))
        {
            if (moved.Fact is OverageCovered covered)
                retally.Expect(covered, moved.Position);
        }

        return new CountedAgain(host.Usage, retally, position, found.From);
    }

    /// <summary>The account's usage with a time in <c>[from, to)</c>, in the order of the journal. To be enumerated once.</summary>
    public IEnumerable<UsageEntry> Of(string accountId, EffectiveAt from, EffectiveAt to, FactPosition upTo)
    {
        var waiting = new Dictionary<(string Source, string EventId), UsageCounted>();
        bool again = true;
        foreach (Moved moved in Until(_usage.Movements(accountId, 0, upTo.Seq, _from), upTo))
        {
            if (again && moved.Position.CompareTo(_at) >= 0)
                (again, GivenLast) = (false, _retally.Finish());
            if (Entry(moved, waiting) is not { } entry)
                continue;
            if (again && _retally.Count(moved.Fact, moved.Next, moved.Position) is { IsEmpty: false } tallies)
                entry = entry with { CountedAgain = tallies };
            if (entry.Counted.Event.Time >= from && entry.Counted.Event.Time < to)
                yield return entry;
        }
    }

    /// <summary>What moved units beside the events, of those that are as they were recorded.</summary>
    public IEnumerable<Fact> MovedSince(string accountId, FactPosition upTo) =>
        Until(_usage.Movements(accountId, _at.Seq, upTo.Seq, _from), upTo).Where(moved => moved.Position.CompareTo(_at) > 0).Select(moved => moved.Fact);

    private static UsageEntry? Entry(Moved moved, Dictionary<(string Source, string EventId), UsageCounted> waiting)
    {
        switch (moved.Fact)
        {
            case UsageCounted counted:
                if (counted.Tallies.Any(tally => tally.Target.ContractId is null))
                    waiting[(counted.Event.Source, counted.Event.Id)] = counted;
                return new UsageEntry(moved.Position, counted, null);
            case UsageAttributed attributed:
                return waiting.Remove((attributed.Source, attributed.EventId), out UsageCounted? first) ? new UsageEntry(moved.Position, first, attributed) : null;
            default:
                return null;
        }
    }

    private static IEnumerable<Moved> Until(IEnumerable<Moved> all, FactPosition last) => all.TakeWhile(moved => moved.Position.CompareTo(last) <= 0);
}
