using Tollgate.Engine.Tests.Scenarios;

namespace Tollgate.Engine.Tests.Environments;

public class EnvironmentStories
{
    [Fact]
    public void Nothing_happens_before_there_is_an_environment() => Story.Plays("""
        clock 2025-06-01                    -> environment_missing
        catalog shop                        -> environment_missing
        account a                           -> environment_missing
        use a api_calls 1                   -> environment_missing
        bill a                              -> environment_missing
        env 9000-01-01                      -> clock_out_of_range
        env 2025-06-01 window=401           -> acceptance_window_invalid
        env 2025-06-01 window=0             -> acceptance_window_invalid
        env 2025-06-01 grace=-1             -> grace_invalid
        env 2025-06-01 window=400 grace=0
        env 2025-06-01                      -> environment_exists
        """);

    [Fact]
    public void A_clock_only_moves_forward() => Story.Plays("""
        env 2025-06-01
        clock 2025-05-31T23:59:59.999999Z   -> clock_goes_back
        clock 2025-06-01
        clock 2025-07-01
        restart
        clock 2025-06-30                    -> clock_goes_back
        """);

    [Fact]
    public void An_account_has_names_that_are_nobody_elses() => Story.Plays("""
        env 2025-06-01
        account a ext.erp=1 ext.crm=1
        account a                           -> account_exists
        account b ext.erp=1                 -> external_id_taken
        account b:c                         -> name_ambiguous
        account b ext.erp:x=1               -> name_ambiguous
        account b parent=nobody             -> parent_not_found
        account b currency=ABC              -> currency_unknown
        account b zone=Mars/Olympus         -> time_zone_unknown
        account b zone=UTC+02:00            -> time_zone_unknown
        account b parent=a ext.erp=x:1
        account c parent=erp:x:1
        catalog shop
        use erp:x:1 api_calls 1             -> api_calls 1, waiting
        """);
}
