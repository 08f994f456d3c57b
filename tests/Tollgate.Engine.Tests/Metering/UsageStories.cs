using Tollgate.Engine.Tests.Scenarios;

namespace Tollgate.Engine.Tests.Metering;

/// <summary>What is accepted, and where it is counted.</summary>
public class UsageStories
{
    [Fact]
    public void The_acceptance_window_holds_both_its_edges() => Story.Plays("""
        env 2025-03-01 window=35
        catalog shop
        account a
        contract a free 2025-01-01
        use a api_calls 1 @2025-01-25T00:00:00Z           -> api_calls 1, covered 1   # 35 days before, to the microsecond
        use a api_calls 1 @2025-01-24T23:59:59.999999Z    -> event_too_old
        use a api_calls 1 @2025-03-01T00:05:00Z           -> api_calls 1, covered 1
        use a api_calls 1 @2025-03-01T00:05:00.0000009Z   -> api_calls 1, covered 1   # further digits are cut
        use a api_calls 1 @2025-03-01T00:05:00.000001Z    -> event_in_future
        consume a api_calls 1 @2025-01-24T23:59:59Z       -> event_too_old
        consume a api_calls 1 @2025-03-01T01:00:00Z       -> event_in_future
        """);

    [Fact]
    public void An_event_at_the_end_belongs_to_the_next_period() => Story.Plays("""
        env 2025-07-01
        catalog shop
        account a
        contract a soft 2025-06-01
        use a api_calls 3 @2025-06-30T23:59:59.999999Z -> api_calls 3, covered 3
        use a api_calls 5 @2025-07-01                  -> api_calls 5, covered 5
        check a api_calls 0 @2025-06-30                -> allowed within_limit, 3 of 50000 at 0.002
        check a api_calls 0 @2025-07-01                -> allowed within_limit, 5 of 50000 at 0.002
        """);

    [Fact]
    public void An_allowance_is_used_up_in_the_middle_of_one_event_in_recorded_order() => Story.Plays("""
        env 2025-06-30
        catalog shop
        account a
        contract a soft 2025-06-01
        use a api_calls 30000 @2025-06-20   -> api_calls 30000, covered 30000
        use a api_calls 30000 @2025-06-10   -> api_calls 30000, covered 20000  # earlier in the world, later in the ledger
        use a api_calls 0.5 @2025-06-01     -> api_calls 0.5, covered 0
        line a 1 api_calls                  -> 3 events, 60000.5 - 50000 = 10000.5, exact 20.001, 2025-06-01T00:00:00Z to 2025-07-01T00:00:00Z
        """);

    [Fact]
    public void Bad_events_name_what_is_wrong() => Story.Plays("""
        env 2025-06-01
        use a api_calls 1                   -> account_not_found
        catalog shop
        account a
        use a nothing 1                     -> meter_not_found
        use a api_calls                     -> quantity_missing
        use a api_calls -1                  -> quantity_negative
        use a rows 1                        -> rows 1, waiting; rows_seen 1, waiting
        catalog llm
        use a llm.request input_tokens=5    -> value_missing
        use a llm.request input_tokens=5 output_tokens=true   -> value_invalid
        use a llm.request input_tokens=5 output_tokens=1.0000000001 -> value_invalid
        use a llm.request input_tokens="5" output_tokens=-1   -> quantity_negative
        use a llm.request input_tokens="5" output_tokens=0    -> requests 1, waiting; tokens_in 5, waiting; tokens_out 0, waiting
        """);

    [Fact]
    public void Late_usage_is_covered_while_the_period_is_open_and_kept_apart_once_it_is_final() => Story.Plays("""
        env 2025-06-01
        catalog shop
        account a
        contract a soft 2025-06-01
        bill a                              -> closed 0
        use a api_calls 49000               -> api_calls 49000, covered 49000
        clock 2025-07-01T10:00:00Z
        bill a                              -> draft 1
        use a api_calls 2000 @2025-06-30    -> api_calls 2000, covered 1000   # a draft still moves
        invoice a 1                         -> api_calls 2.00; total 2.00
        clock 2025-07-02
        bill a                              -> final 1 INV-000001
        bill a                              -> nothing
        use a api_calls 500 @2025-06-30     -> api_calls 500, late
        use a api_calls 70 @2025-06-02      -> api_calls 70, late
        late a @2025-06-01                  -> recorded_after_cutoff api_calls 570 in 2
        late a @2025-07-01                  -> nothing
        invoice a 1                         -> api_calls 2.00; total 2.00     # it never changes
        restart
        late a @2025-06-01                  -> recorded_after_cutoff api_calls 570 in 2
        use a api_calls 1 @2025-06-30       -> api_calls 1, late
        use a api_calls 5                   -> api_calls 5, covered 5
        """);

    [Fact]
    public void A_closed_period_gives_nothing_away() => Story.Plays("""
        env 2025-06-01
        catalog shop
        account a
        account b
        contract a hard 2025-06-01
        contract b soft 2025-06-01
        consume a api_calls 100             -> allowed within_limit, 100 of 100 at 1
        clock 2025-07-03
        bill a                              -> draft 1; final 1 INV-000001; closed 0
        bill b                              -> draft 1; final 1 INV-000002; closed 0
        consume a api_calls 1 @2025-06-30   -> denied quota_exceeded, 0 of 0 at 1
        consume b api_calls 1 @2025-06-30   -> allowed soft_limit_exceeded, 1 of 0, over 1 at 0.002
        use a api_calls 1 @2025-06-30       -> api_calls 1, late
        """);

    [Fact]
    public void Usage_of_a_contract_is_counted_as_its_own_catalog_version_says() => Story.Plays("""
        env 2025-06-01
        catalog counting
        account old
        account new
        contract old paid 2025-06-01
        catalog summing
        contract new paid 2025-06-01
        use old job 7                       -> jobs 1, covered 1
        use new job 7                       -> jobs 7, covered 7
        consume old jobs 7                  -> allowed within_limit, 8 of unlimited at 1
        catalog renamed
        use old job 7                       -> jobs 1, covered 1   # it counts jobs still, though tasks are counted now
        use new task                        -> meter_not_found
        account none
        use none task                       -> jobs 1, waiting
        use none job 7                      -> meter_not_found
        catalog other
        use old job 7                       -> jobs 1, covered 1   # left out later, it keeps counting
        use old other                       -> other 1, covered 0  # and what is new counts beside it
        """);

    [Fact]
    public void A_total_that_no_invoice_could_tell_is_refused_at_the_event_that_would_make_it() => Story.Plays("""
        env 2025-06-01
        catalog dear
        account a
        contract a paid 2025-06-01
        use a calls 9999999999999999        -> total_out_of_range
        use a calls 999999999999.999999999  -> calls 999999999999.999999999, covered 0
        use a calls 0.000000001             -> calls 0.000000001, covered 0
        use a calls 0.000000001             -> total_out_of_range
        use a calls 0                       -> calls 0, covered 0
        invoice a 1                         -> calls 1000000000000000.00; total 1000000000000000.00
        clock 2025-07-02
        bill a                              -> draft 1; final 1 INV-000001; closed 0
        use a calls 1000000000001 @2025-06-30 -> total_out_of_range
        use a calls 1000000000000 @2025-06-30 -> calls 1000000000000, late
        account b
        use b calls 9999999999999999        -> calls 9999999999999999, waiting
        contract b paid 2025-06-01          -> total_out_of_range
        contract b paid 2025-06-01 2025-07-01 -> ok                # it does not touch the usage of July
        """);

    [Fact]
    public void Ten_to_the_sixteen_again_and_again() => Story.Plays("""
        env 2025-06-01
        catalog tiny
        account a
        contract a paid 2025-06-01
        use a calls 1000000000000000        -> calls 1000000000000000, covered 0   # 10^15 units at 10^-12
        line a 1 calls                      -> 1 events, 1000000000000000 - 0 = 1000000000000000, exact 1000, 2025-06-01T00:00:00Z to 2025-07-01T00:00:00Z
        use a calls 9999999999999999        -> calls 9999999999999999, covered 0
        use a calls 9999999999999999        -> calls 9999999999999999, covered 0
        use a calls 9999999999999999        -> calls 9999999999999999, covered 0
        use a calls 9999999999999999        -> calls 9999999999999999, covered 0
        use a calls 9999999999999999        -> calls 9999999999999999, covered 0
        use a calls 9999999999999999        -> calls 9999999999999999, covered 0
        use a calls 9999999999999999        -> calls 9999999999999999, covered 0
        use a calls 9999999999999999        -> calls 9999999999999999, covered 0
        use a calls 9999999999999999        -> calls 9999999999999999, covered 0
        use a calls 9999999999999999        -> total_out_of_range
        invoice a 1                         -> calls 91000.00; total 91000.00
        """);
}
