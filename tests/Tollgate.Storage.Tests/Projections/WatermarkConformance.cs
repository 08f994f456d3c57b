using Tollgate.Engine;
using Tollgate.Storage.Journal;
using Tollgate.Storage.Projections;
using static Tollgate.Storage.Tests.Projections.Given;

namespace Tollgate.Storage.Tests.Projections;

public abstract class WatermarkConformance(ProjectionPlace place) : IDisposable
{
    public void Dispose() => place.Dispose();

    [Fact]
    public void Begins_at_minus_one_and_is_remembered()
    {
        using (ProjectionStore projections = place.Open())
        {
            projections.Watermark(Shard).ShouldBe(-1);
            projections.Next(Calls("2025-06-01T10:00:00Z", "1"));
            projections.Next();
            projections.Watermark(Shard).ShouldBe(1);
            projections.Watermark(Control).ShouldBe(-1);
        }

        using ProjectionStore again = place.Open();
        again.Dropped.ShouldBeNull();
        again.Watermark(Shard).ShouldBe(1);
        again.CallsInAll().ShouldBe("1");
    }

    [Fact]
    public void A_batch_that_is_not_committed_has_done_nothing()
    {
        using ProjectionStore projections = place.Open();
        ProjectionBatch abandoned = projections.Begin(Shard);
        abandoned.Apply(Block(Shard, 0, [AdoptedCatalog(), Calls("2025-06-01T10:00:00Z", "1"), Contract("ctr_1")]));

        projections.Watermark(Shard).ShouldBe(-1);
        projections.CallsInAll().ShouldBe("0");
        projections.Next(Calls("2025-06-01T10:00:00Z", "2"));
        projections.CallsInAll().ShouldBe("2");
        projections.Contract("ctr_1").ShouldBeNull();
    }

    [Fact]
    public void A_transaction_that_fails_leaves_neither_rows_nor_watermark()
    {
        using ProjectionStore projections = place.Open();
        projections.Next(Contract("ctr_1"));
        UInt128 before = projections.Digest();

        // The same contract twice is a journal that no engine writes; it breaks the transaction in its middle.
        ProjectionBatch batch = projections.Begin(Shard);
        batch.Apply(Block(Shard, 1, [Calls("2025-06-01T10:00:00Z", "1"), Contract("ctr_2")]));
        batch.Apply(Block(Shard, 2, [Contract("ctr_1")]));
        Should.Throw<Exception>(batch.Commit);

        projections.Watermark(Shard).ShouldBe(0);
        projections.Digest().ShouldBe(before);
        projections.Next(Calls("2025-06-01T10:00:00Z", "1"));
        projections.Watermark(Shard).ShouldBe(1);
    }

    [Fact]
    public void A_doubled_block_changes_nothing()
    {
        using ProjectionStore projections = place.Open();
        IReadOnlyList<Fact> facts = [Calls("2025-06-01T10:00:00Z", "1")];
        projections.Apply(Block(Shard, 0, facts));
        UInt128 once = projections.Digest();
        projections.Apply(Block(Shard, 0, facts));
        ProjectionBatch batch = projections.Begin(Shard);
        batch.Apply(Block(Shard, 0, facts));
        batch.IsEmpty.ShouldBeTrue();
        batch.Commit();
        projections.Digest().ShouldBe(once);

        ProjectionBatch twice = projections.Begin(Shard);
        twice.Apply(Block(Shard, 1, facts));
        twice.Apply(Block(Shard, 1, facts));
        twice.Commit();
        projections.CallsInAll().ShouldBe("2");
    }

    [Fact]
    public void A_gap_is_refused()
    {
        using ProjectionStore projections = place.Open();
        projections.Next();
        ProjectionGapException gap = Should.Throw<ProjectionGapException>(() => projections.Apply(Block(Shard, 2, [])));
        (gap.Expected, gap.Offered).ShouldBe((1, 2));
        gap.Message.ShouldContain("live/shard-0");
    }

    [Fact]
    public void Two_batches_upon_the_same_watermark_cannot_both_be_committed()
    {
        using ProjectionStore projections = place.Open();
        ProjectionBatch first = projections.Begin(Shard);
        ProjectionBatch second = projections.Begin(Shard);
        first.Apply(Block(Shard, 0, [Calls("2025-06-01T10:00:00Z", "1")]));
        second.Apply(Block(Shard, 0, [Calls("2025-06-01T10:00:00Z", "1")]));
        first.Commit();
        Should.Throw<ProjectionGapException>(second.Commit);
        projections.CallsInAll().ShouldBe("1");
    }

    [Fact]
    public void A_second_process_cannot_apply_what_the_first_has_applied_and_goes_on_behind_it()
    {
        using ProjectionStore one = place.Open();
        using ProjectionStore other = place.Open();
        ProjectionBatch late = other.Begin(Shard);
        late.Apply(Block(Shard, 0, [Calls("2025-06-01T10:00:00Z", "1")]));
        one.Next(AdoptedCatalog(), Calls("2025-06-01T10:00:00Z", "1"));
        Should.Throw<ProjectionGapException>(late.Commit).Expected.ShouldBe(1);
        other.Watermark(Shard).ShouldBe(0);
        other.CallsInAll().ShouldBe("1");

        other.Next(Tokens("2025-06-01T10:00:00Z", "1", ("model", "\"m\"")));
        one.Apply([Block(Shard, 1, Calls("2025-06-01T10:00:00Z", "2")), Block(Shard, 2, Calls("2025-06-01T10:00:00Z", "4"))]);
        one.Watermark(Shard).ShouldBe(2);
        one.CallsInAll().ShouldBe("5");
        one.Windows("tokens", UsageWindowSize.Hour, "2025-06-01T10:00:00Z", "2025-06-01T11:00:00Z", "UTC", "model").ShouldBe(["2025-06-01T10:00:00Z 2025-06-01T11:00:00Z 1 1 m"]);
    }

    [Fact]
    public void A_server_that_starts_while_another_still_applies_finds_them_to_follow_from_the_journal()
    {
        JournalIdentity identity = new(new string('0', 32), Shard);
        using MemoryJournal journal = MemoryJournal.Open(new MemoryJournalStore(identity), identity);
        using ProjectionStore before = place.Open();
        Head head = Next(journal.TakeOver());
        using ProjectionStore starting = place.Open();
        Next(head);
        starting.FollowsFrom(journal).ShouldBeTrue();

        Head Next(Head head)
        {
            using EncodedBlock block = Blocks.Encode([Calls("2025-06-01T10:00:00Z", "1")], head, stream: Shard);
            Head after = journal.Append(block);
            before.Apply(BlockDecoder.Decode(block));
            return after;
        }
    }

    [Fact]
    public async Task Two_who_run_at_the_same_time_count_once()
    {
        IReadOnlyList<Block> blocks = Story(new Random(7)).FindAll(block => block.Header.Stream == Shard);
        using (ProjectionStore alone = place.OpenBeside())
        {
            alone.Apply(blocks);
            using ProjectionStore one = place.Open();
            using ProjectionStore other = place.Open();
            await Task.WhenAll(new[] { one, other }.Select(runner => Task.Run(() =>
            {
                foreach (Block[] some in blocks.Chunk(runner == one ? 1 : 3))
                    runner.Apply(some);
            })));
            one.Watermark(Shard).ShouldBe(blocks[^1].Header.Seq);
            one.Digest().ShouldBe(alone.Digest());
        }
    }

    [Fact]
    public void A_fact_of_another_kind_of_stream_or_of_a_snapshot_stops_the_block()
    {
        using ProjectionStore projections = place.Open();
        ProjectionBatch batch = projections.Begin(Shard);
        Should.Throw<InvalidOperationException>(() => batch.Apply(Block(Shard, 0, [Calls("2025-06-01T10:00:00Z", "1"), new BooksCarried(null, Now)])))
            .Message.ShouldContain("BooksCarried");
        Should.Throw<InvalidOperationException>(batch.Commit).Message.ShouldContain("half a block");
        Should.Throw<ArgumentException>(() => projections.Watermark(StreamId.Control("test")));
    }

    [Fact]
    public async Task Who_waits_is_told_when_the_block_is_there()
    {
        using ProjectionStore projections = place.Open();
        Task<bool> waiting = projections.WaitFor(Shard, 1, TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);
        projections.Next();
        waiting.IsCompleted.ShouldBeFalse();
        projections.Next(Calls("2025-06-01T10:00:00Z", "1"));
        (await waiting).ShouldBeTrue();
        projections.CallsInAll().ShouldBe("1");
        (await projections.WaitFor(Shard, 0, TimeSpan.Zero, TestContext.Current.CancellationToken)).ShouldBeTrue();
        (await projections.WaitFor(Shard, 2, TimeSpan.FromMilliseconds(1), TestContext.Current.CancellationToken)).ShouldBeFalse();
        (await projections.WaitFor(Control, 0, TimeSpan.FromMilliseconds(1), TestContext.Current.CancellationToken)).ShouldBeFalse();
    }
}
