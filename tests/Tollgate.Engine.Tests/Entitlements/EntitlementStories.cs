using Tollgate.Engine.Tests.Scenarios;

namespace Tollgate.Engine.Tests.Entitlements;

public class EntitlementStories
{
    [Fact]
    public void A_hard_limit_holds_for_consumes_and_never_for_reports() => Story.Plays("""
        env 2025-06-01
        catalog shop
        account a
        contract a hard 2025-06-01
        consume a api_calls 60              -> allowed within_limit, 60 of 100 at 1
        consume a api_calls 41              -> denied quota_exceeded, 60 of 100 at 1
        consume a api_calls 40 id=x         -> allowed within_limit, 100 of 100 at 1
        consume a api_calls 0               -> allowed within_limit, 100 of 100 at 1
        consume a api_calls 0.000000001     -> denied quota_exceeded, 100 of 100 at 1
        consume a api_calls 40 id=x         -> allowed within_limit, 100 of 100 at 1, duplicate
        use a api_calls 50                  -> api_calls 50, covered 0
        consume a api_calls 1               -> denied quota_exceeded, 150 of 100 at 1
        consume a api_calls 0               -> allowed within_limit, 150 of 100 at 1
        consume a api_calls -1              -> quantity_negative
        invoice a 1                         -> api_calls 50.00; total 50.00
        """);

    [Fact]
    public void A_denied_consume_takes_no_id() => Story.Plays("""
        env 2025-06-01
        catalog shop
        account a
        contract a hard 2025-06-01
        consume a api_calls 101 id=x        -> denied quota_exceeded, 0 of 100 at 1
        consume a api_calls 99 id=x         -> allowed within_limit, 99 of 100 at 1
        consume a api_calls 99 id=x         -> allowed within_limit, 99 of 100 at 1, duplicate
        consume a api_calls 100 id=x        -> allowed within_limit, 99 of 100 at 1, duplicate of other units
        use a api_calls 99 id=x             -> duplicate
        use a api_calls 98 id=x             -> conflict
        """);

    [Fact]
    public void A_consume_counts_in_the_meter_of_its_feature_alone() => Story.Plays("""
        env 2025-06-01
        catalog shop
        account a
        contract a rows 2025-06-01
        consume a rows 5                    -> allowed within_limit, 5 of 5000000 at 0.0004
        use a rows 5                        -> rows 5, covered 5; rows_seen 1, covered 0
        catalog llm
        account b
        contract b llm 2025-06-01
        consume b requests 3                -> allowed within_limit, 3 of unlimited
        """);

    [Fact]
    public void A_consume_counted_once_stays_allowed_whatever_happens() => Story.Plays("""
        env 2025-06-01
        catalog counting
        account a
        contract a paid 2025-06-01 2025-06-10
        consume a jobs 5 id=x @2025-06-01   -> allowed within_limit, 5 of unlimited at 1
        catalog renamed
        consume a jobs 5 id=x @2025-06-01   -> allowed within_limit, 5 of unlimited at 1, duplicate
        use a job 5 id=x @2025-06-01        -> duplicate   # its own catalog calls it job still
        clock 2025-06-20
        consume a jobs 5 id=x               -> allowed within_limit, duplicate
        consume a jobs 5 id=y               -> denied contract_expired
        """);

    [Fact]
    public void Features_without_units() => Story.Plays("""
        env 2025-06-01
        catalog shop
        account a
        account b
        contract a growth 2025-06-01
        contract b hard 2025-06-01
        check a bulk_export                 -> allowed within_limit
        check b bulk_export                 -> denied feature_not_included
        consume b bulk_export 1             -> denied feature_not_included
        consume a bulk_export 1 id=x        -> allowed within_limit
        consume a bulk_export 1 id=x        -> allowed within_limit   # nothing was counted, so nothing is repeated
        consume a max_projects 1            -> allowed within_limit, value 10
        check a max_projects                -> allowed within_limit, value 10
        check a max_projects value=10       -> allowed within_limit, value 10
        check a max_projects value=10.5     -> denied value_mismatch, value 10
        check a max_projects value="many"   -> denied value_mismatch, value 10
        check a region value="eu"           -> allowed within_limit, value "eu"
        check a region value="us"           -> denied value_mismatch, value "eu"
        check a region value="\u0065u"      -> allowed within_limit, value "eu"
        check a region value="\ud800"       -> denied value_mismatch, value "eu"
        check a rows                        -> denied feature_not_included
        check a nothing                     -> denied feature_not_found
        check nobody rows                   -> denied account_not_found
        consume nobody rows 1               -> denied account_not_found
        """);

    [Fact]
    public void The_price_of_the_next_unit_is_told_whether_or_not_units_are_included() => Story.Plays("""
        env 2025-06-01
        catalog counting
        account a
        contract a paid 2025-06-01
        check a jobs                        -> allowed within_limit, 0 of unlimited at 1
        catalog shop
        account b
        contract b free 2025-06-01
        check b api_calls                   -> allowed within_limit, 0 of unlimited
        """);
}
