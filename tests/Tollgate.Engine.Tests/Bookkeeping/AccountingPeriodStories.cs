using Tollgate.Engine.Tests.Scenarios;

namespace Tollgate.Engine.Tests.Bookkeeping;

public class AccountingPeriodStories
{
    [Fact]
    public void A_closed_period_takes_no_invoice_date() => Story.Plays("""
        env 2025-06-01
        catalog booked
        tax DE VAT 16 until=2025-07-15
        tax DE VAT 19 @2025-07-15
        account a attr.country=DE
        account b legal=theirs
        contract a plan 2025-06-01
        contract b plan 2025-06-01
        close ours 2025-06-02               -> period_not_ended
        close nobodys 2025-06-01            -> legal_entity_not_found
        clock 2025-07-20
        close ours 2025-07-15
        close ours 2025-07-15               -> period_already_closed
        close ours 2025-07-01               -> period_already_closed
        restart
        bill a                              -> draft 0; draft 1; final 0 INV-000001; final 1 INV-000002
        dated a 0                           -> 2025-07-15T00:00:00Z
        dated a 1                           -> 2025-07-15T00:00:00Z
        taxes a 1                           -> line 1 VAT 19 % of 100: 19; line 2 VAT 19 % of 9.99: 1.9    # of the date that it bears
        bill b                              -> draft 0; draft 1; final 0 INV-000001; final 1 INV-000002
        dated b 1                           -> 2025-07-01T00:00:00Z                                       # another company's books are open
        clock 2025-08-02
        bill a                              -> draft 2; final 2 INV-000003
        dated a 2                           -> 2025-08-01T00:00:00Z
        """);
}
