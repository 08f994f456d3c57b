using Tollgate.Engine.Tests.Scenarios;

namespace Tollgate.Engine.Tests.Commitments;

/// <summary>Commits of contracts whose terms, end or invoices change.</summary>
public class CommitChangeStories
{
    [Fact]
    public void Lines_under_earlier_terms_count_on_and_the_terms_at_the_end_say_how_much() => Story.Plays("""
        env 2025-01-01
        catalog commits
        account a
        contract a postpaid 2025-01-01
        use a calls 20                      -> calls 20, covered 0
        clock 2025-02-15
        amend a terms={"commits":{"spend":{"kind":"postpaid","amount":"150.00","term":"quarter"}}}
        restart
        use a calls 30                      -> calls 30, covered 0
        clock 2025-04-02
        bill a                              -> draft 0; draft 1; draft 2; draft 3; final 0 INV-000001; final 1 INV-000002; final 2 INV-000003; final 3 INV-000004
        invoice a 2                         -> calls 0.00; rows 0.00; fee 10.00; calls 30.00; rows 0.00; total 40.00
        invoice a 3                         -> fee 10.00; calls 0.00; rows 0.00; spend 100.00; total 110.00
        """);

    [Fact]
    public void A_commit_that_an_amendment_brings_begins_there_and_one_that_it_gives_up_is_not_trued_up() => Story.Plays("""
        env 2025-01-01
        catalog commits
        account a
        account b
        contract a plain 2025-01-01
        contract b postpaid 2025-01-01
        use a calls 20                      -> calls 20, covered 0
        clock 2025-02-15
        amend a postpaid
        amend b plain
        use a calls 30                      -> calls 30, covered 0
        clock 2025-05-02
        bill a                              -> draft 1; draft 2; draft 3; draft 4; final 1 INV-000001; final 2 INV-000002; final 3 INV-000003; final 4 INV-000004; closed 0
        bill b                              -> draft 0; draft 1; draft 2; draft 3; draft 4; final 0 INV-000005; final 1 INV-000006; final 2 INV-000007; final 3 INV-000008; final 4 INV-000009
        invoice a 2                         -> calls 0.00; fee 10.00; calls 30.00; rows 0.00; total 40.00
        invoice a 3                         -> fee 10.00; calls 0.00; rows 0.00; total 10.00
        invoice b 3                         -> calls 0.00; total 0.00
        clock 2025-06-02
        bill a                              -> draft 5; final 5 INV-000010
        invoice a 5                         -> fee 10.00; calls 0.00; rows 0.00; spend 70.00; total 80.00
        line a 5 spend                      -> 0 events, 0 - 0 = 0, exact 70, 2025-02-15T00:00:00Z to 2025-06-01T00:00:00Z
        """);

    [Fact]
    public void An_end_inside_a_term_ends_it_and_a_later_end_takes_the_true_up_back() => Story.Plays("""
        env 2025-01-01
        catalog commits
        account a
        contract a postpaid 2025-01-01
        use a calls 20                      -> calls 20, covered 0
        clock 2025-01-10
        amend a until=2025-01-20
        clock 2025-01-22
        bill a                              -> draft 0; draft 1; final 0 INV-000001; final 1 INV-000002
        invoice a 1                         -> calls 20.00; rows 0.00; spend 80.00; total 100.00
        amend a until=open @2025-01-19
        restart
        clock 2025-03-02
        bill a                              -> draft 2; final 2 INV-000003
        invoice a 2                         -> fee 10.00; calls 0.00; rows 0.00; fee 3.87 for 1 of INV-000001; fee 10.00 for nothing of INV-000002; spend -80.00 for 3 of INV-000002; total -56.13
        clock 2025-04-02
        bill a                              -> draft 3; final 3 INV-000004
        invoice a 3                         -> fee 10.00; calls 0.00; rows 0.00; spend 80.00; total 90.00
        """);

    [Fact]
    public void A_prepaid_commit_that_is_taken_up_inside_a_period_is_billed_on_the_next_invoice_and_pays_its_lines() => Story.Plays("""
        env 2025-01-01
        catalog commits
        account a
        contract a plain 2025-01-01
        clock 2025-01-03
        use a calls 20                      -> calls 20, covered 0
        bill a                              -> closed 0
        clock 2025-01-16
        amend a prepaid
        use a calls 30                      -> calls 30, covered 0
        clock 2025-02-02
        bill a                              -> draft 1; final 1 INV-000001
        invoice a 1                         -> calls 20.00; calls 30.00 paid 30.00; rows 0.00; spend 100.00 for nothing of none; total 120.00
        """);

    [Fact]
    public void A_prepaid_commit_that_is_given_up_again_gives_back_what_was_not_drawn() => Story.Plays("""
        env 2025-01-01
        catalog commits
        account a
        contract a prepaid 2025-01-01
        clock 2025-01-03
        bill a                              -> draft 0; final 0 INV-000001
        invoice a 0                         -> spend 100.00; total 100.00
        amend a plain @2025-01-01
        restart
        use a calls 30                      -> calls 30, covered 0
        clock 2025-02-02
        bill a                              -> draft 1; final 1 INV-000002
        invoice a 1                         -> calls 30.00; spend -100.00 for 1 of INV-000001; total -70.00
        """);

    [Fact]
    public void A_voided_invoice_counts_nothing_and_draws_nothing() => Story.Plays("""
        env 2025-01-01
        catalog commits
        account a
        account b
        contract a postpaid 2025-01-01
        contract b prepaid 2025-01-01
        use a calls 20                      -> calls 20, covered 0
        use b calls 20                      -> calls 20, covered 0
        clock 2025-02-02
        bill a                              -> draft 0; draft 1; final 0 INV-000001; final 1 INV-000002
        bill b                              -> draft 0; draft 1; final 0 INV-000003; final 1 INV-000004
        annul a 1                           -> void, due 0
        annul b 1                           -> void, due 0
        held b                              -> nothing
        restart
        clock 2025-04-02
        bill a                              -> draft 2; draft 3; final 2 INV-000005; final 3 INV-000006
        bill b                              -> draft 2; draft 3; final 2 INV-000007; final 3 INV-000008
        invoice a 3                         -> fee 10.00; calls 0.00; rows 0.00; spend 100.00; total 110.00
        invoice b 3                         -> calls 0.00; rows 0.00; spend 100.00 paid 100.00; spend 100.00; total 100.00
        """);

    [Fact]
    public void A_trial_is_before_the_first_term() => Story.Plays("""
        env 2025-01-01
        catalog commits
        account a
        contract a trying 2025-01-01
        use a calls 20                      -> calls 20, covered 0
        clock 2025-02-10
        use a calls 30                      -> calls 30, covered 0
        clock 2025-05-02
        bill a                              -> draft 1; draft 2; draft 3; draft 4; final 1 INV-000001; final 2 INV-000002; final 3 INV-000003; final 4 INV-000004; closed 0
        invoice a 1                         -> spend 100.00; total 100.00
        invoice a 2                         -> calls 30.00 paid 30.00; total 0.00
        invoice a 4                         -> calls 0.00; spend 70.00 paid 70.00; spend 100.00; total 100.00
        """);

    [Fact]
    public void A_calendar_period_counts_toward_the_term_that_it_begins_in() => Story.Plays("""
        env 2025-01-16
        catalog commits
        account a
        contract a calendar 2025-01-16
        use a calls 20                      -> calls 20, covered 0
        clock 2025-02-10
        use a calls 30                      -> calls 30, covered 0
        clock 2025-02-20
        use a calls 10                      -> calls 10, covered 0
        clock 2025-03-02
        bill a                              -> draft 1; draft 2; final 1 INV-000001; final 2 INV-000002; closed 0
        invoice a 1                         -> calls 20.00; total 20.00
        invoice a 2                         -> calls 40.00; spend 40.00; total 80.00
        line a 2 spend                      -> 0 events, 0 - 0 = 0, exact 40, 2025-01-16T00:00:00Z to 2025-03-01T00:00:00Z
        """);

    [Fact]
    public void A_commit_for_the_whole_contract_is_trued_up_when_it_ends() => Story.Plays("""
        env 2025-01-01
        catalog commits
        account a
        contract a whole 2025-01-01 2025-05-01
        use a calls 20                      -> calls 20, covered 0
        clock 2025-02-02
        bill a                              -> draft 1; final 1 INV-000001; closed 0
        clock 2025-05-02
        bill a                              -> draft 2; draft 3; draft 4; final 2 INV-000002; final 3 INV-000003; final 4 INV-000004
        invoice a 3                         -> calls 0.00; total 0.00
        invoice a 4                         -> calls 0.00; spend 80.00; total 80.00
        """);

    [Fact]
    public void A_preview_of_an_invoice_behind_drafts_says_what_the_run_will() => Story.Plays("""
        env 2025-01-01
        catalog commits
        account a
        contract a prepaid 2025-01-01
        use a calls 80                      -> calls 80, covered 0
        clock 2025-02-10
        use a calls 50                      -> calls 50, covered 0
        invoice a 2                         -> calls 50.00 paid 20.00; rows 0.00; total 30.00
        invoice a 3                         -> calls 0.00; rows 0.00; spend 100.00; total 100.00
        restart
        clock 2025-04-02
        bill a                              -> draft 0; draft 1; draft 2; draft 3; final 0 INV-000001; final 1 INV-000002; final 2 INV-000003; final 3 INV-000004
        invoice a 2                         -> calls 50.00 paid 20.00; rows 0.00; total 30.00
        invoice a 3                         -> calls 0.00; rows 0.00; spend 100.00; total 100.00
        """);
}
