using Tollgate.Engine.Tests.Scenarios;

namespace Tollgate.Engine.Tests.Ledger;

public class ReservationStories
{
    [Fact]
    public void What_is_held_is_nobody_elses_until_it_is_settled() => Story.Plays("""
        env 2025-06-01
        catalog shop
        account a
        contract a hard 2025-06-01
        reserve a api_calls 60 res=r        -> allowed within_limit, 0 of 100 at 1, holds 60
        check a api_calls 41                -> denied quota_exceeded, 0 of 100 at 1
        consume a api_calls 40              -> allowed within_limit, 40 of 100 at 1
        consume a api_calls 1               -> denied quota_exceeded, 40 of 100 at 1
        restart
        settle r 25                         -> settled 25, covered 25
        check a api_calls 35                -> allowed within_limit, 65 of 100 at 1
        check a api_calls 36                -> denied quota_exceeded, 65 of 100 at 1
        settle r 25                         -> reservation_settled
        release r                           -> reservation_settled
        use a api_calls 25 id=r             -> duplicate  # the settlement counted it under this id
        """);

    [Fact]
    public void A_settlement_beyond_the_hold_burns_the_rest_by_the_normal_rules() => Story.Plays("""
        env 2025-06-01
        catalog shop
        account a
        contract a hard 2025-06-01
        grant a api_calls 10 id=g priority=1
        reserve a api_calls 60 res=r        -> allowed within_limit, 0 of 110 at 1, holds 60
        held a                              -> g reserved 10
        consume a api_calls 40              -> allowed within_limit, 40 of 110 at 1
        settle r 75                         -> settled 75, covered 70
        held a                              -> g consumed 10
        check a api_calls 0                 -> allowed within_limit, 115 of 110 at 1
        """);

    [Fact]
    public void What_is_not_settled_in_time_is_returned() => Story.Plays("""
        env 2025-06-01
        catalog shop
        account a
        contract a hard 2025-06-01
        grant a api_calls 10 id=g priority=1
        reserve a api_calls 60 res=r ttl=60 -> allowed within_limit, 0 of 110 at 1, holds 60
        clock 2025-06-01T00:00:59.999999Z
        check a api_calls 51                -> denied quota_exceeded, 0 of 110 at 1
        extend r 60                         -> ok
        clock 2025-06-01T00:01:59Z
        check a api_calls 51                -> denied quota_exceeded, 0 of 110 at 1
        clock 2025-06-01T00:02:00Z
        check a api_calls 110               -> allowed within_limit, 0 of 110 at 1
        settle r 5                          -> reservation_expired
        held a                              -> g available 10
        clock 2025-06-03
        reserve a api_calls 1 res=s         -> allowed within_limit, 0 of 110 at 1, holds 1
        release s                           -> ok
        settle r 5                          -> reservation_not_found
        settle nobody 5                     -> reservation_not_found
        """);

    [Fact]
    public void A_grant_that_ends_meanwhile_keeps_the_held_units() => Story.Plays("""
        env 2025-06-01
        catalog shop
        account a
        contract a extra 2025-06-01
        grant a api_calls 10 id=g until=2025-06-01T01:00:00Z
        reserve a api_calls 8 res=r ttl=7200 -> allowed within_limit, 0 of 10 at 0.00002, holds 8
        clock 2025-06-01T01:30:00Z
        held a                              -> g reserved 8, expired 2
        settle r 5                          -> settled 5, covered 5
        held a                              -> g consumed 5, expired 5
        """);

    [Fact]
    public void A_void_leaves_what_is_held_and_takes_what_is_returned() => Story.Plays("""
        env 2025-06-01
        catalog shop
        account a
        contract a extra 2025-06-01
        grant a api_calls 10 id=g
        reserve a api_calls 8 res=r         -> allowed within_limit, 0 of 10 at 0.00002, holds 8
        void g
        held a                              -> g reserved 8, voided 2
        settle r 5                          -> settled 5, covered 5
        held a                              -> g consumed 5, voided 5
        """);

    [Fact]
    public void A_soft_limit_lets_more_be_reserved_than_there_is() => Story.Plays("""
        env 2025-06-01
        catalog shop
        account a
        contract a soft 2025-06-01
        reserve a api_calls 50010 res=r     -> allowed soft_limit_exceeded, 0 of 50000, over 10 at 0.002, holds 50010
        check a api_calls 1                 -> allowed soft_limit_exceeded, 0 of 50000, over 1 at 0.002
        settle r 50005                      -> settled 50005, covered 50000
        check a api_calls 0                 -> allowed within_limit, 50005 of 50000 at 0.002
        """);

    [Fact]
    public void A_retry_finds_its_reservation_and_a_counted_event_none() => Story.Plays("""
        env 2025-06-01
        catalog shop
        account a
        contract a hard 2025-06-01
        reserve a api_calls 60 res=r id=e   -> allowed within_limit, 0 of 100 at 1, holds 60
        reserve a api_calls 60 res=s id=e   -> allowed within_limit, 0 of 100 at 1, duplicate, holds 60
        settle s 1                          -> reservation_not_found
        settle r 1                          -> settled 1, covered 1
        reserve a api_calls 60 res=t id=e   -> event_already_counted
        reserve a api_calls 1 res=u id=f    -> allowed within_limit, 1 of 100 at 1, holds 1
        use a api_calls 5 id=f              -> api_calls 5, covered 5
        settle u 1                          -> event_already_counted
        release u                           -> ok
        check a api_calls 95                -> denied quota_exceeded, 6 of 100 at 1
        check a api_calls 94                -> allowed within_limit, 6 of 100 at 1
        """);

    [Fact]
    public void What_was_reserved_in_a_period_that_is_closed_by_now_is_late() => Story.Plays("""
        env 2025-06-30T23:59:00Z
        catalog shop
        account a
        contract a hard 2025-06-01
        reserve a api_calls 10 res=r ttl=604800 -> allowed within_limit, 0 of 100 at 1, holds 10
        clock 2025-07-03
        bill a                              -> draft 1; final 1 INV-000001; closed 0
        settle r 4                          -> settled 4, covered 0
        restart
        check a api_calls 100               -> allowed within_limit, 0 of 100 at 1
        """);

    [Theory]
    [InlineData("reserve a api_calls -1 res=x", "quantity_negative")]
    [InlineData("reserve a api_calls 1 res=x ttl=0", "ttl_out_of_range")]
    [InlineData("reserve a api_calls 1 res=x ttl=604801", "ttl_out_of_range")]
    [InlineData("reserve a api_calls 101 res=x", "denied quota_exceeded, 0 of 100 at 1")]
    [InlineData("reserve a api_calls 0 res=x", "allowed within_limit, 0 of 100 at 1")]
    [InlineData("reserve nobody api_calls 1 res=x", "denied account_not_found")]
    [InlineData("reserve a nothing 1 res=x", "denied feature_not_found")]
    [InlineData("settle r -1", "quantity_negative")]
    [InlineData("extend r 0", "ttl_out_of_range")]
    public void What_makes_no_sense_holds_nothing(string command, string answer) => Story.Plays($"""
        env 2025-06-01
        catalog shop
        account a
        contract a hard 2025-06-01
        {command.Replace(" r ", " nobody ", StringComparison.Ordinal)} -> {answer}
        check a api_calls 100 -> allowed within_limit, 0 of 100 at 1
        """);
}
