using Tollgate.Engine.Tests.Scenarios;

namespace Tollgate.Engine.Tests.Entitlements;

/// <summary>A cap on units binds under every enforcement, and limits in units and in money stand on what a wallet pays for.</summary>
public class CeilingStories
{
    [Fact]
    public void A_cap_binds_where_overage_would_pass() => Story.Plays("""
        env 2025-06-01
        catalog limited
        account a
        contract a overage 2025-06-01
        override a calls id=o cap=12 until=2025-06-03 -> ok
        consume a calls 12                  -> allowed soft_limit_exceeded, 12 of 10, over 2 at 1
        consume a calls 1                   -> denied quota_exceeded, 12 of 10 at 1, by cap
        limits a calls                      -> usage_limit 12 of 10, left 0; cap 12 of 12, left 0; overage_cap 2 of 5, left 3
        use a calls 1                       -> calls 1, covered 0
        limits a calls                      -> usage_limit 13 of 10, left 0; cap 13 of 12, left 0; overage_cap 3 of 5, left 2
        clock 2025-06-03
        consume a calls 3                   -> denied quota_exceeded, 13 of 10 at 1, by overage_cap
        consume a calls 2                   -> allowed soft_limit_exceeded, 15 of 10, over 2 at 1
        """);

    [Fact]
    public void A_cap_below_what_is_included_binds() => Story.Plays("""
        env 2025-06-01
        catalog limited
        account a
        contract a capped 2025-06-01
        override a calls id=o cap=6         -> ok
        consume a calls 4                   -> allowed within_limit, 4 of 6 at 2
        consume a calls 3                   -> denied quota_exceeded, 4 of 6 at 2, by cap
        consume a calls 3 partial=true      -> allowed quota_exceeded, 6 of 6 at 2, by cap, granted 2
        use a calls 5                       -> calls 5, covered 4
        restart
        limits a calls                      -> usage_limit 11 of 6, left 0; cap 11 of 6, left 0; spend_cap 2 of 20, left 18
        """);

    [Fact]
    public void What_is_held_of_other_units_stands_against_a_cap_too() => Story.Plays("""
        env 2023-11-01
        catalog scoped
        account a
        contract a plan 2023-11-01
        grant a calls 100 id=one dim.model=gpt-4
        grant a calls 100 id=two dim.model=other until=2023-11-02
        override a calls id=o cap=100       -> ok
        reserve a calls 80 res=r1 ttl=172800 model="other" -> allowed within_limit, 0 of 100, holds 80
        consume a calls 21 model="gpt-4"    -> denied quota_exceeded, 0 of 100
        clock 2023-11-02
        consume a calls 21 model="gpt-4"    -> denied quota_exceeded, 0 of 100
        consume a calls 20 model="gpt-4"    -> allowed within_limit, 20 of 100
        settle r1 80                        -> settled 80, covered 80
        restart
        """);

    [Fact]
    public void What_stands_on_a_meter_stands_on_units_that_were_granted_of_it_by_another_name() => Story.Plays("""
        env 2025-06-01
        catalog limited
        account a
        contract a windows 2025-06-01
        grant a further 1 id=g              -> ok
        consume a further 11                -> denied quota_exceeded, 0 of 1001, by per_minute
        consume a further 10                -> allowed within_limit, 10 of 1001
        consume a calls 1                   -> denied quota_exceeded, 10 of 1001, by per_minute
        """);

    [Fact]
    public void A_throttle_drips_no_further_than_the_cap() => Story.Plays("""
        env 2025-06-01
        catalog limited
        account a
        contract a drip 2025-06-01
        override a calls id=o cap=11        -> ok
        consume a calls 12                  -> denied quota_exceeded, 0 of 10, by cap
        consume a calls 11                  -> allowed soft_limit_exceeded, 11 of 10, over 1
        clock 2025-06-02
        consume a calls 1                   -> denied quota_exceeded, 11 of 10, by cap
        """);

    [Fact]
    public void What_is_held_counts_toward_the_cap() => Story.Plays("""
        env 2025-06-01
        catalog limited
        account a
        contract a overage 2025-06-01
        override a calls id=o cap=12        -> ok
        reserve a calls 11 res=r1           -> allowed soft_limit_exceeded, 0 of 10, over 1 at 1, holds 11
        consume a calls 2                   -> denied quota_exceeded, 0 of 10 at 1, by cap
        reserve a calls 2 res=r2            -> denied quota_exceeded, 0 of 10 at 1, by cap
        consume a calls 1                   -> allowed soft_limit_exceeded, 1 of 10, over 1 at 1
        release r1
        consume a calls 11                  -> allowed soft_limit_exceeded, 12 of 10, over 1 at 1
        """);

    [Fact]
    public void Money_of_a_wallet_ends_at_every_limit() => Story.Plays("""
        env 2025-06-01
        catalog paying
        account a
        contract a metered 2025-06-01
        grant a USD 100 wallet=1 id=g
        consume a calls 25                  -> allowed within_limit, 25 of 110 at 1
        limits a calls                      -> usage_limit 25 of 110, left 85; per_day 25 of 50, left 25, until 2025-06-02T00:00:00Z; spend_cap 15 of 20, left 5; plan_spend_cap 15 of 50, left 35
        alerts a                            -> spend 50 on calls: 15 of 20
        consume a calls 6                   -> denied spend_cap_exceeded, 25 of 110 at 1, by spend_cap
        reserve a calls 4 res=r1            -> allowed within_limit, 25 of 110 at 1, holds 4
        consume a calls 2                   -> denied spend_cap_exceeded, 25 of 110 at 1, by spend_cap
        settle r1 4                         -> settled 4, covered 0
        held a                              -> g available 81, consumed 19
        override a calls id=o spend=1000    -> ok
        consume a calls 22                  -> denied quota_exceeded, 29 of 110 at 1, by per_day
        consume a calls 21                  -> allowed within_limit, 50 of 110 at 1
        clock 2025-06-02
        consume a calls 11                  -> denied spend_cap_exceeded, 50 of 110 at 1, by plan_spend_cap
        void g                              -> ok
        consume a calls 1                   -> denied insufficient_credits, 50 of 50 at 1, by usage_limit
        restart
        """);

    [Fact]
    public void Credits_come_before_overage_and_its_cap() => Story.Plays("""
        env 2025-06-01
        catalog paying
        account a
        contract a metered 2025-06-01
        grant a sparks 10 wallet=1 id=first
        consume a images 6                  -> allowed soft_limit_exceeded, 6 of 5, over 1 at 0.5
        consume a images 3                  -> denied quota_exceeded, 6 of 5 at 0.5, by overage_cap
        grant a sparks 4 wallet=1 id=second
        reserve a images 4 res=r1           -> allowed soft_limit_exceeded, 6 of 7, over 2 at 0.5, holds 4
        limits a images                     -> usage_limit 6 of 7, left 0; overage_cap 1 of 3, left 0; plan_spend_cap 0.5 of 50, left 48.5
        consume a images 1                  -> denied quota_exceeded, 6 of 7 at 0.5, by overage_cap
        settle r1 4                         -> settled 4, covered 2
        limits a images                     -> usage_limit 10 of 7, left 0; overage_cap 3 of 3, left 0; plan_spend_cap 1.5 of 50, left 48.5
        restart
        """);

    [Fact]
    public void What_money_pays_has_no_overage_to_cap() => Story.Plays("""
        env 2025-06-01
        catalog paying
        account a
        contract a metered 2025-06-01
        override a calls id=o overage=5     -> limit_without_effect
        override a images id=o overage=5    -> ok
        """);
}
