using Tollgate.Engine.Contracts;
using Tollgate.Engine.Ledger;
using Tollgate.Engine.Metering;
using Tollgate.Engine.Tests.Scenarios;

namespace Tollgate.Engine.Tests.Ledger;

/// <summary>The rows that facts are read as, where they are not what was posted.</summary>
public class LedgerRowStories
{
    [Fact]
    public void An_allowance_is_issued_and_expires_with_its_period() => Rows("""
        env 2025-06-01
        catalog shop
        account a
        contract a hard 2025-06-01
        use a api_calls 30
        reserve a api_calls 20 res=r ttl=60
        settle r 5
        clock 2025-07-01
        use a api_calls 7 @2025-06-30
        """).ShouldBe([
        "Issue 100 Issued>Available ctr_a/api_calls/2025-06-01 @2025-06-01",
        "Consume 30 Available>Consumed ctr_a/api_calls/2025-06-01 @2025-06-01",
        "Reserve 20 Available>Reserved ctr_a/api_calls/2025-06-01 @2025-06-01",
        "Release 15 Reserved>Available ctr_a/api_calls/2025-06-01 @2025-06-01",
        "Consume 5 Reserved>Consumed ctr_a/api_calls/2025-06-01 @2025-06-01",
        "Issue 100 Issued>Available ctr_a/api_calls/2025-07-01 @2025-07-01",
        "Expire 65 Available>Expired ctr_a/api_calls/2025-06-01 @2025-07-01",
        "Consume 7 Available>Consumed ctr_a/api_calls/2025-06-01 @2025-06-30",
        "Return 7 Expired>Available ctr_a/api_calls/2025-06-01 @2025-07-01",
    ]);

    [Fact]
    public void Late_usage_of_a_grant_that_ended_is_of_its_own_time_and_comes_back_at_the_end() => Rows("""
        env 2025-06-01
        catalog shop
        account a
        contract a extra 2025-06-01
        grant a api_calls 10 id=g until=2025-06-05
        clock 2025-06-07
        use a api_calls 4 @2025-06-03
        """).ShouldBe([
        "Issue 10 Issued>Available g @2025-06-01",
        "Expire 10 Available>Expired g @2025-06-05",
        "Consume 4 Available>Consumed g @2025-06-03",
        "Return 4 Expired>Available g @2025-06-05",
    ]);

    [Fact]
    public void Overage_stands_beside_the_allowance_and_a_backdated_grant_takes_it_over_where_it_was_used() => Rows("""
        env 2025-06-04
        catalog shop
        account a
        contract a hard 2025-06-01
        use a api_calls 103 @2025-06-03
        grant a api_calls 10 id=g @2025-06-02
        """).ShouldBe([
        "Issue 100 Issued>Available ctr_a/api_calls/2025-06-01 @2025-06-01",
        "Consume 100 Available>Consumed ctr_a/api_calls/2025-06-01 @2025-06-03",
        "Overage 3 Issued>Consumed ctr_a/api_calls/2025-06-01/overage @2025-06-03",
        "Issue 10 Issued>Available g @2025-06-02",
        "Cover 3 Available>Consumed g @2025-06-03",
        "Cover 3 Consumed>Issued ctr_a/api_calls/2025-06-01/overage @2025-06-03",
    ]);

    [Fact]
    public void A_reservation_that_is_over_held_nothing_and_what_returns_to_a_lot_that_ended_expires_there() => Rows("""
        env 2025-06-01
        catalog shop
        account a
        contract a extra 2025-06-01
        grant a api_calls 10 id=g until=2025-06-02
        reserve a api_calls 8 res=r ttl=604800
        clock 2025-06-03
        release r
        """).ShouldBe([
        "Issue 10 Issued>Available g @2025-06-01",
        "Reserve 8 Available>Reserved g @2025-06-01",
        "Expire 2 Available>Expired g @2025-06-02",
        "Release 8 Reserved>Available g @2025-06-01",
        "Expire 8 Available>Expired g @2025-06-02",
    ]);

    [Fact]
    public void What_was_never_paid_serves_no_late_usage() => Story.Plays("""
        env 2025-06-01
        catalog shop
        account a
        contract a extra 2025-06-01
        grant a api_calls 10 id=g until=2025-06-05 pending=yes
        clock 2025-06-07
        use a api_calls 4 @2025-06-03        -> api_calls 4, covered 0
        restart
        use a api_calls 4 @2025-06-03T01:00:00Z -> api_calls 4, covered 0
        held a                               -> g expired 10
        """);

    [Fact]
    public void What_a_released_reservation_held_covers_no_overage_of_before() => Story.Plays("""
        env 2025-06-01
        catalog shop
        account a
        contract a hard 2025-06-01
        reserve a api_calls 60 res=r         -> allowed within_limit, 0 of 100 at 1, holds 60
        use a api_calls 50                   -> api_calls 50, covered 40
        release r                            -> ok
        check a api_calls 60                 -> allowed within_limit, 50 of 100 at 1
        """);

    [Fact]
    public void Usage_that_is_counted_again_goes_back_and_is_taken_anew() => Rows("""
        env 2025-06-01
        catalog shop
        account a
        contract a growth 2025-06-01
        clock 2025-06-20
        use a api_calls 6000000 @2025-06-10
        use a api_calls 12000000 @2025-06-17
        amend a scale @2025-06-16
        """).Where(row => row.StartsWith("Retally", StringComparison.Ordinal)).ShouldBe([
            "Retally 10000000 Consumed>Expired ctr_a/api_calls/2025-06-01 @2025-06-20",
            "Retally 8000000 Consumed>Issued ctr_a/api_calls/2025-06-01/overage @2025-06-20",
            "Retally 6000000 Expired>Consumed ctr_a/api_calls/2025-06-01 @2025-06-20",
            "Retally 12000000 Available>Consumed ctr_a/api_calls/2025-06-16 @2025-06-20",
        ]);

    private static string[] Rows(string story)
    {
        var world = new World();
        var verbs = new Verbs(world);
        foreach (string line in story.Split('\n'))
            verbs.Play(line.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        var account = world.Books.Accounts["a"];
        Moved[] facts =
        [
            .. world.Journal.Select((fact, i) => new Moved(new FactPosition(i + 1, 0), i > 0 ? world.Journal[i - 1] : null, fact, i + 1 < world.Journal.Count ? world.Journal[i + 1] : null))
                .Where(moved => moved.Fact is UsageCounted or UsageAttributed or LedgerFact or UsageRetallied),
        ];
        var sums = new LedgerSums();
        List<string> rows = [];
        foreach ((_, _, LedgerRow row) in LedgerReading.Rows(LedgerTerms.Of(account), facts, fromStart: true, world.Books.Now, (allowance, _) => sums[allowance.Lot, Balance.Available]))
        {
            sums.Add(row);
            rows.Add($"{row.Movement} {row.Units} {row.From}>{row.To} {row.Lot} @{row.EffectiveAt}".Replace("T00:00:00Z", "", StringComparison.Ordinal));
        }

        return [.. rows];
    }
}
