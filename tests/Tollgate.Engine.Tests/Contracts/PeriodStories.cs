using Tollgate.Engine.Tests.Scenarios;

namespace Tollgate.Engine.Tests.Contracts;

/// <summary>Billing periods in the local calendar, with an event on either side of each edge.</summary>
public class PeriodStories
{
    [Fact]
    public void A_leap_day() => Story.Plays("""
        env 2024-01-31
        catalog shop
        account a
        account y
        contract a soft 2024-01-31
        contract y year 2024-02-29
        period a @2024-02-28T23:59:59Z      -> 0: 2024-01-31T00:00:00Z to 2024-02-29T00:00:00Z
        period a @2024-02-29                -> 1: 2024-02-29T00:00:00Z to 2024-03-31T00:00:00Z
        period a @2024-03-31                -> 2: 2024-03-31T00:00:00Z to 2024-04-30T00:00:00Z
        period a @2025-02-28                -> 13: 2025-02-28T00:00:00Z to 2025-03-31T00:00:00Z
        period y @2024-02-29                -> 0: 2024-02-29T00:00:00Z to 2025-02-28T00:00:00Z
        period y @2028-02-29                -> 4: 2028-02-29T00:00:00Z to 2029-02-28T00:00:00Z
        """);

    [Fact]
    public void The_days_of_daylight_saving_in_both_hemispheres() => Story.Plays("""
        env 2025-01-01 window=400
        catalog shop
        account north zone=Europe/Berlin
        account south zone=Australia/Sydney
        contract north day 2025-03-01
        contract south day 2025-03-01
        period north @2025-03-30            -> 29: 2025-03-29T23:00:00Z to 2025-03-30T22:00:00Z    # 23 hours
        period north @2025-10-26            -> 239: 2025-10-25T22:00:00Z to 2025-10-26T23:00:00Z   # 25 hours
        period south @2025-04-05T20:00:00Z  -> 36: 2025-04-05T13:00:00Z to 2025-04-06T14:00:00Z    # 25 hours
        period south @2025-10-05            -> 218: 2025-10-04T14:00:00Z to 2025-10-05T13:00:00Z   # 23 hours
        clock 2025-11-30
        use north api_calls 1 @2025-03-30T21:59:59.999999Z -> api_calls 1, covered 0
        use north api_calls 2 @2025-03-30T22:00:00Z        -> api_calls 2, covered 0
        invoice north 30                    -> by_second 86.40; calls 1.00; total 87.40   # a whole day, however long
        invoice north 31                    -> by_second 86.40; calls 2.00; total 88.40
        """);

    [Fact]
    public void The_two_ends_of_the_day() => Story.Plays("""
        env 2025-06-01
        catalog shop
        account first zone=Pacific/Kiritimati
        account last zone=Etc/GMT+12
        contract first mid 2025-05-31T10:00:00Z
        contract last mid 2025-06-01T12:00:00Z
        period first @2025-05-31T10:00:00Z  -> 0: 2025-05-31T10:00:00Z to 2025-06-30T10:00:00Z     # June begins at +14:00
        period last @2025-06-01T12:00:00Z   -> 0: 2025-06-01T12:00:00Z to 2025-07-01T12:00:00Z     # and at -12:00
        clock 2025-06-30T10:00:00Z
        use first api_calls 1 @2025-06-30T09:59:59Z -> api_calls 1, covered 0
        use first api_calls 5 @2025-06-30T10:00:00Z -> api_calls 5, covered 0
        invoice first 0                     -> seat 30.00; total 30.00
        invoice first 1                     -> seat 30.00; base 60.00; calls 1.00; total 91.00
        """);

    [Fact]
    public void A_local_time_that_is_skipped_and_one_that_comes_twice() => Story.Plays("""
        env 2025-01-01
        catalog shop
        account a zone=America/New_York
        account b zone=America/New_York
        contract a soft 2025-02-09T02:30:00-05:00
        contract b soft 2025-10-02T01:30:00-04:00
        period a @2025-03-09T12:00:00Z      -> 1: 2025-03-09T07:30:00Z to 2025-04-09T06:30:00Z     # 02:30 is 03:30 that day
        period b @2025-11-02T12:00:00Z      -> 1: 2025-11-02T05:30:00Z to 2025-12-02T06:30:00Z     # the first 01:30
        """);
}
