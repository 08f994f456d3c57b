using Tollgate.Engine.Numbers;
using Tollgate.Engine.Ledger;
using Tollgate.Engine.Tests.Scenarios;

namespace Tollgate.Engine.Tests.Ledger;

/// <summary>What the simulator and its model found wrong, in few words.</summary>
public class SimulatedStories
{
    [Fact]
    public void Of_two_lots_of_one_time_the_second_covers_what_the_first_has_left()
    {
        var world = new World();
        var verbs = new Verbs(world);
        string[] story =
        [
            "env 2025-06-01",
            "catalog shop",
            "account a",
            "contract a extra 2025-06-01",
            "clock 2025-06-03",
            "use a api_calls 3 @2025-06-02T12:00:00Z",
            "grant a api_calls 10 id=g every=day roll=0-10 @2025-06-01",
        ];
        foreach (string line in story)
            verbs.Play(line.Split(' '));
        world.Journal.OfType<OverageCovered>().Select(covered => (covered.LotId, covered.Units)).ShouldBe(
            [("g/2025-06-02T00:00:00Z/rolled/2025-06-01T00:00:00Z", Units.Parse("3"))]);
    }

    [Fact]
    public void Units_of_the_second_feature_of_a_meter_raise_alerts_too() => Story.Plays("""
        env 2025-06-01
        catalog twins
        account a
        contract a plan 2025-06-01
        grant a two 10 id=g
        use a calls 8                       -> calls 8, covered 8
        alerts a                            -> usage 80: 8 of 10
        """);

    [Fact]
    public void A_check_for_later_sees_what_is_returned_until_then() => Story.Plays("""
        env 2025-06-01
        catalog shop
        account a
        contract a hard 2025-06-01
        grant a api_calls 10 id=g priority=1
        reserve a api_calls 60 res=r ttl=60                     -> allowed within_limit, 0 of 110 at 1, holds 60
        check a api_calls 51                                    -> denied quota_exceeded, 0 of 110 at 1
        check a api_calls 51 @2025-06-01T00:00:59.999999Z       -> denied quota_exceeded, 0 of 110 at 1
        check a api_calls 110 @2025-06-01T00:01:00Z             -> allowed within_limit, 0 of 110 at 1
        """);

    [Fact]
    public void What_one_meter_takes_of_its_wallet_is_not_missing_in_another_wallet() => Story.Plays("""
        env 2025-06-01
        catalog purses
        account a
        contract a plan 2025-06-01
        grant a USD 10 wallet=1 id=money
        grant a sparks 10 wallet=1 id=sparks
        use a job 6                         -> a 6, covered 0; b 6, covered 6
        held a                              -> money available 4, consumed 6; sparks available 4, consumed 6
        """);

    [Fact]
    public void What_several_charges_hold_of_one_lot_is_held_together() => Story.Plays("""
        env 2025-06-01
        catalog billed
        account a
        contract a paid 2025-06-01
        grant a USD 10 wallet=1 id=g
        reserve a one 4 res=r               -> allowed within_limit, 0 of 6.666666666 at 1, holds 4
        held a                              -> g available 4, reserved 6
        settle r 3                          -> settled 3, covered 0
        held a                              -> g available 5.5, consumed 4.5
        """);

    [Fact]
    public void A_wallet_for_a_feature_pays_for_it_under_the_name_that_is_asked_for() => Story.Plays("""
        env 2025-06-01
        catalog billed
        account a
        contract a paid 2025-06-01
        grant a two 1 id=units
        grant a USD 30 wallet=1 id=g features=two
        wallet a two 6                      -> allowed, 9 of 30 USD
        consume a two 6                     -> allowed within_limit, 6 of 20 at 1
        held a                              -> g available 21, consumed 9; units consumed 1
        wallet a one 1                      -> denied, 0 of 0 USD
        """);

    [Fact]
    public void A_part_is_no_more_than_a_cap_on_spend_lets_pass_though_all_of_it_would_cost_less() => Story.Plays("""
        env 2025-06-01
        catalog billed
        account a
        contract a falling 2025-06-01
        check a one 12                      -> denied spend_cap_exceeded, 0 of 12 at 0.1, by spend_cap
        check a one 18                      -> denied quota_exceeded, 0 of 12 at 0.1, by usage_limit
        consume a one 18 partial=1          -> denied spend_cap_exceeded, 0 of 12 at 0.1, by spend_cap
        """);
}
