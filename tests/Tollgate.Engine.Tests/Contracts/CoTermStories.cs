using Tollgate.Engine.Tests.Scenarios;

namespace Tollgate.Engine.Tests.Contracts;

/// <summary>Contracts that end with another and are billed on the same days.</summary>
public class CoTermStories
{
    [Fact]
    public void The_first_period_is_a_stub_to_the_days_of_the_other() => Story.Plays("""
        env 2025-05-31
        catalog days
        account a
        account b
        contract a monthly 2025-05-31 2025-12-31
        contract b bigger 2025-06-21 with=ctr_a
        restart
        held contract b                     -> bigger to 2025-12-31
        period b @2025-06-25                -> 0: 2025-06-21T00:00:00Z to 2025-06-30T00:00:00Z
        period b @2025-07-15                -> 1: 2025-06-30T00:00:00Z to 2025-07-31T00:00:00Z
        period b @2025-08-31                -> 3: 2025-08-31T00:00:00Z to 2025-09-30T00:00:00Z
        clock 2025-07-02
        bill b                              -> draft 0; draft 1; final 0 INV-000001; final 1 INV-000002
        invoice b 0                         -> fee 18.00; total 18.00         # nine days of the thirty from 31 May
        invoice b 1                         -> fee 60.00; calls 0.00; total 60.00
        """);

    [Fact]
    public void A_longer_period_keeps_the_days_of_the_other() => Story.Plays("""
        env 2025-05-15
        catalog days
        account a
        account b
        account c
        contract a monthly 2025-05-15
        contract b yearly 2025-06-01 with=ctr_a
        contract c first 2025-06-01 with=ctr_a
        period b @2025-06-01                -> 0: 2025-06-01T00:00:00Z to 2026-05-15T00:00:00Z
        period c @2025-06-01                -> 0: 2025-06-01T00:00:00Z to 2025-06-15T00:00:00Z
        amend b monthly @2025-06-20
        period b @2025-06-20                -> 1: 2025-06-20T00:00:00Z to 2025-07-15T00:00:00Z
        """);

    [Fact]
    public void Its_end_follows_the_others() => Story.Plays("""
        env 2025-06-01
        catalog days
        account a
        account b
        account c
        contract a monthly 2025-06-01 term=12-renews
        contract b bigger 2025-06-11 with=ctr_a
        contract c bigger 2025-06-11 with=ctr_a
        cancel a
        held contract b                     -> bigger to 2026-06-01
        amend c @2025-06-11 until=2025-12-01                                          # has an end of its own now
        reinstate a
        held contract b                     -> bigger
        held contract c                     -> bigger to 2025-12-01
        restart
        clock 2025-06-20
        use b calls 1                       -> calls 1, covered 1
        cancel a @2025-06-15                -> usage_after_end
        held contract a                     -> monthly
        """);

    [Fact]
    public void What_cannot_end_together_is_told() => Story.Plays("""
        env 2025-06-01
        catalog days
        account a
        account b
        contract a monthly 2025-06-10 2025-12-31
        contract b bigger 2025-06-10 with=ctr_x                  -> contract_not_found
        contract b bigger 2025-06-01 with=ctr_a                  -> co_term_outside_contract
        contract b bigger 2025-12-31 with=ctr_a                  -> co_term_outside_contract
        contract b bigger 2025-06-10 2025-07-01 with=ctr_a       -> end_said_twice
        contract b bigger 2025-06-10 with=ctr_a term=12          -> end_said_twice
        """);
}
