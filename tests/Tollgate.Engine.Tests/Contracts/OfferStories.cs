using Tollgate.Engine.Tests.Scenarios;

namespace Tollgate.Engine.Tests.Contracts;

public class OfferStories
{
    [Fact]
    public void Units_and_seats_of_add_ons_come_to_the_plans() => Story.Plays("""
        env 2025-06-01
        catalog offers
        account a
        contract a growth 2025-06-01 add=pack*2+team
        consume a calls 150                 -> allowed within_limit, 150 of 200 at 0.1
        consume a calls 60                  -> allowed soft_limit_exceeded, 210 of 200, over 10 at 0.1
        check a sso                         -> allowed within_limit
        check a projects value=25           -> allowed within_limit, value 25
        check a projects value=26           -> denied value_mismatch, value 25
        seat a editor ann                   -> allowed within_limit, 1 of 5 seats
        invoice a 0                         -> fee 30.00; team/setup 10.00; total 40.00
        invoice a 1                         -> fee 30.00; calls 1.00; rows 0.00; pack/fee 14.00; team/setup 10.00; total 55.00
        clock 2025-07-01
        check a calls 1                     -> allowed within_limit, 0 of 200 at 0.1
        restart
        """);

    [Fact]
    public void An_add_on_that_says_what_happens_at_the_limit_sets_it() => Story.Plays("""
        env 2025-06-01
        catalog offers
        account a
        contract a growth 2025-06-01 add=strict
        consume a calls 101                 -> allowed within_limit, 101 of 101 at 0.1
        consume a calls 1                   -> denied quota_exceeded, 101 of 101 at 0.1
        """);

    [Fact]
    public void Of_several_add_ons_the_most_generous_right_that_holds_counts() => Story.Plays("""
        env 2025-06-01
        catalog offers
        account a attr.region=eu
        account b
        contract a growth 2025-06-01 add=team+big
        contract b growth 2025-06-01 add=team+big
        check a projects                    -> allowed within_limit, value 1000
        check b projects                    -> allowed within_limit, value 25
        """);

    [Fact]
    public void A_feature_that_only_the_add_on_has() => Story.Plays("""
        env 2025-06-01
        catalog offers
        account a
        account b
        contract a growth 2025-06-01 add=stored*3
        contract b growth 2025-06-01
        check a rows 15                     -> allowed within_limit, 0 of 15 at 1
        check b rows                        -> denied feature_not_included
        """);

    [Fact]
    public void An_override_stands_over_an_add_on() => Story.Plays("""
        env 2025-06-01
        catalog offers
        account a
        contract a growth 2025-06-01 add=team
        override a sso id=o flag=false
        check a sso                         -> denied feature_not_included
        unset o
        check a sso                         -> allowed within_limit
        """);

    [Fact]
    public void A_fixed_charge_of_an_add_on_is_prorated_as_usual() => Story.Plays("""
        env 2025-06-01
        catalog offers
        account a
        contract a growth 2025-06-01 2025-06-16 add=pack*2
        invoice a 1                         -> calls 0.00; rows 0.00; pack/fee 7.00; total 7.00
        """);

    [Fact]
    public void A_bundle_is_its_plan_with_its_add_ons_and_more() => Story.Plays("""
        env 2025-06-01
        catalog offers
        account a
        contract a - 2025-06-01 bundle=starter add=pack
        check a calls 1                     -> allowed within_limit, 0 of 250 at 0.1
        invoice a 1                         -> fee 30.00; calls 0.00; rows 0.00; pack/fee 21.00; team/setup 10.00; total 61.00
        """);

    [Fact]
    public void What_is_not_sold_is_refused() => Story.Plays("""
        env 2025-06-01
        catalog offers
        account a
        contract a old 2025-06-01                         -> plan_retired
        contract a - 2025-06-01 bundle=gone               -> plan_retired
        contract a - 2025-06-01 bundle=none               -> bundle_not_found
        contract a growth 2025-06-01 add=nothing          -> add_on_not_found
        contract a euro 2025-06-01 add=pack               -> add_on_not_for_plan
        contract a euro 2025-06-01 add=team               -> add_on_not_for_plan
        contract a euro 2025-06-01 add=big
        account b
        contract b growth 2025-06-01 add=pack*6           -> add_on_quantity_out_of_range
        contract b growth 2025-06-01 add=pack*3+pack*3    -> add_on_quantity_out_of_range
        contract b - 2025-06-01 bundle=starter add=pack*4 -> add_on_quantity_out_of_range
        contract b growth 2025-06-01 add=pack*0           -> add_on_quantity_out_of_range
        contract b growth 2025-06-01 promo=NONE           -> promotion_not_found
        contract b growth 2025-06-01 promo=HALF+HALF      -> duplicate_value
        contract b growth 2025-05-01 promo=SPRING         -> promotion_not_in_force
        contract b growth 2025-07-01 promo=SPRING         -> promotion_not_in_force
        contract b trial 2025-06-01 promo=FIVE            -> promotion_without_effect
        contract b growth 2025-06-01 promo=SPRING
        account c
        contract c growth 2025-06-01 promo=SPRING         -> promotion_used_up
        restart
        contract c growth 2025-06-01 promo=SPRING         -> promotion_used_up
        """);

    [Fact]
    public void Contracts_stay_on_a_plan_that_is_retired() => Story.Plays("""
        env 2025-06-01
        catalog shop
        account a
        contract a growth 2025-06-01
        catalog offers
        check a api_calls                   -> allowed within_limit, 0 of 10000000 at 0.0002
        """);

    // Two periods with half the fee: one at the start, one with the first month's end.
    [Fact]
    public void A_promotion_lasts_for_its_periods() => Story.Plays("""
        env 2025-06-01
        catalog offers
        account a
        contract a growth 2025-06-01 promo=HALF
        invoice a 0                         -> fee 15.00; total 15.00
        invoice a 1                         -> fee 15.00; calls 0.00; rows 0.00; total 15.00
        invoice a 2                         -> fee@2025-08-01T00:00:00Z 30.00; calls 0.00; rows 0.00; total 30.00
        restart
        invoice a 1                         -> fee 15.00; calls 0.00; rows 0.00; total 15.00
        """);

    // 200 rows are 150.00, less 10 % of their own 135.00, less 20 % 108.00, less 5.00.
    [Fact]
    public void Promotions_come_after_the_charges_own_discounts_and_one_after_the_other() => Story.Plays("""
        env 2025-06-01
        catalog offers
        account a
        contract a growth 2025-06-01 promo=SPRING+FIVE add=pack
        use a rows 200                      -> rows 200, covered 0
        invoice a 1                         -> fee 24.00; calls 0.00; rows 103.00; pack/fee 0.60; total 127.60
        """);

    [Fact]
    public void A_trial_costs_nothing_and_is_a_period_of_its_own() => Story.Plays("""
        env 2025-06-01
        catalog offers
        account a
        contract a trial 2025-06-01 add=pack promo=HALF
        use a calls 100                     -> calls 100, covered 60
        invoice a 0                         -> total 0.00
        invoice a 1                         -> fee 15.00; total 15.00
        clock 2025-06-16
        bill a                              -> draft 1; final 1 INV-000001; closed 0
        use a calls 61                      -> calls 61, covered 60
        invoice a 2                         -> fee 15.00; calls 1.00; pack/fee 7.00; total 23.00
        invoice a 3                         -> fee@2025-08-15T00:00:00Z 30.00; calls 0.00; pack/fee 7.00; total 37.00
        period a @2025-06-14T23:59:59Z      -> 0: 2025-06-01T00:00:00Z to 2025-06-15T00:00:00Z
        period a @2025-06-15                -> 1: 2025-06-15T00:00:00Z to 2025-07-15T00:00:00Z
        restart
        """);

    [Fact]
    public void A_trial_ends_at_the_same_local_time() => Story.Plays("""
        env 2025-03-01
        catalog offers
        account a zone=America/New_York
        contract a trial 2025-03-01T05:00:00Z 2025-03-10
        period a @2025-03-09                -> 0: 2025-03-01T05:00:00Z to 2025-03-10T00:00:00Z
        account b zone=America/New_York
        contract b trial 2025-03-01T05:00:00Z
        period b @2025-03-09                -> 0: 2025-03-01T05:00:00Z to 2025-03-15T04:00:00Z
        """);
}
