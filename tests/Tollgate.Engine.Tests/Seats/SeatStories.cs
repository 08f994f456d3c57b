using Tollgate.Engine.Tests.Scenarios;

namespace Tollgate.Engine.Tests.Seats;

public class SeatStories
{
    [Fact]
    public void A_named_seat_is_held_until_it_is_returned() => Story.Plays("""
        env 2025-06-01
        catalog seats
        account a ext.erp=77
        contract a team 2025-06-01
        check a editor 0                    -> allowed within_limit, 0 of 2 seats
        seat a editor kim                   -> allowed within_limit, 1 of 2 seats
        seat erp:77 editor kim              -> allowed within_limit, 1 of 2 seats, renewed
        seat a editor lee                   -> allowed within_limit, 2 of 2 seats
        seat a editor max                   -> denied quota_exceeded, 2 of 2 seats
        clock 2026-06-01
        check a editor subject=kim          -> allowed within_limit, 2 of 2 seats
        check a editor 0 subject=max        -> denied seat_not_assigned, 2 of 2 seats
        check a editor                      -> denied seat_not_assigned, 2 of 2 seats  # nobody is named
        consume a editor 1 subject=kim      -> allowed within_limit, 2 of 2 seats
        restart
        unseat a editor kim
        unseat a editor kim                 -> seat_not_held
        check a editor subject=kim          -> denied seat_not_assigned, 1 of 2 seats
        seat a editor max                   -> allowed within_limit, 2 of 2 seats
        seats a editor                      -> lee; max
        seats a floating                    -> nothing
        """);

    [Fact]
    public void A_concurrent_seat_is_held_by_heartbeats_and_free_after_its_time_and_the_margin() => Story.Plays("""
        env 2025-06-01
        catalog seats
        account a
        contract a team 2025-06-01
        seat a floating kim                 -> allowed within_limit, 1 of 2 seats, until 2025-06-01T00:05:00Z
        seat a floating lee ttl=60          -> allowed within_limit, 2 of 2 seats, until 2025-06-01T00:01:00Z
        clock 2025-06-01T00:01:29.999999Z
        check a floating subject=lee        -> allowed within_limit, 2 of 2 seats
        seat a floating max                 -> denied quota_exceeded, 2 of 2 seats
        clock 2025-06-01T00:01:30Z
        check a floating subject=lee        -> denied seat_not_assigned, 1 of 2 seats
        seats a floating                    -> kim
        restart
        unseat a floating lee               -> seat_not_held
        seat a floating max                 -> allowed within_limit, 2 of 2 seats, until 2025-06-01T00:06:30Z
        clock 2025-06-01T00:05:29Z
        seat a floating kim                 -> allowed within_limit, 2 of 2 seats, until 2025-06-01T00:10:29Z, renewed  # late, and within the margin
        seat a floating kim ttl=10          -> allowed within_limit, 2 of 2 seats, until 2025-06-01T00:05:39Z, renewed  # sooner, if that is asked for
        clock 2025-06-01T00:06:09Z
        seats a floating                    -> max
        sweep
        seats a floating                    -> max
        unseat a floating max
        seat a floating zoe                 -> allowed within_limit, 1 of 2 seats, until 2025-06-01T00:11:09Z
        """);

    [Fact]
    public void Without_a_margin_it_is_free_when_it_runs_out() => Story.Plays("""
        env 2025-06-01
        catalog seats
        account a
        contract a team 2025-06-01
        seat a strict kim                   -> allowed within_limit, 1 of 1 seats, until 2025-06-01T00:01:00Z
        clock 2025-06-01T00:00:59Z
        seat a strict lee                   -> denied quota_exceeded, 1 of 1 seats
        clock 2025-06-01T00:01:00Z
        seat a strict lee                   -> allowed within_limit, 1 of 1 seats, until 2025-06-01T00:02:00Z
        seat a strict kim                   -> denied quota_exceeded, 1 of 1 seats
        """);

    [Fact]
    public void Where_there_are_fewer_seats_than_are_taken_nobody_is_thrown_out_and_none_further_is_given() => Story.Plays("""
        env 2025-06-01
        catalog seats
        account a
        contract a team 2025-06-01 2025-07-01
        contract a small 2025-07-01 id=next
        seat a editor kim                   -> allowed within_limit, 1 of 2 seats
        seat a editor lee                   -> allowed within_limit, 2 of 2 seats
        seat a floating kim                 -> allowed within_limit, 1 of 2 seats, until 2025-06-01T00:05:00Z
        clock 2025-07-01
        check a editor subject=lee          -> allowed within_limit, 2 of 1 seats
        seat a editor lee                   -> allowed within_limit, 2 of 1 seats, renewed
        seat a editor max                   -> denied quota_exceeded, 2 of 1 seats
        unseat a editor kim
        seat a editor max                   -> denied quota_exceeded, 1 of 1 seats
        unseat a editor lee
        seat a editor max                   -> allowed within_limit, 1 of 1 seats
        seat a floating kim                 -> denied feature_not_included
        """);

    [Fact]
    public void An_override_gives_more_seats_for_its_time() => Story.Plays("""
        env 2025-06-01
        catalog seats
        account a
        contract a team 2025-06-01
        override a editor id=o seats=3 until=2025-06-10
        seat a editor kim                   -> allowed within_limit, 1 of 3 seats
        seat a editor lee                   -> allowed within_limit, 2 of 3 seats
        seat a editor max                   -> allowed within_limit, 3 of 3 seats
        restart
        clock 2025-06-10
        check a editor subject=max          -> allowed within_limit, 3 of 2 seats
        unseat a editor kim
        seat a editor zoe                   -> denied quota_exceeded, 2 of 2 seats
        override a editor id=none seats=0
        check a editor subject=max          -> allowed within_limit, 2 of 0 seats
        """);

    [Fact]
    public void What_is_for_holders_of_a_seat_nobody_else_may_use() => Story.Plays("""
        env 2025-06-01
        catalog seats
        account a
        contract a team 2025-06-01
        check a calls subject=kim           -> denied seat_not_assigned, 0 of 100
        consume a calls 1 subject=kim id=c  -> denied seat_not_assigned, 0 of 100
        reserve a calls 5 res=r subject=kim -> denied seat_not_assigned, 0 of 100
        check a export subject=kim          -> denied seat_not_assigned
        seat a editor kim                   -> allowed within_limit, 1 of 2 seats
        consume a calls 10 subject=kim id=c -> allowed within_limit, 10 of 100
        consume a calls 1                   -> denied seat_not_assigned, 10 of 100
        check a calls 0                     -> allowed within_limit, 10 of 100
        consume a calls 91 subject=kim      -> denied quota_exceeded, 10 of 100
        check a export subject=kim          -> allowed within_limit
        check a export subject=lee          -> denied seat_not_assigned
        use a calls 5                       -> calls 5, covered 5
        unseat a editor kim
        consume a calls 1 subject=kim       -> denied seat_not_assigned, 15 of 100
        consume a calls 10 subject=kim id=c -> allowed within_limit, 15 of 100, duplicate
        """);

    [Fact]
    public void A_wallet_pays_for_holders_and_nothing_for_others() => Story.Plays("""
        env 2025-06-01
        catalog seats
        account a
        contract a team 2025-06-01
        grant a USD 5 wallet=1 id=g
        wallet a prints 2 subject=kim       -> denied, 0 of 5 USD
        consume a prints 2 subject=kim      -> denied seat_not_assigned, 0 of 10 at 0.5
        seat a editor kim                   -> allowed within_limit, 1 of 2 seats
        wallet a prints 2 subject=kim       -> allowed, 1 of 5 USD
        consume a prints 2 subject=kim      -> allowed within_limit, 2 of 10 at 0.5
        held a                              -> g available 4, consumed 1
        """);

    [Fact]
    public void Without_a_right_to_the_feature_there_is_no_seat() => Story.Plays("""
        env 2025-06-01
        catalog seats
        account a
        contract a team 2025-06-01
        account b
        seat b editor kim                   -> denied feature_not_included
        seat a nothing kim                  -> denied feature_not_found
        seat a editor kim                   -> allowed within_limit, 1 of 2 seats
        suspend a
        seat a editor lee                   -> denied account_suspended
        check a editor subject=kim          -> denied account_suspended
        unseat a editor kim                 # a seat may be given back all the same
        resume a
        check a editor subject=kim          -> denied seat_not_assigned, 0 of 2 seats
        """);

    [Theory]
    [InlineData("seat a calls kim", "feature_not_seat")]
    [InlineData("seat nobody editor kim", "account_not_found")]
    [InlineData("unseat nobody editor kim", "account_not_found")]
    [InlineData("unseat a nothing kim", "seat_not_held")]
    [InlineData("seat a editor kim ttl=60", "seat_is_named")]
    [InlineData("seat a floating kim ttl=0", "ttl_out_of_range")]
    [InlineData("seat a floating kim ttl=-5", "ttl_out_of_range")]
    [InlineData("seat a floating kim ttl=301", "ttl_out_of_range")]
    [InlineData("override a editor id=x flag=true", "override_mismatch")]
    [InlineData("override a editor id=x", "override_mismatch")]
    [InlineData("override a editor id=x seats=1 cap=1", "override_mismatch")]
    [InlineData("override a calls id=x seats=1", "override_mismatch")]
    [InlineData("override a export id=x flag=true seats=1", "override_mismatch")]
    [InlineData("override a editor id=x seats=-1", "seats_out_of_range")]
    [InlineData("override a editor id=x seats=1000000001", "seats_out_of_range")]
    public void What_makes_no_sense_is_refused(string command, string code) => Story.Plays($"""
        env 2025-06-01
        catalog seats
        account a
        contract a team 2025-06-01
        {command} -> {code}
        check a editor 0 -> allowed within_limit, 0 of 2 seats
        """);
}
