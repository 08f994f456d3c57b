using Tollgate.Engine;
using Tollgate.Engine.Entitlements;
using Tollgate.Engine.Metering;
using Tollgate.Server.Shards;

namespace Tollgate.Server.Tests.Shards;

/// <summary>What waits for which block.</summary>
public class CommitTests
{
    private readonly CoreRig _rig = CoreRig.WithWorld();

    [Fact]
    public void A_reply_leaves_when_its_block_is_durable()
    {
        Task<Decided> reply = _rig.Submit(World.Event("e1"));
        reply.IsCompleted.ShouldBeFalse();
        _rig.Write();
        reply.Now().AsOf.Seq.ShouldBe(_rig.Journal.Head.Seq);
    }

    [Fact]
    public void A_read_waits_for_what_it_has_seen()
    {
        _rig.Submit(World.Event("e1"));
        Task<string> read = _rig.Read(books => World.Used(books).ToString());
        read.IsCompleted.ShouldBeFalse();
        _rig.Write();
        read.Now().ShouldBe("1");
    }

    [Fact]
    public void A_read_with_nothing_to_wait_for_is_answered_at_once() => _rig.Read(books => books.Accounts.Count).Now().ShouldBe(2);

    [Fact]
    public void A_peek_never_waits()
    {
        _rig.Submit(World.Event("e1"));
        _rig.Read(books => World.Used(books).ToString(), atOnce: true).Now().ShouldBe("1");
    }

    [Fact]
    public void A_denied_consume_waits_for_the_usage_that_denies_it()
    {
        _rig.Submit(World.Event("e1", quantity: "10"));
        Task<Decided> denied = _rig.Submit(World.Consume("c1"));
        denied.IsCompleted.ShouldBeFalse();
        _rig.Write();
        ((Decision)denied.Now().Outcomes[0].Answer!).Allowed.ShouldBeFalse();
    }

    [Fact]
    public void A_rejection_waits_like_any_answer()
    {
        _rig.Submit(World.Event("e1"));
        Task<Decided> rejected = _rig.Submit(World.Event("e2", account: "nobody"));
        rejected.IsCompleted.ShouldBeFalse();
        _rig.Write();
        rejected.Now().Outcomes[0].Rejection!.Code.ShouldBe("account_not_found");
    }

    [Fact]
    public void A_question_that_throws_harms_its_asker_alone()
    {
        Task<int> wrong = _rig.Read<int>(_ => throw new FormatException("asker's"));
        wrong.Failure().ShouldBeOfType<FormatException>();
        _rig.Read(books => books.Accounts.Count).Now().ShouldBe(2);
    }

    [Fact]
    public void Nobody_runs_what_was_given_up_before_its_turn()
    {
        var turn = new SubmissionTurn(new Submission([World.Event("e1")]), new CancellationToken(canceled: true));
        _rig.Core.Take(turn, _rig.Real);
        turn.Done.IsCanceled.ShouldBeTrue();
        _rig.Core.IsQuiet.ShouldBeTrue();
    }

    [Fact]
    public void The_first_block_closes_at_once_and_later_ones_wait_for_the_writer()
    {
        _rig.Submit(World.Event("e1"));
        _rig.Submit(World.Event("e2"));
        _rig.Submit(World.Event("e3"));
        _rig.WithWriter.ShouldBe(1);
        _rig.Write();
        _rig.WithWriter.ShouldBe(1);
        _rig.Write();
        _rig.WithWriter.ShouldBe(0);
    }

    [Fact]
    public void At_most_two_blocks_are_in_flight_and_a_submission_that_needs_more_waits_in_the_middle()
    {
        long before = _rig.Journal.Head.Seq;
        Command[] many = [.. Enumerable.Range(0, 60_000).Select(i => World.Event($"event number {i} of a large batch"))];
        Task<Decided> reply = _rig.Submit(many);
        _rig.WithWriter.ShouldBe(StreamCore<Books>.MostBlocksInFlight);
        _rig.Core.CanTake.ShouldBeFalse();
        while (_rig.WithWriter > 0)
        {
            reply.IsCompleted.ShouldBeFalse();
            _rig.WithWriter.ShouldBeLessThanOrEqualTo(2);
            _rig.Write();
        }

        reply.Now().Outcomes.Count.ShouldBe(60_000);
        reply.Now().Outcomes.ShouldAllBe(outcome => outcome.Rejection == null);
        World.Used(_rig.Replayed()).ToString().ShouldBe("60000");
        for (long seq = before + 1; seq <= _rig.Journal.Head.Seq; seq++)
        {
            using var block = _rig.Journal.ReadBlock(seq);
            block!.Length.ShouldBeLessThanOrEqualTo(128 * 1024);
        }
    }

    [Fact]
    public void A_clock_that_goes_back_does_not_take_the_journal_back()
    {
        _rig.Submit(World.Event("e1"));
        _rig.WriteAll();
        _rig.Real = new(World.Now.Microseconds - 60_000_000);
        _rig.Submit(World.Event("e2"));
        _rig.WriteAll();
        Storage.Journal.JournalVerifier.Verify(_rig.Journal, cancel: TestContext.Current.CancellationToken).Problem.ShouldBeNull();
        _rig.Replayed().Now.ShouldBe(World.Now);
    }

    [Fact]
    public void The_same_event_twice_in_one_submission_counts_once()
    {
        Task<Decided> reply = _rig.Submit(World.Event("e1"), World.Event("e1"));
        _rig.WriteAll();
        reply.Now().Outcomes.Select(outcome => ((UsageReported)outcome.Answer!).Duplicate).ShouldBe([false, true]);
        World.Used(_rig.Replayed()).ToString().ShouldBe("1");
    }

    [Fact]
    public void The_same_event_under_the_accounts_other_name_is_the_same()
    {
        _rig.Submit(World.Event("e1"));
        Task<Decided> reply = _rig.Submit(World.Event("e1", account: "crm:c-a"));
        reply.IsCompleted.ShouldBeFalse();
        _rig.WriteAll();
        ((UsageReported)reply.Now().Outcomes[0].Answer!).Duplicate.ShouldBeTrue();
    }

    [Fact]
    public void The_same_event_after_a_restart_counts_once()
    {
        _rig.Submit(World.Event("e1"));
        _rig.WriteAll();
        CoreRig next = _rig.Restart();
        Task<Decided> again = next.Submit(World.Event("e1"), World.Event("e1", quantity: "2"), World.Consume("e1"));
        next.WriteAll();
        again.Now().Outcomes[0].Answer.ShouldBe(new UsageReported(Duplicate: true, Conflict: false));
        again.Now().Outcomes[1].Answer.ShouldBe(new UsageReported(Duplicate: true, Conflict: true));
        ((Decision)again.Now().Outcomes[2].Answer!).Duplicate.ShouldBeTrue();
        World.Used(next.Replayed()).ToString().ShouldBe("1");
    }

    [Fact]
    public void A_contract_takes_up_more_events_than_a_block_of_json_could_hold()
    {
        const int many = 250_000;
        var rig = CoreRig.WithWorld();
        rig.Submit([.. Enumerable.Range(0, many).Select(i => World.Event($"e{i}", account: "b"))]);
        rig.WriteAll();
        Task<Decided> reply = rig.Submit(World.Contract("ctr_b", account: "b"));
        rig.WriteAll();
        reply.Now().Outcomes[0].Rejection.ShouldBeNull();
        Books replayed = rig.Replayed();
        replayed.Account("b")!.Uncontracted.ShouldBeEmpty();
        StateDigest.Of(replayed).ShouldBe(StateDigest.Of(rig.Core.State));
    }
}
