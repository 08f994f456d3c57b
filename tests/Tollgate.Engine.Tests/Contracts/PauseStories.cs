using Tollgate.Engine.Tests.Scenarios;

namespace Tollgate.Engine.Tests.Contracts;

/// <summary>Contracts that are paused and resumed.</summary>
public class PauseStories
{
    [Fact]
    public void What_was_charged_for_the_paused_days_is_credited() => Story.Plays("""
        env 2025-06-01
        catalog days
        account a
        contract a monthly 2025-06-01
        clock 2025-06-05
        use a calls 40                      -> calls 40, covered 40
        bill a                              -> draft 0; final 0 INV-000001
        pause a @2025-06-11 until=2025-06-21
        held contract a                     -> monthly to 2025-06-11; monthly paused to 2025-06-21; monthly
        restart
        clock 2025-06-12
        check a calls 1                     -> denied contract_expired
        check a editor                      -> denied contract_expired
        check a support                     -> allowed within_limit                    # what everybody has is not the contract's
        use a calls 500                     -> calls 500, covered 0
        clock 2025-06-21
        check a calls 0                     -> allowed within_limit, 0 of 60 at 0.1
        clock 2025-07-02
        bill a                              -> draft 1; final 1 INV-000002
        invoice a 1                         -> calls 0.00; fee 30.00; calls 0.00; fee -20.00 for 1 of INV-000001; fee 10.00 for nothing of INV-000001; total 20.00; contract_paused calls 500
        """);

    [Fact]
    public void A_pause_without_an_end_lasts_until_it_is_resumed() => Story.Plays("""
        env 2025-06-01
        catalog days
        account a
        contract a monthly 2025-06-01
        clock 2025-06-11
        pause a
        check a editor @2026-06-01          -> denied contract_expired
        clock 2025-09-10
        bill a                              -> draft 0; draft 1; final 0 INV-000001; final 1 INV-000002; closed 2; closed 3
        invoice a 0                         -> fee 10.00; total 10.00
        invoice a 1                         -> calls 0.00; total 0.00
        unpause a
        unpause a                           -> contract_not_paused
        clock 2025-10-02
        bill a                              -> draft 4; final 4 INV-000003
        invoice a 4                         -> fee 30.00; calls 0.00; fee 21.00 for nothing of none; total 51.00
        """);

    [Fact]
    public void What_is_amended_before_and_in_a_pause_holds_behind_it() => Story.Plays("""
        env 2025-06-01
        catalog days
        account a
        contract a monthly 2025-06-01
        pause a @2025-06-11 until=2025-06-21
        amend a bigger @2025-06-05
        held contract a                     -> monthly to 2025-06-05; bigger to 2025-06-11; bigger paused to 2025-06-21; bigger
        amend a monthly @2025-06-15
        held contract a                     -> monthly to 2025-06-05; bigger to 2025-06-11; bigger paused to 2025-06-15; monthly paused to 2025-06-21; monthly
        restart
        check a editor @2025-06-16          -> denied contract_expired
        check a calls 0 @2025-06-22         -> allowed within_limit, 0 of 100 at 0.1
        """);

    [Fact]
    public void Phases_go_on_behind_a_pause_as_agreed() => Story.Plays("""
        env 2025-06-01
        catalog days
        account a
        phases a monthly/2025-06-01/2025-07-01 bigger/2025-07-01
        pause a @2025-06-11 until=2025-07-11
        held contract a                     -> monthly to 2025-06-11; monthly paused to 2025-07-01; bigger paused to 2025-07-11; bigger
        unpause a @2025-06-21
        held contract a                     -> monthly to 2025-06-11; monthly paused to 2025-06-21; monthly to 2025-07-01; bigger
        restart
        unpause a @2025-06-11                                                  # taken back altogether
        held contract a                     -> monthly to 2025-07-01; bigger
        """);

    [Fact]
    public void A_pause_that_is_taken_back_restores_every_number() => Story.Plays("""
        env 2025-06-01
        catalog days
        account a
        contract a monthly 2025-06-01
        clock 2025-06-05
        use a calls 120                     -> calls 120, covered 100
        pause a @2025-06-11
        unpause a @2025-06-11
        clock 2025-06-20
        use a calls 10                      -> calls 10, covered 0
        clock 2025-07-02
        bill a                              -> draft 0; draft 1; final 0 INV-000001; final 1 INV-000002
        invoice a 0                         -> fee 30.00; total 30.00
        invoice a 1                         -> fee 30.00; calls 3.00; total 33.00
        """);

    [Fact]
    public void What_cannot_be_paused_is_told() => Story.Plays("""
        env 2025-06-01
        catalog days
        account a
        pause a                             -> contract_not_found
        unpause a                           -> contract_not_found
        contract a monthly 2025-06-01 2025-09-01
        pause a @2025-05-01                 -> amendment_outside_contract
        pause a @2025-09-01                 -> amendment_outside_contract
        pause a @2025-06-11 until=2025-06-11 -> pause_ends_before_start
        unpause a @2025-06-11               -> contract_not_paused
        pause a @2025-06-11 until=2025-06-21
        pause a @2025-06-15                 -> contract_paused
        pause a @2025-06-05 until=2025-06-12 -> contract_paused
        pause a @2025-06-05 until=2025-07-12 -> contract_paused
        pause a @2025-06-21 until=2025-12-12
        use a calls 5                       -> calls 5, covered 5
        pause a                             -> contract_paused
        held contract a                     -> monthly to 2025-06-11; monthly paused to 2025-06-21; monthly paused to 2025-09-01
        clock 2025-10-01
        pause a                             -> amendment_outside_contract
        unpause a                           -> amendment_outside_contract
        """);
}
