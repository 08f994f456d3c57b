using Tollgate.Engine.Alerts;
using Tollgate.Engine.Tests.Scenarios;

namespace Tollgate.Engine.Tests.Alerts;

public class LimitAlertStories
{
    [Fact]
    public void A_threshold_of_spend_is_told_once_a_period() => Story.Plays("""
        env 2025-06-01
        catalog limited
        account a
        contract a capped 2025-06-01
        consume a calls 14.9                -> allowed soft_limit_exceeded, 14.9 of 10, over 4.9 at 2
        alerts a                            -> overage: 14.9 of 10
        use a calls 0.1                     -> calls 0.1, covered 0
        alerts a                            -> spend 50 on calls: 10 of 20
        restart
        use a calls 1                       -> calls 1, covered 0
        alerts a                            -> nothing
        use a calls 9                       -> calls 9, covered 0
        alerts a                            -> spend 100 on calls: 30 of 20
        grant a calls 15                    -> ok   # it costs nothing any more
        use a calls 5                       -> calls 5, covered 0
        use a calls 6                       -> calls 6, covered 0
        alerts a                            -> nothing
        clock 2025-07-01
        use a calls 20                      -> calls 20, covered 10
        alerts a                            -> overage: 20 of 10; spend 50 on calls: 20 of 20; spend 100 on calls: 20 of 20
        """);

    [Fact]
    public void A_plans_cap_is_reached_by_all_its_usage_together() => Story.Plays("""
        env 2025-06-01
        catalog limited
        account a
        contract a whole 2025-06-01
        use a calls 30                      -> calls 30, covered 0
        alerts a                            -> nothing
        use a rows 19                       -> rows 19, covered 19
        alerts a                            -> nothing
        consume a rows 1                    -> allowed within_limit, 20 of unlimited at 0.5
        alerts a                            -> spend 80 on *: 40 of 50
        use a rows 20                       -> rows 20, covered 20
        alerts a                            -> spend 90 on *: 50 of 50; spend 100 on *: 50 of 50
        """);

    [Fact]
    public void A_burn_rate_is_told_once_a_window() => Story.Plays("""
        env 2025-06-01T10:10:00Z
        catalog limited
        account a
        contract a watched 2025-06-01
        use a calls 99                      -> calls 99, covered 99
        alerts a                            -> nothing
        use a calls 50 @2025-06-01T09:59:59Z -> calls 50, covered 50   # another hour's
        alerts a                            -> nothing
        consume a calls 1                   -> allowed within_limit, 150 of unlimited
        alerts a                            -> burn rate: 100 of 100 from 2025-06-01T10:00:00Z
        restart
        use a calls 100                     -> calls 100, covered 100
        alerts a                            -> nothing
        use a calls 50 @2025-06-01T09:00:00Z -> calls 50, covered 50
        alerts a                            -> burn rate: 100 of 100 from 2025-06-01T09:00:00Z
        clock 2025-06-01T11:00:00Z
        use a calls 250                     -> calls 250, covered 250
        alerts a                            -> burn rate: 250 of 100 from 2025-06-01T11:00:00Z
        """);

    [Fact]
    public void A_backdated_contract_tells_what_was_used_and_spent_before_it() => Story.Plays("""
        env 2025-06-01T10:10:00Z
        catalog limited
        account a
        account b
        use a calls 60                      -> calls 60, waiting
        use a calls 60                      -> calls 60, waiting
        use b calls 15                      -> calls 15, waiting
        contract a watched 2025-06-01
        alerts a                            -> burn rate: 120 of 100 from 2025-06-01T10:00:00Z
        contract b capped 2025-06-01
        alerts b                            -> overage: 15 of 10; spend 50 on calls: 10 of 20
        """);

    [Fact]
    public void What_several_meters_count_of_one_event_is_told_once_and_whole_also_when_a_contract_takes_it_up() => Story.Plays("""
        env 2025-06-01
        catalog pair
        account a
        account b
        use a job 6                         -> a 6, waiting; b 6, waiting
        use a job 1                         -> a 1, waiting; b 1, waiting
        contract a plan 2025-06-01
        alerts a                            -> spend 50 on *: 12 of 10; spend 100 on *: 12 of 10
        contract b plan 2025-06-01
        use b job 6                         -> a 6, covered 0; b 6, covered 0
        use b job 1                         -> a 1, covered 0; b 1, covered 0
        alerts b                            -> spend 50 on *: 12 of 10; spend 100 on *: 12 of 10
        """);

    [Fact]
    public void What_reaches_a_closed_period_is_no_part_of_what_it_cost() => Story.Plays("""
        env 2025-06-01 window=60
        catalog limited
        account a
        contract a capped 2025-06-01
        clock 2025-07-05
        bill a                              -> draft 1; final 1 INV-000001; closed 0
        use a calls 100 @2025-06-30         -> calls 100, late
        alerts a                            -> late: 100 of 0
        """);

    [Fact]
    public void An_alert_says_what_was_crossed_and_by_which_event()
    {
        var verbs = new Verbs(new World());
        foreach (string line in (string[])["env 2025-06-10T10:10:00Z", "catalog limited", "account a", "account b", "account c", "contract a watched 2025-06-01", "contract b capped 2025-06-01", "contract c whole 2025-06-01", "use a calls 100 id=e1", "use b calls 15 id=e2", "use c calls 45 id=e3"])
            verbs.Play(line.Split(' '));
        AlertRaised[] raised = [.. verbs.World.Journal.OfType<AlertRaised>().Where(alert => alert.Kind is AlertKind.Spend or AlertKind.BurnRate)];
        raised.Select(alert => alert.Id).ShouldBe(
        [
            "ctr_a/calls/2025-06-10T10:00:00Z/burn_rate",
            "ctr_b/calls/2025-06-01T00:00:00Z/spend_50",
            "ctr_c/*/2025-06-01T00:00:00Z/spend_80",
            "ctr_c/*/2025-06-01T00:00:00Z/spend_90",
        ]);
        raised.Select(alert => $"{alert.Meter ?? "none"} {alert.PeriodStart} {alert.PeriodEnd} {alert.Cause!.EventId}").ShouldBe(
        [
            "calls 2025-06-10T10:00:00Z 2025-06-10T11:00:00Z e1",
            "calls 2025-06-01T00:00:00Z 2025-07-01T00:00:00Z e2",
            "none 2025-06-01T00:00:00Z 2025-07-01T00:00:00Z e3",
            "none 2025-06-01T00:00:00Z 2025-07-01T00:00:00Z e3",
        ]);
    }
}
