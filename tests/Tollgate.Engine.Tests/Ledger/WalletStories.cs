using Tollgate.Engine.Tests.Scenarios;

namespace Tollgate.Engine.Tests.Ledger;

public class WalletStories
{
    [Fact]
    public void S7_prepaid_credits() => Story.Plays("""
        env 2025-06-01
        catalog wallets
        account a
        contract a prepaid 2025-06-01
        grant a USD 100 wallet=1 id=paid until=2025-08-01
        grant a USD 50 wallet=1 id=promo until=2025-07-01 source=promotion
        clock 2025-06-20
        consume a calls 30000               -> allowed within_limit, 30000 of 75000 at 0.002
        held a                              -> paid available 90, consumed 10; promo consumed 50
        alerts a                            -> nothing
        consume a calls 29999               -> allowed within_limit, 59999 of 75000 at 0.002
        alerts a                            -> nothing
        consume a calls 1                   -> allowed within_limit, 60000 of 75000 at 0.002
        alerts a                            -> balance 80: 120 of 150 USD
        restart
        use a calls 7500                    -> calls 7500, covered 0
        alerts a                            -> balance 90: 135 of 150 USD
        check a calls 7501                  -> denied insufficient_credits, 67500 of 75000 at 0.002
        consume a calls 7500                -> allowed within_limit, 75000 of 75000 at 0.002
        alerts a                            -> balance 100: 150 of 150 USD
        consume a calls 1                   -> denied insufficient_credits, 75000 of 75000 at 0.002
        held a                              -> paid consumed 100; promo consumed 50
        clock 2025-07-03
        bill a                              -> draft 1; final 1 INV-000001; closed 0
        invoice a 1                         -> calls 150.00 paid 150.00; steps 1.00; total 1.00
        """);

    [Fact]
    public void A_wallet_that_reported_usage_takes_below_zero_owes_until_units_come() => Story.Plays("""
        env 2025-06-01
        catalog wallets
        account a
        contract a prepaid 2025-06-01
        use a calls 1000                    -> calls 1000, covered 0
        held a                              -> owes 2 USD
        alerts a                            -> owing: 2 of 0 USD
        use a calls 500                     -> calls 500, covered 0
        alerts a                            -> nothing
        restart
        grant a USD 1 wallet=1 id=scoped features=steps
        held a                              -> scoped available 1; owes 3 USD
        grant a USD 1.5 wallet=1 id=little
        held a                              -> little consumed 1.5; scoped available 1; owes 1.5 USD
        grant a USD 10 wallet=1 id=later @2025-06-05
        held a                              -> later available 10; little consumed 1.5; scoped available 1; owes 1.5 USD
        grant a USD 10 wallet=1 id=unpaid pending=1
        restart
        clock 2025-06-05
        check a calls 4250                  -> allowed within_limit, 1500 of 5750 at 0.002
        sweep
        held a                              -> later available 8.5, consumed 1.5; little consumed 1.5; scoped available 1; unpaid pending 10
        use a calls 5000                    -> calls 5000, covered 0
        held a                              -> later consumed 10; little consumed 1.5; scoped available 1; unpaid pending 10; owes 1.5 USD
        pay unpaid
        held a                              -> later consumed 10; little consumed 1.5; scoped available 1; unpaid available 8.5, consumed 1.5
        restart
        """);

    [Fact]
    public void Credits_cover_units_at_their_rate() => Story.Plays("""
        env 2025-06-01
        catalog wallets
        account a
        contract a prepaid 2025-06-01
        grant a sparks 10 wallet=1 id=ten
        grant a sparks 6.5 wallet=1 id=promo source=promotion
        check a images 15                   -> denied insufficient_credits, 0 of 14.125
        wallet a images 11                  -> allowed, 4 of 16.5 sparks
        consume a images 20 partial=1       -> allowed insufficient_credits, 14.125 of 14.125, granted 14.125
        held a                              -> promo consumed 6.5; ten consumed 10
        use a images 2                      -> images 2, covered 2
        held a                              -> promo consumed 6.5; ten consumed 10; owes 8 sparks
        restart
        """);

    [Fact]
    public void What_a_soft_wallet_does_not_have_goes_on_the_invoice() => Story.Plays("""
        env 2025-06-01
        catalog wallets
        account a
        contract a mixed 2025-06-01
        grant a sparks 1 wallet=1 id=sparks
        grant a USD 3 wallet=1 id=money
        consume a calls 102                 -> allowed within_limit, 102 of 106 at 0.5
        held a                              -> money available 2, consumed 1; sparks available 1
        consume a calls 10                  -> allowed soft_limit_exceeded, 112 of 106, over 6 at 0.5
        held a                              -> money consumed 3; sparks available 1
        consume a images 4                  -> allowed soft_limit_exceeded, 4 of 3.333333333, over 0.666666667 at 1
        use a steps 7                       -> steps 7, covered 0
        grant a USD 4.25 wallet=1 id=more
        clock 2025-07-03
        invoice a 1                         -> base 5.00 paid 0.51; calls 6.00 paid 6.00; images 0.67 paid 0.67; steps 0.07 paid 0.07; total 4.49
        bill a                              -> draft 1; final 1 INV-000001; closed 0
        invoice a 1                         -> base 5.00 paid 0.51; calls 6.00 paid 6.00; images 0.67 paid 0.67; steps 0.07 paid 0.07; total 4.49
        held a                              -> money consumed 3; more consumed 4.25; sparks available 0.0000000001, consumed 0.9999999999
        restart
        """);

    [Fact]
    public void A_price_in_tiers_is_paid_unit_by_unit() => Story.Plays("""
        env 2025-06-01
        catalog wallets
        account a
        contract a prepaid 2025-06-01
        grant a USD 11 wallet=1 id=g
        wallet a steps 101                  -> allowed, 10.05 of 11 USD
        check a steps 121                   -> denied insufficient_credits, 0 of 120 at 0.1
        consume a steps 99                  -> allowed within_limit, 99 of 120 at 0.1
        wallet a steps 2                    -> allowed, 0.15 of 1.1 USD
        consume a steps 21                  -> allowed within_limit, 120 of 120 at 0.1
        held a                              -> g consumed 11
        """);

    [Fact]
    public void A_wallet_that_runs_low_asks_for_more_once() => Story.Plays("""
        env 2025-06-01
        catalog wallets
        account a
        contract a prepaid 2025-06-01
        topup a EUR 1 5                     -> wallet_not_found
        topup a sparks 8 0                  -> amount_not_positive
        grant a sparks 12 wallet=1 id=g
        topup a sparks 8 2000               -> ok
        consume a images 11                 -> allowed within_limit, 11 of 13
        held a                              -> g available 8, consumed 4
        consume a images 1                  -> allowed within_limit, 12 of 13
        held a                              -> g available 4, consumed 8; top_9fec5f6283bebee057cdda55 pending 2000
        consume a images 1                  -> allowed within_limit, 13 of 13
        held a                              -> g consumed 12; top_9fec5f6283bebee057cdda55 pending 2000
        restart
        void top_9fec5f6283bebee057cdda55
        use a images 1                      -> images 1, covered 1
        held a                              -> g consumed 12; top_3a5bfbcd72edf2430775648c pending 2000; top_9fec5f6283bebee057cdda55 voided 2000; owes 4 sparks
        pay top_3a5bfbcd72edf2430775648c
        held a                              -> g consumed 12; top_3a5bfbcd72edf2430775648c available 1996, consumed 4; top_9fec5f6283bebee057cdda55 voided 2000
        topup a sparks
        consume a images 498                -> allowed within_limit, 512 of 513
        held a                              -> g consumed 12; top_3a5bfbcd72edf2430775648c available 4, consumed 1996; top_9fec5f6283bebee057cdda55 voided 2000
        """);

    [Fact]
    public void A_wallet_for_some_meters_or_features_pays_for_nothing_else() => Story.Plays("""
        env 2025-06-01
        catalog wallets
        account a
        contract a prepaid 2025-06-01
        grant a USD 1 wallet=1 id=meter meters=steps+images
        grant a USD 2 wallet=1 id=feature features=calls
        grant a USD 4 wallet=1 id=models dim.model=big
        wallet a steps 1                    -> allowed, 0.1 of 1 USD
        wallet a steps 1 model="big"        -> allowed, 0.1 of 5 USD
        wallet a calls 1                    -> allowed, 0.002 of 2 USD
        clock 2025-07-03
        bill a                              -> draft 1; final 1 INV-000001; closed 0
        invoice a 1                         -> calls 0.00; steps 1.00 paid 1.00; total 0.00
        held a                              -> feature available 2; meter consumed 1; models available 4
        """);

    [Fact]
    public void A_reservation_holds_money_and_takes_what_it_cost_in_the_end() => Story.Plays("""
        env 2025-06-01
        catalog wallets
        account a
        contract a prepaid 2025-06-01
        grant a USD 11 wallet=1 id=g
        reserve a steps 100 res=r1          -> allowed within_limit, 0 of 120 at 0.1, holds 100
        held a                              -> g available 1, reserved 10
        reserve a calls 501 res=r2          -> denied insufficient_credits, 0 of 500 at 0.002
        settle r1 40                        -> settled 40, covered 0
        held a                              -> g available 7, consumed 4
        reserve a steps 10 res=r3           -> allowed within_limit, 40 of 120 at 0.1, holds 10
        settle r3 100                       -> settled 100, covered 0
        held a                              -> g consumed 11; owes 1 USD
        restart
        """);

    [Fact]
    public void What_is_held_or_denied_asks_for_more_too() => Story.Plays("""
        env 2025-06-01
        catalog wallets
        account a
        contract a prepaid 2025-06-01
        grant a USD 10 wallet=1 id=g
        topup a USD 5 10                    -> ok
        reserve a calls 3000 res=r1         -> allowed within_limit, 0 of 5000 at 0.002, holds 3000
        held a                              -> g available 4, reserved 6; top_8ed4390eeab65730ff0f3355 pending 10
        void top_8ed4390eeab65730ff0f3355
        reserve a calls 3000 res=r2         -> denied insufficient_credits, 0 of 5000 at 0.002
        held a                              -> g available 4, reserved 6; top_0a9b1bcdfe1b65e0ae108224 pending 10; top_8ed4390eeab65730ff0f3355 voided 10
        restart
        """);

    [Fact]
    public void A_wallet_that_pays_lines_at_last_asks_for_more_too() => Story.Plays("""
        env 2025-06-01
        catalog wallets
        account a
        contract a mixed 2025-06-01
        grant a USD 9 wallet=1 id=g
        topup a USD 5 10                    -> ok
        clock 2025-07-03
        bill a                              -> draft 1; final 1 INV-000001; closed 0
        invoice a 1                         -> base 5.00 paid 5.00; calls 0.00; images 0.00; steps 0.00; total 0.00
        held a                              -> g available 4, consumed 5; top_8ed4390eeab65730ff0f3355 pending 10
        restart
        """);

    [Fact]
    public void Bad_grants_of_wallets_are_told() => Story.Plays("""
        env 2025-06-01
        catalog wallets
        account a
        contract a prepaid 2025-06-01
        grant a gold 1 wallet=1             -> wallet_not_found
        grant a USD 0 wallet=1              -> amount_not_positive
        grant a USD 1 wallet=1 features=none -> feature_not_metered
        grant a USD 1 wallet=1 meters=none  -> meter_not_found
        grant a USD 1 wallet=1 dim.color=red -> grant_dimension_unknown
        grant a calls 1 features=calls      -> grant_of_nothing
        grant a USD 1 wallet=1 features=images -> grant_never_burns   # paid in credits alone, and billed by no charge
        grant a sparks 1 wallet=1 features=calls -> grant_never_burns
        grant a USD 1 wallet=1 features=images+calls
        grant a sparks 1 wallet=1 features=images
        account b
        contract b mixed 2025-06-01
        grant b USD 1 wallet=1 features=images   # what comes behind the credits is billed in money
        account c
        grant c USD 1 wallet=1 features=images   # what its plan will be, nobody knows
        """);

    [Fact]
    public void What_two_charges_hold_of_one_lot_is_settled_and_returned_together() => Story.Plays("""
        env 2025-06-01
        catalog two_charges
        account a
        contract a plan 2025-06-01
        grant a USD 100 wallet=1 id=g
        reserve a a 10 res=r                -> allowed within_limit, 0 of 66.666666666 at 1, holds 10
        held a                              -> g available 85, reserved 15
        settle r 4                          -> settled 4, covered 0
        held a                              -> g available 94, consumed 6
        reserve a a 10 res=s                -> allowed within_limit, 4 of 66.666666666 at 1, holds 10
        settle s 12                         -> settled 12, covered 0
        held a                              -> g available 76, consumed 24
        reserve a a 10 res=t                -> allowed within_limit, 16 of 66.666666666 at 1, holds 10
        release t                           -> ok
        held a                              -> g available 76, consumed 24
        """);
}
