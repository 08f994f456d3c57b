using Tollgate.Engine.Tests.Scenarios;

namespace Tollgate.Engine.Tests.Entitlements;

public class AtTheLimitStories
{
    [Fact]
    public void A_grace_ends_with_its_units() => Story.Plays("""
        env 2025-06-01
        catalog shop
        account a
        contract a graced 2025-06-01
        consume a api_calls 90              -> allowed within_limit, 90 of 100 at 0
        consume a api_calls 15              -> allowed in_grace, 105 of 100, over 5 at 0
        use a api_calls 40                  -> api_calls 40, covered 0   # a report uses up grace, too
        check a api_calls 6                 -> denied quota_exceeded, 145 of 100 at 0
        consume a api_calls 5               -> allowed in_grace, 150 of 100, over 5 at 0
        consume a api_calls 1               -> denied quota_exceeded, 150 of 100 at 1
        consume a api_calls 0               -> allowed within_limit, 150 of 100 at 1
        use a api_calls 7                   -> api_calls 7, covered 0
        line a 1 api_calls                  -> 5 events, 157 - 100 = 57 of which 50 free, exact 7, 2025-06-01T00:00:00Z to 2025-07-01T00:00:00Z
        """);

    [Fact]
    public void A_grace_ends_with_its_time_which_begins_when_the_limit_was_first_exceeded() => Story.Plays("""
        env 2025-06-01
        catalog shop
        account a
        contract a graced 2025-06-01
        consume a api_calls 100             -> allowed within_limit, 100 of 100 at 0
        clock 2025-06-10
        consume a api_calls 1               -> allowed in_grace, 101 of 100, over 1 at 0
        clock 2025-06-16T23:59:59.999999Z
        restart
        consume a api_calls 1               -> allowed in_grace, 102 of 100, over 1 at 0
        clock 2025-06-17
        consume a api_calls 1               -> denied quota_exceeded, 102 of 100 at 1
        use a api_calls 3                   -> api_calls 3, covered 0   # after the grace, so it costs
        restart
        line a 1 api_calls                  -> 4 events, 105 - 100 = 5 of which 2 free, exact 3, 2025-06-01T00:00:00Z to 2025-07-01T00:00:00Z
        clock 2025-07-01
        consume a api_calls 120             -> allowed in_grace, 120 of 100, over 20 at 0   # a period has a grace of its own
        """);

    [Fact]
    public void A_closed_period_gives_no_grace_and_throttles_as_ever() => Story.Plays("""
        env 2025-06-01
        catalog shop
        account a
        account b
        contract a graced 2025-06-01
        contract b throttled 2025-06-01
        clock 2025-07-05
        bill a                              -> draft 1; final 1 INV-000001; closed 0
        bill b                              -> draft 1; final 1 INV-000002; closed 0
        consume a api_calls 1 @2025-06-30   -> denied quota_exceeded, 0 of 0 at 1
        consume b api_calls 20 @2025-06-30  -> allowed soft_limit_exceeded, 20 of 0, over 20 at 1
        consume b api_calls 1 @2025-06-30   -> denied throttled, 20 of 0 at 1, retry in 100 ms
        consume b api_calls 21 @2025-06-30  -> denied throttled, 20 of 0 at 1
        """);

    [Fact]
    public void A_throttle_lets_a_burst_pass_and_then_its_rate() => Story.Plays("""
        env 2025-06-01
        catalog shop
        account a
        contract a throttled 2025-06-01
        consume a api_calls 100             -> allowed within_limit, 100 of 100 at 1
        consume a api_calls 20              -> allowed soft_limit_exceeded, 120 of 100, over 20 at 1
        check a api_calls                   -> denied throttled, 120 of 100 at 1, retry in 100 ms
        consume a api_calls 1               -> denied throttled, 120 of 100 at 1, retry in 100 ms
        consume a api_calls 5               -> denied throttled, 120 of 100 at 1, retry in 500 ms
        consume a api_calls 0               -> allowed within_limit, 120 of 100 at 1
        restart
        clock 2025-06-01T00:00:00.099999Z
        consume a api_calls 1               -> denied throttled, 120 of 100 at 1, retry in 1 ms
        clock 2025-06-01T00:00:00.100000Z
        check a api_calls                   -> allowed soft_limit_exceeded, 120 of 100, over 1 at 1
        check a api_calls                   -> allowed soft_limit_exceeded, 120 of 100, over 1 at 1   # a check moves nothing
        consume a api_calls 1 id=x          -> allowed soft_limit_exceeded, 121 of 100, over 1 at 1
        consume a api_calls 1 id=x          -> allowed within_limit, 121 of 100 at 1, duplicate
        consume a api_calls 1               -> denied throttled, 121 of 100 at 1, retry in 100 ms
        use a api_calls 30                  -> api_calls 30, covered 0   # a report is never refused, and moves nothing
        clock 2025-06-01T00:00:02.100000Z
        consume a api_calls 20              -> allowed soft_limit_exceeded, 171 of 100, over 20 at 1
        clock 2025-07-01
        consume a api_calls 100             -> allowed within_limit, 100 of 100 at 1
        line a 1 api_calls                  -> 5 events, 171 - 100 = 71, exact 71, 2025-06-01T00:00:00Z to 2025-07-01T00:00:00Z
        """);

    [Fact]
    public void Only_units_beyond_the_limit_are_throttled_and_no_more_than_a_burst_ever_passes() => Story.Plays("""
        env 2025-06-01
        catalog shop
        account a
        contract a throttled 2025-06-01
        consume a api_calls 121             -> denied throttled, 0 of 100 at 1   # no period ever has so much
        consume a api_calls 120             -> allowed soft_limit_exceeded, 120 of 100, over 20 at 1
        consume a api_calls 120             -> denied throttled, 120 of 100 at 1, retry in 2592000000 ms   # the next period's allowance is all that helps
        consume a api_calls 120 @2025-06-01 -> denied throttled, 120 of 100 at 1   # and is none for what names an instant of this one
        """);

    [Theory]
    [InlineData("2025-06-01T00:00:01Z", "", "10", "denied throttled, 120 of 100 at 1")]
    [InlineData("2025-06-01T00:00:01.000001Z", "", "10", "denied throttled, 120 of 100 at 1, retry in 1000 ms")]
    [InlineData("2025-06-20", "", "120", "denied throttled, 120 of 100 at 1")]
    [InlineData("2026-06-01", "override a api_calls id=o cap=125", "10", "denied throttled, 120 of 100 at 1, retry in 2592000000 ms, by usage_limit")]
    [InlineData("2026-06-01", "override a api_calls id=o cap=130", "10", "denied throttled, 120 of 100 at 1, retry in 1000 ms, by usage_limit")]
    [InlineData("2026-06-01", "override a api_calls id=o enforcement=hard @2025-06-01T00:00:00.5Z", "4", "denied throttled, 120 of 100 at 1, retry in 400 ms")]
    [InlineData("2026-06-01", "override a api_calls id=o enforcement=hard @2025-06-01T00:00:00.5Z", "10", "denied throttled, 120 of 100 at 1, retry in 2592000000 ms")]
    [InlineData("2026-06-01", "override a api_calls id=o enforcement=hard @2025-06-01T00:00:00.5Z", "110", "denied throttled, 120 of 100 at 1")]
    [InlineData("2026-06-01", "grant a api_calls 50 until=2025-06-01T00:00:00.3Z", "35", "denied throttled, 120 of 150 at 1, retry in 2592000000 ms")]
    [InlineData("2026-06-01", "grant a api_calls 50 until=2025-06-01T00:00:00.6Z", "35", "denied throttled, 120 of 150 at 1, retry in 500 ms")]
    [InlineData("2026-06-01", "delinquent a deny 0", "10", "denied account_delinquent")]
    public void No_instant_is_named_at_which_it_would_be_denied_for_what_is_known(string ends, string then, string units, string answer) => Story.Plays($"""
        env 2025-06-01
        catalog shop
        account a
        contract a throttled 2025-06-01 {ends}
        consume a api_calls 120             -> allowed soft_limit_exceeded, 120 of 100, over 20 at 1
        {then}
        consume a api_calls {units} -> {answer}
        """);

    [Fact]
    public void A_check_is_refused_as_the_consume_would_be_whose_units_no_period_takes() => Story.Plays("""
        env 2025-06-01
        catalog shop
        account a
        contract a hard 2025-06-01
        use a api_calls 999999999999999     -> api_calls 999999999999999, covered 100
        check a api_calls 2                 -> denied quota_exceeded, 999999999999999 of 100 at 1
        override a api_calls id=o enforcement=soft
        check a api_calls 2                 -> total_out_of_range
        consume a api_calls 2               -> total_out_of_range
        check a api_calls 1                 -> allowed soft_limit_exceeded, 999999999999999 of 100, over 1 at 1
        check a api_calls 0                 -> allowed within_limit, 999999999999999 of 100 at 1
        """);

    [Fact]
    public void A_part_is_enough_where_the_request_says_so() => Story.Plays("""
        env 2025-06-01
        catalog shop
        account a
        contract a hard 2025-06-01
        consume a api_calls 97.5            -> allowed within_limit, 97.5 of 100 at 1
        check a api_calls 5 partial=true    -> allowed quota_exceeded, 97.5 of 100 at 1, granted 2.5
        check a api_calls 2 partial=true    -> allowed within_limit, 97.5 of 100 at 1, granted 2
        consume a api_calls 5 partial=true id=x -> allowed quota_exceeded, 100 of 100 at 1, granted 2.5
        consume a api_calls 5 partial=true id=x -> allowed within_limit, 100 of 100 at 1, duplicate, granted 2.5
        restart
        consume a api_calls 5 partial=true id=x -> allowed within_limit, 100 of 100 at 1, duplicate, granted 2.5
        consume a api_calls 1 partial=true id=x -> allowed within_limit, 100 of 100 at 1, duplicate of other units, granted 0
        consume a api_calls 5 id=x          -> allowed within_limit, 100 of 100 at 1, duplicate of other units
        consume a api_calls 5 partial=true  -> denied quota_exceeded, 100 of 100 at 1
        consume a api_calls 0 partial=true  -> allowed within_limit, 100 of 100 at 1, granted 0
        use a api_calls 2.5 id=x            -> duplicate
        line a 1 api_calls                  -> 2 events, 100 - 100 = 0, exact 0, 2025-06-01T00:00:00Z to 2025-07-01T00:00:00Z
        """);

    [Fact]
    public void A_part_goes_as_far_as_grace_soft_and_throttle_would() => Story.Plays("""
        env 2025-06-01
        catalog shop
        account a
        account b
        account c
        contract a graced 2025-06-01
        contract b soft 2025-06-01
        contract c throttled 2025-06-01
        consume a api_calls 160 partial=true -> allowed quota_exceeded, 150 of 100, over 50 at 0, granted 150
        consume a api_calls 1 partial=true  -> denied quota_exceeded, 150 of 100 at 1
        consume b api_calls 50001 partial=true -> allowed soft_limit_exceeded, 50001 of 50000, over 1 at 0.002, granted 50001
        consume c api_calls 140 partial=true id=x -> allowed throttled, 120 of 100, over 20 at 1, retry in 2000 ms, granted 120
        consume c api_calls 140 partial=true id=x -> allowed within_limit, 120 of 100 at 1, duplicate, granted 120
        consume c api_calls 50 partial=true -> denied throttled, 120 of 100 at 1, retry in 2592000000 ms
        clock 2025-06-01T00:00:00.150000Z
        consume c api_calls 5 partial=true  -> allowed throttled, 121 of 100, over 1 at 1, retry in 350 ms, granted 1   # whole units for whole requests
        consume c api_calls 5.5 partial=true -> allowed throttled, 121.5 of 100, over 0.5 at 1, retry in 500 ms, granted 0.5
        consume c api_calls 1 partial=true  -> denied throttled, 121.5 of 100 at 1, retry in 100 ms
        """);
}
