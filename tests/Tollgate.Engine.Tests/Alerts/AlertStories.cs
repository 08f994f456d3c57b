using Tollgate.Engine.Alerts;
using Tollgate.Engine.Metering;
using Tollgate.Engine.Tests.Scenarios;

namespace Tollgate.Engine.Tests.Alerts;

public class AlertStories
{
    [Fact]
    public void Each_threshold_is_told_once_and_neither_too_early_nor_too_late() => Story.Plays("""
        env 2025-06-01
        catalog shop
        account a
        contract a hard 2025-06-01
        consume a api_calls 79.999999999    -> allowed within_limit, 79.999999999 of 100 at 1
        alerts a                            -> nothing
        consume a api_calls 0.000000001     -> allowed within_limit, 80 of 100 at 1
        alerts a                            -> usage 80: 80 of 100
        restart
        consume a api_calls 9 id=x          -> allowed within_limit, 89 of 100 at 1
        consume a api_calls 9 id=x          -> allowed within_limit, 89 of 100 at 1, duplicate
        alerts a                            -> nothing
        use a api_calls 1                   -> api_calls 1, covered 1
        alerts a                            -> usage 90: 90 of 100
        consume a api_calls 11              -> denied quota_exceeded, 90 of 100 at 1
        alerts a                            -> nothing
        consume a api_calls 10              -> allowed within_limit, 100 of 100 at 1
        alerts a                            -> usage 100: 100 of 100
        use a api_calls 0                   -> api_calls 0, covered 0
        alerts a                            -> nothing
        use a api_calls 0.000000001         -> api_calls 0.000000001, covered 0
        alerts a                            -> overage: 100.000000001 of 100
        restart
        use a api_calls 500                 -> api_calls 500, covered 0
        alerts a                            -> nothing
        """);

    [Fact]
    public void One_event_may_cross_many() => Story.Plays("""
        env 2025-06-01
        catalog shop
        account a
        contract a soft 2025-06-01
        use a api_calls 45000               -> api_calls 45000, covered 45000
        alerts a                            -> usage 80: 45000 of 50000; usage 90: 45000 of 50000
        consume a api_calls 5001            -> allowed soft_limit_exceeded, 50001 of 50000, over 1 at 0.002
        alerts a                            -> usage 100: 50001 of 50000; overage: 50001 of 50000
        """);

    [Fact]
    public void Each_period_has_its_own() => Story.Plays("""
        env 2025-07-10 window=60
        catalog shop
        account a
        contract a hard 2025-05-20
        use a api_calls 80 @2025-07-01      -> api_calls 80, covered 80
        alerts a                            -> usage 80: 80 of 100
        use a api_calls 85 @2025-06-19      -> api_calls 85, covered 85   # the period before, from 20 May
        alerts a                            -> usage 80: 85 of 100
        use a api_calls 5 @2025-06-01       -> api_calls 5, covered 5
        alerts a                            -> usage 90: 90 of 100
        """);

    [Fact]
    public void A_backdated_contract_tells_what_was_used_before_it() => Story.Plays("""
        env 2025-06-20
        catalog shop
        account a
        use a api_calls 85 @2025-06-10      -> api_calls 85, waiting
        use a api_calls 20 @2025-06-05      -> api_calls 20, waiting
        use a api_calls 99 @2025-05-31      -> api_calls 99, waiting
        alerts a                            -> nothing
        contract a hard 2025-06-01
        alerts a                            -> usage 80: 85 of 100; usage 90: 105 of 100; usage 100: 105 of 100; overage: 105 of 100
        restart
        use a api_calls 1                   -> api_calls 1, covered 0
        alerts a                            -> nothing
        """);

    [Fact]
    public void What_reaches_a_closed_period_is_told_once() => Story.Plays("""
        env 2025-06-01 window=60
        catalog shop
        account a
        contract a soft 2025-06-01
        bill a                              -> closed 0
        use a api_calls 10                  -> api_calls 10, covered 10
        clock 2025-07-02
        bill a                              -> draft 1; final 1 INV-000001
        use a api_calls 3 @2025-06-30       -> api_calls 3, late
        alerts a                            -> late: 3 of 0
        restart
        use a api_calls 4 @2025-06-30       -> api_calls 4, late
        alerts a                            -> nothing
        """);

    [Fact]
    public void The_catalog_says_when() => Story.Plays("""
        env 2025-06-01
        catalog alerting
        account early
        contract early early 2025-06-01
        use early calls 4                   -> calls 4, covered 4; rows 1, covered 0
        alerts early                        -> nothing
        use early calls 1                   -> calls 1, covered 1; rows 1, covered 0
        alerts early                        -> usage 50: 5 of 10
        use early calls 5                   -> calls 5, covered 5; rows 1, covered 0
        alerts early                        -> nothing
        use early calls 5                   -> calls 5, covered 0; rows 1, covered 0
        alerts early                        -> overage: 15 of 10; usage 150: 15 of 10
        account quiet
        contract quiet quiet 2025-06-01
        use quiet calls 10                  -> calls 10, covered 10; rows 1, covered 0
        alerts quiet                        -> nothing
        use quiet calls 1                   -> calls 1, covered 0; rows 1, covered 0
        alerts quiet                        -> overage: 11 of 10
        """);

    [Fact]
    public void A_share_that_no_digit_can_say_is_reached_by_the_next_that_can() => Story.Plays("""
        env 2025-06-01
        catalog alerting
        account a
        contract a thirds 2025-06-01
        use a calls 0.000000003             -> calls 0.000000003, covered 0.000000003; rows 1, covered 0
        alerts a                            -> nothing
        use a calls 0.000000001             -> calls 0.000000001, covered 0.000000001; rows 1, covered 0
        alerts a                            -> usage 33.333333333: 0.000000004 of 0.00000001
        """);

    [Fact]
    public void Two_meters_of_one_event_are_told_apart() => Story.Plays("""
        env 2025-06-01
        catalog alerting
        account a
        contract a both 2025-06-01
        use a calls 8                       -> calls 8, covered 8; rows 1, covered 1
        alerts a                            -> usage 80: 8 of 10
        use a calls 0                       -> calls 0, covered 0; rows 1, covered 1
        alerts a                            -> usage 80: 2 of 2; usage 90: 2 of 2; usage 100: 2 of 2
        """);

    [Fact]
    public void What_is_sold_by_the_unit_or_without_limit_is_no_news() => Story.Plays("""
        env 2025-06-01
        catalog alerting
        account paygo
        contract paygo paygo 2025-06-01
        use paygo calls 1000                -> calls 1000, covered 0; rows 1, covered 0
        alerts paygo                        -> nothing
        account open
        contract open open 2025-06-01
        use open calls 1000                 -> calls 1000, covered 1000; rows 1, covered 0
        alerts open                         -> nothing
        account none
        contract none none 2025-06-01
        use none calls 0                    -> calls 0, covered 0; rows 1, covered 0
        alerts none                         -> nothing
        use none calls 1                    -> calls 1, covered 0; rows 1, covered 0
        alerts none                         -> overage: 1 of 0
        """);

    [Fact]
    public void An_alert_says_what_was_crossed_and_by_which_event()
    {
        var verbs = new Verbs(new World());
        foreach (string line in (string[])["env 2025-06-10", "catalog shop", "account a", "contract a hard 2025-06-01", "use a api_calls 90 id=e7 source=sdk"])
            verbs.Play(line.Split(' '));
        AlertRaised[] raised = [.. verbs.World.Journal.OfType<AlertRaised>()];
        raised.Select(alert => alert.Id).ShouldBe(["ctr_a/api_calls/2025-06-01T00:00:00Z/80", "ctr_a/api_calls/2025-06-01T00:00:00Z/90"]);
        verbs.World.Journal[^3].ShouldBeOfType<UsageCounted>();
        AlertRaised first = raised[0];
        (first.AccountId, first.ContractId, first.Feature, first.Meter, first.AfterCutoff).ShouldBe(("a", "ctr_a", "api_calls", "api_calls", false));
        (first.PeriodStart.ToString(), first.PeriodEnd.ToString(), first.At.ToString()).ShouldBe(("2025-06-01T00:00:00Z", "2025-07-01T00:00:00Z", "2025-06-10T00:00:00Z"));
        first.Cause.ShouldBe(new AlertCause("sdk", "e7"));
    }
}
