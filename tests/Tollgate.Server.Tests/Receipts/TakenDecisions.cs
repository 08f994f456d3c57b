using Tollgate.Engine.Entitlements;
using Tollgate.Engine.Metering;
using Tollgate.Engine.Time;
using Tollgate.Server.Access;
using Tollgate.Server.Entitlements;
using Tollgate.Server.Receipts;
using Tollgate.Server.Shards;
using Tollgate.Server.Tests.Shards;
using Tollgate.Storage.Journal;

namespace Tollgate.Server.Tests.Receipts;

/// <summary>Decisions of a core that is driven by hand, each as its id carries it.</summary>
internal static class TakenDecisions
{
    private static readonly Secrets Secrets = new(new byte[32]);

    /// <summary>Decided at once, on the tentative state; null when there is none to decide on.</summary>
    public static TakenDecision? Check(CoreRig rig, EntitlementRequest request)
    {
        bool asked = rig.Core.TryPeek(
            (books, asOf) =>
            {
                RecordedAt now = books.Time(rig.Real);
                return (Decision: Engine.Entitlements.Check.Decide(books, request, now), Moment: new Moment(asOf, now));
            },
            out (Decision Decision, Moment Moment) answer
        );
        return asked ? Carried(DecisionToken.OfCheck(Secrets, "test", request, answer.Decision, answer.Moment)) : null;
    }

    /// <summary>The decision on a consume whose answer is there; null when it was refused.</summary>
    public static TakenDecision? Of(ConsumeUnits consume, Decided decided, int place = 0) => decided.Outcomes[place].Answer is Decision decision
        ? Carried(DecisionToken.OfConsume(Secrets, "test", consume, decision, decided.Moments[place]))
        : null;

    public static Receipt Receipt(TakenDecision taken, IJournalReader journal)
    {
        Ground ground = Ground.Of(taken.Moment.AsOf, journal);
        ground.Why.ShouldBeNull();
        Moment moment = taken.Moment with { AsOf = taken.Moment.AsOf with { Ordinal = ground.Facts } };
        return new Receipt(journal.Identity.Installation, "dec_", taken with { Moment = moment }, ground.Block, default);
    }

    public static Redecision Again(TakenDecision taken, IJournalReader journal, Properties? properties = null) =>
        Redecision.Of(Receipt(taken, journal), journal, properties, (_, _) => { }, TestContext.Current.CancellationToken);

    private static TakenDecision Carried(string id) => DecisionToken.TryRead(Secrets, id, out TakenDecision? taken, out _) ? taken : throw new InvalidOperationException(id);
}
