using Tollgate.Engine.Tests.Scenarios;

namespace Tollgate.Engine.Tests.Receivables;

public class CreditStories
{
    private const string One = """
        env 2025-06-01
        catalog shop
        account a
        account b legal=theirs
        contract a mid 2025-06-01
        contract b mid 2025-06-01
        clock 2025-07-02
        bill a                              -> draft 0; draft 1; final 0 INV-000001; final 1 INV-000002
        bill b                              -> draft 0; draft 1; final 0 INV-000001; final 1 INV-000002
        """;

    [Fact]
    public void A_line_is_credited_in_parts_and_never_beyond_it() => Story.Plays(One + "\n" + """
        credit a 1 line2=59.99              -> cn_a_1_1 CN-000001: line 2 59.99; total 59.99
        credit a 1 line2=0.02               -> credit_exceeds_line
        credit a 1 line2=0.001              -> amount_not_rounded
        credit a 1 line2=0                  -> amount_not_positive
        credit a 1 line4=1                  -> invoice_line_not_found
        credit b 1 line1=1                  -> cn_b_1_1 CN-000001: line 1 1; total 1         # a legal entity's numbers are its own
        restart
        credit a 1                          -> cn_a_1_2 CN-000002: line 1 30, line 2 0.01; total 30.01
        credit a 1                          -> nothing_to_credit
        annul a 1                           -> invoice_credited
        report a 1 overdue r1               -> overdue, due 0        # nothing is due of it, so nobody is delinquent for it
        standing a                          -> nothing
        credit a 7                          -> invoice_not_found
        """);

    [Fact]
    public void What_is_credited_ends_a_delinquency() => Story.Plays(One + "\n" + """
        report a 0 overdue r1               -> overdue, due 30, unpaid since 2025-07-02T00:00:00Z
        standing a                          -> allow after 0 days since 2025-07-02T00:00:00Z, by billing: The invoice INV-000001 is not paid.
        credit a 0                          -> cn_a_0_1 CN-000001: line 1 30; total 30
        standing a                          -> nothing
        """);

    [Fact]
    public void Taxes_are_given_back_to_the_last_cent_however_a_line_is_cut() => Story.Plays("""
        env 2025-06-01
        catalog shop
        tax DE VAT 19
        account a attr.country=DE
        contract a mid 2025-06-16
        clock 2025-06-17
        bill a                              -> draft 0; final 0 INV-000001
        taxes a 0                           -> line 1 VAT 19 % of 15: 2.85
        credit a 0 line1=3.33               -> cn_a_0_1 CN-000001: line 1 3.33, tax 0.63; total 3.96
        credit a 0 line1=3.33               -> cn_a_0_2 CN-000002: line 1 3.33, tax 0.64; total 3.97
        credit a 0                          -> cn_a_0_3 CN-000003: line 1 8.34, tax 1.58; total 9.92    # 0.63 + 0.64 + 1.58 = 2.85
        """);

    [Fact]
    public void A_dispute_holds_the_line_and_is_resolved() => Story.Plays(One + "\n" + """
        report a 1 overdue r1               -> overdue, due 90, unpaid since 2025-07-02T00:00:00Z
        dispute a 1 2                       -> dsp_a_1_1 open
        dispute a 1 2                       -> line_disputed
        dispute a 1 4                       -> invoice_line_not_found
        standing a                          -> allow after 0 days since 2025-07-02T00:00:00Z, by billing: The invoice INV-000002 is not paid.
        dispute a 1 1                       -> dsp_a_1_2 open
        standing a                          -> nothing                 # all that is due is disputed
        restart
        resolve dsp_a_1_1 dismissed 3       -> amount_not_allowed
        resolve dsp_a_1_1 credited 60.01    -> credit_exceeds_line
        resolve dsp_a_1_1 credited 20       -> dsp_a_1_1 credited cn_a_1_1
        standing a                          -> allow after 0 days since 2025-07-02T00:00:00Z, by billing: The invoice INV-000002 is not paid.
        resolve dsp_a_1_1 dismissed         -> dispute_resolved
        resolve dsp_a_1_2 dismissed         -> dsp_a_1_2 dismissed
        resolve dsp_a_1_9 dismissed         -> dispute_not_found
        dispute a 1 2                       -> dsp_a_1_3 open
        resolve dsp_a_1_3 credited          -> dsp_a_1_3 credited cn_a_1_2
        credit a 1 line2=0.01               -> credit_exceeds_line
        """);
}
