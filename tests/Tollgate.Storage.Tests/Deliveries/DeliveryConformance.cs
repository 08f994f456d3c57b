using Tollgate.Engine.Time;
using Tollgate.Storage.Deliveries;
using Tollgate.Storage.Journal;
using Tollgate.Storage.Projections;

namespace Tollgate.Storage.Tests.Deliveries;

/// <summary>What every store of messages does.</summary>
public abstract class DeliveryConformance : IDisposable
{
    private static readonly StreamId Shard = StreamId.OfShard("live", 0);

    protected abstract DeliveryStore Store { get; }

    /// <summary>Another on the same data, as the next process has it.</summary>
    protected abstract DeliveryStore Reopen();

    public abstract void Dispose();

    [Fact]
    public void New_messages_and_their_place_are_kept_together_and_once()
    {
        Store.Watermark(Shard).ShouldBeNull();
        Store.Keep(Shard, 7, [Made("a"), Made("b")]);
        Store.Note(Made("a") with { State = DeliveryState.Delivered, Attempts = 1, AttemptedAt = At(5) });
        // The same blocks again, after a crash.
        Store.Keep(Shard, 8, [Made("a"), Made("b"), Made("c")]);
        DeliveryStore again = Reopen();
        again.Watermark(Shard).ShouldBe(8);
        again.Watermark(StreamId.OfShard("live", 1)).ShouldBeNull();
        again.List("w1").Items.Select(delivery => $"{delivery.MessageId} {delivery.State}").ShouldBe(["a Delivered", "b Pending", "c Pending"]);
    }

    [Fact]
    public void A_message_that_cannot_be_kept_leaves_the_place_where_it_was()
    {
        Store.Keep(Shard, 1, []);
        Should.Throw<Exception>(() => Store.Keep(Shard, 2, [Made("a"), Made("b") with { Body = null! }]));
        Store.Watermark(Shard).ShouldBe(1);
        Store.List("w1").Items.ShouldBeEmpty();
    }

    [Fact]
    public void Those_that_wait_longest_are_due_first_and_none_before_its_time()
    {
        Store.Keep(Shard, 0, [Made("a", next: 30), Made("b", next: 10), Made("c", next: 20), Made("d", next: 20, webhook: "w2")]);
        Store.NextDue("w1").ShouldBe(At(10));
        Store.NextDue("nobody").ShouldBeNull();
        Ids(Store.Due("w1", At(9), 10)).ShouldBe("");
        Ids(Store.Due("w1", At(30), 10)).ShouldBe("b c a");
        Ids(Store.Due("w1", At(30), 2)).ShouldBe("b c");
        Store.Note(Made("b") with { Attempts = 1, NextAt = At(40), LastStatus = 500, LastError = "It answered 500.", AttemptedAt = At(11) });
        Ids(Store.Due("w1", At(30), 10)).ShouldBe("c a");
        Store.NextDue("w1").ShouldBe(At(20));
        Delivery noted = Store.List("w1").Items.Single(delivery => delivery.MessageId == "b");
        noted.ShouldBe(Made("b") with { Attempts = 1, NextAt = At(40), LastStatus = 500, LastError = "It answered 500.", AttemptedAt = At(11) });
    }

    [Fact]
    public void Lists_are_paged_by_state()
    {
        Store.Keep(Shard, 0, [Made("c", created: 1), Made("a", created: 2), Made("b", created: 2), Made("d", created: 3)]);
        Store.Note(Made("b") with { State = DeliveryState.Dead, Attempts = 10, AttemptedAt = At(9) });
        List<string> seen = [];
        string? cursor = null;
        do
        {
            Page<Delivery> page = Store.List("w1", cursor: cursor, limit: 3);
            seen.AddRange(page.Items.Select(delivery => delivery.MessageId));
            cursor = page.NextCursor;
        }
        while (cursor is not null);

        seen.ShouldBe(["c", "a", "b", "d"]);
        Ids(Store.List("w1", DeliveryState.Dead).Items).ShouldBe("b");
        Store.Counts("w1").ShouldBe(new DeliveryCounts(3, 0, 1));
        Store.Counts("nobody").ShouldBe(default);
        Should.Throw<UnreadableCursorException>(() => Store.List("w1", cursor: "x"));
    }

    [Fact]
    public void Dead_ones_are_sent_again_all_or_some()
    {
        Store.Keep(Shard, 0, [Made("a"), Made("b"), Made("c"), Made("d", webhook: "w2")]);
        foreach (string id in (string[])["a", "b"])
            Store.Note(Made(id) with { State = DeliveryState.Dead, Attempts = 10, LastStatus = 500, AttemptedAt = At(9) });
        Store.Note(Made("d", webhook: "w2") with { State = DeliveryState.Dead, Attempts = 10, AttemptedAt = At(9) });
        Store.Note(Made("c") with { State = DeliveryState.Delivered, Attempts = 1, AttemptedAt = At(9) });

        Store.Resend("w1", ["b", "nothing"], At(50)).ShouldBe(1);
        Delivery again = Store.Due("w1", At(50), 10).ShouldHaveSingleItem();
        (again.MessageId, again.Attempts, again.NextAt, again.LastStatus).ShouldBe(("b", 0, At(50), 500));
        Store.Resend("w1", null, At(60)).ShouldBe(1);
        Ids(Store.Due("w1", At(60), 10)).ShouldBe("b a");
        Store.Resend("w1", ["c"], At(60)).ShouldBe(1);
        Store.Counts("w1").ShouldBe(new DeliveryCounts(3, 0, 0));
        Store.Counts("w2").ShouldBe(new DeliveryCounts(0, 0, 1));
    }

    [Fact]
    public void What_is_old_or_of_nobody_goes()
    {
        Store.Keep(Shard, 0, [Made("a"), Made("b"), Made("c"), Made("d", webhook: "w2")]);
        Store.Note(Made("a") with { State = DeliveryState.Delivered, Attempts = 1, AttemptedAt = At(10) });
        Store.Note(Made("b") with { State = DeliveryState.Delivered, Attempts = 1, AttemptedAt = At(20) });
        Store.Drop(DeliveryState.Delivered, At(20)).ShouldBe(1);
        Store.Drop(DeliveryState.Dead, At(99)).ShouldBe(0);
        Ids(Store.List("w1").Items).ShouldBe("b c");
        Store.Webhooks().ShouldBe(["w1", "w2"]);
        Store.Forget("w1");
        Store.Webhooks().ShouldBe(["w2"]);
        Store.List("w1").Items.ShouldBeEmpty();
        Ids(Store.List("w2").Items).ShouldBe("d");
        // What is being sent while its webhook goes.
        Store.Note(Made("c") with { State = DeliveryState.Delivered, Attempts = 1, AttemptedAt = At(30) });
        Store.List("w1").Items.ShouldBeEmpty();
    }

    [Fact]
    public void Many_threads_may_use_it()
    {
        Parallel.For(0, 40, i =>
        {
            Store.Keep(Shard, i, [Made("m" + i, next: i)]);
            foreach (Delivery due in Store.Due("w1", At(i), 1))
                Store.Note(due with { State = DeliveryState.Delivered, Attempts = 1, AttemptedAt = At(i) });
        });
        DeliveryCounts counts = Store.Counts("w1");
        (counts.Pending + counts.Delivered).ShouldBe(40);
    }

    protected static Delivery Made(string id, long next = 0, string webhook = "w1", long created = 0) =>
        Delivery.New(webhook, id, "alert.usage", """{"type":"alert.usage","data":{"name":"Größe 株"}}""", At(created)) with { NextAt = At(next) };

    private static EffectiveAt At(long second) => new(1_750_000_000_000_000 + (second * 1_000_000));

    private static string Ids(IEnumerable<Delivery> deliveries) => string.Join(' ', deliveries.Select(delivery => delivery.MessageId));
}
