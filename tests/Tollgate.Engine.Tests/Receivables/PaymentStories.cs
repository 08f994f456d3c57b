using Tollgate.Engine.Tests.Scenarios;

namespace Tollgate.Engine.Tests.Receivables;

public class PaymentStories
{
    private const string Two = """
        env 2025-06-01
        catalog shop
        account a
        contract a mid 2025-06-01
        clock 2025-07-02
        bill a                              -> draft 0; draft 1; final 0 INV-000001; final 1 INV-000002
        invoice a 0                         -> seat 30.00; total 30.00
        invoice a 1                         -> seat 30.00; base 60.00; calls 0.00; total 90.00
        """;

    [Fact]
    public void The_latest_news_decides_in_whatever_order_they_come() => Story.Plays(Two + "\n" + """
        report a 0 synced r1                -> synced, due 30
        report a 0 paid r2 @2025-07-01      -> paid, due 30
        report a 0 overdue r0 @2025-06-15   -> paid, due 30               # it was, before it was paid
        report a 0 failed r3 @2025-07-02    -> synced, due 30, unpaid since 2025-07-02T00:00:00Z    # the payment was taken back
        restart
        report a 0 failed r3                -> synced, due 30, unpaid since 2025-07-02T00:00:00Z
        report a 0 paid r3                  -> payment_reference_reused
        report a 0 failed r3 @2025-07-01    -> payment_reference_reused
        report a 0 paid r4 @2025-07-03      -> payment_in_future
        report a 0 paid r4                  -> paid, due 30
        report a 1 failed r4                -> finalized, due 90, unpaid since 2025-07-02T00:00:00Z    # another invoice's references are its own
        report a 2 paid r5                  -> invoice_not_found
        clock 2025-08-01
        bill a                              -> draft 2
        report a 2 paid r5                  -> invoice_is_draft
        """);

    [Fact]
    public void Unpaid_invoices_make_the_account_delinquent_and_paying_ends_it() => Story.Plays(Two + "\n" + """
        terms degrade 14
        report a 1 overdue r1 @2025-07-02   -> overdue, due 90, unpaid since 2025-07-02T00:00:00Z
        standing a                          -> degrade after 14 days since 2025-07-02T00:00:00Z, by billing: The invoice INV-000002 is not paid.
        report a 0 failed r1 @2025-06-20    -> finalized, due 30, unpaid since 2025-06-20T00:00:00Z
        standing a                          -> degrade after 14 days since 2025-06-20T00:00:00Z, by billing: The invoice INV-000001 is not paid.
        restart
        terms deny 0
        report a 0 paid r2                  -> paid, due 30
        standing a                          -> deny after 0 days since 2025-07-02T00:00:00Z, by billing: The invoice INV-000002 is not paid.
        consume a api_calls 1               -> denied account_delinquent
        report a 1 paid r2                  -> paid, due 90
        standing a                          -> nothing
        consume a api_calls 1               -> denied feature_not_included
        terms deny 3651                     -> days_out_of_range
        """);

    [Fact]
    public void What_an_operator_set_by_hand_stays() => Story.Plays(Two + "\n" + """
        delinquent a deny 0
        report a 0 overdue r1               -> overdue, due 30, unpaid since 2025-07-02T00:00:00Z
        standing a                          -> deny after 0 days since 2025-07-02T00:00:00Z, by who: why
        report a 0 paid r2                  -> paid, due 30
        standing a                          -> deny after 0 days since 2025-07-02T00:00:00Z, by who: why
        clear a
        report a 0 overdue r3               -> overdue, due 30, unpaid since 2025-07-02T00:00:00Z
        standing a                          -> allow after 0 days since 2025-07-02T00:00:00Z, by billing: The invoice INV-000001 is not paid.
        clear a
        standing a                          -> nothing
        """);

    [Fact]
    public void A_void_invoice_stands_for_nothing() => Story.Plays(Two + "\n" + """
        report a 1 overdue r1               -> overdue, due 90, unpaid since 2025-07-02T00:00:00Z
        dispute a 1 2                       -> dsp_a_1_1 open
        annul a 1                           -> void, due 0
        restart
        standing a                          -> nothing
        annul a 1                           -> invoice_void
        finalize a 1                        -> invoice_void
        report a 1 paid r2                  -> invoice_void
        report a 1 overdue r1               -> void, due 0                # said before: it changes nothing
        credit a 1                          -> invoice_void
        dispute a 1 1                       -> invoice_void
        resolve dsp_a_1_1 dismissed         -> dispute_resolved
        report a 0 paid r1                  -> paid, due 30
        annul a 0                           -> invoice_paid
        annul a 2                           -> invoice_not_found
        use a api_calls 1 @2025-06-30       -> api_calls 1, late
        clock 2025-08-02
        bill a                              -> draft 2; final 2 INV-000003
        annul a 2                           -> void, due 0
        """);

    [Fact]
    public void What_wallets_paid_of_a_void_invoice_comes_back() => Story.Plays("""
        env 2025-06-01
        catalog wallets
        account a
        contract a prepaid 2025-06-01
        grant a USD 20 wallet=1 id=first
        clock 2025-06-20
        consume a calls 5000                -> allowed within_limit, 5000 of 10000 at 0.002
        held a                              -> first available 10, consumed 10
        clock 2025-07-03
        bill a                              -> draft 1; final 1 INV-000001; closed 0
        invoice a 1                         -> calls 10.00 paid 10.00; steps 1.00 paid 1.00; total 0.00
        held a                              -> first available 9, consumed 11
        annul a 1                           -> void, due 0
        held a                              -> first available 10, consumed 10; grt_void_a_1 available 10    # what was paid at the end goes back where it was
        restart
        held a                              -> first available 10, consumed 10; grt_void_a_1 available 10
        """);

    [Fact]
    public void What_comes_back_to_a_lot_that_has_ended_is_expired() => Story.Plays("""
        env 2025-06-01
        catalog wallets
        account a
        contract a prepaid 2025-06-01
        grant a USD 20 wallet=1 id=short until=2025-07-10
        clock 2025-07-03
        bill a                              -> draft 1; final 1 INV-000001; closed 0
        held a                              -> short available 19, consumed 1
        clock 2025-07-11
        annul a 1                           -> void, due 0
        held a                              -> short expired 20
        """);
}
