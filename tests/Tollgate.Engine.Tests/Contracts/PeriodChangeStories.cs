using Tollgate.Engine.Tests.Scenarios;

namespace Tollgate.Engine.Tests.Contracts;

/// <summary>Contracts that are amended to a plan with another billing period.</summary>
public class PeriodChangeStories
{
    [Fact]
    public void The_running_period_is_cut_and_the_new_ones_are_counted_from_the_change() => Story.Plays("""
        env 2025-06-01
        catalog days
        account a
        contract a monthly 2025-06-01
        clock 2025-06-10
        use a calls 60                      -> calls 60, covered 60
        bill a                              -> draft 0; final 0 INV-000001
        amend a yearly @2025-06-16
        restart
        period a @2025-06-15                -> 0: 2025-06-01T00:00:00Z to 2025-06-16T00:00:00Z
        period a @2025-06-16                -> 1: 2025-06-16T00:00:00Z to 2026-06-16T00:00:00Z
        clock 2025-06-16
        check a calls 0                     -> allowed within_limit, 0 of 1200 at 0.1          # a period of its own has all of its units
        clock 2025-06-20
        bill a                              -> draft 1; final 1 INV-000002
        invoice a 1                         -> calls 0.00; fee 365.00; fee -15.00 for 1 of INV-000001; total 350.00
        clock 2026-06-20
        bill a                              -> draft 2; final 2 INV-000003
        invoice a 2                         -> fee 365.00; calls 0.00; total 365.00
        """);

    [Fact]
    public void A_fixed_charge_in_arrears_is_owed_for_the_days_before_the_change() => Story.Plays("""
        env 2025-06-02
        catalog days
        account a
        contract a weekly 2025-06-02
        amend a monthly @2025-06-12
        amend a weekly @2025-07-01
        clock 2025-07-10
        bill a                              -> draft 1; draft 2; draft 3; draft 4; final 1 INV-000001; final 2 INV-000002; final 3 INV-000003; final 4 INV-000004; closed 0
        invoice a 1                         -> fee 7.00; total 7.00
        invoice a 2                         -> fee 3.00; fee 19.00; total 22.00       # three days of a week, 19 of a month
        invoice a 3                         -> calls 0.00; total 0.00
        invoice a 4                         -> fee 7.00; total 7.00
        """);

    [Fact]
    public void A_calendar_anchor_makes_the_first_new_period_a_stub() => Story.Plays("""
        env 2025-06-01
        catalog days
        account a
        contract a yearly 2025-06-01
        amend a first @2025-06-21
        period a @2025-06-25                -> 1: 2025-06-21T00:00:00Z to 2025-07-01T00:00:00Z
        clock 2025-07-03
        bill a                              -> draft 0; draft 1; draft 2; final 0 INV-000001; final 1 INV-000002; final 2 INV-000003
        invoice a 1                         -> calls 0.00; fee 10.00; total 10.00
        invoice a 2                         -> fee 30.00; total 30.00
        """);

    [Fact]
    public void A_trial_goes_on_under_another_period() => Story.Plays("""
        env 2025-06-01
        catalog days
        account a
        contract a trial 2025-06-01
        amend a yearly @2025-06-08
        period a @2025-06-07                -> 0: 2025-06-01T00:00:00Z to 2025-06-08T00:00:00Z
        period a @2025-06-08                -> 1: 2025-06-08T00:00:00Z to 2025-06-15T00:00:00Z
        period a @2025-06-15                -> 2: 2025-06-15T00:00:00Z to 2026-06-15T00:00:00Z
        clock 2025-06-20
        bill a                              -> draft 2; final 2 INV-000001; closed 0; closed 1
        invoice a 2                         -> fee 365.00; total 365.00
        """);

    [Fact]
    public void Boundaries_that_were_opened_stay_where_they_are() => Story.Plays("""
        env 2025-06-01
        catalog days
        account a
        contract a monthly 2025-06-01
        clock 2025-07-02
        bill a                              -> draft 0; draft 1; final 0 INV-000001; final 1 INV-000002
        amend a yearly @2025-06-16          -> period_closed
        amend a bigger @2025-06-16
        amend a yearly @2025-07-01
        amend a monthly @2025-07-01                                       # and back, before anything was opened behind it
        held contract a                     -> monthly to 2025-06-16; bigger to 2025-07-01; monthly
        clock 2025-08-02
        bill a                              -> draft 2; final 2 INV-000003
        invoice a 2                         -> fee 30.00; calls 0.00; fee -15.00 for 1 of INV-000001; fee 30.00 for nothing of INV-000001; fee -30.00 for 1 of INV-000002; fee 30.00 for nothing of INV-000002; total 45.00
        """);

    [Fact]
    public void Discounts_for_a_number_of_periods_end_with_the_periods() => Story.Plays("""
        env 2025-06-01
        catalog days
        account a
        contract a monthly 2025-06-01 promo=HALF+ALWAYS
        amend a yearly @2025-07-01
        clock 2025-07-03
        bill a                              -> draft 0; draft 1; final 0 INV-000001; final 1 INV-000002
        invoice a 0                         -> fee 13.50; total 13.50
        invoice a 1                         -> calls 0.00; fee 328.50; total 328.50
        """);
}
