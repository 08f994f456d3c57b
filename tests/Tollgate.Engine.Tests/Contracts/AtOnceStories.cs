using Tollgate.Engine.Tests.Scenarios;

namespace Tollgate.Engine.Tests.Contracts;

public class AtOnceStories
{
    private const string Two = """
        env 2025-06-01
        catalog side
        account a
        contract a api 2025-06-01 id=ctr_api
        contract a media 2025-06-01 id=ctr_media
        """;

    [Fact]
    public void Each_contract_counts_and_bills_what_is_its_own() => Story.Plays(Two + "\n" + """
        clock 2025-06-10
        use a calls 130                     -> calls 130, covered 100
        use a images 4                      -> images 4, covered 4
        check a calls 0                     -> allowed within_limit, 130 of 100 at 0.5
        check a images 7                    -> denied quota_exceeded, 4 of 10
        consume a images 6 id=i             -> allowed within_limit, 10 of 10
        restart
        check a images                      -> denied quota_exceeded, 10 of 10
        use a job 3                         -> jobs 1, covered 0; job_hours 3, covered 0
        clock 2025-07-02T00:00:00Z
        bill api                            -> draft 1; final 1 INV-000001; closed 0
        bill media                          -> draft 0; draft 1; final 0 INV-000002; final 1 INV-000003
        invoice api 1                       -> base 10.00; calls 15.00; total 25.00         # 30 beyond 100, at 0.50
        invoice media 0                     -> base 20.00; total 20.00
        invoice media 1                     -> base 20.00; hours 6.00; total 26.00          # 3 hours at 2.00
        """);

    [Fact]
    public void One_event_is_counted_by_two_meters_in_two_contracts() => Story.Plays(Two + "\n" + """
        contract a jobs 2025-06-05 id=ctr_jobs
        clock 2025-06-10
        use a job 3 @2025-06-04             -> jobs 1, covered 0; job_hours 3, covered 0      # nobody prices jobs yet: the contract that was recorded first counts them
        use a job 3                         -> job_hours 3, covered 0; jobs 1, covered 0
        use a job 1                         -> job_hours 1, covered 0; jobs 1, covered 0
        alerts a                            -> spend 50 on *: 0.5 of 1
        restart
        clock 2025-08-03
        bill jobs                           -> draft 1; final 1 INV-000001; closed 0
        invoice jobs 1                      -> jobs 0.50; total 0.50
        bill media                          -> draft 0; draft 1; draft 2; final 0 INV-000002; final 1 INV-000003; final 2 INV-000004
        invoice media 1                     -> base 20.00; hours 14.00; total 34.00
        """);

    [Fact]
    public void Rights_without_units_are_the_most_generous_of_both() => Story.Plays(Two + "\n" + """
        check a export                      -> allowed within_limit
        check a projects                    -> allowed within_limit, value 25
        check a projects value=20           -> allowed within_limit, value 25
        check a audit                       -> denied condition_not_met, region none not eu
        check a audit region="eu"           -> allowed within_limit
        contract a jobs 2025-06-01 id=ctr_jobs
        check a audit region="us"           -> allowed within_limit         # of several, those whose condition is met
        check a audit region="eu"           -> allowed within_limit
        check a audit region="jp"           -> denied condition_not_met, region jp not eu
        """);

    [Fact]
    public void What_is_negotiated_goes_before_any_plan() => Story.Plays("""
        env 2025-06-01
        catalog side
        account a
        contract a media 2025-06-01 id=ctr_media
        contract a api 2025-06-01 id=ctr_api terms={"entitlements":{"projects":3}}
        check a projects                    -> allowed within_limit, value 3
        check a export                      -> allowed within_limit
        """);

    [Fact]
    public void A_meter_and_what_has_units_or_seats_is_of_one_contract() => Story.Plays(Two + "\n" + """
        contract a calls_only 2025-06-01 id=ctr_x             -> contract_overlaps
        contract a calls_only 2026-06-01 id=ctr_x             -> contract_overlaps
        contract a calls_only 2025-05-01 2025-06-01 id=ctr_x  -> ok
        contract a team 2025-06-15 id=ctr_t                   -> contract_overlaps      # its seats
        contract a empty 2025-06-01 id=ctr_e
        amend api until=2025-07-01
        contract a calls_only 2025-07-01 id=ctr_later
        amend api until=open                                  -> contract_overlaps
        amend api until=2025-07-02                            -> contract_overlaps
        amend e calls_only @2025-06-15                    -> contract_overlaps
        amend e calls_only @2025-07-01                    -> contract_overlaps
        amend later empty @2025-08-01
        amend e calls_only @2025-08-01
        restart
        amend later until=2025-08-01 @2025-07-15              -> ok
        """);

    [Fact]
    public void What_is_counted_in_one_contract_is_not_taken_over_by_another() => Story.Plays("""
        env 2025-06-01
        catalog side
        account a
        contract a empty 2025-06-01 id=ctr_empty
        clock 2025-06-20
        use a calls 7 @2025-06-10           -> calls 7, covered 0
        contract a calls_only 2025-06-10 id=ctr_calls         -> usage_counted_since
        contract a calls_only 2025-06-05 2025-06-12 id=ctr_calls -> usage_counted_since
        contract a media 2025-06-01 id=ctr_media
        use a job 1 @2025-06-19             -> jobs 1, covered 0; job_hours 1, covered 0
        contract a calls_only 2025-06-10T00:00:00.000001Z id=ctr_calls
        amend calls until=2025-09-01 @2025-06-12
        use a calls 5 @2025-06-12           -> calls 5, covered 0
        restart
        clock 2025-07-12
        bill calls                          -> draft 1; final 1 INV-000001; closed 0
        invoice calls 1                     -> calls 0.50; total 0.50
        """);

    [Fact]
    public void What_nobody_names_stays_with_the_contract_that_was_recorded_first() => Story.Plays("""
        env 2025-06-10
        catalog side
        account a
        contract a empty 2025-06-05 id=ctr_empty
        use a spare 3 @2025-06-06           -> spare 3, covered 3
        contract a media 2025-06-01 id=ctr_media
        check a spare 0                     -> allowed within_limit, 3 of 5
        consume a spare 2 id=s              -> allowed within_limit, 5 of 5
        check a spare                       -> denied quota_exceeded, 5 of 5
        check a spare 0 @2025-06-02         -> allowed within_limit, 0 of 5      # before, there was the other alone
        """);

    [Fact]
    public void Each_contract_counts_as_its_own_version_of_the_catalog_says() => Story.Plays("""
        env 2025-06-01
        catalog side
        account a
        contract a api 2025-06-01 id=ctr_api
        catalog side_later
        contract a pictures 2025-06-01 id=ctr_pictures
        use a calls 5                       -> calls 5, covered 5
        use a images 4                      -> meter_not_found
        use a picture                       -> images 1, covered 1
        check a images 0                    -> allowed within_limit, 1 of 3
        grant a USD 5 wallet=1              -> ok
        grant a EUR 5 wallet=1              -> ok
        grant a GBP 5 wallet=1              -> wallet_not_found
        bill api                            -> closed 0
        """);

    [Fact]
    public void Grants_are_burnt_in_the_contract_that_counts_the_meter() => Story.Plays(Two + "\n" + """
        grant a images 5 id=g
        grant a calls 50 id=c until=2025-06-20
        clock 2025-06-10
        use a images 13                     -> images 13, covered 13
        check a images 3                    -> denied quota_exceeded, 13 of 15
        use a calls 160                     -> calls 160, covered 150
        restart
        check a calls 0                     -> allowed within_limit, 160 of 150 at 0.5
        """);
}
