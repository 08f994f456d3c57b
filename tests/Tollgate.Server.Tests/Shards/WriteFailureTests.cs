using Tollgate.Engine;
using Tollgate.Engine.Metering;
using Tollgate.Server.Shards;
using Tollgate.Storage.Journal;

namespace Tollgate.Server.Tests.Shards;

/// <summary>A block that is not written, or of which nobody knows.</summary>
public class WriteFailureTests
{
    private readonly CoreRig _rig = CoreRig.WithWorld();

    [Fact]
    public void Whatever_waits_is_told_to_retry_and_the_state_is_the_journals_again()
    {
        _rig.Submit(World.Event("kept"));
        _rig.WriteAll();
        Task<Decided> first = _rig.Submit(World.Event("e1"));
        Task<Decided> second = _rig.Submit(World.Event("e2"));
        Task<int> read = _rig.Read(books => books.Accounts.Count);
        long epoch = _rig.Core.Head.Epoch;

        _rig.Fail(new JournalUnavailableException("gone"));
        _rig.Core.Condition.ShouldBe(CoreCondition.Lost);
        foreach (Task lost in (Task[])[first, second, read])
            lost.Failure().ShouldBeOfType<StreamUnavailableException>().Code.ShouldBe("outcome_unknown");

        _rig.Load();
        _rig.Core.Head.Epoch.ShouldBe(epoch + 1);
        World.Used(_rig.Core.State).ToString().ShouldBe("1");
        Task<Decided> again = _rig.Submit(World.Event("e1"), World.Event("kept"));
        _rig.WriteAll();
        again.Now().Outcomes[0].Answer.ShouldBe(new UsageReported(Duplicate: false, Conflict: false));
        again.Now().Outcomes[1].Answer.ShouldBe(new UsageReported(Duplicate: true, Conflict: false));
        again.Now().AsOf.Epoch.ShouldBe(epoch + 1);
    }

    [Fact]
    public void A_block_that_was_written_though_nobody_said_so_counts_and_the_retry_is_a_repetition()
    {
        Task<Decided> unknown = _rig.Submit(World.Event("e1"));
        _rig.Fail(new JournalUnavailableException("the answer was lost"), yetWritten: true);
        unknown.Failure().ShouldBeOfType<StreamUnavailableException>();
        _rig.Load();
        Task<Decided> again = _rig.Submit(World.Event("e1"));
        _rig.WriteAll();
        again.Now().Outcomes[0].Answer.ShouldBe(new UsageReported(Duplicate: true, Conflict: false));
        World.Used(_rig.Replayed()).ToString().ShouldBe("1");
    }

    [Fact]
    public void A_full_disk_has_a_name()
    {
        Task<Decided> reply = _rig.Submit(World.Event("e1"));
        _rig.Fail(new JournalFullException("no room"));
        reply.Failure().ShouldBeOfType<StreamUnavailableException>().Code.ShouldBe("storage_full");
    }

    [Fact]
    public void With_a_full_disk_questions_are_answered_and_submissions_are_not()
    {
        _rig.Submit(World.Event("e1"));
        _rig.WriteAll();
        _rig.Fail(new JournalFullException("no room"));
        _rig.Core.Loaded(_rig.Replayed(), _rig.Journal.Head, World.Now, refused: new JournalFullException("still no room"));

        _rig.Read(books => World.Used(books).ToString()).Now().ShouldBe("1");
        _rig.Submit(World.Event("e2")).Failure().ShouldBeOfType<StreamUnavailableException>().Code.ShouldBe("storage_full");

        _rig.Load();
        Task<Decided> reply = _rig.Submit(World.Event("e2"));
        _rig.WriteAll();
        reply.Now().Outcomes[0].Rejection.ShouldBeNull();
    }

    [Fact]
    public void A_journal_that_cannot_be_read_refuses_everything()
    {
        _rig.Fail(new JournalUnavailableException("gone"));
        _rig.Core.LoadFailed(new JournalUnavailableException("still gone"));
        _rig.Read(books => books.Accounts.Count, atOnce: true).Failure().ShouldBeOfType<StreamUnavailableException>().Code.ShouldBe("storage_unavailable");
        _rig.Submit(World.Event("e1")).Failure().ShouldBeOfType<StreamUnavailableException>().Code.ShouldBe("storage_unavailable");
    }

    [Fact]
    public void A_submission_that_was_interrupted_fails_with_its_blocks()
    {
        Command[] many = [.. Enumerable.Range(0, 40_000).Select(i => World.Event($"event number {i} of a large batch"))];
        Task<Decided> reply = _rig.Submit(many);
        _rig.Write();
        reply.IsCompleted.ShouldBeFalse();
        _rig.Fail(new JournalUnavailableException("gone"));
        reply.Failure().ShouldBeOfType<StreamUnavailableException>();

        _rig.Load();
        Task<Decided> again = _rig.Submit(many);
        _rig.WriteAll();
        again.Now().Outcomes.Count(outcome => ((UsageReported)outcome.Answer!).Duplicate).ShouldBeGreaterThan(0);
        World.Used(_rig.Replayed()).ToString().ShouldBe("40000");
    }

    [Fact]
    public void Who_was_taken_over_answers_nothing_any_more()
    {
        Task<Decided> reply = _rig.Submit(World.Event("e1"));
        CoreRig other = _rig.Restart();
        JournalFencedException fenced = Should.Throw<JournalFencedException>(_rig.Write);
        _rig.Fail(fenced);
        reply.Failure().ShouldBeOfType<StreamUnavailableException>().Code.ShouldBe("not_owner");
        _rig.Core.Condition.ShouldBe(CoreCondition.Ended);
        _rig.Read(books => books.Accounts.Count).Failure().ShouldBeOfType<StreamUnavailableException>().Code.ShouldBe("not_owner");

        Task<Decided> elsewhere = other.Submit(World.Event("e1"));
        other.WriteAll();
        elsewhere.Now().Outcomes[0].Answer.ShouldBe(new UsageReported(Duplicate: false, Conflict: false));
    }

    [Fact]
    public void After_a_failed_sync_nothing_is_answered_any_more()
    {
        _rig.Submit(World.Event("e1"));
        _rig.Fail(new JournalSyncFailedException("fsync"));
        _rig.Core.Condition.ShouldBe(CoreCondition.Ended);
    }
}
