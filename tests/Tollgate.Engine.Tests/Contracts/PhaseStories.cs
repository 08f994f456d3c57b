using Tollgate.Engine.Tests.Scenarios;

namespace Tollgate.Engine.Tests.Contracts;

/// <summary>Contracts that have one plan after another, as was agreed from the start.</summary>
public class PhaseStories
{
    [Fact]
    public void Each_phase_gives_and_charges_what_its_own_plan_says() => Story.Plays("""
        env 2025-06-01
        catalog days
        account a
        phases a monthly/2025-06-01/2025-07-01 bigger+pack*2//2025-08-01 monthly/2025-08-01/2025-09-01
        held contract a                     -> monthly to 2025-07-01; bigger+pack*2 to 2025-08-01; monthly to 2025-09-01
        restart
        check a calls 0 @2025-06-30         -> allowed within_limit, 0 of 100 at 0.1
        check a calls 0 @2025-07-01         -> allowed within_limit, 0 of 600 at 0.05
        check a calls 0 @2025-08-15         -> allowed within_limit, 0 of 100 at 0.1
        check a calls 0 @2025-09-01         -> denied contract_expired
        clock 2025-07-10
        use a calls 700                     -> calls 700, covered 600
        clock 2025-09-10
        bill a                              -> draft 0; draft 1; draft 2; draft 3; final 0 INV-000001; final 1 INV-000002; final 2 INV-000003; final 3 INV-000004
        invoice a 0                         -> fee 30.00; total 30.00
        invoice a 1                         -> calls 0.00; fee 60.00; pack/fee 6.00; total 66.00
        invoice a 2                         -> calls 5.00; fee 30.00; total 35.00
        invoice a 3                         -> calls 0.00; total 0.00
        """);

    [Fact]
    public void A_phase_may_be_billed_by_another_period() => Story.Plays("""
        env 2025-06-01
        catalog days
        account a
        phases a monthly/2025-06-01/2025-07-11 yearly
        period a @2025-06-20                -> 0: 2025-06-01T00:00:00Z to 2025-07-01T00:00:00Z
        period a @2025-07-10                -> 1: 2025-07-01T00:00:00Z to 2025-07-11T00:00:00Z
        period a @2025-07-11                -> 2: 2025-07-11T00:00:00Z to 2026-07-11T00:00:00Z
        clock 2025-07-20
        bill a                              -> draft 0; draft 1; draft 2; final 0 INV-000001; final 1 INV-000002; final 2 INV-000003
        invoice a 1                         -> fee 9.68; calls 0.00; total 9.68       # ten days of July's 31
        invoice a 2                         -> calls 0.00; fee 365.00; total 365.00
        """);

    [Fact]
    public void A_phase_may_have_promotions_of_its_own() => Story.Plays("""
        env 2025-06-01
        catalog days
        account a
        account b
        phases a monthly/2025-06-01/2025-07-01 bigger///HALF
        phases b monthly/2025-06-01/2025-07-01 bigger///HALF -> promotion_used_up at /phases/1/promotions/0
        restart
        phases b monthly/2025-06-01/2025-07-01/HALF bigger   -> promotion_used_up at /phases/0/promotions/0
        clock 2025-09-10
        bill a                              -> draft 0; draft 1; draft 2; draft 3; final 0 INV-000001; final 1 INV-000002; final 2 INV-000003; final 3 INV-000004
        invoice a 1                         -> calls 0.00; fee 30.00; total 30.00
        invoice a 2                         -> fee 30.00; calls 0.00; total 30.00
        invoice a 3                         -> fee@2025-09-01T00:00:00Z 60.00; calls 0.00; total 60.00
        """);

    [Fact]
    public void Usage_that_waits_is_taken_up_by_the_phase_of_its_time() => Story.Plays("""
        env 2025-06-01
        catalog days
        account a
        clock 2025-06-20
        use a calls 150 @2025-06-05         -> calls 150, waiting
        use a calls 150 @2025-06-15         -> calls 150, waiting
        phases a monthly/2025-06-01/2025-06-11 bigger
        check a calls 0 @2025-06-09         -> allowed within_limit, 150 of 100 at 0.1
        check a calls 0                     -> allowed within_limit, 150 of 400 at 0.05
        """);

    [Fact]
    public void Phases_lie_end_to_end_or_are_refused_with_their_place() => Story.Plays("""
        env 2025-06-01
        catalog days
        account a
        phases a monthly/2025-06-01/2025-07-01 bigger/2025-06-20                  -> phases_overlap at /phases/1/starts_at
        phases a monthly/2025-06-01 bigger/2025-06-01                             -> phases_overlap at /phases/1/starts_at
        phases a monthly/2025-06-01/2025-07-01 bigger/2025-07-02                  -> phase_gap at /phases/1/starts_at
        phases a monthly/2025-06-01 bigger                                        -> phase_end_missing at /phases/0/ends_at
        phases a monthly/2025-06-01/2025-06-01 bigger                             -> phase_ends_before_start at /phases/0/ends_at
        phases a monthly/2025-05-20/2025-07-01 bigger from=2025-06-01             -> phase_outside_contract at /phases/0/starts_at
        phases a monthly/2025-06-10/2025-07-01 bigger from=2025-06-01             -> phase_gap at /phases/0/starts_at
        phases a monthly/2025-06-01/2025-09-01 bigger until=2025-08-01            -> phase_outside_contract at /phases/0/ends_at
        phases a monthly/2025-06-01/2025-08-01 bigger until=2025-08-01            -> phase_outside_contract at /phases/1/starts_at
        phases a monthly/2025-06-01/2025-07-01 bigger//2025-07-20 until=2025-08-01 -> phase_gap at /phases/1/ends_at
        phases a nothing/2025-06-01/2025-07-01 bigger                             -> plan_not_found at /phases/0/plan
        phases a monthly/2025-06-01/2025-07-01 old                                -> plan_retired at /phases/1/plan
        phases a monthly/2025-06-01/2025-07-01 euro                               -> currency_mismatch at /phases/1/plan
        phases a monthly/2025-06-01/2025-07-01 bigger+maintenance                 -> add_on_not_for_plan at /phases/1/add_ons
        phases a monthly/2025-06-01/2025-07-01 bigger until=2025-08-01
        held contract a                     -> monthly to 2025-07-01; bigger to 2025-08-01
        """);
}
