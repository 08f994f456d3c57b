using Tollgate.Engine.Tests.Scenarios;

namespace Tollgate.Engine.Tests.Contracts;

/// <summary>Contracts that are agreed for terms: they renew, are cancelled, and are taken up again before they end.</summary>
public class RenewalStories
{
    [Fact]
    public void A_contract_that_renews_has_no_end_until_it_is_cancelled() => Story.Plays("""
        env 2025-06-01
        catalog days
        account a
        contract a monthly 2025-06-01 term=12-renews-30
        restart
        term a @2025-05-01                  -> term 1 from 2025-06-01 to 2026-06-01
        term a @2026-05-31                  -> term 1 from 2025-06-01 to 2026-06-01
        term a @2026-06-01                  -> term 2 from 2026-06-01 to 2027-06-01
        check a editor @2040-06-01          -> allowed within_limit
        clock 2026-05-02
        cancel a                                                          # with 30 days to go, in time
        held contract a                     -> monthly to 2026-06-01
        reinstate a
        held contract a                     -> monthly
        clock 2026-05-03
        cancel a                                                          # a day too late for this term
        held contract a                     -> monthly to 2027-06-01
        cancel a                            -> contract_ends_already
        cancel a @2026-08-01                                              # but an instant may be agreed
        held contract a                     -> monthly to 2026-08-01
        reinstate a                                                       # the last cancellation is taken back
        held contract a                     -> monthly to 2027-06-01
        reinstate a                         -> contract_not_cancelled
        """);

    [Fact]
    public void One_that_does_not_renew_ends_with_its_term() => Story.Plays("""
        env 2025-01-31
        catalog days
        account a
        contract a monthly 2025-01-31 term=1
        held contract a                     -> monthly to 2025-02-28
        cancel a                            -> contract_ends_already
        clock 2025-03-01
        cancel a                            -> contract_ended
        reinstate a                         -> contract_not_cancelled
        """);

    [Fact]
    public void Without_a_term_a_cancelled_contract_ends_with_its_billing_period() => Story.Plays("""
        env 2025-06-01
        catalog days
        account a
        contract a monthly 2025-06-01
        clock 2025-06-10
        bill a                              -> draft 0; final 0 INV-000001
        cancel a
        held contract a                     -> monthly to 2025-07-01
        clock 2025-07-02
        bill a                              -> draft 1; final 1 INV-000002
        invoice a 1                         -> calls 0.00; total 0.00
        reinstate a                         -> contract_ended
        """);

    [Fact]
    public void A_cancellation_at_an_instant_credits_what_was_paid_in_advance_and_taken_back_gives_it_back() => Story.Plays("""
        env 2025-06-01
        catalog days
        account a
        contract a monthly 2025-06-01
        clock 2025-06-10
        bill a                              -> draft 0; final 0 INV-000001
        cancel a @2025-06-21
        invoice a 1                         -> calls 0.00; fee -10.00 for 1 of INV-000001; total -10.00
        reinstate a
        invoice a 1                         -> fee 30.00; calls 0.00; total 30.00
        """);

    [Fact]
    public void A_price_change_at_renewal_is_an_amendment_and_comes_back_with_a_cancellation_that_is_taken_back() => Story.Plays("""
        env 2025-06-01
        catalog days
        account a
        contract a monthly 2025-06-01 term=12-renews
        amend a bigger @2026-06-01
        cancel a @2025-12-01
        held contract a                     -> monthly to 2025-12-01
        check a calls 0 @2026-06-01         -> denied contract_expired
        restart
        reinstate a
        held contract a                     -> monthly to 2026-06-01; bigger
        check a calls 0 @2026-06-01         -> allowed within_limit, 0 of 500 at 0.05
        """);

    [Fact]
    public void What_cannot_be_cancelled_or_agreed_is_told() => Story.Plays("""
        env 2025-06-01
        catalog days
        account a
        cancel a                            -> contract_not_found
        reinstate a                         -> contract_not_found
        contract a monthly 2025-06-01 2025-07-01 term=12         -> end_said_twice
        contract a monthly 2025-06-01 term=0                     -> term_out_of_range
        contract a monthly 2025-06-01 term=1201                  -> term_out_of_range
        contract a monthly 2025-06-01 term=12-renews-4000        -> term_out_of_range
        contract a monthly 2025-06-01
        reinstate a                         -> contract_not_cancelled
        cancel a @2025-05-01                -> contract_ends_before_start
        clock 2025-06-10
        use a calls 5                       -> calls 5, covered 5
        cancel a @2025-06-05                -> usage_after_end
        cancel a @2025-06-11
        amend a bigger @2025-06-11          -> amendment_outside_contract
        amend a monthly until=2025-08-01                                  # another end by hand is no cancellation
        reinstate a                         -> contract_not_cancelled
        """);
}
