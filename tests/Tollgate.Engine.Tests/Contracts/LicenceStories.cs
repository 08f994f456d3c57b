using Tollgate.Engine.Tests.Scenarios;

namespace Tollgate.Engine.Tests.Contracts;

/// <summary>Licences that are paid once, perpetual or with an end, with maintenance for a time.</summary>
public class LicenceStories
{
    [Fact]
    public void A_perpetual_licence_stays_when_its_maintenance_is_over() => Story.Plays("""
        env 2025-06-01
        catalog days
        account a
        contract a licence 2025-06-01 add=maintenance:2026-06-01
        held contract a                     -> licence+maintenance*1 to 2026-06-01; licence
        restart
        check a editor @2026-05-31          -> allowed within_limit
        check a updates @2026-05-31         -> allowed within_limit
        check a editor @2026-06-01          -> allowed within_limit
        check a updates @2026-06-01         -> denied feature_not_included
        clock 2027-06-10
        bill a                              -> draft 0; final 0 INV-000001; closed 1; closed 2
        invoice a 0                         -> licence 5000.00; maintenance/fee 365.00; total 5365.00
        """);

    [Fact]
    public void Maintenance_is_renewed_early_or_late() => Story.Plays("""
        env 2025-06-01
        catalog days
        account a
        contract a licence 2025-06-01 add=maintenance:2026-06-01
        clock 2026-03-01
        amend a @2026-03-01 add=maintenance:2027-06-01
        held contract a                     -> licence+maintenance*1 to 2026-03-01; licence+maintenance*1 to 2026-06-01; licence+maintenance*1 to 2027-06-01; licence
        clock 2027-09-01
        check a updates                     -> denied feature_not_included
        amend a add=maintenance:2028-06-01
        check a updates                     -> allowed within_limit
        bill a                              -> draft 0; draft 1; draft 2; final 0 INV-000001; final 1 INV-000002; final 2 INV-000003
        """);

    [Fact]
    public void What_is_charged_once_is_charged_again_with_another_plan_alone() => Story.Plays("""
        env 2025-06-01
        catalog days
        account a
        contract a licence 2025-06-01 add=training*2
        clock 2025-06-10
        bill a                              -> draft 0; final 0 INV-000001
        invoice a 0                         -> licence 5000.00; training/day 1600.00; total 6600.00
        amend a add=training*5                                            # three more
        pause a @2025-07-01 until=2025-08-01
        clock 2026-06-10
        bill a                              -> draft 1; final 1 INV-000002
        invoice a 1                         -> training/day 2400.00 for nothing of INV-000001; total 2400.00
        amend a suite @2026-06-10
        clock 2027-06-10
        bill a                              -> draft 2; final 2 INV-000003
        invoice a 2                         -> licence 9000.00 for nothing of INV-000002; total 9000.00
        """);

    [Fact]
    public void A_trial_puts_off_what_is_charged_once() => Story.Plays("""
        env 2025-06-01
        catalog days
        account a
        contract a trial 2025-06-01
        clock 2025-06-20
        bill a                              -> draft 1; final 1 INV-000001; closed 0
        invoice a 1                         -> fee 30.00; setup 99.00; total 129.00
        """);

    [Fact]
    public void A_licence_with_an_end_is_paid_whole() => Story.Plays("""
        env 2025-06-01
        catalog days
        account a
        contract a licence 2025-06-01 2025-09-01 add=maintenance
        bill a                              -> draft 0
        invoice a 0                         -> licence 5000.00; maintenance/fee 92.00; total 5092.00
        check a editor @2025-09-01          -> denied contract_expired
        """);

    [Fact]
    public void An_add_on_ends_inside_its_terms() => Story.Plays("""
        env 2025-06-01
        catalog days
        account a
        contract a licence 2025-06-01 add=maintenance:2025-06-01                        -> add_on_ends_before_start
        contract a licence 2025-06-01 2025-09-01 add=maintenance:2025-10-01             -> add_on_outlives_terms
        contract a licence 2025-06-01 add=maintenance+maintenance:2025-10-01            -> add_on_ends_differ
        phases a licence+maintenance:2026-01-01/2025-06-01/2025-12-01 suite             -> add_on_outlives_terms at /phases/0/add_ons
        phases a licence+maintenance:2025-12-01/2025-06-01/2025-12-01 suite+maintenance:2026-12-01
        held contract a                     -> licence+maintenance*1 to 2025-12-01; suite+maintenance*1 to 2026-12-01; suite
        amend a @2025-07-01 add=maintenance:2026-01-01                                  -> add_on_outlives_terms
        """);
}
