using Tollgate.Engine.Numbers;
using Tollgate.Engine.Rating;

namespace Tollgate.Engine.Tests.Rating;

public class RaterTests
{
    [Theory]
    // The scenarios, as the design states them.
    [InlineData("package 1000 0.20", "2345678", "469.2")]                                            // S1a: 2,346 packages
    [InlineData("per_unit 0.40 /1000", "750500", "300.2")]                                           // S2: pro rata
    [InlineData("per_unit 2.00 /100000", "1500000", "30")]                                           // S2: calls
    [InlineData("graduated 100@1.00 ..@0.50+10.00", "150", "135")]                                   // the preview of the API guide
    [InlineData("per_unit 30.00 /1000000", "18059974", "541.79922")]                                 // S6: coding, input
    [InlineData("per_unit 60.00 /1000000", "245896", "14.75376")]                                    // S6: coding, output
    [InlineData("per_unit 30.00 /1000000", "22361870", "670.8561")]                                  // S6: chat, input
    [InlineData("per_unit 60.00 /1000000", "4088665", "245.3199")]                                   // S6: chat, output
    // Flat: whatever the quantity.
    [InlineData("flat 3000.00", "0", "3000")]
    [InlineData("flat 3000.00", "17", "3000")]
    [InlineData("flat 3000.00 skip", "0", "0")]
    [InlineData("flat 3000.00 skip", "1", "3000")]
    // Per unit.
    [InlineData("per_unit 0.002", "0", "0")]
    [InlineData("per_unit 0.002", "250", "0.5")]
    [InlineData("per_unit 0.002", "0.5", "0.001")]
    [InlineData("per_unit 0", "1000", "0")]
    [InlineData("per_unit 5", "-3", "0")]                                                            // nobody is paid for less than nothing
    // Package: started packages.
    [InlineData("package 1000 0.20", "0", "0")]
    [InlineData("package 1000 0.20", "0.000000001", "0.2")]
    [InlineData("package 1000 0.20", "1000", "0.2")]
    [InlineData("package 1000 0.20", "1000.000000001", "0.4")]
    [InlineData("package 1000 0.20 free=100", "100", "0")]
    [InlineData("package 1000 0.20 free=100", "1100", "0.2")]
    [InlineData("package 1000 0.20 free=100", "1101", "0.4")]
    [InlineData("package 0.1 1", "0.35", "4")]
    [InlineData("package 1 1 /3", "3", "1")]                                                         // a third three times is one package, not two
    [InlineData("package 1 1 /3", "4", "2")]
    // Graduated: each unit in its tier, flat fees for each tier entered.
    [InlineData("graduated 100@1 200@0.5 ..@0.1", "0", "0")]
    [InlineData("graduated 100@1 200@0.5 ..@0.1", "100", "100")]
    [InlineData("graduated 100@1 200@0.5 ..@0.1", "100.5", "100.25")]
    [InlineData("graduated 100@1 200@0.5 ..@0.1", "200", "150")]
    [InlineData("graduated 100@1 200@0.5 ..@0.1", "200.5", "150.05")]
    [InlineData("graduated 100@1+7 200@0.5+11 ..@0.1+13", "0", "7")]                                 // zero stands in the first tier
    [InlineData("graduated 100@1+7 200@0.5+11 ..@0.1+13", "100", "107")]                             // the inclusive end does not enter the next
    [InlineData("graduated 100@1+7 200@0.5+11 ..@0.1+13", "100.000000001", "118.0000000005")]
    [InlineData("graduated 100@1+7 200@0.5+11 ..@0.1+13", "201", "181.1")]
    [InlineData("graduated 100@1+7 200@0.5+11 ..@0.1+13 skip", "0", "0")]
    [InlineData("graduated 100@1+7 200@0.5+11 ..@0.1+13 skip", "1", "8")]
    [InlineData("graduated ..@2+1", "5", "11")]
    // Volume: all units in the tier reached, and only its flat fee.
    [InlineData("volume 100@1+7 200@0.5+11 ..@0.1+13", "0", "7")]
    [InlineData("volume 100@1+7 200@0.5+11 ..@0.1+13 skip", "0", "0")]
    [InlineData("volume 100@1+7 200@0.5+11 ..@0.1+13", "100", "107")]
    [InlineData("volume 100@1+7 200@0.5+11 ..@0.1+13", "100.5", "61.25")]
    [InlineData("volume 100@1+7 200@0.5+11 ..@0.1+13", "200", "111")]
    [InlineData("volume 100@1+7 200@0.5+11 ..@0.1+13", "201", "33.1")]
    // Stair: one amount for the step reached.
    [InlineData("stair 10@50 100@80 ..@120", "0", "50")]
    [InlineData("stair 10@50 100@80 ..@120", "10", "50")]
    [InlineData("stair 10@50 100@80 ..@120", "10.000000001", "80")]
    [InlineData("stair 10@50 100@80 ..@120", "1000", "120")]
    [InlineData("stair 10@50 ..@80 skip", "0", "0")]
    // Graduated percentages of a value.
    [InlineData("percents 1000@2.9+5 ..@1.9", "1500", "43.5")]
    [InlineData("percents ..@0.0000000001", "100", "0.0000000001")]
    // Discounts: percent, then amount, then minimum and maximum.
    [InlineData("per_unit 2 off=10%", "50", "90")]
    [InlineData("per_unit 2 off=5", "50", "95")]
    [InlineData("per_unit 2 off=10% off=5", "50", "85")]
    [InlineData("per_unit 2 off=5", "1", "0")]
    [InlineData("per_unit 2 off=10% min=95", "50", "95")]
    [InlineData("per_unit 2 off=10% max=80", "50", "80")]
    [InlineData("per_unit 1 off=33.333333333333%", "1", "0.66666666666667")]
    [InlineData("flat 100 off=25%", "0", "75")]
    [InlineData("per_unit 2 free=10 off=50%", "50", "40")]
    // Free units, after conversion.
    [InlineData("per_unit 1 free=10", "4", "0")]
    [InlineData("per_unit 1 free=10", "10", "0")]
    [InlineData("per_unit 1 free=10", "10.5", "0.5")]
    [InlineData("per_unit 1 /10 free=10", "105", "0.5")]
    [InlineData("graduated 100@1+7 ..@0.5 free=10 skip", "10", "0")]
    [InlineData("graduated 100@1+7 ..@0.5 free=10", "115", "109.5")]
    // Minimum and maximum, last.
    [InlineData("per_unit 1 min=20 max=30", "0", "20")]
    [InlineData("per_unit 1 min=20 max=30", "25", "25")]
    [InlineData("per_unit 1 min=20 max=30", "31", "30")]
    [InlineData("per_unit 1 min=20 max=30 skip", "0", "0")]
    [InlineData("flat 10 max=5", "0", "5")]
    // Conversion: rounded only if asked, before free units and price.
    [InlineData("per_unit 1 /3", "1", "0.333333333333333333333")]
    [InlineData("per_unit 1 /3", "2", "0.666666666666666666667")]
    [InlineData("per_unit 3 /3", "1", "1")]                                                          // rounded once, at the end
    [InlineData("per_unit 7 /7", "1", "1")]
    [InlineData("graduated 1@3 ..@30 /3", "4", "13")]
    [InlineData("per_unit 0.5 x60", "1.5", "45")]
    [InlineData("per_unit 1 /60 round=up", "61", "2")]
    [InlineData("per_unit 1 /60 round=up", "60", "1")]
    [InlineData("per_unit 1 /60 round=down", "119", "1")]
    [InlineData("per_unit 1 /60 round=half_up", "90", "2")]
    [InlineData("per_unit 1 /60 round=half_even", "150", "2")]
    [InlineData("per_unit 1 /60 round=up:2", "61", "1.02")]
    [InlineData("per_unit 1 round=up", "0.1", "1")]
    // The far ends.
    [InlineData("per_unit 0.000000000001", "1000000000000000", "1000")]                              // 10^15 units at 10^-12
    [InlineData("per_unit 0.000000001234", "1000000000000000.123456789", "1234000.000000000152345677626")]
    [InlineData("per_unit 0.000000000001", "0.000000001", "0.000000000000000000001")]
    [InlineData("per_unit 10", "9999999999999999", "99999999999999990")]
    public void Rates(string price, string quantity, string amount)
    {
        Rated rated = Prices.Of(price).Rate(Quantity.Parse(quantity));
        rated.ExactAmount.ToString().ShouldBe(amount);
        rated.ShouldAddUp();
        PriceRules.Check(Prices.Of(price)).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("graduated 100@1.00 ..@0.50+10.00", "150", "150: (0, 100] 100 x 1 + 0 = 100; (100, ..] 50 x 0.5 + 10 = 35")]
    [InlineData("graduated 100@1.00 ..@0.50+10.00", "100", "100: (0, 100] 100 x 1 + 0 = 100")]
    [InlineData("graduated 100@1.00+2 ..@0.50+10.00", "0", "0: (0, 100] 0 x 1 + 2 = 2")]
    [InlineData("graduated 100@1.00+2 ..@0.50+10.00 skip", "0", "0: ")]
    [InlineData("volume 100@1 200@0.5+11 ..@0.1", "150", "150: (100, 200] 150 x 0.5 + 11 = 86")]
    [InlineData("per_unit 0.40 /1000", "750500", "750.5: (0, ..] 750.5 x 0.4 + 0 = 300.2")]
    [InlineData("per_unit 1 /3", "1", "0.333333333333333333333: (0, ..] 0.333333333333333333333 x 1 + 0 = 0.333333333333333333333")]
    [InlineData("package 1000 0.20 free=500", "2500", "2000: (0, ..] 2000 in 2 x 0.2 + 0 = 0.4")]
    [InlineData("flat 5", "7", "7: (0, ..] 7 x 0 + 5 = 5")]
    [InlineData("per_unit 1 min=20", "3", "3: (0, ..] 3 x 1 + 0 = 3; adjusted by 17")]
    [InlineData("per_unit 1 max=20", "30", "30: (0, ..] 30 x 1 + 0 = 30; adjusted by -10")]
    [InlineData("graduated 1@1 2@1 ..@1 /3", "7", "2.333333333333333333333: (0, 1] 1 x 1 + 0 = 1; (1, 2] 1 x 1 + 0 = 1; (2, ..] 0.333333333333333333333 x 1 + 0 = 0.333333333333333333333")]
    public void Opens_to_its_tiers(string price, string quantity, string story) => Prices.Of(price).Rate(Quantity.Parse(quantity)).Story().ShouldBe(story);

    [Fact]
    public void An_amount_past_the_range_is_an_error() =>
        Should.Throw<NumberOutOfRangeException>(() => Prices.Of("per_unit 100").Rate(Quantity.Parse("9999999999999999")));
}
