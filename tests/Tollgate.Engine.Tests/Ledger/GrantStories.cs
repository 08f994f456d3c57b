using Tollgate.Engine.Tests.Scenarios;

namespace Tollgate.Engine.Tests.Ledger;

public class GrantStories
{
    [Fact]
    public void S1b_the_upgrade_month_with_a_promotion() => Story.Plays("""
        env 2025-06-01
        catalog shop
        account a
        contract a growth 2025-06-01
        clock 2025-06-05
        grant a api_calls 500000 id=promo priority=50 source=promotion
        clock 2025-06-20
        use a api_calls 12345678            -> api_calls 12345678, covered 10500000
        held a                              -> promo consumed 500000
        restart
        clock 2025-07-01
        bill a                              -> draft 0; draft 1; final 0 INV-000001
        invoice a 1                         -> platform 3000.00; api_calls 369.20; total 3369.20
        line a 1 api_calls                  -> 1 events, 12345678 - 10500000 = 1845678, exact 369.2, 2025-06-01T00:00:00Z to 2025-07-01T00:00:00Z
        """);

    [Fact]
    public void Units_burn_in_the_order_of_burning() => Story.Plays("""
        env 2025-06-01
        catalog shop
        account a
        contract a hard 2025-06-01
        grant a api_calls 10 id=late priority=200
        grant a api_calls 10 id=first priority=1
        grant a api_calls 10 id=ends_soon until=2025-06-20
        grant a api_calls 10 id=ends_sooner until=2025-06-19
        grant a api_calls 10 id=paid until=2025-07-01
        grant a api_calls 10 id=promo until=2025-07-01 source=promotion
        grant a api_calls 10 id=older
        grant a api_calls 10 id=younger
        check a api_calls 181               -> denied quota_exceeded, 0 of 180 at 1
        consume a api_calls 15              -> allowed within_limit, 15 of 180 at 1
        held a                              -> ends_soon available 10; ends_sooner available 5, consumed 5; first consumed 10; late available 10; older available 10; paid available 10; promo available 10; younger available 10
        consume a api_calls 115             -> allowed within_limit, 130 of 180 at 1  # the plan's 100 end with the month, as promo and paid do
        held a                              -> ends_soon consumed 10; ends_sooner consumed 10; first consumed 10; late available 10; older available 10; paid available 10; promo available 10; younger available 10
        consume a api_calls 5               -> allowed within_limit, 135 of 180 at 1
        held a                              -> ends_soon consumed 10; ends_sooner consumed 10; first consumed 10; late available 10; older available 10; paid available 10; promo available 5, consumed 5; younger available 10
        consume a api_calls 25              -> allowed within_limit, 160 of 180 at 1
        held a                              -> ends_soon consumed 10; ends_sooner consumed 10; first consumed 10; late available 10; older consumed 10; paid consumed 10; promo consumed 10; younger available 10
        consume a api_calls 20              -> allowed within_limit, 180 of 180 at 1
        consume a api_calls 1               -> denied quota_exceeded, 180 of 180 at 1
        """);

    [Fact]
    public void A_grant_ends_at_its_instant_and_not_before() => Story.Plays("""
        env 2025-06-01
        catalog shop
        account a
        contract a extra 2025-06-01
        grant a api_calls 10 id=g until=2025-06-10
        clock 2025-06-09T23:59:59.999999Z
        use a api_calls 1                   -> api_calls 1, covered 1
        clock 2025-06-10
        use a api_calls 1                   -> api_calls 1, covered 0
        held a                              -> g consumed 1, expired 9
        use a api_calls 2 @2025-06-09       -> api_calls 2, covered 2  # late, and valid at its own time
        held a                              -> g consumed 3, expired 7
        clock 2025-07-03
        bill a                              -> draft 1; final 1 INV-000001; closed 0
        use a api_calls 3 @2025-06-09       -> api_calls 3, late
        held a                              -> g consumed 3, expired 7  # its period is final
        """);

    [Fact]
    public void A_backdated_grant_covers_the_overage_of_its_time() => Story.Plays("""
        env 2025-06-01
        catalog shop
        account a
        contract a soft 2025-06-01
        clock 2025-06-10
        use a api_calls 50010 @2025-06-02   -> api_calls 50010, covered 50000
        use a api_calls 20 @2025-06-04      -> api_calls 20, covered 0
        use a api_calls 30 @2025-06-06      -> api_calls 30, covered 0
        grant a api_calls 40 id=g @2025-06-03
        held a                              -> g consumed 40
        check a api_calls 0                 -> allowed within_limit, 50060 of 50040 at 0.002
        grant a api_calls 100 id=h
        held a                              -> g consumed 40; h available 100
        check a api_calls 100               -> allowed within_limit, 50060 of 50140 at 0.002
        grant a api_calls 5 id=i @2025-06-01 until=2025-06-03
        held a                              -> g consumed 40; h available 100; i consumed 5
        grant a api_calls 50 id=j @2025-06-02
        held a                              -> g consumed 40; h available 100; i consumed 5; j available 35, consumed 15
        restart
        clock 2025-07-01
        bill a                              -> draft 1; closed 0
        invoice a 1                         -> api_calls 0.00; total 0.00
        """);

    [Fact]
    public void A_recurring_grant_issues_again_and_rolls_over() => Story.Plays("""
        env 2025-06-01
        catalog shop
        account a
        contract a extra 2025-06-01
        grant a api_calls 10 id=g every=day roll=1-4
        use a api_calls 3                   -> api_calls 3, covered 3
        clock 2025-06-02
        held a                              -> g/2025-06-01T00:00:00Z consumed 3, expired 3, rolledover 4; g/2025-06-02T00:00:00Z/rolled/2025-06-01T00:00:00Z available 4; g/2025-06-02T00:00:00Z available 10
        use a api_calls 5                   -> api_calls 5, covered 5  # what rolled over burns first
        held a                              -> g/2025-06-01T00:00:00Z consumed 3, expired 3, rolledover 4; g/2025-06-02T00:00:00Z/rolled/2025-06-01T00:00:00Z consumed 4; g/2025-06-02T00:00:00Z available 9, consumed 1
        use a api_calls 9                   -> api_calls 9, covered 9
        use a api_calls 4 @2025-06-01       -> api_calls 4, covered 3  # late for the first day, whose rest rolled over and is burnt
        clock 2025-06-03
        held a                              -> g/2025-06-01T00:00:00Z consumed 6, rolledover 4; g/2025-06-02T00:00:00Z/rolled/2025-06-01T00:00:00Z consumed 4; g/2025-06-02T00:00:00Z consumed 10; g/2025-06-03T00:00:00Z/rolled/2025-06-02T00:00:00Z available 1; g/2025-06-03T00:00:00Z available 10
        """);

    [Fact]
    public void Late_usage_burns_what_rolled_over_from_its_time() => Story.Plays("""
        env 2025-06-01
        catalog shop
        account a
        contract a extra 2025-06-01
        grant a api_calls 10 id=g every=day roll=0-10
        clock 2025-06-02
        use a api_calls 4 @2025-06-01T12:00:00Z -> api_calls 4, covered 4
        held a                              -> g/2025-06-01T00:00:00Z rolledover 10; g/2025-06-02T00:00:00Z/rolled/2025-06-01T00:00:00Z available 6, consumed 4; g/2025-06-02T00:00:00Z available 10
        clock 2025-06-03
        sweep
        held a                              -> g/2025-06-01T00:00:00Z rolledover 10; g/2025-06-02T00:00:00Z/rolled/2025-06-01T00:00:00Z consumed 4, expired 6; g/2025-06-02T00:00:00Z rolledover 10; g/2025-06-03T00:00:00Z/rolled/2025-06-02T00:00:00Z available 10; g/2025-06-03T00:00:00Z available 10
        """);

    [Fact]
    public void What_rolled_over_rolls_again_when_it_is_told_to() => Story.Plays("""
        env 2025-06-01
        catalog shop
        account a
        contract a extra 2025-06-01
        grant a api_calls 10 id=g every=day roll=0-10 again=yes until=2025-06-04
        clock 2025-06-02
        use a api_calls 13                  -> api_calls 13, covered 13
        clock 2025-06-03
        check a api_calls 17                -> allowed within_limit, 13 of 30 at 0.00002
        clock 2025-06-04
        check a api_calls 1                 -> denied quota_exceeded, 13 of 13 at 0.00002
        """);

    [Fact]
    public void A_monthly_grant_is_anchored_in_the_accounts_own_calendar() => Story.Plays("""
        env 2024-01-31
        catalog shop
        account a zone=America/New_York
        contract a extra 2024-01-01
        grant a api_calls 10 id=g every=month @2024-01-31T05:00:00Z
        clock 2024-04-01
        held a                              -> g/2024-01-31T05:00:00Z expired 10; g/2024-02-29T05:00:00Z expired 10; g/2024-03-31T04:00:00Z available 10
        """);

    [Fact]
    public void A_backdated_recurring_grant_covers_window_by_window() => Story.Plays("""
        env 2025-06-01
        catalog shop
        account a
        contract a extra 2025-06-01
        clock 2025-06-10
        use a api_calls 15 @2025-06-07      -> api_calls 15, covered 0
        use a api_calls 5 @2025-06-08T12:00:00Z -> api_calls 5, covered 0
        grant a api_calls 10 id=g every=day @2025-06-07 until=2025-06-09
        held a                              -> g/2025-06-07T00:00:00Z consumed 10; g/2025-06-08T00:00:00Z consumed 5, expired 5
        """);

    [Fact]
    public void A_grant_waits_for_its_payment_and_then_counts_from_its_start() => Story.Plays("""
        env 2025-06-01
        catalog shop
        account a
        contract a extra 2025-06-01
        grant a api_calls 10 id=g pending=yes until=2025-06-20
        use a api_calls 3                   -> api_calls 3, covered 0
        held a                              -> g pending 10
        clock 2025-06-05
        pay g
        held a                              -> g available 7, consumed 3
        pay g                               -> grant_already_paid
        grant a api_calls 10 id=h pending=yes until=2025-06-10
        clock 2025-06-10
        pay h                               -> grant_expired
        held a                              -> g available 7, consumed 3; h expired 10
        pay nobody                          -> grant_not_found
        grant a api_calls 1 id=i
        pay i                               -> grant_not_pending
        """);

    [Fact]
    public void A_void_takes_what_is_left_and_leaves_what_was_burnt() => Story.Plays("""
        env 2025-06-01
        catalog shop
        account a
        contract a extra 2025-06-01
        grant a api_calls 10 id=g every=day
        use a api_calls 4                   -> api_calls 4, covered 4
        clock 2025-06-02
        use a api_calls 1                   -> api_calls 1, covered 1
        void g
        held a                              -> g/2025-06-01T00:00:00Z consumed 4, voided 6; g/2025-06-02T00:00:00Z consumed 1, voided 9
        void g                              -> grant_already_voided
        use a api_calls 1                   -> api_calls 1, covered 0
        use a api_calls 1 @2025-06-01       -> api_calls 1, covered 0
        clock 2025-06-03
        held a                              -> g/2025-06-01T00:00:00Z consumed 4, voided 6; g/2025-06-02T00:00:00Z consumed 1, voided 9
        check a api_calls 1                 -> denied feature_not_included
        grant a api_calls 1 id=p pending=yes
        void p
        pay p                               -> grant_already_voided
        """);

    [Fact]
    public void A_grant_for_some_dimensions_serves_those_alone() => Story.Plays("""
        env 2023-11-01
        catalog scoped
        account a
        contract a plan 2023-11-01
        grant a calls 10 id=g dim.model=gpt-4
        use a calls 3 model="gpt-4"         -> calls 3, covered 3
        use a calls 3 model="other"         -> calls 3, covered 0
        check a calls 7 model="gpt-4"       -> allowed within_limit, 6 of 10
        check a calls 1 model="other"       -> denied quota_exceeded, 6 of 3
        grant a calls 10 dim.region=eu      -> grant_dimension_unknown
        """);

    [Fact]
    public void Usage_before_a_contract_burns_grants_once_it_is_taken_up() => Story.Plays("""
        env 2025-06-01
        catalog shop
        account a
        grant a api_calls 10 id=g
        clock 2025-06-02
        use a api_calls 7                   -> api_calls 7, waiting
        use a api_calls 7                   -> api_calls 7, waiting
        held a                              -> g available 10
        contract a extra 2025-06-01
        held a                              -> g consumed 10
        check a api_calls 1                 -> denied quota_exceeded, 14 of 10 at 0.00002
        """);

    [Theory]
    [InlineData("grant a api_calls 0", "amount_not_positive")]
    [InlineData("grant a api_calls -1", "amount_not_positive")]
    [InlineData("grant a api_calls 1 priority=-1", "priority_negative")]
    [InlineData("grant a api_calls 1 until=2025-06-01", "grant_ends_before_start")]
    [InlineData("grant a api_calls 1 @1850-01-01", "grant_start_out_of_range")]
    [InlineData("grant a api_calls 1 roll=0-1", "rollover_without_recurrence")]
    [InlineData("grant a api_calls 5 every=day roll=3-2", "rollover_bounds")]
    [InlineData("grant a api_calls 5 every=day roll=0-6", "rollover_above_amount")]
    [InlineData("grant a api_calls 5 every=day pending=yes", "pending_grant_recurs")]
    [InlineData("grant a api_calls 5 every=day anchor=2025-06-02", "anchor_after_start")]
    [InlineData("grant a api_calls 5 every=day @2020-01-01", "grant_too_far_back")]
    [InlineData("grant a nothing 5", "feature_not_found")]
    [InlineData("grant a bulk_export 5", "feature_not_metered")]
    [InlineData("grant nobody api_calls 5", "account_not_found")]
    [InlineData("grant a api_calls 5 id=g", "grant_exists")]
    public void A_grant_that_makes_no_sense_is_refused(string command, string code) => Story.Plays($"""
        env 2025-06-01
        catalog shop
        account a
        contract a extra 2025-06-01
        grant a api_calls 1 id=g
        {command} -> {code}
        held a    -> g available 1
        """);
}
