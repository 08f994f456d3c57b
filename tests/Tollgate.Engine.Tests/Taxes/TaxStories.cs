using Tollgate.Engine.Tests.Scenarios;

namespace Tollgate.Engine.Tests.Taxes;

public class TaxStories
{
    [Fact]
    public void The_most_specific_rate_of_a_name_is_taken_and_several_names_stand_side_by_side() => Story.Plays("""
        env 2025-06-01
        catalog booked
        tax CA GST 5
        tax CA PST 7 region=BC
        tax CA GST 0 category=books
        tax CA GST 4 category=books region=ON
        tax DE VAT 16 until=2025-07-01
        tax DE VAT 19 @2025-07-01
        account bc attr.country=ca attr.region=bc
        account on attr.country=CA attr.region=ON
        account de attr.country=DE attr.region=eu
        account us attr.country=US
        contract bc plan 2025-06-01
        contract on plan 2025-06-01
        contract de plan 2025-06-01
        contract us plan 2025-06-01
        taxes bc 0                          -> line 1 GST 5 % of 100: 5; line 1 PST 7 % of 100: 7; line 2 GST 0 % of 9.99: 0; line 2 PST 7 % of 9.99: 0.7
        taxes on 0                          -> line 1 GST 5 % of 100: 5; line 2 GST 4 % of 9.99: 0.4      # 0.3996: each is rounded once
        taxes de 0                          -> line 1 VAT 16 % of 100: 16; line 2 VAT 16 % of 9.99: 1.6
        taxes de 1                          -> line 1 VAT 19 % of 100: 19; line 2 VAT 19 % of 9.99: 1.9   # the invoice's date decides
        taxes us 0                          -> nothing
        invoice bc 0                        -> base 100.00; book 9.99; total 122.69
        clock 2025-06-02
        bill bc                             -> draft 0; final 0 INV-000001
        tax CA GST 50 @2025-06-01           -> rates_overlap
        tax FR VAT 101                      -> tax_percent_out_of_range
        tax FR VAT 20 @2025-06-01 until=2025-06-01 -> rate_ends_before_start
        taxes bc 0                          -> line 1 GST 5 % of 100: 5; line 1 PST 7 % of 100: 7; line 2 GST 0 % of 9.99: 0; line 2 PST 7 % of 9.99: 0.7
        restart
        taxes de 0                          -> line 1 VAT 16 % of 100: 16; line 2 VAT 16 % of 9.99: 1.6
        """);

    [Fact]
    public void Credits_count_before_tax() => Story.Plays("""
        env 2025-06-01
        catalog booked
        tax DE VAT 19
        account a attr.country=DE
        contract a plan 2025-06-01
        grant a USD 20.01 wallet=1 id=money
        invoice a 0                         -> base 100.00 paid 20.01; book 9.99; total 107.08
        taxes a 0                           -> line 1 VAT 19 % of 79.99: 15.2; line 2 VAT 19 % of 9.99: 1.9
        """);

    [Fact]
    public void Taxes_that_are_brought_take_the_place_of_the_table() => Story.Plays("""
        env 2025-06-01
        catalog booked
        tax DE VAT 19
        account a attr.country=DE
        contract a plan 2025-06-01
        bill a                              -> draft 0
        finalize a 0 city3=1.00             -> invoice_line_not_found
        finalize a 0 city1=1.001            -> amount_not_rounded
        finalize a 0 city1=101%             -> tax_percent_out_of_range
        finalize a 0 city2=1.00 state1=8.875% -> ok
        taxes a 0                           -> line 1 state 8.875 % of 100: 8.88; line 2 city of 9.99: 1
        invoice a 0                         -> base 100.00; book 9.99; total 119.87
        finalize a 0                        -> invoice_already_final
        """);
}
