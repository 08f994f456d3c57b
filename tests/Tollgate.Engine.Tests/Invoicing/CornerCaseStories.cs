using Tollgate.Engine.Tests.Scenarios;

namespace Tollgate.Engine.Tests.Invoicing;

/// <summary>Corner cases of rating, from the event to the invoice. Those of the calendar, of grants and of contracts stand beside their concepts.</summary>
public class CornerCaseStories
{
    [Fact]
    public void An_event_at_the_end_of_a_period_is_billed_in_the_next() => Story.Plays("""
        env 2025-06-01
        catalog shop
        account a zone=Asia/Tokyo
        contract a mid 2025-05-31T15:00:00Z
        clock 2025-07-02
        use a api_calls 1 @2025-06-30T14:59:59.999999Z -> api_calls 1, covered 0
        use a api_calls 5 @2025-06-30T15:00:00Z        -> api_calls 5, covered 0
        invoice a 1                         -> seat 30.00; base 60.00; calls 1.00; total 91.00
        invoice a 2                         -> seat 30.00; base 60.00; calls 5.00; total 95.00
        """);

    [Fact]
    public void An_allowance_used_up_in_the_middle_of_one_event_leaves_the_rest_to_be_billed() => Story.Plays("""
        env 2025-06-01
        catalog shop
        account a
        contract a hard 2025-06-01
        use a api_calls 99.5                -> api_calls 99.5, covered 99.5
        use a api_calls 2                   -> api_calls 2, covered 0.5
        line a 1 api_calls                  -> 2 events, 101.5 - 100 = 1.5, exact 1.5, 2025-06-01T00:00:00Z to 2025-07-01T00:00:00Z
        """);

    [Fact]
    public void Ten_to_the_fifteenth_units_at_ten_to_the_minus_twelfth() => Story.Plays("""
        env 2025-06-01
        catalog tiny
        account a
        contract a paid 2025-06-01
        use a calls 1000000000000000        -> calls 1000000000000000, covered 0
        use a calls 0.000000001             -> calls 0.000000001, covered 0
        line a 1 calls                      -> 2 events, 1000000000000000.000000001 - 0 = 1000000000000000.000000001, exact 1000.000000000000000000001, 2025-06-01T00:00:00Z to 2025-07-01T00:00:00Z
        invoice a 1                         -> calls 1000.00; total 1000.00
        """);

    [Fact]
    public void An_event_at_the_very_instant_of_a_change_of_plan_is_of_the_new_one() => Story.Plays("""
        env 2025-06-01
        catalog shop
        account a
        contract a extra 2025-06-01 2025-06-11T12:00:00Z
        contract a mid 2025-06-11T12:00:00Z id=ctr_next
        clock 2025-06-12
        use a api_calls 100000 @2025-06-11T11:59:59.999999Z -> api_calls 100000, covered 0
        use a api_calls 100000 @2025-06-11T12:00:00Z        -> api_calls 100000, covered 0
        line a 1 calls                      -> 1 events, 100000 - 0 = 100000, exact 2, 2025-06-01T00:00:00Z to 2025-06-11T12:00:00Z
        """);

    [Fact]
    public void An_event_at_the_very_instant_of_an_amendment_is_of_the_new_terms() => Story.Plays("""
        env 2025-06-01
        catalog shop
        account a
        contract a soft 2025-06-01
        amend a growth @2025-06-11T12:00:00Z
        clock 2025-06-12
        use a api_calls 60000 @2025-06-11T11:59:59.999999Z -> api_calls 60000, covered 50000
        use a api_calls 10000000 @2025-06-11T12:00:00Z     -> api_calls 10000000, covered 9950000
        clock 2025-07-02
        bill a                              -> draft 0; draft 1; final 0 INV-000001; final 1 INV-000002
        invoice a 0                         -> platform 2000.00; total 2000.00
        invoice a 1                         -> api_calls 20.00; platform 3000.00; api_calls 10.00; total 3030.00
        """);

    [Fact]
    public void A_contract_backdated_over_a_finalized_invoice_leaves_it_and_is_corrected_by_the_next() => Story.Plays("""
        env 2025-06-01
        catalog shop
        account a
        contract a growth 2025-06-01
        clock 2025-07-03
        bill a                              -> draft 0; draft 1; final 0 INV-000001; final 1 INV-000002
        amend a scale @2025-06-16
        invoice a 0                         -> platform 3000.00; total 3000.00
        clock 2025-08-03
        bill a                              -> draft 2; final 2 INV-000003
        invoice a 0                         -> platform 3000.00; total 3000.00
        invoice a 1                         -> platform 3000.00; api_calls 0.00; total 3000.00
        invoice a 2                         -> platform 6000.00; api_calls 0.00; platform -1500.00 for 1 of INV-000001; platform 3000.00 for nothing of INV-000001; platform -3000.00 for 1 of INV-000002; platform 6000.00 for nothing of INV-000002; total 10500.00
        """);
}
