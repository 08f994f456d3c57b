using Tollgate.Engine.Tests.Scenarios;

namespace Tollgate.Engine.Tests.Entitlements;

public class ConditionStories
{
    [Fact]
    public void A_place_is_the_requests_and_else_the_accounts() => Story.Plays("""
        env 2025-06-01
        catalog conditions
        account a attr.region=eu attr.deployment=cloud
        contract a team 2025-06-01
        check a sso                                         -> allowed within_limit
        check a sso region="uk"                             -> allowed within_limit
        check a sso region="us"                             -> denied condition_not_met, region us not eu or uk
        check a sso region="EU"                             -> denied condition_not_met, region EU not eu or uk
        check a sso region=7                                -> denied condition_not_met, region 7 not eu or uk
        check a sso region=null                             -> allowed within_limit
        check a sso deployment="on_premises"                -> denied condition_not_met, deployment on_premises not cloud
        consume a sso 1 region="us"                         -> denied condition_not_met, region us not eu or uk
        account b
        contract b team 2025-06-01
        check b sso                                         -> denied condition_not_met, region none not eu or uk
        check b sso region="eu"                             -> denied condition_not_met, deployment none not cloud
        """);

    [Fact]
    public void Attributes_are_those_of_now() => Story.Plays("""
        env 2025-06-01
        catalog conditions
        account a ext.crm=77
        contract a team 2025-06-01
        attributes crm:77 region=uk deployment=cloud
        check a sso                                         -> allowed within_limit
        check a sso @2025-06-01                             -> allowed within_limit
        attributes a region=uk deployment=cloud
        restart
        check a sso                                         -> allowed within_limit
        attributes a deployment=cloud
        check a sso                                         -> denied condition_not_met, region none not eu or uk
        attributes a
        check a sso region="uk"                             -> denied condition_not_met, deployment none not cloud
        attributes nobody region=eu                         -> account_not_found
        """);

    [Fact]
    public void A_time_begins_with_its_first_instant_and_ends_before_its_last() => Story.Plays("""
        env 2025-06-01
        catalog conditions
        account a
        contract a team 2025-06-01
        check a export @2025-06-09T23:59:59.999999Z         -> denied condition_not_met, from 2025-06-09T23:59:59.999999Z not 2025-06-10T00:00:00Z
        check a export @2025-06-10                          -> allowed within_limit
        check a export @2025-06-19T23:59:59.999999Z         -> allowed within_limit
        check a export @2025-06-20                          -> denied condition_not_met, until 2025-06-20T00:00:00Z not 2025-06-20T00:00:00Z
        check a export                                      -> denied condition_not_met, from 2025-06-01T00:00:00Z not 2025-06-10T00:00:00Z
        clock 2025-06-15
        check a export                                      -> allowed within_limit
        """);

    [Fact]
    public void A_subject_is_in_groups_until_it_is_put_into_others() => Story.Plays("""
        env 2025-06-01
        catalog conditions
        account a
        account b
        contract a team 2025-06-01
        contract b team 2025-06-01
        groups a user_7 staff beta staff
        check a projects subject=user_7                     -> allowed within_limit, value 100
        check a projects subject=user_8                     -> allowed within_limit, value 10
        check a projects                                    -> allowed within_limit, value 10
        check b projects subject=user_7                     -> allowed within_limit, value 10
        groups a user_7 beta staff
        restart
        check a projects subject=user_7 value=100           -> allowed within_limit, value 100
        groups a user_7 alpha
        check a projects subject=user_7 value=100           -> denied value_mismatch, value 10
        groups a user_7
        check a projects subject=user_7                     -> allowed within_limit, value 10
        groups a user_9
        groups nobody user_7 beta                           -> account_not_found
        """);

    [Fact]
    public void Of_several_rights_the_most_generous_that_holds() => Story.Plays("""
        env 2025-06-01
        catalog conditions
        account a attr.tier=gold
        account b attr.tier=silver
        contract a team 2025-06-01
        contract b team 2025-06-01
        check a projects                                    -> allowed within_limit, value 50
        check b projects                                    -> allowed within_limit, value 10
        groups a user_7 beta
        check a projects subject=user_7                     -> allowed within_limit, value 100
        check a support                                     -> allowed within_limit, value "pro"
        check a support region="eu"                         -> allowed within_limit, value "pro"
        check a support region="eu" subject=vip             -> allowed within_limit, value "enterprise"
        check b support region="eu"                         -> allowed within_limit, value "basic"
        check b support                                     -> denied condition_not_met, subject none not vip
        """);

    [Fact]
    public void Units_under_a_condition_are_consumed_by_whom_it_lets_and_reported_by_anybody() => Story.Plays("""
        env 2025-06-01
        catalog conditions
        account a attr.tier=gold
        contract a team 2025-06-01
        check a calls                                       -> denied condition_not_met, subject none not robot
        consume a calls 1 subject=user_7                    -> denied condition_not_met, subject user_7 not robot
        reserve a calls 5 res=r subject=user_7              -> denied condition_not_met, subject user_7 not robot
        consume a calls 60 subject=robot                    -> allowed within_limit, 60 of 100
        use a calls 10                                      -> calls 10, covered 10
        consume a calls 31 subject=robot                    -> denied quota_exceeded, 70 of 100
        consume a mails 2 id=m                              -> allowed within_limit, 2 of 5
        attributes a tier=silver
        consume a mails 1                                   -> denied condition_not_met, attribute tier silver not gold
        consume a mails 2 id=m                              -> allowed within_limit, duplicate   # what was allowed once stays allowed
        grant a mails 100
        check a mails                                       -> denied condition_not_met, attribute tier silver not gold
        """);

    [Fact]
    public void What_no_plan_names_is_as_the_environment_has_it() => Story.Plays("""
        env 2025-06-01
        catalog conditions
        account a
        check a audit                                       -> allowed within_limit
        check a projects                                    -> allowed within_limit, value 1
        check a dark                                        -> denied condition_not_met, group none not beta
        check a support                                     -> denied feature_not_included
        check a scans                                       -> denied feature_not_included   # units are counted in the periods of a contract
        groups a user_7 beta
        check a dark subject=user_7                         -> allowed within_limit, value true
        contract a bare 2025-06-01 2025-07-01
        check a audit                                       -> allowed within_limit
        consume a scans 8                                   -> allowed within_limit, 8 of 10 at 1
        alerts a                                            -> usage 80: 8 of 10
        consume a scans 4                                   -> allowed soft_limit_exceeded, 12 of 10, over 2 at 1
        invoice a 1                                         -> scans 2.00; total 2.00
        grant a scans 5
        check a scans 0                                     -> allowed within_limit, 12 of 15 at 1
        override a audit id=o flag=false until=2025-06-05
        check a audit                                       -> denied feature_not_included
        override a scans id=p enforcement=hard
        consume a scans 6                                   -> denied quota_exceeded, 12 of 15 at 1
        clock 2025-07-01
        check a audit                                       -> allowed within_limit
        check a scans                                       -> denied contract_expired
        """);

    [Fact]
    public void A_default_is_the_contracts_own_versions_and_never_the_plans() => Story.Plays("""
        env 2025-06-01
        catalog conditions
        account a
        account b
        account c
        contract a bare 2025-06-01
        contract b team 2025-06-01
        check b audit                                       -> denied feature_not_included
        check b projects                                    -> allowed within_limit, value 10
        check b reads 0                                     -> allowed within_limit, 0 of 7
        check b scans 0                                     -> denied feature_not_included   # the plan includes units of its meter by another name
        check a reads 0                                     -> denied feature_not_included
        catalog shop
        check a audit                                       -> allowed within_limit
        check c audit                                       -> denied feature_not_found
        """);

    [Fact]
    public void An_override_decides_also_by_what_it_asks_for() => Story.Plays("""
        env 2025-06-01
        catalog conditions
        account a attr.deployment=cloud
        contract a team 2025-06-01
        override a sso id=o flag=true when={"region":"us"}
        check a sso region="us"                             -> allowed within_limit
        check a sso region="eu"                             -> denied condition_not_met, region eu not us
        restart
        check a sso region="eu"                             -> denied condition_not_met, region eu not us
        unset o
        check a sso region="eu"                             -> allowed within_limit
        override a calls id=p enforcement=soft
        consume a calls 120                                 -> allowed soft_limit_exceeded, 120 of 100, over 20   # whoever it is: the plan's condition is the plan's
        suspend a
        check a sso region="us"                             -> denied account_suspended
        """);

    [Fact]
    public void An_override_gives_a_text_only_one_of_its_values() => Story.Plays("""
        env 2025-06-01
        catalog conditions
        account a
        contract a team 2025-06-01
        override a support id=o text=gold                   -> override_mismatch
        check a support                                     -> denied condition_not_met, subject none not vip
        override a support id=o text=pro
        check a support                                     -> allowed within_limit, value "pro"
        """);

    [Fact]
    public void What_is_held_is_settled_whoever_the_subject_is_by_then() => Story.Plays("""
        env 2025-06-01
        catalog conditions
        account a attr.tier=gold
        contract a team 2025-06-01
        reserve a mails 4 res=r                             -> allowed within_limit, 0 of 5, holds 4
        attributes a tier=silver
        reserve a mails 1 res=s                             -> denied condition_not_met, attribute tier silver not gold
        settle r 3                                          -> settled 3, covered 3
        attributes a tier=gold
        check a mails 0                                     -> allowed within_limit, 3 of 5
        """);

    [Fact]
    public void An_override_of_what_the_contracts_catalog_does_not_count_waits() => Story.Plays("""
        env 2025-06-01
        catalog shop
        account a
        contract a hard 2025-06-01
        catalog conditions
        override a mails id=o enforcement=soft
        check a mails                                       -> denied feature_not_included
        """);
}
