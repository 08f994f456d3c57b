using Tollgate.Engine.Tests.Scenarios;

namespace Tollgate.Engine.Tests.Exceptions;

public class StandingStories
{
    [Fact]
    public void A_suspended_account_may_nothing_and_is_counted_all_the_same() => Story.Plays("""
        env 2025-06-01
        catalog shop
        account a
        contract a hard 2025-06-01
        suspend a
        check a api_calls 1         -> denied account_suspended
        check a bulk_export         -> denied account_suspended
        consume a api_calls 1       -> denied account_suspended
        use a api_calls 5           -> api_calls 5, covered 5
        suspend a                   -> account_already_suspended
        restart
        check a api_calls 1         -> denied account_suspended
        resume a
        check a api_calls 1         -> allowed within_limit, 5 of 100 at 1
        resume a                    -> account_not_suspended
        suspend nobody              -> account_not_found
        """);

    [Fact]
    public void A_delinquent_account_is_told_degraded_or_denied_once_its_days_are_over() => Story.Plays("""
        env 2025-06-01
        catalog shop
        account a
        contract a soft 2025-06-01
        use a api_calls 50000       -> api_calls 50000, covered 50000
        delinquent a allow 0
        check a api_calls 1         -> allowed soft_limit_exceeded, 50000 of 50000, over 1 at 0.002
        delinquent a degrade 14
        check a api_calls 1         -> allowed soft_limit_exceeded, 50000 of 50000, over 1 at 0.002
        clock 2025-06-14T23:59:59.999999Z
        check a api_calls 1         -> allowed soft_limit_exceeded, 50000 of 50000, over 1 at 0.002
        clock 2025-06-15
        check a api_calls 1         -> denied quota_exceeded, 50000 of 50000 at 0.002
        delinquent a deny 0 @2025-06-01
        check a api_calls 0         -> denied account_delinquent
        restart
        check a api_calls 0         -> denied account_delinquent
        clear a
        check a api_calls 1         -> allowed soft_limit_exceeded, 50000 of 50000, over 1 at 0.002
        clear a                     -> account_not_delinquent
        delinquent a deny -1        -> days_out_of_range
        """);

    [Fact]
    public void An_override_stands_above_the_plan_for_its_time() => Story.Plays("""
        env 2025-06-01
        catalog shop
        account a
        contract a growth 2025-06-01
        override a max_projects id=p number=20 until=2025-06-10
        override a bulk_export id=b flag=false
        override a region id=r text=us @2025-06-05
        check a max_projects value=20     -> allowed within_limit, value 20
        check a bulk_export               -> denied feature_not_included
        check a region value="us"           -> denied value_mismatch, value "eu"
        clock 2025-06-05
        check a region value="us"           -> allowed within_limit, value "us"
        unset b
        check a bulk_export               -> allowed within_limit
        unset b                           -> override_already_ended
        clock 2025-06-10
        check a max_projects value=20     -> denied value_mismatch, value 10
        restart
        check a region value="us"           -> allowed within_limit, value "us"
        """);

    [Fact]
    public void An_override_says_what_happens_at_the_limit_and_how_far() => Story.Plays("""
        env 2025-06-01
        catalog shop
        account a
        contract a hard 2025-06-01
        override a api_calls id=o enforcement=soft until=2025-06-03
        consume a api_calls 150           -> allowed soft_limit_exceeded, 150 of 100, over 50 at 1
        clock 2025-06-03
        consume a api_calls 1             -> denied quota_exceeded, 150 of 100 at 1
        account b
        contract b hard 2025-06-01
        grant b api_calls 1000
        override b api_calls id=c cap=120
        consume b api_calls 120           -> allowed within_limit, 120 of 120 at 1
        consume b api_calls 1             -> denied quota_exceeded, 120 of 120 at 1
        unset c
        consume b api_calls 1             -> allowed within_limit, 121 of 1100 at 1
        """);

    [Fact]
    public void Of_two_overrides_the_later_recorded_wins_and_says_so() => Story.Plays("""
        env 2025-06-01
        catalog shop
        account a
        contract a growth 2025-06-01
        override a max_projects id=one number=20 until=2025-06-20
        override a max_projects id=two number=30 until=2025-06-10  -> ok, before one
        check a max_projects value=30     -> allowed within_limit, value 30
        override a max_projects id=far number=40 @2025-07-01
        clock 2025-06-10
        check a max_projects value=30     -> denied value_mismatch, value 20
        """);

    [Theory]
    [InlineData("override a api_calls id=x flag=true", "override_mismatch")]
    [InlineData("override a api_calls id=x", "override_mismatch")]
    [InlineData("override a api_calls id=x enforcement=grace", "override_mismatch")]
    [InlineData("override a api_calls id=x cap=-1", "quantity_negative")]
    [InlineData("override a api_calls id=x overage=5", "limit_without_effect")]
    [InlineData("override a api_calls id=x overage=0 enforcement=soft", "not_positive")]
    [InlineData("override a api_calls id=x spend=0", "not_positive")]
    [InlineData("override b api_calls id=x spend=5", "limit_without_effect")]
    [InlineData("override b api_calls id=x overage=5 enforcement=soft", "limit_without_effect")]
    [InlineData("override a max_projects id=x text=many", "override_mismatch")]
    [InlineData("override a bulk_export id=x enforcement=soft", "override_mismatch")]
    [InlineData("override a nothing id=x flag=true", "feature_not_found")]
    [InlineData("override a bulk_export id=x flag=true until=2025-06-01", "override_ends_before_start")]
    [InlineData("override nobody bulk_export id=x flag=true", "account_not_found")]
    [InlineData("unset x", "override_not_found")]
    public void What_makes_no_sense_is_refused(string command, string code) => Story.Plays($"""
        env 2025-06-01
        catalog shop
        account a
        contract a hard 2025-06-01
        account b
        contract b free 2025-06-01
        {command} -> {code}
        check a bulk_export -> denied feature_not_included
        """);
}
