using Tollgate.Engine;
using Tollgate.Engine.Metering;
using Tollgate.Server.Shards;
using Tollgate.Storage.Journal;

namespace Tollgate.Server.Tests.Shards;

/// <summary>The core with its real threads.</summary>
public class StreamLoopTests
{
    private static readonly RequestKey Key = new("POST /v1/events", "k1", "hash");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static Submission Request(RequestKey key, params Command[] commands) => new(commands, key, (outcomes, _) => new KeptAnswer(202, $"{outcomes.Count} in"));

    [Fact]
    public async Task Nothing_is_answered_before_it_is_durable()
    {
        await using LoopRig rig = await LoopRig.WithWorld();
        rig.Journal.Hold();
        Task<Reply> reply = rig.Loop.Submit(new Submission([World.Event("e1", at: Recent())]), Cancel);
        Task<string> read = rig.Used();
        (await rig.Loop.Peek((books, _) => World.Used(books).ToString(), Cancel)).ShouldBe("1");
        await Task.Delay(100, Cancel);
        reply.IsCompleted.ShouldBeFalse();
        read.IsCompleted.ShouldBeFalse();
        rig.Journal.LetGo();
        (await reply).Outcomes[0].Rejection.ShouldBeNull();
        (await read).ShouldBe("1");
    }

    [Fact]
    public async Task Whoever_has_an_answer_finds_its_block_committed()
    {
        await using LoopRig rig = await LoopRig.WithWorld();
        // Beside one another, so that many answers run on while the loop hears of the next block.
        await Task.WhenAll(Enumerable.Range(0, 8).Select(async sender =>
        {
            for (int i = 0; i < 500; i++)
            {
                Reply reply = await rig.Loop.Submit(new Submission([World.Event($"e{sender}-{i}", at: Recent())]), Cancel).ConfigureAwait(false);
                rig.Loop.Committed.Seq.ShouldBeGreaterThanOrEqualTo(reply.AsOf.Seq);
            }
        }));
    }

    [Fact]
    public async Task A_repetition_is_answered_as_the_first_time_also_when_both_come_at_once()
    {
        await using LoopRig rig = await LoopRig.WithWorld();
        Reply[] replies = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => rig.Loop.Submit(Request(Key, World.Event("e1", at: Recent())), Cancel)));
        replies.Count(reply => reply.Repeated).ShouldBe(19);
        replies.ShouldAllBe(reply => reply.Kept == new KeptAnswer(202, "1 in"));
        (await rig.Used()).ShouldBe("1");
    }

    [Fact]
    public async Task The_same_key_with_another_body_is_refused()
    {
        await using LoopRig rig = await LoopRig.WithWorld();
        Task<Reply> first = rig.Loop.Submit(Request(Key, World.Event("e1", at: Recent())), Cancel);
        Task<Reply> other = rig.Loop.Submit(Request(Key with { BodyHash = "other" }, World.Event("e2", at: Recent())), Cancel);
        await first;
        await Should.ThrowAsync<IdempotencyKeyReusedException>(other);
        (await rig.Used()).ShouldBe("1");
    }

    [Fact]
    public async Task Thousands_wait_when_the_disk_fails_and_a_retry_of_each_counts_it_once()
    {
        const int Many = 5000;
        await using LoopRig rig = await LoopRig.WithWorld();
        rig.Journal.Hold();
        Task<Reply>[] replies = [.. Enumerable.Range(0, Many).Select(i => Send(i))];
        rig.Journal.FailNext(new JournalUnavailableException("once"));
        rig.Journal.LetGo();
        bool[] acknowledged = await Task.WhenAll(replies.Select(Acknowledged));
        acknowledged.ShouldContain(false);
        rig.Journal.FailNext(new JournalUnavailableException("twice, but written"), yetWritten: true);

        for (int i = 0; i < Many; i++)
        {
            while (!acknowledged[i])
                acknowledged[i] = await Acknowledged(Send(i));
        }

        (await rig.Used()).ShouldBe(Many.ToString(System.Globalization.CultureInfo.InvariantCulture));

        Task<Reply> Send(int i) => rig.Loop.Submit(new Submission([World.Event($"e{i}", at: Recent())]), Cancel);
    }

    [Fact]
    public async Task What_was_acknowledged_before_a_failure_is_there_after_it()
    {
        await using LoopRig rig = await LoopRig.WithWorld();
        var random = new Random(20260310);
        int acknowledged = 0;
        for (int i = 0; i < 300; i++)
        {
            if (random.Next(10) == 0)
                rig.Journal.FailNext(new JournalUnavailableException("now and then"), yetWritten: random.Next(2) == 0);
            while (!await Acknowledged(rig.Loop.Submit(new Submission([World.Event($"e{i}", at: Recent())]), Cancel)))
            {
            }

            acknowledged++;
            (await rig.Used()).ShouldBe(acknowledged.ToString(System.Globalization.CultureInfo.InvariantCulture));
        }

        JournalVerifier.Verify(rig.Journal, cancel: Cancel).Problem.ShouldBeNull();
    }

    [Fact]
    public async Task A_full_disk_leaves_questions_answered_and_room_brings_everything_back()
    {
        await using LoopRig rig = await LoopRig.WithWorld();
        rig.Journal.FailNext(new JournalFullException("no room"));
        rig.Journal.TakeOverFails = new JournalFullException("no room");
        (await Refusal(rig.Loop.Submit(new Submission([World.Event("e1", at: Recent())]), Cancel))).ShouldBe("storage_full");
        (await Refusal(rig.Loop.Submit(new Submission([World.Event("e1", at: Recent())]), Cancel))).ShouldBe("storage_full");
        (await rig.Used()).ShouldBe("0");
        rig.Health.Condition.ShouldBe(CoreCondition.ReadOnly);

        rig.Journal.TakeOverFails = null;
        while (!await Acknowledged(rig.Loop.Submit(new Submission([World.Event("e1", at: Recent())]), Cancel)))
            await Task.Delay(20, Cancel);
        (await rig.Used()).ShouldBe("1");
    }

    [Fact]
    public async Task A_store_that_is_away_refuses_until_it_is_back()
    {
        await using LoopRig rig = await LoopRig.WithWorld();
        rig.Journal.FailNext(new JournalUnavailableException("away"));
        rig.Journal.TakeOverFails = new JournalUnavailableException("away");
        (await Refusal(rig.Loop.Submit(new Submission([World.Event("e1", at: Recent())]), Cancel))).ShouldBe("outcome_unknown");
        (await Refusal(rig.Used())).ShouldBe("storage_unavailable");
        rig.Journal.TakeOverFails = null;
        while (!await Acknowledged(rig.Loop.Submit(new Submission([World.Event("e1", at: Recent())]), Cancel)))
            await Task.Delay(20, Cancel);
    }

    [Fact]
    public async Task A_failed_sync_stops_the_process_and_nothing_is_acknowledged()
    {
        await using LoopRig rig = await LoopRig.WithWorld();
        rig.Journal.FailNext(new JournalSyncFailedException("fsync"));
        (await Refusal(rig.Loop.Submit(new Submission([World.Event("e1", at: Recent())]), Cancel))).ShouldBe("outcome_unknown");
        (await rig.Stopped.Task.WaitAsync(TimeSpan.FromSeconds(5), Cancel)).ShouldBeOfType<JournalSyncFailedException>();
        rig.Journal.Appends.ShouldBe(2);
    }

    [Fact]
    public async Task A_second_owner_fences_the_first()
    {
        await using LoopRig first = await LoopRig.WithWorld();
        await using LoopRig second = new LoopRig(first.Store).Start();
        (await Refusal(first.Loop.Submit(new Submission([World.Event("e1", at: Recent())]), Cancel))).ShouldBe("not_owner");
        (await second.Loop.Submit(new Submission([World.Event("e1", at: Recent())]), Cancel)).Outcomes[0].Answer.ShouldBe(new UsageReported(false, false));
        (await second.Used()).ShouldBe("1");
    }

    [Fact]
    public async Task A_stop_answers_what_is_there_and_refuses_what_comes_later()
    {
        LoopRig rig = await LoopRig.WithWorld();
        rig.Journal.Hold();
        Task<Reply>[] replies = [.. Enumerable.Range(0, 500).Select(i => rig.Loop.Submit(new Submission([World.Event($"e{i}", at: Recent())]), Cancel))];
        Task stopping = rig.Loop.Stop();
        rig.Journal.LetGo();
        await stopping;
        (await Task.WhenAll(replies)).ShouldAllBe(reply => reply.Outcomes[0].Rejection == null);
        (await Refusal(rig.Loop.Submit(new Submission([World.Event("late")]), Cancel))).ShouldBe("stopping");
        await rig.DisposeAsync();
    }

    [Fact]
    public async Task Giving_up_the_wait_does_not_undo_what_had_begun()
    {
        await using LoopRig rig = await LoopRig.WithWorld();
        rig.Journal.Hold();
        using var patience = new CancellationTokenSource();
        Task<Reply> reply = rig.Loop.Submit(new Submission([World.Event("e1", at: Recent())]), patience.Token);
        await rig.Loop.Peek((_, _) => 0, Cancel);
        await patience.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(reply);
        rig.Journal.LetGo();
        (await rig.Used()).ShouldBe("1");
    }

    [Fact]
    public async Task Past_the_bound_of_the_queue_askers_wait_to_be_let_in()
    {
        await using LoopRig rig = await LoopRig.WithWorld();
        using var busy = new ManualResetEventSlim();
        Task<int> slow = rig.Loop.Read((_, _) => busy.Wait(TimeSpan.FromSeconds(10)) ? 1 : 0, Cancel);
        Task<Reply>[] replies = [.. Enumerable.Range(0, 10_000).Select(i => rig.Loop.Submit(new Submission([World.Event($"e{i}", at: Recent())]), Cancel))];
        rig.Loop.QueueDepth.ShouldBeLessThanOrEqualTo(StreamLoop<Books>.QueueBound);
        busy.Set();
        (await slow).ShouldBe(1);
        (await Task.WhenAll(replies)).ShouldAllBe(reply => reply.Outcomes[0].Rejection == null);
    }

    [Fact]
    public async Task What_happens_is_measured()
    {
        await using LoopRig rig = await LoopRig.WithWorld();
        var sums = new System.Collections.Concurrent.ConcurrentDictionary<string, long>();
        using var listener = new System.Diagnostics.Metrics.MeterListener();
        listener.InstrumentPublished = (instrument, listening) =>
        {
            if (instrument.Meter.Name == "Tollgate")
                listening.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, _, _) => sums.AddOrUpdate(instrument.Name, value, (_, sum) => sum + value));
        listener.Start();
        await rig.Loop.Submit(new Submission([World.Event("e1", at: Recent()), World.Event("e2", account: "nobody")]), Cancel);
        listener.RecordObservableInstruments();
        sums["tollgate.journal.facts"].ShouldBeGreaterThanOrEqualTo(1);
        sums["tollgate.stream.rejected"].ShouldBeGreaterThanOrEqualTo(1);
        sums.Keys.ShouldContain("tollgate.replay.lag.blocks");
    }

    private static Engine.Time.RecordedAt Recent() => new((DateTime.UtcNow.Ticks - DateTime.UnixEpoch.Ticks) / 10);

    private static async Task<bool> Acknowledged(Task<Reply> reply)
    {
        try
        {
            await reply;
            return true;
        }
        catch (StreamUnavailableException)
        {
            return false;
        }
    }

    private static async Task<string> Refusal(Task task) => (await Should.ThrowAsync<StreamUnavailableException>(task)).Code;
}
