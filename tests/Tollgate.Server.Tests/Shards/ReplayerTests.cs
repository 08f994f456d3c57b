using Tollgate.Engine;
using Tollgate.Engine.Time;
using Tollgate.Server.Shards;
using Tollgate.Storage.Journal;
using Tollgate.Storage.Snapshots;

namespace Tollgate.Server.Tests.Shards;

/// <summary>What is made from the journal behind the loop's back.</summary>
public class ReplayerTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_snapshot_and_what_is_behind_it_make_the_state_that_the_whole_journal_makes()
    {
        using var folder = new TemporaryFolder();
        LoopRig first = await LoopRig.WithWorld(folder: folder);
        await first.Loop.Submit(new Submission([World.Event("e1", at: Recent()), World.Event("early", account: "b", at: Recent())]), Cancel);
        await first.DisposeAsync();
        FoundSnapshot found = first.Snapshots.Find(first.Journal);
        found.Skipped.ShouldBeEmpty();
        found.Snapshot.ShouldNotBeNull().Place.Seq.ShouldBe(first.Journal.Head.Seq);

        await using LoopRig second = new LoopRig(first.Store, folder: folder).Start();
        await second.Loop.Submit(new Submission([World.Event("e2", at: Recent()), World.Event("e1", at: Recent())]), Cancel);
        UInt128 live = await second.Loop.Read((books, _) => StateDigest.Of(books), Cancel);
        live.ShouldBe(StateDigest.Of(FromTheBeginning(second.Journal)));
        (await second.Used()).ShouldBe("2");
    }

    [Fact]
    public async Task A_snapshot_that_makes_no_state_is_passed_over()
    {
        using var folder = new TemporaryFolder();
        LoopRig first = await LoopRig.WithWorld(folder: folder);
        await first.DisposeAsync();
        first.Snapshots.Write(new SnapshotPlace(first.Journal.Head.Seq, first.Journal.Head.Hash), file => file.Write("nonsense"u8));
        await using LoopRig second = new LoopRig(first.Store, folder: folder).Start();
        (await second.Loop.Read((books, _) => books.Accounts.Count, Cancel)).ShouldBe(2);
    }

    [Fact]
    public async Task A_slow_feed_holds_nobody_up()
    {
        using var busy = new ManualResetEventSlim();
        long next = 0;
        var slow = new BlockFeed("slow", () => next, block =>
        {
            busy.Wait(TimeSpan.FromSeconds(20));
            next = block.Header.Seq + 1;
        }, () => { });
        await using LoopRig rig = await LoopRig.WithWorld([slow]);
        for (int i = 0; i < 50; i++)
            await rig.Loop.Submit(new Submission([World.Event($"e{i}", at: Recent())]), Cancel);
        (await rig.Used()).ShouldBe("50");
        rig.Health.LagBlocks.ShouldBeGreaterThan(40);
        rig.Health.Lag.ShouldBeGreaterThan(TimeSpan.Zero);
        busy.Set();
        await rig.Replayed();
        next.ShouldBe(rig.Journal.Head.Seq + 1);
    }

    [Fact]
    public async Task A_feed_that_fails_is_handed_the_same_blocks_again_and_the_others_go_on()
    {
        var taken = new List<long>();
        var healthy = new List<long>();
        int failures = 3;
        var failing = new BlockFeed("failing", () => taken.Count, block =>
        {
            if (failures-- > 0)
                throw new IOException("not now");
            taken.Add(block.Header.Seq);
        }, () => { });
        var other = new BlockFeed("other", () => healthy.Count, block => healthy.Add(block.Header.Seq), () => { });
        await using LoopRig rig = await LoopRig.WithWorld([failing, other]);
        for (int i = 0; i < 5; i++)
            await rig.Loop.Submit(new Submission([World.Event($"e{i}", at: Recent())]), Cancel);
        await rig.Replayed();
        taken.ShouldBe(Enumerable.Range(0, (int)rig.Journal.Head.Seq + 1).Select(seq => (long)seq));
        healthy.ShouldBe(taken);
    }

    [Fact]
    public async Task What_a_feed_took_and_could_not_keep_comes_again()
    {
        var taken = new List<long>();
        var kept = new List<long>();
        int failures = 2;
        var failing = new BlockFeed(
            "failing",
            () =>
            {
                taken.Clear();
                return kept.Count;
            },
            block => taken.Add(block.Header.Seq),
            () =>
            {
                if (failures-- > 0)
                    throw new IOException("not now");
                kept.AddRange(taken);
            }
        );
        await using LoopRig rig = await LoopRig.WithWorld([failing]);
        for (int i = 0; i < 5; i++)
            await rig.Loop.Submit(new Submission([World.Event($"e{i}", at: Recent())]), Cancel);
        await rig.Replayed();
        failures.ShouldBeLessThan(0);
        kept.ShouldBe(Enumerable.Range(0, (int)rig.Journal.Head.Seq + 1).Select(seq => (long)seq));
    }

    [Fact]
    public async Task A_feed_goes_on_where_it_was()
    {
        await using LoopRig first = await LoopRig.WithWorld();
        await first.Loop.Submit(new Submission([World.Event("e1", at: Recent())]), Cancel);
        await first.Loop.Stop();
        var taken = new List<long>();
        long from = first.Journal.Head.Seq;
        var feed = new BlockFeed("later", () => from + taken.Count, block => taken.Add(block.Header.Seq), () => { });
        await using LoopRig second = new LoopRig(first.Store, [feed]).Start();
        await second.Replayed();
        taken.ShouldBe([from]);
    }

    [Fact]
    public async Task The_live_state_and_its_replay_are_compared_and_a_difference_is_told_and_makes_no_snapshot()
    {
        await using LoopRig rig = await LoopRig.WithWorld();
        await rig.Loop.Submit(new Submission([World.Event("e1", at: Recent())]), Cancel);
        await rig.Loop.Read((books, _) =>
        {
            // What no command does: the state changes and the journal does not know.
            Outcome unjournalled = books.Decide(World.Contract("ctr_b", account: "b"), books.Now);
            books.Apply(unjournalled.Facts[0]);
            return 0;
        }, Cancel);
        await rig.DisposeAsync();
        rig.Replayer.Differs.ShouldBeTrue();
        rig.Snapshots.Find(rig.Journal).Snapshot.ShouldBeNull();
    }

    [Fact]
    public void A_past_state_is_what_was_known_then()
    {
        CoreRig rig = CoreRig.WithWorld();
        rig.Submit(World.Event("e1"), World.Event("e2"));
        rig.Real = new RecordedAt(World.Now.Microseconds + 60_000_000);
        rig.Submit(World.Event("late"));
        rig.WriteAll();
        var past = new PastStates(rig.Journal, null, Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance);
        Used(World.Now).ShouldBe("2");
        Used(new RecordedAt(rig.Real.Microseconds - 1)).ShouldBe("2");
        Used(rig.Real).ShouldBe("3");
        past.AsOf(new RecordedAt(World.Now.Microseconds - 1), null, rig.Journal.Head.Seq, Cancel).Accounts.ShouldBeEmpty();

        string Used(RecordedAt at) => World.Used(past.AsOf(at, null, rig.Journal.Head.Seq, Cancel)).ToString();
    }

    [Fact]
    public void Every_fact_of_a_journal_says_when_it_was_recorded()
    {
        // A kind of fact that is added and forgotten there would fail the first question about the past.
        string[] carried = ["BooksCarried", "ContractCarried", "HoldingsCarried", "InvoiceCarried", "MigrationCarried", "NumbersCarried", "OrderCarried", "OutboxCarried", "SeatDaysCarried"];
        foreach (Type kind in typeof(Engine.Fact).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(Engine.Fact)) && !type.IsAbstract && !carried.Contains(type.Name)))
        {
            var fact = (Engine.Fact)System.Runtime.CompilerServices.RuntimeHelpers.GetUninitializedObject(kind);
            if (fact is Engine.Environments.ControlAdopted)
                fact = new Engine.Environments.ControlAdopted(default, new Engine.Environments.ClockAdvanced(default));
            RecordedInstants.Of(fact).ShouldBe(default);
        }
    }

    private static Books FromTheBeginning(IJournalReader journal)
    {
        var books = new Books();
        foreach (EncodedBlock encoded in journal.Read(0))
        {
            using EncodedBlock bytes = encoded;
            foreach (Engine.Fact fact in BlockDecoder.Decode(bytes).Facts)
                books.Apply(fact);
        }

        return books;
    }

    private static RecordedAt Recent() => new((DateTime.UtcNow.Ticks - DateTime.UnixEpoch.Ticks) / 10);
}
