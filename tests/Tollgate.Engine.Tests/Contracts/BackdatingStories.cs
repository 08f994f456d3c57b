using Tollgate.Engine.Tests.Scenarios;

namespace Tollgate.Engine.Tests.Contracts;

/// <summary>Terms that are learnt of after usage of their time was counted.</summary>
public class BackdatingStories
{
    [Fact]
    public void Usage_that_is_counted_already_is_counted_again() => Story.Plays("""
        env 2025-06-01
        catalog shop
        account a
        contract a growth 2025-06-01
        clock 2025-06-20
        use a api_calls 6000000 @2025-06-10  -> api_calls 6000000, covered 6000000
        use a api_calls 12000000 @2025-06-17 -> api_calls 12000000, covered 4000000
        amend a scale @2025-06-16
        check a api_calls 0                  -> allowed within_limit, 12000000 of 19000000 at 0.00015
        use a api_calls 1000000 @2025-06-12  -> api_calls 1000000, covered 1000000  # of the old allowance, which lowers the new one
        check a api_calls 0                  -> allowed within_limit, 12000000 of 18000000 at 0.00015
        restart
        """);

    [Fact]
    public void A_change_over_a_final_invoice_is_billed_as_the_difference() => Story.Plays("""
        env 2025-06-01
        catalog shop
        account a
        contract a growth 2025-06-01
        clock 2025-06-20
        use a api_calls 12345678             -> api_calls 12345678, covered 10000000
        clock 2025-07-02
        bill a                               -> draft 0; draft 1; final 0 INV-000001; final 1 INV-000002
        invoice a 1                          -> platform 3000.00; api_calls 469.20; total 3469.20
        clock 2025-07-05
        amend a scale @2025-06-16
        clock 2025-08-02
        bill a                               -> draft 2; final 2 INV-000003
        invoice a 2                          -> platform 6000.00; api_calls 0.00; platform -1500.00 for 1 of INV-000001; platform 3000.00 for nothing of INV-000001; platform -3000.00 for 1 of INV-000002; api_calls -469.20 for 2 of INV-000002; platform 6000.00 for nothing of INV-000002; total 10030.80
        """);

    [Fact]
    public void A_change_that_is_undone_restores_what_was_billed() => Story.Plays("""
        env 2025-06-01
        catalog shop
        account a
        contract a growth 2025-06-01
        clock 2025-06-20
        use a api_calls 12345678             -> api_calls 12345678, covered 10000000
        clock 2025-07-02
        bill a                               -> draft 0; draft 1; final 0 INV-000001; final 1 INV-000002
        clock 2025-07-05
        amend a scale @2025-06-01
        amend a growth @2025-06-01
        clock 2025-08-02
        bill a                               -> draft 2; final 2 INV-000003
        invoice a 2                          -> platform 3000.00; api_calls 0.00; platform -3000.00 for 1 of INV-000001; platform 3000.00 for nothing of INV-000001; platform -3000.00 for 1 of INV-000002; api_calls -469.20 for 2 of INV-000002; platform 3000.00 for nothing of INV-000002; api_calls 469.20 for nothing of INV-000002; total 3000.00
        """);

    [Fact]
    public void What_a_reservation_holds_is_held_of_the_new_terms() => Story.Plays("""
        env 2025-06-01
        catalog shop
        account a
        contract a growth 2025-06-01
        clock 2025-06-20
        use a api_calls 9000000                 -> api_calls 9000000, covered 9000000
        reserve a api_calls 500000 res=r1       -> allowed within_limit, 9000000 of 10000000 at 0.0002, holds 500000
        amend a scale @2025-06-16
        check a api_calls 16000000              -> allowed soft_limit_exceeded, 9000000 of 25000000, over 500000 at 0.00015
        restart
        settle r1 400000                        -> settled 400000, covered 400000
        check a api_calls 0                     -> allowed within_limit, 9400000 of 25000000 at 0.00015
        """);

    [Fact]
    public void What_a_wallet_paid_as_it_was_used_is_not_counted_again() => Story.Plays("""
        env 2025-06-01
        catalog wallets
        account a
        contract a prepaid 2025-06-01
        grant a USD 10 wallet=1 id=w @2025-06-01
        clock 2025-06-20
        use a calls 100                         -> calls 100, covered 0
        amend a mixed @2025-06-16               -> usage_paid_from_wallet
        """);
}
