using Tollgate.Engine.Tests.Scenarios;

namespace Tollgate.Engine.Tests.Invoicing;

public class InvoiceStories
{
    [Fact]
    public void Usage_without_a_price_is_shown_and_not_billed() => Story.Plays("""
        env 2025-06-01
        catalog llm
        account a
        contract a llm 2025-06-01
        use a llm.request input_tokens=1000000 output_tokens=5 model="gpt-5" -> requests 1, covered 1; tokens_in 1000000, covered 0; tokens_out 5, covered 0
        use a llm.request input_tokens=100000 output_tokens=0 -> requests 1, covered 1; tokens_in 100000, covered 0; tokens_out 0, covered 0
        use a llm.request input_tokens=1000000 output_tokens=0 model="gpt-4" -> requests 1, covered 1; tokens_in 1000000, covered 0; tokens_out 0, covered 0
        invoice a 1                         -> base 500.00; input 30.00; output 0.00; total 530.00; price_missing input 1100000; price_missing output 5
        line a 1 input                      -> 1 events, 1000000 - 0 = 1000000, exact 30, 2025-06-01T00:00:00Z to 2025-07-01T00:00:00Z
        """);

    [Fact]
    public void A_run_is_idempotent_and_goes_on_where_it_stopped() => Story.Plays("""
        env 2025-06-01
        catalog shop
        account a
        account b legal=theirs
        account c
        contract a growth 2025-06-01
        contract b growth 2025-06-01
        contract c growth 2025-06-01
        bill a @2025-05-31                  -> nothing
        bill a                              -> draft 0
        bill a                              -> nothing
        clock 2025-06-01T23:59:59Z
        bill a                              -> nothing
        clock 2025-06-02
        bill a @2025-05-01                  -> final 0 INV-000001    # an open draft is finished, whatever is opened
        bill a                              -> nothing
        bill b                              -> draft 0; final 0 INV-000001
        bill c                              -> draft 0; final 0 INV-000002
        restart
        bill a                              -> nothing
        clock 2025-08-01T12:00:00Z
        bill a @2025-07-01                  -> draft 1; final 1 INV-000003
        bill a                              -> draft 2
        bill nobody                         -> contract_not_found
        """);

    [Fact]
    public void An_invoice_can_be_made_final_early_and_in_order() => Story.Plays("""
        env 2025-06-01 grace=2160
        catalog shop
        account a
        contract a growth 2025-06-01
        clock 2025-08-01
        bill a                              -> draft 0; draft 1; draft 2
        finalize a 1                        -> earlier_invoice_is_draft
        finalize a 0                        -> ok
        use a api_calls 7 @2025-07-30       -> api_calls 7, covered 7
        finalize a 1                        -> ok
        finalize a 1                        -> invoice_already_final
        finalize a 2                        -> ok
        use a api_calls 7 @2025-07-30       -> api_calls 7, late
        finalize a 3                        -> period_not_ended     # it is dated 1 September
        finalize a 4711                     -> period_not_ended
        finalize nobody 1                   -> draft_not_found
        """);

    [Fact]
    public void A_contract_that_ends_inside_a_period_is_prorated_by_the_day_it_ends_on() => Story.Plays("""
        env 2025-06-01
        catalog shop
        account a
        account b
        account c
        contract a mid 2025-06-16 2025-08-11
        clock 2025-09-01
        use a api_calls 2 @2025-08-10T23:59:59Z  -> api_calls 2, covered 0
        use a api_calls 2 @2025-08-11            -> api_calls 2, waiting
        period a @2025-08-10                     -> 2: 2025-08-01T00:00:00Z to 2025-08-11T00:00:00Z
        bill a                                   -> draft 0; draft 1; draft 2; draft 3; final 0 INV-000001; final 1 INV-000002; final 2 INV-000003; final 3 INV-000004
        invoice a 0                              -> seat 15.00; total 15.00                       # 15 of June's 30 days
        line a 0 seat                            -> 0 events, 0 - 0 = 0, exact 15 after -15, 2025-06-16T00:00:00Z to 2025-07-01T00:00:00Z
        invoice a 1                              -> seat 30.00; base 30.00; calls 0.00; total 60.00
        invoice a 2                              -> seat 9.68; base 60.00; calls 0.00; total 69.68  # 10 of August's 31
        invoice a 3                              -> base 19.35; calls 2.00; total 21.35           # the last has no advance
        bill a                                   -> nothing
        contract b mid 2025-09-01 2025-09-01T01:00:00Z
        invoice b 0                              -> seat 1.00; total 1.00                         # an hour is a day
        contract c mid 2025-09-01 2025-10-01
        invoice c 0                              -> seat 30.00; total 30.00
        """);

    [Fact]
    public void A_boundary_without_lines_is_passed_over_and_closes_its_period() => Story.Plays("""
        env 2025-06-01
        catalog shop
        account a
        contract a free 2025-06-01 2025-07-15
        use a api_calls 5                   -> api_calls 5, covered 5
        bill a                              -> closed 0
        clock 2025-07-01T12:00:00Z
        bill a                              -> nothing
        use a api_calls 5 @2025-06-30       -> api_calls 5, covered 5
        clock 2025-07-20
        bill a                              -> closed 1; closed 2
        bill a                              -> nothing
        use a api_calls 5 @2025-07-14       -> api_calls 5, late
        account b
        contract b advance 2025-07-01 2025-08-01
        clock 2025-08-01T01:00:00Z
        bill b                              -> draft 0; final 0 INV-000001
        clock 2025-08-02
        bill b                              -> closed 1
        """);

    [Fact]
    public void Currencies_with_no_digits_and_with_three() => Story.Plays("""
        env 2025-06-01
        catalog yen
        account a
        contract a paid 2025-06-01
        use a calls 3                       -> calls 3, covered 0
        invoice a 1                         -> calls 2; total 2      # 1.5 goes away from zero
        catalog dinar
        account b
        contract b paid 2025-06-01
        use b calls 3                       -> calls 3, covered 0
        invoice b 1                         -> calls 0.002; total 0.002
        catalog product
        account c
        contract c paid 2025-06-01
        use c calls 1000000000000000.123456789 -> calls 1000000000000000.123456789, covered 0
        line c 1 calls                      -> 1 events, 1000000000000000.123456789 - 0 = 1000000000000000.123456789, exact 1234000.000000000152345677626, 2025-06-01T00:00:00Z to 2025-07-01T00:00:00Z
        invoice c 1                         -> calls 1234000.00; total 1234000.00
        """);
}
