using System.Text;
using Tollgate.Engine;
using Tollgate.Engine.Alerts;
using Tollgate.Engine.Metering;
using Tollgate.Server.Shards;
using Tollgate.Storage.Journal;

namespace Tollgate.Server.Tests.Shards;

/// <summary>A batch is its events one after another, each as if it had come alone.</summary>
public class BatchTests
{
    // Half of a surrogate pair, which no block can hold.
    private static readonly Properties NoText = Properties.Of([new Property("half", "\"\ud800\"")]);

    private readonly CoreRig _rig = CoreRig.WithWorld();

    [Fact]
    public void Each_event_has_its_own_outcome()
    {
        _rig.Submit(World.Event("e1"));
        ReportUsage[] reports =
        [
            World.Event("e1"),
            World.Event("e1", quantity: "2"),
            World.Event("e2", quantity: "5"),
            World.Event("e2", quantity: "5"),
            World.Event("e3", account: "nobody"),
            World.Event("e3", quantity: "-1"),
            World.Event("e3"),
        ];
        UsageBatch batch = Batch(reports);
        Task<Decided> reply = _rig.Submit(new ReportBatch(batch));
        _rig.WriteAll();
        reply.Now().Outcomes[0].Answer.ShouldBe(batch);
        Enumerable.Range(0, batch.Count).Select(i => batch[i].Outcome).ShouldBe(
        [
            EventOutcome.Duplicate, EventOutcome.Conflict, EventOutcome.Counted, EventOutcome.Duplicate, EventOutcome.Refused, EventOutcome.Refused, EventOutcome.Counted,
        ]);
        batch.Refused.Select(refused => (refused.Event, refused.Why.Code)).ShouldBe([(4, "account_not_found"), (5, "quantity_negative")]);
        (batch.CountOf(EventOutcome.Counted), batch.CountOf(EventOutcome.Duplicate), batch.CountOf(EventOutcome.Conflict)).ShouldBe((2, 2, 1));
        World.Used(_rig.Replayed()).ToString().ShouldBe("7");
        StateDigest.Of(_rig.Core.State).ShouldBe(StateDigest.Of(_rig.Replayed()));
    }

    [Fact]
    public void An_event_that_cannot_be_written_costs_its_neighbours_nothing()
    {
        long epoch = _rig.Core.Head.Epoch;
        ReportUsage bad = World.Event("bad");
        UsageBatch batch = Batch(World.Event("e1"), bad with { Usage = bad.Usage with { Properties = NoText } }, World.Event("e2"));
        Task<Decided> reply = _rig.Submit(new ReportBatch(batch));
        _rig.Core.Condition.ShouldBe(CoreCondition.Draining);
        _rig.WriteAll();
        _rig.Load();
        _rig.WriteAll();
        reply.Now();
        batch.Refused.ShouldHaveSingleItem().Event.ShouldBe(1);
        batch.Refused[0].Why.Kind.ShouldBe(RejectionKind.Fault);
        batch.CountOf(EventOutcome.Counted).ShouldBe(2);
        _rig.Core.Head.Epoch.ShouldBe(epoch + 1);
        World.Used(_rig.Replayed()).ToString().ShouldBe("2");

        UsageBatch again = Batch(World.Event("bad"));
        _rig.Submit(new ReportBatch(again)).Now();
        again[0].Outcome.ShouldBe(EventOutcome.Refused);
        _rig.Core.Condition.ShouldBe(CoreCondition.Running);
    }

    [Fact]
    public void A_batch_that_is_larger_than_a_block_goes_on_in_the_next()
    {
        UsageBatch batch = Batch([.. Enumerable.Range(0, 20_000).Select(i => World.Event($"{i:x4}-{i * 7919L:x8}"))]);
        Task<Decided> reply = _rig.Submit(new ReportBatch(batch));
        batch.CountOf(EventOutcome.Counted).ShouldBeInRange(1, 19_999);
        _rig.WriteAll();
        reply.Now();
        batch.CountOf(EventOutcome.Counted).ShouldBe(20_000);
        World.Used(_rig.Replayed()).ToString().ShouldBe("20000");
    }

    [Fact]
    public void An_event_that_crosses_a_threshold_brings_its_alert()
    {
        UsageBatch batch = Batch([.. Enumerable.Range(1, 30).Select(i => World.Event($"e{i}", quantity: "0.5"))]);
        Task<Decided> reply = _rig.Submit(new ReportBatch(batch));
        _rig.WriteAll();
        reply.Now();
        batch.CountOf(EventOutcome.Counted).ShouldBe(30);
        List<Fact> facts = [];
        foreach (EncodedBlock encoded in _rig.Journal.Read(0))
        {
            using EncodedBlock block = encoded;
            facts.AddRange(BlockDecoder.Decode(block).Facts);
        }

        // Each stands behind the event that crossed: the 16th makes 8 of 10.
        facts.OfType<AlertRaised>().Select(alert => $"{alert.Kind} {alert.Threshold} {alert.Cause!.EventId}")
            .ShouldBe(["Usage 80 e16", "Usage 90 e18", "Usage 100 e20", "Overage 100 e21"]);
        facts.Zip(facts.Skip(1)).Where(pair => pair.Second is AlertRaised).Select(pair => ((UsageCounted)pair.First).Event.Id).ShouldBe(["e16", "e18", "e20", "e21"]);
        StateDigest.Of(_rig.Core.State).ShouldBe(StateDigest.Of(_rig.Replayed()));

        UsageBatch again = Batch([.. Enumerable.Range(31, 9).Select(i => World.Event($"e{i}"))]);
        _rig.Submit(new ReportBatch(again));
        _rig.WriteAll();
        StateDigest.Of(_rig.Core.State).ShouldBe(StateDigest.Of(_rig.Replayed()));
    }

    private UsageBatch Batch(params ReportUsage[] reports)
    {
        var batch = new UsageBatch();
        foreach (ReportUsage report in reports)
            batch.Add(Encoding.UTF8.GetBytes(report.Usage.Id), report.Usage.Content, report.TimeGiven, batch.Count);
        batch.Probe(_rig.Ids);
        return batch;
    }
}
