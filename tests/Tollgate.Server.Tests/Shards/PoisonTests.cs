using Tollgate.Engine;
using Tollgate.Engine.Accounts;
using Tollgate.Engine.Environments;
using Tollgate.Server.Shards;
using Tollgate.Storage.Journal;

namespace Tollgate.Server.Tests.Shards;

/// <summary>Mistakes of ours: a rule that throws, and a fact that cannot be applied.</summary>
public class PoisonTests
{
    // Adopting an account twice: the rule lets it pass, and the books cannot take it.
    private static readonly AdoptControl Poison = World.Adopt(9, new AccountRegistered(World.Account("a"), World.Now));

    private readonly CoreRig _rig = CoreRig.WithWorld();

    private sealed record UnknownCommand : Command;

    [Fact]
    public void A_rule_that_throws_rejects_its_command_alone()
    {
        long epoch = _rig.Core.Head.Epoch;
        Task<Decided> reply = _rig.Submit(World.Event("e1"), new UnknownCommand(), World.Event("e2"));
        _rig.WriteAll();
        reply.Now().Outcomes[1].Rejection!.Kind.ShouldBe(RejectionKind.Fault);
        reply.Now().Outcomes[1].Rejection!.Code.ShouldBe("internal_error");
        reply.Now().Outcomes[2].Rejection.ShouldBeNull();
        _rig.Core.Head.Epoch.ShouldBe(epoch);
        _rig.Core.Poisoned.ShouldBe(1);
    }

    [Fact]
    public void A_fact_that_cannot_be_applied_never_reaches_the_journal_and_costs_no_neighbour_anything()
    {
        long epoch = _rig.Core.Head.Epoch;
        Task<Decided> before = _rig.Submit(World.Event("e1"));
        Task<Decided> with = _rig.Submit(World.Event("e2"), Poison);
        before.IsCompleted.ShouldBeFalse();
        _rig.Core.Condition.ShouldBe(CoreCondition.Draining);
        _rig.WriteAll();
        before.Now().Outcomes[0].Rejection.ShouldBeNull();
        _rig.Core.Condition.ShouldBe(CoreCondition.Lost);
        with.IsCompleted.ShouldBeFalse();

        _rig.Load();
        _rig.WriteAll();
        with.Now().Outcomes[0].Rejection.ShouldBeNull();
        with.Now().Outcomes[1].Rejection!.Kind.ShouldBe(RejectionKind.Fault);
        _rig.Core.Head.Epoch.ShouldBe(epoch + 1);
        World.Used(_rig.Replayed()).ToString().ShouldBe("2");
        StateDigest.Of(_rig.Core.State).ShouldBe(StateDigest.Of(_rig.Replayed()));
    }

    [Fact]
    public void The_rest_of_the_submission_goes_on_behind_it()
    {
        // A contract's id is made by the server, so the rule does not ask whether another has it; the books do.
        Task<Decided> reply = _rig.Submit(World.Event("e1"), World.Contract("ctr_a", account: "b"), World.Event("e2"));
        _rig.WriteAll();
        _rig.Load();
        _rig.WriteAll();
        reply.Now().Outcomes[0].Rejection.ShouldBeNull();
        reply.Now().Outcomes[1].Rejection.ShouldNotBeNull();
        reply.Now().Outcomes[2].Rejection.ShouldBeNull();
    }

    [Fact]
    public void The_same_command_again_is_refused_without_being_run()
    {
        _rig.Submit(Poison);
        _rig.Load();
        long epoch = _rig.Core.Head.Epoch;
        Task<Decided> again = _rig.Submit(Poison with { });
        again.Now().Outcomes[0].Rejection!.Kind.ShouldBe(RejectionKind.Fault);
        _rig.Core.Condition.ShouldBe(CoreCondition.Running);
        _rig.Core.Head.Epoch.ShouldBe(epoch);
    }

    [Fact]
    public void Behind_an_item_of_the_control_stream_that_cannot_be_taken_none_is()
    {
        AdoptControl next = World.Adopt(10, new AccountRegistered(World.Account("c"), World.Now));
        Task<Decided> reply = _rig.Submit(Poison, next);
        _rig.Load();
        _rig.WriteAll();
        reply.Now().Outcomes[1].Rejection!.Kind.ShouldBe(RejectionKind.Fault);
        _rig.Core.State.Account("c").ShouldBeNull();
        _rig.Core.State.Followed.ShouldBe(new FactPosition(0, 3));
    }

    [Fact]
    public void A_fact_that_cannot_be_encoded_leaves_the_block_as_it_was()
    {
        Task<Decided> reply = _rig.Submit(World.Event("e1"), World.Event("half a pair \ud800"), World.Event("e2"));
        _rig.WriteAll();
        _rig.Load();
        _rig.WriteAll();
        reply.Now().Outcomes.Select(outcome => outcome.Rejection is null).ShouldBe([true, false, true]);
        World.Used(_rig.Replayed()).ToString().ShouldBe("2");
    }

    [Fact]
    public void An_answer_that_no_block_could_give_back_is_not_kept_and_leaves_a_journal_that_can_be_read()
    {
        // DEL is one byte in a request, six in the answer's JSON, and seven in the fact that keeps it.
        string endless = new('\u007f', BlockEncoder.MostRawBytes / 6);
        var submission = new Submission([World.Event("e1")], new RequestKey("POST /x", "key", "body"), (_, _) => new KeptAnswer(202, endless));
        Task<Decided> reply = _rig.Submit(submission);
        _rig.WriteAll();
        reply.Now().Outcomes[0].Rejection.ShouldBeNull();
        reply.Now().Kept.ShouldBeNull();
        World.Used(_rig.Restart().Core.State).ToString().ShouldBe("1");
    }
}
