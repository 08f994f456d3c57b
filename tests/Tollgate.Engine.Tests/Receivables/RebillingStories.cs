using Tollgate.Engine.Tests.Scenarios;

namespace Tollgate.Engine.Tests.Receivables;

/// <summary>What credit notes and voids took is counted by what corrects an invoice: given up, or billed again.</summary>
public class RebillingStories
{
    private const string Shortened = """
        env 2025-06-01
        catalog shop
        account a
        contract a growth 2025-06-01
        clock 2025-06-03
        bill a                              -> draft 0; final 0 INV-000001
        """;

    private const string Billed = """
        env 2025-06-01
        catalog shop
        account a
        contract a growth 2025-06-01
        clock 2025-06-10
        use a api_calls 12000000            -> api_calls 12000000, covered 10000000
        clock 2025-07-02
        bill a                              -> draft 0; draft 1; final 0 INV-000001; final 1 INV-000002
        invoice a 1                         -> platform 3000.00; api_calls 400.00; total 3400.00
        """;

    [Fact]
    public void What_is_given_up_stays_given_up() => Story.Plays(Shortened + "\n" + """
        credit a 0 line1=1000               -> cn_a_0_1 CN-000001: line 1 1000; total 1000
        amend a until=2025-06-16
        restart
        clock 2025-06-20
        bill a                              -> draft 1; final 1 INV-000002
        invoice a 1                         -> api_calls 0.00; platform -1500.00 for 1 of INV-000001; total -1500.00  # 1500.00 are owed, less 1000.00
        """);

    [Fact]
    public void What_is_credited_to_be_billed_again_is_not_given_back_twice() => Story.Plays(Shortened + "\n" + """
        credit a 0 line1=1000 rebill=yes    -> cn_a_0_1 CN-000001: line 1 1000; total 1000
        amend a until=2025-06-16
        restart
        clock 2025-06-20
        bill a                              -> draft 1; final 1 INV-000002
        invoice a 1                         -> api_calls 0.00; platform -500.00 for 1 of INV-000001; total -500.00
        """);

    [Fact]
    public void Of_a_void_invoice_nothing_is_given_back() => Story.Plays(Shortened + "\n" + """
        annul a 0                           -> void, due 0
        amend a until=2025-06-16
        restart
        clock 2025-06-20
        bill a                              -> draft 1; final 1 INV-000002
        invoice a 1                         -> api_calls 0.00; total 0.00
        """);

    [Fact]
    public void A_void_invoice_is_billed_again_on_request_at_what_it_comes_to_then() => Story.Plays(Shortened + "\n" + """
        annul a 0 rebill=yes                -> void, due 0
        restart
        amend a until=2025-06-16
        clock 2025-06-20
        bill a                              -> draft 1; final 1 INV-000002
        invoice a 1                         -> api_calls 0.00; platform 1500.00 for 1 of INV-000001; total 1500.00
        """);

    [Fact]
    public void A_credit_that_is_billed_again_comes_back_where_nothing_changed() => Story.Plays(Billed + "\n" + """
        credit a 1 line2=50 rebill=yes      -> cn_a_1_1 CN-000001: line 2 50; total 50
        credit a 1 line2=10                 -> cn_a_1_2 CN-000002: line 2 10; total 10
        restart
        clock 2025-08-02
        bill a                              -> draft 2; final 2 INV-000003
        invoice a 2                         -> platform 3000.00; api_calls 0.00; api_calls 50.00 for 2 of INV-000002; total 3050.00
        clock 2025-09-02
        bill a                              -> draft 3; final 3 INV-000004
        invoice a 3                         -> platform 3000.00; api_calls 0.00; total 3000.00  # once
        """);

    [Fact]
    public void Late_usage_does_not_take_back_what_was_given_up() => Story.Plays(Billed + "\n" + """
        credit a 1 line2=50                 -> cn_a_1_1 CN-000001: line 2 50; total 50
        use a api_calls 1000 @2025-06-20    -> api_calls 1000, late
        clock 2025-08-02
        bill a                              -> draft 2; final 2 INV-000003
        invoice a 2                         -> platform 3000.00; api_calls 0.00; api_calls 0.20 for 2 of INV-000002; total 3000.20
        """);

    [Fact]
    public void An_invoice_is_reissued_with_what_it_comes_to_now_and_the_next_corrects_nothing_of_it() => Story.Plays(Billed + "\n" + """
        use a api_calls 1000 @2025-06-20    -> api_calls 1000, late
        reissue a 1                         -> CN-000001 of 3400; inv_a_1r1 INV-000003: platform 3000.00 for 1 of INV-000002; api_calls 400.20 for 2 of INV-000002; total 3400.20
        invoice a 1                         -> platform 3000.00; api_calls 400.00; total 3400.00  # it never changes
        restart
        use a api_calls 1000 @2025-06-20    -> api_calls 1000, late
        reissue a 1                         -> nothing_to_credit
        reissue a 1r1                       -> CN-000002 of 3400.2; inv_a_1r2 INV-000004: platform 3000.00 for 1 of INV-000002; api_calls 400.40 for 2 of INV-000002; total 3400.40
        clock 2025-08-02
        bill a                              -> draft 2; final 2 INV-000005
        invoice a 2                         -> platform 3000.00; api_calls 0.00; total 3000.00
        """);

    [Fact]
    public void What_cannot_be_reissued_says_why() => Story.Plays(Billed + "\n" + """
        reissue a 7                         -> invoice_not_found
        annul a 1                           -> void, due 0
        reissue a 1                         -> invoice_void
        clock 2025-11-02
        bill a                              -> draft 2; draft 3; draft 4; draft 5; final 2 INV-000003; final 3 INV-000004; final 4 INV-000005; final 5 INV-000006
        reissue a 0                         -> rebill_too_late
        annul a 0 rebill=yes                -> rebill_too_late
        credit a 0 rebill=yes               -> rebill_too_late
        credit a 0                          -> cn_a_0_1 CN-000001: line 1 3000; total 3000
        """);
}
