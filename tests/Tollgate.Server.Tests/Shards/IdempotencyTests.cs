using Tollgate.Engine;
using Tollgate.Engine.Requests;
using Tollgate.Server.Shards;
using Tollgate.Storage.Journal;

namespace Tollgate.Server.Tests.Shards;

/// <summary>Requests with an idempotency key, in the core; the loop reads the first answer.</summary>
public class IdempotencyTests
{
    private static readonly RequestKey Key = new("POST /v1/events", "k1", "hash");

    private readonly CoreRig _rig = CoreRig.WithWorld();

    private static Submission Request(RequestKey key, params Command[] commands) =>
        new(commands, key, (outcomes, _) => new KeptAnswer(202, $"{outcomes.Count(outcome => outcome.Rejection is null)} accepted"));

    [Fact]
    public void The_answer_stands_behind_its_effects_in_the_same_block()
    {
        Task<Decided> reply = _rig.Submit(Request(Key, World.Event("e1"), World.Event("e2")));
        _rig.WriteAll();
        reply.Now().Kept.ShouldBe(new KeptAnswer(202, "2 accepted"));
        IReadOnlyList<Fact> facts = Facts(_rig.Journal.Head.Seq);
        facts.Count.ShouldBe(3);
        facts[2].ShouldBe(new AnswerKept("POST /v1/events|k1", "hash", 202, "2 accepted", World.Now));
    }

    [Fact]
    public void A_repetition_runs_nothing_and_waits_for_the_first()
    {
        _rig.Submit(Request(Key, World.Event("e1")));
        Task<Decided> again = _rig.Submit(Request(Key, World.Event("e2")));
        again.IsCompleted.ShouldBeFalse();
        _rig.WriteAll();
        again.Now().Outcomes.ShouldAllBe(outcome => outcome == null);
        Facts(again.Now().FirstAnswer!.Value.Seq)[again.Now().FirstAnswer!.Value.Ordinal].ShouldBeOfType<AnswerKept>();
        World.Used(_rig.Replayed()).ToString().ShouldBe("1");
    }

    [Fact]
    public void A_repetition_after_a_restart_is_known()
    {
        _rig.Submit(Request(Key, World.Event("e1")));
        _rig.WriteAll();
        CoreRig next = _rig.Restart();
        next.Submit(Request(Key, World.Event("e1"))).Now().FirstAnswer.ShouldNotBeNull();
    }

    [Fact]
    public void The_same_key_under_another_operation_is_another_key()
    {
        _rig.Submit(Request(Key, World.Event("e1")));
        Task<Decided> other = _rig.Submit(Request(Key with { Operation = "POST /v1/contracts" }, World.Event("e2")));
        _rig.WriteAll();
        other.Now().FirstAnswer.ShouldBeNull();
        World.Used(_rig.Replayed()).ToString().ShouldBe("2");
    }

    [Fact]
    public void An_answer_that_was_lost_with_its_block_is_not_known()
    {
        _rig.Submit(Request(Key, World.Event("e1")));
        _rig.Fail(new JournalUnavailableException("gone"));
        _rig.Load();
        Task<Decided> again = _rig.Submit(Request(Key, World.Event("e1")));
        _rig.WriteAll();
        again.Now().FirstAnswer.ShouldBeNull();
    }

    [Fact]
    public void A_request_that_met_a_mistake_of_ours_can_be_tried_again()
    {
        Task<Decided> reply = _rig.Submit(Request(Key, new UnknownCommand()));
        reply.Now().Kept.ShouldBeNull();
        _rig.Submit(Request(Key, World.Event("e1")));
        _rig.WriteAll();
        World.Used(_rig.Replayed()).ToString().ShouldBe("1");
    }

    [Fact]
    public void An_answer_that_cannot_be_made_does_not_undo_what_was_done()
    {
        Task<Decided> reply = _rig.Submit(new Submission([World.Event("e1")], Key, (_, _) => throw new FormatException("ours")));
        _rig.WriteAll();
        reply.Now().Outcomes[0].Rejection.ShouldBeNull();
        reply.Now().Kept.ShouldBeNull();
    }

    private IReadOnlyList<Fact> Facts(long seq)
    {
        using EncodedBlock? block = _rig.Journal.ReadBlock(seq);
        return BlockDecoder.Decode(block!).Facts;
    }

    private sealed record UnknownCommand : Command;
}
