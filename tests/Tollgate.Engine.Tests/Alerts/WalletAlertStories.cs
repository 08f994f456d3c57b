using Tollgate.Engine.Tests.Scenarios;

namespace Tollgate.Engine.Tests.Alerts;

/// <summary>What is told of a wallet though nothing is used.</summary>
public class WalletAlertStories
{
    [Fact]
    public void Lines_of_an_invoice_reach_a_threshold() => Story.Plays("""
        env 2025-06-01
        catalog wallets
        account a
        contract a mixed 2025-06-01
        grant a USD 6.25 wallet=1 id=paid
        alerts a                            -> nothing
        clock 2025-07-03
        bill a                              -> draft 1; final 1 INV-000001; closed 0
        alerts a                            -> balance 80: 5 of 6.25 USD
        restart
        grant a USD 10 wallet=1 id=more
        alerts a                            -> nothing
        """);

    [Fact]
    public void A_part_that_expires_or_is_voided_leaves_the_rest_that_is_burnt() => Story.Plays("""
        env 2025-06-01
        catalog wallets
        account a
        contract a prepaid 2025-06-01
        grant a USD 90 wallet=1 id=first priority=1
        grant a USD 100 wallet=1 id=short until=2025-06-10
        grant a USD 10 wallet=1 id=rest
        consume a calls 45000               -> allowed within_limit, 45000 of 100000 at 0.002
        alerts a                            -> nothing
        clock 2025-06-10
        sweep
        alerts a                            -> balance 80: 90 of 100 USD; balance 90: 90 of 100 USD
        restart
        void rest
        alerts a                            -> balance 100: 90 of 90 USD
        """);

    [Fact]
    public void What_settles_a_debt_may_be_burnt_at_once() => Story.Plays("""
        env 2025-06-01
        catalog wallets
        account a
        contract a prepaid 2025-06-01
        use a calls 500                     -> calls 500, covered 0
        alerts a                            -> owing: 1 of 0 USD
        grant a USD 1.25 wallet=1 id=little
        alerts a                            -> balance 80: 1 of 1.25 USD
        """);

    [Fact]
    public void Without_a_contract_nobody_is_told() => Story.Plays("""
        env 2025-06-01
        catalog wallets
        account a
        contract a prepaid 2025-06-01 2025-06-09
        grant a USD 90 wallet=1 id=first priority=1
        grant a USD 100 wallet=1 id=short until=2025-06-10
        consume a calls 45000               -> allowed within_limit, 45000 of 95000 at 0.002
        clock 2025-06-10
        sweep
        alerts a                            -> nothing
        """);
}
