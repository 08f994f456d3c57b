using Tollgate.Engine.Tests.Scenarios;

namespace Tollgate.Engine.Tests.Invoicing;

public class PayerStories
{
    private const string Family = """
        env 2025-06-01
        catalog shop
        account p
        account c parent=p
        account d parent=c
        """;

    [Fact]
    public void A_parent_pays_and_the_invoice_is_taxed_by_its_country() => Story.Plays("""
        env 2025-06-01
        catalog shop
        tax DE VAT 19
        tax FR TVA 20
        account p attr.country=DE
        account c parent=p attr.country=FR
        contract c mid 2025-06-01 bill_to=p
        clock 2025-06-10
        use c api_calls 5                   -> api_calls 5, covered 0
        restart
        clock 2025-07-02
        run                                 -> draft c 0 to p; draft c 1 to p; final c 0 INV-000001; final c 1 INV-000002
        invoice c 1                         -> seat 30.00; base 60.00; calls 5.00; total 113.05     # 95.00 and 19 % of it, 18.05
        taxes c 1                           -> line 1 VAT 19 % of 30: 5.7; line 2 VAT 19 % of 60: 11.4; line 3 VAT 19 % of 5: 0.95
        restart
        """);

    [Fact]
    public void The_accounts_own_wallet_pays_first_and_the_payers_what_is_left() => Story.Plays(Family + "\n" + """
        contract c mid 2025-06-01 bill_to=p
        grant c USD 50 wallet=1 id=own
        grant p USD 50 wallet=1 id=paying
        clock 2025-06-10
        use c api_calls 5                   -> api_calls 5, covered 0
        clock 2025-07-02
        run                                 -> draft c 0 to p; draft c 1 to p; final c 0 INV-000001; final c 1 INV-000002
        invoice c 0                         -> seat 30.00 paid 30.00; total 0.00         # of its own 50
        invoice c 1                         -> seat 30.00 paid 30.00; base 60.00 paid 35.00; calls 5.00 paid 5.00; total 25.00      # 95 less 20 of its own, and 50 of the payer's
        held c                              -> own consumed 50
        held p                              -> paying consumed 50
        restart
        annul c 1                           -> void, due 0
        held c                              -> own available 20, consumed 30
        held p                              -> paying available 50
        restart
        """);

    [Fact]
    public void An_invoice_that_is_not_paid_makes_both_delinquent() => Story.Plays(Family + "\n" + """
        terms deny 0
        contract c mid 2025-06-01 bill_to=p
        contract d mid 2025-06-01 bill_to=p
        contract p hard 2025-06-01
        clock 2025-06-03
        run                                 -> draft c 0 to p; draft d 0 to p; final c 0 INV-000001; final d 0 INV-000002
        report c 0 overdue r1               -> overdue, due 30, unpaid since 2025-06-03T00:00:00Z
        standing c                          -> deny after 0 days since 2025-06-03T00:00:00Z, by billing: The invoice INV-000001 is not paid.
        standing p                          -> deny after 0 days since 2025-06-03T00:00:00Z, by billing: The invoice INV-000001 is not paid.
        standing d                          -> nothing
        check c api_calls                   -> denied account_delinquent
        check p api_calls                   -> denied account_delinquent
        report d 0 failed r2                -> finalized, due 30, unpaid since 2025-06-03T00:00:00Z
        restart
        report c 0 paid r3                  -> paid, due 30
        standing c                          -> nothing
        standing d                          -> deny after 0 days since 2025-06-03T00:00:00Z, by billing: The invoice INV-000002 is not paid.
        standing p                          -> deny after 0 days since 2025-06-03T00:00:00Z, by billing: The invoice INV-000002 is not paid.
        credit d 0                          -> cn_d_0_1 CN-000001: line 1 30; total 30
        standing d                          -> nothing
        standing p                          -> nothing
        """);

    [Fact]
    public void Who_pays_may_change_and_an_invoice_that_was_opened_stays_with_its_payer() => Story.Plays(Family + "\n" + """
        contract d mid 2025-06-01 bill_to=c
        clock 2025-06-10
        use d api_calls 5                   -> api_calls 5, covered 0
        amend d bill_to=c                   -> amendment_changes_nothing
        amend d bill_to=p @2025-06-05       -> ok          # usage of that time is no matter: no terms change
        amend d until=2025-09-01 @2025-06-11
        restart
        run @2025-07-01                     -> draft d 0 to c; final d 0 INV-000001
        clock 2025-07-01
        run                                 -> draft d 1 to p
        amend d bill_to=itself @2025-06-25  -> ok
        restart
        clock 2025-08-01
        run                                 -> draft d 2; final d 1 INV-000002
        clock 2025-08-02
        run                                 -> final d 2 INV-000003
        """);

    [Fact]
    public void Only_an_account_above_in_the_same_legal_entity_and_currency_pays() => Story.Plays(Family + "\n" + """
        account stranger
        account q legal=theirs
        account e parent=q
        account pool parent=p kind=pool
        account f parent=pool
        account euro currency=EUR
        account g parent=euro
        contract c mid bill_to=stranger     -> payer_not_above
        contract c mid bill_to=d            -> payer_not_above
        contract c mid bill_to=c            -> payer_not_above
        contract c mid bill_to=nobody       -> payer_not_above
        contract e mid bill_to=q            -> legal_entity_differs
        contract f mid bill_to=pool         -> payer_not_above
        contract g mid bill_to=euro         -> currency_mismatch
        contract f mid bill_to=p            -> ok
        contract d mid bill_to=p            -> ok
        amend d bill_to=stranger            -> payer_not_above
        amend d bill_to=d                   -> payer_not_above
        """);

    [Fact]
    public void An_invoice_that_is_made_again_stays_with_its_payer_and_a_part_is_not_made_again()
    {
        Story.Plays(Family + "\n" + """
            tax DE VAT 19
            attributes p country=DE
            contract d growth 2025-06-01 bill_to=p
            clock 2025-06-10
            run                                 -> draft d 0 to p; final d 0 INV-000001
            reissue d 0                         -> CN-000001 of 3570; inv_d_0r1 INV-000002: platform 3000.00 for 1 of INV-000001; total 3570.00
            taxes d 0r1                         -> line 1 VAT 19 % of 3000: 570
            """);
        Story.Plays(Family + "\n" + """
            attributes p invoicing=consolidated
            contract d growth 2025-06-01 bill_to=p
            clock 2025-06-10
            run                                 -> draft d 0 to p in con_d_0; final d 0 INV-000001
            reissue d 0                         -> invoice_is_part
            """);
    }
}
