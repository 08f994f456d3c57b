using Tollgate.Engine.Entitlements;
using Tollgate.Engine.Tests.Scenarios;

namespace Tollgate.Engine.Tests.Entitlements;

public class SeveralLimitsStories
{
    [Fact]
    public void The_tightest_answers_and_is_named() => Story.Plays("""
        env 2025-06-01
        catalog limited
        account a
        contract a windows 2025-06-01
        consume a calls 10                  -> allowed within_limit, 10 of 1000
        check a calls 1                     -> denied quota_exceeded, 10 of 1000, by per_minute
        consume a calls 1                   -> denied quota_exceeded, 10 of 1000, by per_minute
        consume a calls 0                   -> allowed within_limit, 10 of 1000
        limits a calls                      -> usage_limit 10 of 1000, left 990; per_minute 10 of 10, left 0, until 2025-06-01T00:01:00Z; per_day 10 of 25, left 15, until 2025-06-02T00:00:00Z
        clock 2025-06-01T00:00:59.999999Z
        consume a calls 1                   -> denied quota_exceeded, 10 of 1000, by per_minute
        clock 2025-06-01T00:01:00Z
        restart
        consume a calls 10                  -> allowed within_limit, 20 of 1000
        clock 2025-06-01T00:02:00Z
        consume a calls 6                   -> denied quota_exceeded, 20 of 1000, by per_day
        consume a calls 11                  -> denied quota_exceeded, 20 of 1000, by per_day
        consume a calls 5                   -> allowed within_limit, 25 of 1000
        clock 2025-06-02
        consume a calls 10                  -> allowed within_limit, 35 of 1000
        """);

    [Fact]
    public void A_default_has_its_windows_too() => Story.Plays("""
        env 2025-06-01
        catalog limited
        account a
        contract a windows 2025-06-01
        consume a rows 3                    -> allowed within_limit, 3 of unlimited
        consume a rows 1                    -> denied quota_exceeded, 3 of unlimited, by per_day
        restart
        consume a rows 1                    -> denied quota_exceeded, 3 of unlimited, by per_day
        clock 2025-06-02
        consume a rows 1                    -> allowed within_limit, 4 of unlimited
        """);

    [Fact]
    public void What_is_reported_counts_in_every_window_and_is_never_refused() => Story.Plays("""
        env 2025-06-01T12:00:00Z
        catalog limited
        account a
        contract a windows 2025-06-01
        use a calls 40                      -> calls 40, covered 40
        limits a calls                      -> usage_limit 40 of 1000, left 960; per_minute 40 of 10, left 0, until 2025-06-01T12:01:00Z; per_day 40 of 25, left 0, until 2025-06-02T00:00:00Z
        consume a calls 1                   -> denied quota_exceeded, 40 of 1000, by per_day   # of two that are used up, the one that stays longer
        use a calls 3 @2025-06-01T11:59:59Z -> calls 3, covered 3
        consume a calls 1 @2025-06-01T11:59:59Z -> denied quota_exceeded, 43 of 1000, by per_day
        """);

    [Fact]
    public void A_part_keeps_all_of_them() => Story.Plays("""
        env 2025-06-01
        catalog limited
        account a
        contract a windows 2025-06-01
        consume a calls 15 partial=true     -> allowed quota_exceeded, 10 of 1000, by per_minute, granted 10
        consume a calls 15 partial=true     -> denied quota_exceeded, 10 of 1000, by per_minute
        clock 2025-06-01T00:01:00Z
        consume a calls 8 partial=true      -> allowed within_limit, 18 of 1000, granted 8
        clock 2025-06-01T00:02:00Z
        consume a calls 9.5 partial=true    -> allowed quota_exceeded, 25 of 1000, by per_day, granted 7
        """);

    [Fact]
    public void Money_pays_the_fraction_that_another_limit_leaves() => Story.Plays("""
        env 2025-06-01
        catalog limited
        account a
        contract a five 2025-06-01
        use a calls 55.5                    -> calls 55.5, covered 40
        clock 2025-06-02
        use a calls 5.5 subject=ann         -> calls 5.5, covered 0       # 38.50 of 45.00: it pays 2.6 more, of which two are whole
        consume a calls 31 subject=ann partial=true -> allowed quota_exceeded, 63.5 of 40, over 2.5 at 2.5, by per_minute_each_subject, granted 2.5
        """);

    [Fact]
    public void Windows_go_by_the_usages_own_time_in_the_accounts_zone() => Story.Plays("""
        env 2025-06-10T12:00:00Z
        catalog limited
        account a zone=Asia/Tokyo
        contract a windows 2025-06-01
        consume a calls 10 @2025-06-09T14:59:59Z -> allowed within_limit, 10 of 1000   # the 9th in Tokyo
        consume a calls 10 @2025-06-09T14:58:00Z -> allowed within_limit, 20 of 1000
        consume a calls 6 @2025-06-09T14:57:00Z -> denied quota_exceeded, 20 of 1000, by per_day
        consume a calls 6 @2025-06-09T15:00:00Z -> allowed within_limit, 26 of 1000   # the 10th
        """);

    [Fact]
    public void A_doubled_hour_is_two_windows() => Story.Plays("""
        env 2025-10-26T00:30:00Z
        catalog limited
        account a zone=Europe/Berlin
        contract a hourly 2025-10-01
        consume a calls 10                  -> allowed within_limit, 10 of unlimited   # 02:30 for the first time
        consume a calls 1                   -> denied quota_exceeded, 10 of unlimited, by per_hour
        limits a calls                      -> per_hour 10 of 10, left 0, until 2025-10-26T01:00:00Z
        clock 2025-10-26T01:30:00Z
        consume a calls 10                  -> allowed within_limit, 20 of unlimited   # and for the second
        consume a calls 1                   -> denied quota_exceeded, 20 of unlimited, by per_hour
        """);

    [Fact]
    public void A_week_goes_over_the_end_of_a_month() => Story.Plays("""
        env 2025-06-29
        catalog limited
        account a
        contract a long 2025-06-28
        consume a calls 8                   -> allowed within_limit, 8 of unlimited   # a Sunday
        clock 2025-06-30
        consume a calls 7                   -> allowed within_limit, 15 of unlimited   # Monday, and the last of June
        consume a calls 1                   -> denied quota_exceeded, 15 of unlimited, by per_month
        clock 2025-07-01
        consume a calls 3                   -> allowed within_limit, 18 of unlimited
        consume a calls 1                   -> denied quota_exceeded, 18 of unlimited, by per_week
        """);

    [Fact]
    public void A_window_that_is_forgotten_has_nothing_left() => Story.Plays("""
        env 2025-06-10T12:00:00Z
        catalog limited
        account a
        contract a windows 2025-06-01
        consume a calls 1 @2025-06-07       -> allowed within_limit, 1 of 1000
        consume a calls 1 @2025-06-08       -> allowed within_limit, 2 of 1000
        consume a calls 1 @2025-06-06       -> allowed within_limit, 3 of 1000
        consume a calls 1 @2025-06-10       -> allowed within_limit, 4 of 1000
        consume a calls 1 @2025-06-06       -> denied quota_exceeded, 4 of 1000, by per_day   # three days are kept
        consume a calls 1 @2025-06-05       -> denied quota_exceeded, 4 of 1000, by per_day
        use a calls 24 @2025-06-06          -> calls 24, covered 24
        restart
        consume a calls 1 @2025-06-06T01:00:00Z -> denied quota_exceeded, 28 of 1000, by per_day
        consume a calls 1 @2025-06-09       -> allowed within_limit, 29 of 1000
        consume a calls 1 @2025-06-08T01:00:00Z -> allowed within_limit, 30 of 1000
        """);

    [Fact]
    public void What_is_held_counts_where_its_usage_will() => Story.Plays("""
        env 2025-06-01
        catalog limited
        account a
        contract a windows 2025-06-01
        reserve a calls 6 res=r1            -> allowed within_limit, 0 of 1000, holds 6
        limits a calls                      -> usage_limit 0 of 1000, left 994; per_minute 0 of 10, left 4, until 2025-06-01T00:01:00Z; per_day 0 of 25, left 19, until 2025-06-02T00:00:00Z
        consume a calls 5                   -> denied quota_exceeded, 0 of 1000, by per_minute
        reserve a calls 5 res=r2            -> denied quota_exceeded, 0 of 1000, by per_minute
        consume a calls 4                   -> allowed within_limit, 4 of 1000
        settle r1 2                         -> settled 2, covered 2
        consume a calls 4                   -> allowed within_limit, 10 of 1000
        clock 2025-06-01T00:01:00Z
        reserve a calls 10 res=r3 ttl=30    -> allowed within_limit, 10 of 1000, holds 10
        clock 2025-06-01T00:01:30Z
        check a calls 10                    -> allowed within_limit, 10 of 1000   # it is over
        """);

    [Fact]
    public void Overage_goes_up_to_its_cap() => Story.Plays("""
        env 2025-06-01
        catalog limited
        account a
        contract a overage 2025-06-01
        consume a calls 12                  -> allowed soft_limit_exceeded, 12 of 10, over 2 at 1
        consume a calls 4                   -> denied quota_exceeded, 12 of 10 at 1, by overage_cap
        consume a calls 4 partial=true      -> allowed quota_exceeded, 15 of 10, over 3 at 1, by overage_cap, granted 3
        limits a calls                      -> usage_limit 15 of 10, left 0; overage_cap 5 of 5, left 0
        use a calls 2                       -> calls 2, covered 0
        consume a calls 1                   -> denied quota_exceeded, 17 of 10 at 1, by overage_cap
        grant a calls 3                     -> ok                          # covers three of it
        consume a calls 1                   -> allowed soft_limit_exceeded, 18 of 13, over 1 at 1
        clock 2025-07-01
        consume a calls 15                  -> allowed soft_limit_exceeded, 15 of 10, over 5 at 1
        """);

    [Fact]
    public void A_throttle_lets_pass_no_more_overage_than_its_cap() => Story.Plays("""
        env 2025-06-01
        catalog limited
        account a
        contract a drip 2025-06-01
        consume a calls 14                  -> allowed soft_limit_exceeded, 14 of 10, over 4
        consume a calls 1                   -> denied throttled, 14 of 10, retry in 1000 ms, by usage_limit
        clock 2025-06-01T00:00:10Z
        consume a calls 3                   -> denied quota_exceeded, 14 of 10, by overage_cap
        consume a calls 2                   -> allowed soft_limit_exceeded, 16 of 10, over 2
        """);

    [Fact]
    public void Spend_goes_up_to_its_cap() => Story.Plays("""
        env 2025-06-01
        catalog limited
        account a
        contract a capped 2025-06-01
        consume a calls 15                  -> allowed soft_limit_exceeded, 15 of 10, over 5 at 2
        limits a calls                      -> usage_limit 15 of 10, left 0; spend_cap 10 of 20, left 10
        consume a calls 6                   -> denied spend_cap_exceeded, 15 of 10 at 2, by spend_cap
        consume a calls 6 partial=true      -> allowed spend_cap_exceeded, 20 of 10, over 5 at 2, by spend_cap, granted 5
        consume a calls 0.000000001         -> denied spend_cap_exceeded, 20 of 10 at 2, by spend_cap
        use a calls 1                       -> calls 1, covered 0
        limits a calls                      -> usage_limit 21 of 10, left 0; spend_cap 22 of 20, left 0
        clock 2025-06-02
        grant a calls 0.5                   -> ok
        limits a calls                      -> usage_limit 21 of 10.5, left 0.5; spend_cap 22 of 20, left 0
        consume a calls 0.5                 -> allowed within_limit, 21.5 of 10.5 at 2   # what costs nothing passes
        consume a calls 0.5                 -> denied spend_cap_exceeded, 21.5 of 10.5 at 2, by spend_cap
        clock 2025-07-01
        consume a calls 20                  -> allowed soft_limit_exceeded, 20 of 10, over 10 at 2
        """);

    [Fact]
    public void What_is_held_counts_as_spent() => Story.Plays("""
        env 2025-06-01
        catalog limited
        account a
        contract a capped 2025-06-01
        reserve a calls 18 res=r1           -> allowed soft_limit_exceeded, 0 of 10, over 8 at 2, holds 18
        consume a calls 3                   -> denied spend_cap_exceeded, 0 of 10 at 2, by spend_cap
        consume a calls 2                   -> allowed soft_limit_exceeded, 2 of 10, over 2 at 2
        limits a calls                      -> usage_limit 2 of 10, left 0; spend_cap 4 of 20, left 0
        release r1                          -> ok
        consume a calls 8                   -> allowed within_limit, 10 of 10 at 2
        """);

    [Fact]
    public void What_is_held_makes_nothing_cheaper() => Story.Plays("""
        env 2025-06-01
        catalog limited
        account a
        contract a volume 2025-06-01
        reserve a calls 11 res=r1           -> allowed soft_limit_exceeded, 0 of 0, over 11 at 5, holds 11
        consume a calls 10                  -> denied spend_cap_exceeded, 0 of 0 at 5, by spend_cap
        consume a calls 9                   -> allowed soft_limit_exceeded, 9 of 0, over 9 at 5
        release r1                          -> ok
        limits a calls                      -> usage_limit 9 of 0, left 0; spend_cap 45 of 45, left 0
        """);

    [Fact]
    public void A_price_that_falls_with_the_quantity_is_told_for_the_whole_request() => Story.Plays("""
        env 2025-06-01
        catalog limited
        account a
        contract a volume 2025-06-01
        check a calls 10                    -> denied spend_cap_exceeded, 0 of 0 at 5, by spend_cap   # 50.00
        check a calls 22                    -> allowed soft_limit_exceeded, 0 of 0, over 22 at 5   # 44.00
        check a calls 23                    -> denied spend_cap_exceeded, 0 of 0 at 5, by spend_cap   # 46.00
        consume a calls 9                   -> allowed soft_limit_exceeded, 9 of 0, over 9 at 5   # 45.00
        consume a calls 1                   -> denied spend_cap_exceeded, 9 of 0 at 5, by spend_cap
        consume a calls 2                   -> allowed soft_limit_exceeded, 11 of 0, over 2 at 5   # 22.00, less than before
        """);

    [Fact]
    public void Each_cell_of_a_matrix_has_its_price() => Story.Plays("""
        env 2025-06-01
        catalog limited
        account a
        contract a matrix 2025-06-01
        consume a calls 4 model="big"       -> allowed soft_limit_exceeded, 4 of 2, over 2 at 10
        check a calls 2 model="big"         -> denied spend_cap_exceeded, 4 of 2 at 10, by spend_cap
        consume a calls 10 model="small"    -> allowed soft_limit_exceeded, 14 of 2, over 10 at 1
        check a calls 1 model="big"         -> denied spend_cap_exceeded, 14 of 2 at 10, by spend_cap
        check a calls 1 model="none"        -> allowed soft_limit_exceeded, 14 of 2, over 1   # no price fits it
        limits a calls model="big"          -> usage_limit 14 of 2, left 0; spend_cap 30 of 30, left 0
        """);

    [Fact]
    public void A_plans_cap_is_on_all_its_usage() => Story.Plays("""
        env 2025-06-01
        catalog limited
        account a
        contract a whole 2025-06-01
        consume a rows 30                   -> allowed within_limit, 30 of unlimited at 0.5
        consume a calls 36                  -> denied spend_cap_exceeded, 0 of 0 at 1, by plan_spend_cap
        consume a calls 41                  -> denied spend_cap_exceeded, 0 of 0 at 1, by plan_spend_cap
        consume a calls 35                  -> allowed soft_limit_exceeded, 35 of 0, over 35 at 1
        limits a rows                       -> plan_spend_cap 50 of 50, left 0
        limits a calls                      -> usage_limit 35 of 0, left 0; spend_cap 35 of 40, left 5; plan_spend_cap 50 of 50, left 0
        consume a rows 1                    -> denied spend_cap_exceeded, 30 of unlimited at 0.5, by plan_spend_cap
        """);

    [Fact]
    public void Of_a_closed_period_nobody_knows_what_is_left_of_a_cap() => Story.Plays("""
        env 2025-06-01 window=60
        catalog limited
        account a
        account b
        contract a overage 2025-06-01
        contract b capped 2025-06-01
        clock 2025-07-05
        bill a                              -> draft 1; final 1 INV-000001; closed 0
        bill b                              -> draft 1; final 1 INV-000002; closed 0
        consume a calls 1 @2025-06-30       -> denied quota_exceeded, 0 of 0 at 1, by overage_cap
        consume b calls 1 @2025-06-30       -> denied spend_cap_exceeded, 0 of 0 at 2, by spend_cap
        use b calls 1 @2025-06-30           -> calls 1, late
        """);

    [Fact]
    public void An_override_stands_in_the_place_of_a_cap() => Story.Plays("""
        env 2025-06-01
        catalog limited
        account a
        account b
        contract a overage 2025-06-01
        contract b capped 2025-06-01
        override a calls id=o1 overage=7 until=2025-06-02 -> ok
        override b calls id=o2 spend=30 until=2025-06-02 -> ok
        consume a calls 17                  -> allowed soft_limit_exceeded, 17 of 10, over 7 at 1
        consume b calls 25                  -> allowed soft_limit_exceeded, 25 of 10, over 15 at 2
        restart
        consume b calls 1                   -> denied spend_cap_exceeded, 25 of 10 at 2, by spend_cap
        clock 2025-06-02
        limits a calls                      -> usage_limit 17 of 10, left 0; overage_cap 7 of 5, left 0
        limits b calls                      -> usage_limit 25 of 10, left 0; spend_cap 30 of 20, left 0
        override b calls id=o3 spend=-1     -> not_positive
        override a calls id=o3 overage=-1   -> not_positive
        """);

    [Fact]
    public void A_backdated_contract_counts_what_it_takes_up() => Story.Plays("""
        env 2025-06-10T12:00:00Z
        catalog limited
        account a
        use a calls 4 subject=ann           -> calls 4, waiting
        use a calls 6                       -> calls 6, waiting
        contract a each 2025-06-01
        limits a calls subject=ann          -> per_day 10 of 12, left 2, until 2025-06-11T00:00:00Z; per_day_each_subject 4 of 5, left 1, until 2025-06-11T00:00:00Z
        """);

    [Fact]
    public void Where_only_the_period_limits_there_is_nothing_more_to_tell() => Story.Plays("""
        env 2025-06-01
        catalog shop
        account a
        contract a hard 2025-06-01
        limits a api_calls                  -> nothing
        """);

    [Fact]
    public void What_remains_and_when_it_resets_are_those_of_the_tightest()
    {
        var verbs = new Verbs(new World());
        foreach (string line in (string[])["env 2025-06-01", "catalog limited", "account a", "contract a windows 2025-06-01", "consume a calls 7"])
            verbs.Play(line.Split(' '));
        var request = new EntitlementRequest("a", "calls", 3, null, null, null, Engine.Metering.Properties.None);
        Told(request).ShouldBe("within_limit: 3 left, by per_minute of a, until 2025-07-01T00:00:00Z");
        Told(request with { Units = 4 }).ShouldBe("quota_exceeded: 3 left, by per_minute of a, until 2025-06-01T00:01:00Z");

        string Told(EntitlementRequest asked)
        {
            Decision decision = Check.Decide(verbs.World.Books, asked, verbs.World.Books.Time(default));
            return $"{Words.Of(decision).Split(' ')[1].TrimEnd(',')}: {decision.Remaining} left, by {decision.TightestLimit} of {decision.LimitedBy}, until {decision.ResetsAt}";
        }
    }
}
