using Tollgate.Engine.Tests.Scenarios;

namespace Tollgate.Engine.Tests.Invoicing;

/// <summary>Prices beside units and tiers, from the event to the invoice.</summary>
public class ModelStories
{
    [Fact]
    public void Events_are_priced_one_by_one() => Story.Plays("""
        env 2025-06-01
        catalog models
        account a
        contract a payments 2025-06-01
        use a payment amount=100 card="visa" cost="1.00" -> paid 100, covered 0   # the first is free
        use a payment amount=100 card="visa" cost="1.00" -> paid 100, covered 0
        use a payment amount=1000 card="amex" cost=2.5 -> paid 1000, covered 0   # 35.30, of which 20.00 are the most
        restart
        use a payment amount=0 card="amex"             -> paid 0, covered 0
        invoice a 1                         -> fees 23.20; passed_on 4.95; total 28.15; price_missing passed_on 0
        clock 2025-07-03
        bill a                              -> draft 1; final 1 INV-000001; closed 0
        """);

    [Fact]
    public void A_cap_on_spend_knows_what_an_event_costs() => Story.Plays("""
        env 2025-06-01
        catalog models
        account a
        contract a capped 2025-06-01
        consume a paid 50                   -> allowed within_limit, 50 of unlimited at 0.1             # 6.00
        consume a paid 31                   -> denied spend_cap_exceeded, 50 of unlimited at 0.1, by spend_cap
        consume a paid 31 partial=true      -> allowed spend_cap_exceeded, 80 of unlimited at 0.1, by spend_cap, granted 30
        consume a paid 1                    -> denied spend_cap_exceeded, 80 of unlimited at 0.1, by spend_cap
        invoice a 1                         -> fees 10.00; total 10.00
        """);

    [Fact]
    public void A_wallet_pays_what_an_event_costs() => Story.Plays("""
        env 2025-06-01
        catalog models
        account a
        contract a prepaid 2025-06-01
        grant a USD 10.00 wallet=1 id=g -> ok
        consume a paid 50                   -> allowed within_limit, 50 of 90 at 0.1
        consume a paid 31                   -> denied insufficient_credits, 50 of 80 at 0.1
        consume a paid 30                   -> allowed within_limit, 80 of 80 at 0.1
        """);

    [Fact]
    public void The_hour_on_the_wall_prices() => Story.Plays("""
        env 2025-06-09T05:59:00Z
        catalog models
        account a zone=Europe/Berlin
        contract a by_day 2025-06-01
        use a calls 100                     -> calls 100, covered 0    # 07:59
        clock 2025-06-09T06:00:00Z
        use a calls 100                     -> calls 100, covered 0    # 08:00
        use a calls 100                     -> calls 100, covered 0
        clock 2025-06-09T18:00:00Z
        use a calls 100                     -> calls 100, covered 0    # 20:00
        invoice a 1                         -> calls 6.00; total 6.00
        """);

    [Fact]
    public void A_price_counts_while_it_is_in_force() => Story.Plays("""
        env 2025-06-01
        catalog models
        account a
        contract a dated 2025-06-01
        use a calls 3 @2025-06-01           -> calls 3, covered 0
        clock 2025-06-11
        use a calls 5                       -> calls 5, covered 0
        use a calls 1 @2025-06-10T23:59:59.999999Z -> calls 1, covered 0
        invoice a 1                         -> base 10.00; base_new 40.00; calls 4.00; calls_new 10.00; total 64.00
        clock 2025-07-01
        use a calls 1                       -> calls 1, covered 0
        invoice a 2                         -> base_new 60.00; calls_new 2.00; total 62.00
        """);

    [Fact]
    public void Steps_discounts_and_formulas() => Story.Plays("""
        env 2025-06-01
        catalog models
        account a
        account b
        contract a steps 2025-06-01
        contract b formula 2025-06-01
        use a calls 10                      -> calls 10, covered 0
        use b calls 103                     -> calls 103, covered 0
        invoice a 1                         -> calls 5.00; total 5.00    # 4.50, and the minimum
        invoice b 1                         -> calls 6.50; total 6.50
        use a calls 1                       -> calls 1, covered 0
        invoice a 1                         -> calls 7.20; total 7.20
        """);
}
