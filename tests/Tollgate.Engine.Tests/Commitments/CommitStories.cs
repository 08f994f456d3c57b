using Tollgate.Engine.Tests.Scenarios;

namespace Tollgate.Engine.Tests.Commitments;

public class CommitStories
{
    [Fact]
    public void What_a_term_falls_short_of_a_postpaid_commit_is_trued_up_when_it_ends() => Story.Plays("""
        env 2025-01-01
        catalog commits
        account a
        contract a postpaid 2025-01-01
        use a calls 20                      -> calls 20, covered 0
        clock 2025-02-10
        use a rows 105                      -> rows 105, covered 0
        clock 2025-03-05
        bill a                              -> draft 0; draft 1; draft 2; final 0 INV-000001; final 1 INV-000002; final 2 INV-000003
        restart
        use a calls 30                      -> calls 30, covered 0
        clock 2025-04-02
        bill a                              -> draft 3; final 3 INV-000004
        invoice a 1                         -> fee 10.00; calls 20.00; rows 0.00; total 30.00
        invoice a 2                         -> fee 10.00; calls 0.00; rows 10.50; total 20.50
        invoice a 3                         -> fee 10.00; calls 30.00; rows 0.00; spend 39.50; total 79.50
        line a 3 spend                      -> 0 events, 0 - 0 = 0, exact 39.5, 2025-01-01T00:00:00Z to 2025-04-01T00:00:00Z
        """);

    [Fact]
    public void What_counts_beyond_a_commit_is_billed_as_it_is_and_the_next_term_begins_anew() => Story.Plays("""
        env 2025-01-01
        catalog commits
        account a
        contract a postpaid 2025-01-01
        use a calls 100                     -> calls 100, covered 0
        clock 2025-04-02
        bill a                              -> draft 0; draft 1; draft 2; draft 3; final 0 INV-000001; final 1 INV-000002; final 2 INV-000003; final 3 INV-000004
        invoice a 3                         -> fee 10.00; calls 0.00; rows 0.00; total 10.00
        use a calls 101                     -> calls 101, covered 0
        clock 2025-07-02
        bill a                              -> draft 4; draft 5; draft 6; final 4 INV-000005; final 5 INV-000006; final 6 INV-000007
        invoice a 6                         -> fee 10.00; calls 0.00; rows 0.00; total 10.00
        clock 2025-10-02
        bill a                              -> draft 7; draft 8; draft 9; final 7 INV-000008; final 8 INV-000009; final 9 INV-000010
        invoice a 9                         -> fee 10.00; calls 0.00; rows 0.00; spend 100.00; total 110.00
        """);

    [Fact]
    public void Usage_that_comes_after_the_true_up_corrects_it() => Story.Plays("""
        env 2025-01-01
        catalog commits
        account a
        contract a postpaid 2025-01-01
        clock 2025-03-20
        use a calls 20                      -> calls 20, covered 0
        clock 2025-04-02
        bill a                              -> draft 0; draft 1; draft 2; draft 3; final 0 INV-000001; final 1 INV-000002; final 2 INV-000003; final 3 INV-000004
        invoice a 3                         -> fee 10.00; calls 20.00; rows 0.00; spend 80.00; total 110.00
        use a calls 30 @2025-03-30          -> calls 30, late
        restart
        use a calls 1000 @2025-03-31        -> calls 1000, late
        clock 2025-05-02
        bill a                              -> draft 4; final 4 INV-000005
        invoice a 4                         -> fee 10.00; calls 0.00; rows 0.00; calls 1030.00 for 2 of INV-000004; spend -80.00 for 4 of INV-000004; total 960.00
        """);

    [Fact]
    public void A_prepaid_commit_is_billed_in_advance_and_drawn_down_and_what_is_left_is_forfeited() => Story.Plays("""
        env 2025-01-01
        catalog commits
        account a
        contract a prepaid 2025-01-01
        use a calls 30                      -> calls 30, covered 0
        use a rows 100                      -> rows 100, covered 0
        clock 2025-02-02
        bill a                              -> draft 0; draft 1; final 0 INV-000001; final 1 INV-000002
        invoice a 0                         -> spend 100.00; total 100.00
        invoice a 1                         -> calls 30.00 paid 30.00; rows 10.00; total 10.00
        restart
        use a calls 20                      -> calls 20, covered 0
        clock 2025-04-02
        bill a                              -> draft 2; draft 3; final 2 INV-000003; final 3 INV-000004
        invoice a 2                         -> calls 20.00 paid 20.00; rows 0.00; total 0.00
        invoice a 3                         -> calls 0.00; rows 0.00; spend 50.00 paid 50.00; spend 100.00; total 100.00
        use a calls 10 @2025-03-31          -> calls 10, late
        use a calls 150                     -> calls 150, covered 0
        clock 2025-05-02
        bill a                              -> draft 4; final 4 INV-000005
        invoice a 4                         -> calls 150.00 paid 100.00; rows 0.00; calls 10.00 for 1 of INV-000004 paid 10.00; spend -10.00 for 3 of INV-000004 paid -10.00; total 50.00
        """);

    [Fact]
    public void What_is_left_goes_on_where_the_commit_says_so_until_the_contract_ends() => Story.Plays("""
        env 2025-01-01
        catalog commits
        account a
        contract a rolling 2025-01-01 2025-04-01
        use a calls 30                      -> calls 30, covered 0
        clock 2025-02-02
        use a calls 150                     -> calls 150, covered 0
        clock 2025-03-02
        use a calls 5                       -> calls 5, covered 0
        clock 2025-04-02
        bill a                              -> draft 0; draft 1; draft 2; draft 3; final 0 INV-000001; final 1 INV-000002; final 2 INV-000003; final 3 INV-000004
        invoice a 1                         -> calls 30.00 paid 30.00; spend 100.00; total 100.00
        invoice a 2                         -> calls 150.00 paid 150.00; spend 100.00; total 100.00
        invoice a 3                         -> calls 5.00 paid 5.00; spend 115.00 paid 115.00; total 0.00
        """);

    [Fact]
    public void Usage_that_the_commit_covers_has_its_rates_and_the_rest_the_contracts() => Story.Plays("""
        env 2025-01-01
        catalog commits
        account a
        contract a rates 2025-01-01
        use a calls 50                      -> calls 50, covered 0
        use a rows 200                      -> rows 200, covered 0
        clock 2025-02-02
        use a calls 100                     -> calls 100, covered 0  # 80.00 at the commit's rates, of which 40.00 are left: half of it, and half at 1.00
        clock 2025-03-02
        use a calls 7                       -> calls 7, covered 0
        clock 2025-04-02
        bill a                              -> draft 1; draft 2; draft 3; final 1 INV-000001; final 2 INV-000002; final 3 INV-000003; closed 0
        invoice a 1                         -> calls 40.00; rows 20.00; total 60.00
        invoice a 2                         -> calls 90.00; rows 0.00; total 90.00
        invoice a 3                         -> calls 7.00; rows 0.00; total 7.00
        use a calls 1 @2025-03-30           -> calls 1, late
        clock 2025-05-02
        bill a                              -> draft 4; final 4 INV-000004
        invoice a 4                         -> calls 0.00; rows 0.00; calls 1.00 for 1 of INV-000003; total 1.00
        """);

    [Fact]
    public void Late_usage_has_what_its_line_had_of_the_commit_and_what_is_left() => Story.Plays("""
        env 2025-01-01
        catalog commits
        account a
        contract a rates 2025-01-01
        use a calls 100                     -> calls 100, covered 0
        clock 2025-02-02
        bill a                              -> draft 1; final 1 INV-000001; closed 0
        invoice a 1                         -> calls 80.00; rows 0.00; total 80.00
        use a calls 25 @2025-01-31          -> calls 25, late
        use a calls 10 @2025-01-31          -> calls 10, late
        clock 2025-03-02
        bill a                              -> draft 2; final 2 INV-000002
        invoice a 2                         -> calls 0.00; rows 0.00; calls 30.00 for 1 of INV-000001; total 30.00
        """);

    [Fact]
    public void A_period_that_costs_less_than_the_minimum_has_a_line_for_the_rest() => Story.Plays("""
        env 2025-01-01
        catalog commits
        account a
        account b
        contract a least 2025-01-01
        contract b least 2025-01-01 2025-02-15
        use a calls 15                      -> calls 15, covered 0
        clock 2025-02-02
        bill a                              -> draft 0; draft 1; final 0 INV-000001; final 1 INV-000002
        invoice a 1                         -> fee 10.00; calls 15.00; minimum 25.00; total 50.00
        use a calls 5 @2025-01-31           -> calls 5, late
        use a calls 100                     -> calls 100, covered 0
        clock 2025-03-02
        bill a                              -> draft 2; final 2 INV-000003
        invoice a 2                         -> fee 10.00; calls 100.00; calls 5.00 for 2 of INV-000002; minimum -5.00 for 3 of INV-000002; total 110.00
        bill b                              -> draft 0; draft 1; draft 2; final 0 INV-000004; final 1 INV-000005; final 2 INV-000006
        invoice b 2                         -> calls 0.00; minimum 20.00; total 20.00
        """);
}
