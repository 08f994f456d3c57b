using Tollgate.Engine.Tests.Scenarios;

namespace Tollgate.Engine.Tests.Contracts;

public class ContractStories
{
    [Fact]
    public void A_backdated_contract_takes_up_the_usage_of_its_time_in_recorded_order() => Story.Plays("""
        env 2025-06-20
        catalog shop
        account a
        use a rows 3000000 @2025-06-15      -> rows 3000000, waiting; rows_seen 1, waiting
        use a rows 3000000 @2025-06-01      -> rows 3000000, waiting; rows_seen 1, waiting
        use a rows 1000000 @2025-05-31T23:59:59Z -> rows 1000000, waiting; rows_seen 1, waiting
        check a rows                        -> denied feature_not_included
        restart
        contract a rows 2025-06-01
        check a rows 0                      -> allowed within_limit, 6000000 of 5000000 at 0.0004
        line a 1 rows                       -> 2 events, 6000000 - 5000000 = 1000000, exact 400, 2025-06-01T00:00:00Z to 2025-07-01T00:00:00Z
        restart
        line a 1 rows                       -> 2 events, 6000000 - 5000000 = 1000000, exact 400, 2025-06-01T00:00:00Z to 2025-07-01T00:00:00Z
        contract a soft 2025-05-01 2025-06-01 id=ctr_before -> ok      # and this one the rest
        """);

    [Fact]
    public void A_contract_backdated_over_periods_that_are_due_bills_them_with_their_usage() => Story.Plays("""
        env 2025-08-10 window=100
        catalog shop
        account a
        use a api_calls 60000 @2025-06-15   -> api_calls 60000, waiting
        use a api_calls 60000 @2025-07-15   -> api_calls 60000, waiting
        use a api_calls 10 @2025-08-05      -> api_calls 10, waiting
        contract a soft 2025-06-01
        use a api_calls 5 @2025-06-16       -> api_calls 5, covered 0
        bill a                              -> draft 1; draft 2; final 1 INV-000001; final 2 INV-000002; closed 0
        invoice a 1                         -> api_calls 20.01; total 20.01
        invoice a 2                         -> api_calls 20.00; total 20.00
        use a api_calls 5 @2025-07-16       -> api_calls 5, late
        check a api_calls 0                 -> allowed within_limit, 10 of 50000 at 0.002
        """);

    [Fact]
    public void Contracts_that_count_the_same_never_overlap_and_may_touch() => Story.Plays("""
        env 2025-06-01
        catalog shop
        account a
        contract a soft 2025-06-10 2025-07-10
        contract a soft 2025-06-01 2025-06-10 id=ctr_1 -> ok
        contract a soft 2025-07-10 2025-07-11 id=ctr_2 -> ok
        contract a soft 2025-07-10 id=ctr_3            -> contract_overlaps
        contract a soft 2025-06-09 2025-06-10 id=ctr_3 -> contract_overlaps
        contract a soft 2025-05-01 id=ctr_3            -> contract_overlaps
        contract a soft 2025-07-11 id=ctr_3            -> ok
        check a api_calls 0 @2025-05-31     -> denied contract_not_started
        check a api_calls 0 @2025-06-01     -> allowed within_limit, 0 of 50000 at 0.002
        account b
        contract b soft 2025-05-01 2025-06-01
        check b api_calls 0                 -> denied contract_expired
        """);

    [Fact]
    public void A_contract_that_cannot_be_is_refused() => Story.Plays("""
        env 2025-06-01
        account a currency=EUR
        contract a soft 2025-06-01          -> catalog_missing
        contract nobody soft                -> account_not_found
        catalog shop
        contract nobody soft                -> account_not_found
        contract a soft                     -> currency_mismatch
        account b
        contract b nothing                  -> plan_not_found
        contract b soft 2025-06-02 2025-06-02 -> contract_ends_before_start
        contract b soft 1899-12-31          -> contract_start_out_of_range
        contract b soft 9000-01-01          -> contract_start_out_of_range
        contract b soft 2025-06-01          -> ok
        account c
        contract c soft 2025-06-01 id=ctr_b -> contract_exists
        """);

    [Fact]
    public void A_contract_stays_on_its_catalog_version() => Story.Plays("""
        env 2025-06-01
        catalog dear
        account a
        contract a paid 2025-06-01
        catalog tiny
        account b
        contract b paid 2025-06-01
        use a calls 3                       -> calls 3, covered 0
        use b calls 3                       -> calls 3, covered 0
        restart
        invoice a 1                         -> calls 3000.00; total 3000.00
        invoice b 1                         -> calls 0.00; total 0.00
        catalog shop
        use a calls 1                       -> calls 1, covered 0
        invoice a 1                         -> calls 4000.00; total 4000.00
        """);

    [Fact]
    public void The_far_ends_of_time_raise_nothing() => Story.Plays("""
        env 2025-06-01
        clock 9000-01-01                    -> clock_out_of_range
        catalog shop
        account a zone=Pacific/Kiritimati
        contract a day 8998-01-01
        check a api_calls @9999-12-31T23:59:59Z -> denied contract_expired
        account b
        contract b soft
        check b api_calls @9999-12-31T23:59:59Z -> denied contract_expired
        check b api_calls @8999-12-31T23:59:59Z -> allowed within_limit, 0 of 50000 at 0.002
        check b api_calls @0001-01-01       -> denied contract_not_started
        clock 8999-12-31
        bill a                              -> draft 1; draft 2; draft 3; draft 4; draft 5; draft 6; draft 7; draft 8; draft 9; draft 10; draft 11; final 1 INV-000001; final 2 INV-000002; final 3 INV-000003; final 4 INV-000004; final 5 INV-000005; final 6 INV-000006; final 7 INV-000007; final 8 INV-000008; final 9 INV-000009; final 10 INV-000010; final 11 INV-000011; closed 0; more
        """);
}
