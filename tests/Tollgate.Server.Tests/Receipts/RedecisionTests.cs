using Tollgate.Engine.Entitlements;
using Tollgate.Engine.Metering;
using Tollgate.Server.Entitlements;
using Tollgate.Server.Receipts;
using Tollgate.Server.Shards;
using Tollgate.Server.Tests.Shards;
using Tollgate.Storage.Journal;

namespace Tollgate.Server.Tests.Receipts;

/// <summary>A decision names the very state that it saw, in the middle of a block too, and made again from the journal it is the same.</summary>
public sealed class RedecisionTests
{
    private readonly CoreRig _rig = CoreRig.WithWorld();

    [Fact]
    public void A_consume_in_the_middle_of_a_block_names_the_place_of_its_own_fact()
    {
        // The first is with the writer; the next four share the block behind it.
        _rig.Submit(World.Consume("c1"));
        Task<Decided> two = _rig.Submit(World.Consume("c2", "2"), World.Consume("c3", "3"));
        Task<Decided> denied = _rig.Submit(World.Consume("c4", "5"));
        Task<Decided> last = _rig.Submit(World.Consume("c5", "4"));
        TakenDecision check = TakenDecisions.Check(_rig, World.Consume("x").Request)!;
        _rig.WriteAll();

        long block = _rig.Journal.Head.Seq;
        (TakenDecision Taken, int Place)[] expected =
        [
            (TakenDecisions.Of(World.Consume("c2", "2"), two.Now(), 0)!, 0),
            (TakenDecisions.Of(World.Consume("c3", "3"), two.Now(), 1)!, 1),
            (TakenDecisions.Of(World.Consume("c4", "5"), denied.Now())!, 2),
            (TakenDecisions.Of(World.Consume("c5", "4"), last.Now())!, 2),
            // The last one's usage raised three alerts: 80, 90 and 100 % of what is included.
            (check, 6),
        ];
        foreach ((TakenDecision taken, int place) in expected)
        {
            (taken.Moment.AsOf.Seq, taken.Moment.AsOf.Ordinal).ShouldBe((block, place));
            TakenDecisions.Again(taken, _rig.Journal).Differences.ShouldBeEmpty();
        }

        expected.Select(one => (one.Taken.Answer.Allowed, one.Taken.Answer.Metered!.Value.Consumed.ToString()))
            .ShouldBe([(true, "3"), (true, "6"), (false, "6"), (true, "10"), (false, "10")]);
    }

    [Fact]
    public void Had_it_seen_one_fact_more_or_less_it_would_be_another()
    {
        _rig.Submit(World.Consume("c1"));
        _rig.Submit(World.Consume("c2", "2"));
        TakenDecision check = TakenDecisions.Check(_rig, World.Consume("x").Request)!;
        _rig.Submit(World.Consume("c3", "3"));
        _rig.WriteAll();
        TakenDecisions.Again(check, _rig.Journal).Differences.ShouldBeEmpty();
        foreach (int other in new[] { 0, 2 })
        {
            TakenDecision moved = check with { Moment = check.Moment with { AsOf = check.Moment.AsOf with { Ordinal = other } } };
            TakenDecisions.Again(moved, _rig.Journal).Differences.ShouldHaveSingleItem().ShouldStartWith("usage_consumed: the receipt says 3, and made again the answer is ");
        }
    }

    [Fact]
    public void What_came_later_changes_nothing()
    {
        TakenDecision before = TakenDecisions.Check(_rig, World.Consume("x").Request)!;
        Task<Decided> reply = _rig.Submit(World.Consume("c1", "10"));
        _rig.WriteAll();
        TakenDecision consume = TakenDecisions.Of(World.Consume("c1", "10"), reply.Now())!;
        for (int i = 0; i < 5; i++)
        {
            _rig.Submit(World.Event($"e{i}", quantity: "100"), World.Consume("c1", "10"));
            _rig.WriteAll();
        }

        foreach (TakenDecision taken in new[] { before, consume })
            TakenDecisions.Again(taken, _rig.Journal).Differences.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("1", false)]
    [InlineData("2", true)]
    public void A_repeated_consume_is_made_again_with_what_the_index_said(string quantity, bool conflict)
    {
        _rig.Submit(World.Consume("c1"));
        _rig.WriteAll();
        ConsumeUnits repeated = World.Consume("c1", quantity);
        Task<Decided> reply = _rig.Submit(repeated);
        _rig.WriteAll();
        TakenDecision taken = TakenDecisions.Of(repeated, reply.Now())!;
        (taken.Answer.Duplicate, taken.Answer.Conflict).ShouldBe((true, conflict));
        TakenDecisions.Again(taken, _rig.Journal).Differences.ShouldBeEmpty();
    }

    [Fact]
    public void What_was_seen_and_lost_is_told()
    {
        _rig.Submit(World.Consume("c1"));
        TakenDecision check = TakenDecisions.Check(_rig, World.Consume("x").Request)!;
        Ground.Of(check.Moment.AsOf, _rig.Journal).Standing.ShouldBe(GroundStanding.NotDurable);
        _rig.Fail(new JournalUnavailableException("the disk went away"));
        _rig.Load();
        Ground lost = Ground.Of(check.Moment.AsOf, _rig.Journal);
        (lost.Standing, lost.Why!.Contains("was lost before it was durable", StringComparison.Ordinal)).ShouldBe((GroundStanding.Lost, true));

        // Another block stands there by and by.
        _rig.Submit(World.Consume("c2"));
        _rig.WriteAll();
        Ground replaced = Ground.Of(check.Moment.AsOf, _rig.Journal);
        (replaced.Standing, replaced.Why!.Contains("the one in its place was written in epoch", StringComparison.Ordinal)).ShouldBe((GroundStanding.Lost, true));
    }

    [Fact]
    public void What_was_written_though_nobody_knew_counts()
    {
        _rig.Submit(World.Consume("c1"));
        TakenDecision check = TakenDecisions.Check(_rig, World.Consume("x").Request)!;
        _rig.Fail(new JournalUnavailableException("the answer was lost"), yetWritten: true);
        _rig.Load();
        TakenDecisions.Again(check, _rig.Journal).Differences.ShouldBeEmpty();
    }

    [Fact]
    public void A_decision_on_nothing_at_all_is_made_again()
    {
        var empty = new CoreRig();
        TakenDecision check = TakenDecisions.Check(empty, World.Consume("x").Request)!;
        (check.Moment.AsOf.Seq, check.Answer.Reason).ShouldBe((-1, Reason.AccountNotFound));
        TakenDecisions.Again(check, empty.Journal).Differences.ShouldBeEmpty();
    }

    [Fact]
    public void Long_properties_are_taken_from_the_journal_or_from_who_has_them()
    {
        var properties = Properties.Of(Enumerable.Range(0, 100).Select(i => new Property($"p{i}", "\"a long value\"")));
        ConsumeUnits consume = World.Consume("c1") with { Request = World.Consume("c1").Request with { Properties = properties } };
        Task<Decided> reply = _rig.Submit(consume);
        _rig.WriteAll();
        TakenDecisions.Again(TakenDecisions.Of(consume, reply.Now())!, _rig.Journal).Differences.ShouldBeEmpty();

        TakenDecision check = TakenDecisions.Check(_rig, consume.Request)!;
        Should.Throw<ReceiptException>(() => TakenDecisions.Again(check, _rig.Journal)).Message.ShouldContain("--properties FILE");
        Should.Throw<ReceiptException>(() => TakenDecisions.Again(check, _rig.Journal, Properties.None)).Message.ShouldContain("are not those of the request");
        TakenDecisions.Again(check, _rig.Journal, properties).Differences.ShouldBeEmpty();
    }

    [Fact]
    public void Another_journal_is_not_taken_for_the_receipts_own()
    {
        _rig.Submit(World.Consume("c1"));
        _rig.WriteAll();
        TakenDecision check = TakenDecisions.Check(_rig, World.Consume("x").Request)!;
        Receipt receipt = TakenDecisions.Receipt(check, _rig.Journal);

        var other = CoreRig.WithWorld();
        other.Submit(World.Consume("c2"));
        other.WriteAll();
        Redecide(receipt, other.Journal).ShouldContain("the journal is not the one that the receipt was made from");
        Redecide(receipt with { Installation = "of another" }, _rig.Journal).ShouldContain("The receipt is of the installation of another");

        static string Redecide(Receipt receipt, IJournalReader journal) =>
            Should.Throw<ReceiptException>(() => Redecision.Of(receipt, journal, null, (_, _) => { }, TestContext.Current.CancellationToken)).Message;
    }

    [Fact]
    public void A_receipt_that_says_what_was_not_is_told_field_by_field()
    {
        Task<Decided> reply = _rig.Submit(World.Consume("c1", "4"));
        _rig.WriteAll();
        TakenDecision taken = TakenDecisions.Of(World.Consume("c1", "4"), reply.Now())!;
        GivenAnswer untrue = taken.Answer with { Reason = Reason.SoftLimitExceeded, GrantedUnits = World.Units("5") };
        TakenDecisions.Again(taken with { Answer = untrue }, _rig.Journal).Differences.ShouldBe([
            "reason: the receipt says soft_limit_exceeded, and made again the answer is within_limit.",
            "granted_units: the receipt says 5, and made again the answer is 4.",
        ]);

        TakenDecision other = taken with { Asked = taken.Asked with { Units = World.Units("3") } };
        TakenDecisions.Again(other, _rig.Journal).Differences.ShouldContain(difference => difference.StartsWith("Made again, it leads to ", StringComparison.Ordinal));
    }

    /// <summary>Whatever comes in whichever order, with blocks lost in between: each decision is lost as a whole, or made again to the same answer.</summary>
    [Fact]
    public void Every_decision_of_random_histories_is_the_same_again_or_known_to_be_lost()
    {
        int held = 0, lost = 0, inside = 0;
        for (int seed = 0; seed < 40; seed++)
        {
            var history = new RandomHistory(seed);
            for (int step = 0; step < 60; step++)
                history.Step();
            history.End();
            foreach ((TakenDecision taken, bool expectedLost) in history.Decisions)
            {
                GroundStanding standing = Ground.Of(taken.Moment.AsOf, history.Rig.Journal).Standing;
                standing.ShouldBe(expectedLost ? GroundStanding.Lost : GroundStanding.Durable, $"seed {seed}, {taken}");
                if (expectedLost)
                {
                    lost++;
                    continue;
                }

                TakenDecisions.Again(taken, history.Rig.Journal).Differences.ShouldBeEmpty($"seed {seed}, {taken}");
                held++;
                inside += taken.Moment.AsOf.Ordinal > 0 ? 1 : 0;
            }
        }

        (held > 800, lost > 20, inside > 200).ShouldBe((true, true, true), $"{held} held, {lost} lost, {inside} in the middle of a block");
    }
}
