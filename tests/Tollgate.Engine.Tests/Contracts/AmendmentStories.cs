using Tollgate.Engine.Tests.Scenarios;

namespace Tollgate.Engine.Tests.Contracts;

/// <summary>Contracts whose terms change.</summary>
public class AmendmentStories
{
    [Fact]
    public void A_later_amendment_holds_from_its_own_time() => Story.Plays("""
        env 2025-06-01
        catalog shop
        account a
        contract a growth 2025-06-01
        amend a scale @2025-07-01
        restart
        clock 2025-06-20
        use a api_calls 12000000            -> api_calls 12000000, covered 10000000
        clock 2025-07-05
        use a api_calls 12000000            -> api_calls 12000000, covered 12000000
        clock 2025-08-02
        bill a                              -> draft 0; draft 1; draft 2; final 0 INV-000001; final 1 INV-000002; final 2 INV-000003
        invoice a 1                         -> api_calls 400.00; platform 6000.00; total 6400.00
        invoice a 2                         -> platform 6000.00; api_calls 0.00; total 6000.00
        """);

    [Fact]
    public void What_the_rest_of_a_period_includes_is_said_by_the_amendment() => Story.Plays("""
        env 2025-06-01
        catalog shop
        account a
        account b
        account c
        contract a growth 2025-06-01
        contract b growth 2025-06-01
        contract c growth 2025-06-01
        clock 2025-06-10
        use a api_calls 6000000             -> api_calls 6000000, covered 6000000
        use b api_calls 6000000             -> api_calls 6000000, covered 6000000
        use c api_calls 6000000             -> api_calls 6000000, covered 6000000
        clock 2025-06-16
        amend a scale allowance=remaining
        amend b scale allowance=prorated
        amend c scale allowance=full
        check a api_calls 0                 -> allowed within_limit, 0 of 19000000 at 0.00015
        check b api_calls 0                 -> allowed within_limit, 0 of 12500000 at 0.00015
        check c api_calls 0                 -> allowed within_limit, 0 of 25000000 at 0.00015
        use a api_calls 1000000 @2025-06-15 -> api_calls 1000000, covered 1000000  # of the old allowance, which lowers the new one
        check a api_calls 0                 -> allowed within_limit, 0 of 18000000 at 0.00015
        """);

    [Fact]
    public void Of_two_amendments_at_one_instant_the_later_recorded_holds() => Story.Plays("""
        env 2025-06-01
        catalog shop
        account a
        contract a growth 2025-06-01
        amend a scale @2025-06-16
        amend a soft @2025-06-16
        amend a soft @2025-06-20            -> amendment_changes_nothing
        restart
        clock 2025-06-16
        check a api_calls 0                 -> allowed within_limit, 0 of 50000 at 0.002
        """);

    [Fact]
    public void An_end_that_is_brought_forward_credits_what_was_paid_in_advance() => Story.Plays("""
        env 2025-06-01
        catalog shop
        account a
        contract a growth 2025-06-01
        clock 2025-06-10
        bill a                              -> draft 0; final 0 INV-000001
        amend a until=2025-06-16
        amend a until=2025-06-05            -> contract_ends_before_start
        restart
        clock 2025-06-20
        check a api_calls 1                 -> denied contract_expired
        bill a                              -> draft 1; final 1 INV-000002
        invoice a 1                         -> api_calls 0.00; platform -1500.00 for 1 of INV-000001; total -1500.00
        amend a until=open                  -> amendment_outside_contract
        """);

    [Fact]
    public void What_cannot_be_amended_is_told() => Story.Plays("""
        env 2025-06-01
        catalog shop
        account a
        amend a scale                       -> contract_not_found
        contract a growth 2025-06-01
        amend a year                        -> amendment_period_differs
        amend a nothing                     -> plan_not_found
        amend a growth                      -> amendment_changes_nothing
        amend a scale @2025-05-31           -> amendment_outside_contract
        """);

    [Fact]
    public void A_plan_that_comes_back_begins_a_count_of_its_own() => Story.Plays("""
        env 2025-06-01
        catalog shop
        account a
        contract a rows 2025-06-01
        clock 2025-06-10
        use a rows 4000000                  -> rows 4000000, covered 4000000; rows_seen 1, covered 0
        clock 2025-06-16
        amend a soft
        amend a rows
        use a rows 2000000                  -> rows 2000000, covered 1000000; rows_seen 1, covered 0
        clock 2025-07-02
        bill a                              -> draft 1; final 1 INV-000001; closed 0
        invoice a 1                         -> base 1000.00; rows 0.00; base 1000.00; rows 400.00; total 2400.00
        """);
}
