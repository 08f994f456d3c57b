using Tollgate.Engine.Numbers;
using Tollgate.Engine.Rating;

namespace Tollgate.Engine.Tests.Rating;

/// <summary>A part of a period costs the difference it makes.</summary>
public class PartTests
{
    [Theory]
    [InlineData("graduated 100@1.00 ..@0.50+10.00", "20", "130", "115", "130: (0, 100] 80 x 1 + 0 = 80; (100, ..] 50 x 0.5 + 10 = 35")]
    [InlineData("graduated 100@1.00 ..@0.50+10.00", "150", "10", "5", "10: (100, ..] 10 x 0.5 + 0 = 5")]
    [InlineData("graduated 100@1.00+7 ..@0.50", "0", "10", "10", "10: (0, 100] 10 x 1 + 0 = 10")]        // the first fee is what an empty period costs
    [InlineData("graduated 100@1.00+7 ..@0.50 skip", "0", "10", "17", "10: (0, 100] 10 x 1 + 7 = 17")]   // and nothing is, if it is skipped
    [InlineData("volume 100@1 ..@0.5", "100", "1", "-49.5", "1: (0, 100] -100 x 1 + 0 = -100; (100, ..] 101 x 0.5 + 0 = 50.5")]
    [InlineData("package 1000 0.20", "999", "1", "0", "1: (0, ..] 1 in 0 x 0.2 + 0 = 0")]
    [InlineData("package 1000 0.20", "1000", "1", "0.2", "1: (0, ..] 1 in 1 x 0.2 + 0 = 0.2")]
    [InlineData("flat 500", "3", "4", "0", "4: (0, ..] 4 x 0 + 0 = 0")]
    [InlineData("per_unit 1 free=10", "8", "4", "2", "2: (0, ..] 2 x 1 + 0 = 2")]
    [InlineData("per_unit 1 min=20", "8", "4", "0", "4: (0, ..] 4 x 1 + 0 = 4; adjusted by -4")]
    [InlineData("per_unit 1 min=20", "18", "4", "2", "4: (0, ..] 4 x 1 + 0 = 4; adjusted by -2")]
    [InlineData("per_unit 1 max=20", "18", "4", "2", "4: (0, ..] 4 x 1 + 0 = 4; adjusted by -2")]
    [InlineData("per_unit 1", "18", "0", "0", "0: ")]
    [InlineData("per_unit 1", "18", "-8", "-8", "-8: (0, ..] -8 x 1 + 0 = -8")]                          // a voided event
    public void Costs_the_difference(string price, string prior, string quantity, string amount, string story)
    {
        Rated part = Prices.Of(price).RatePart(Quantity.Parse(prior), Quantity.Parse(quantity));
        part.ExactAmount.ToString().ShouldBe(amount);
        part.Story().ShouldBe(story);
        part.ShouldAddUp();
    }
}
