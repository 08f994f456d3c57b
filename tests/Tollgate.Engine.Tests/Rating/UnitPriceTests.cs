using Tollgate.Engine.Numbers;
using Tollgate.Engine.Rating;

namespace Tollgate.Engine.Tests.Rating;

public class UnitPriceTests
{
    [Theory]
    [InlineData("per_unit 0.002", "0", "0.002")]
    [InlineData("per_unit 0.40 /1000", "5", "0.0004")]
    [InlineData("per_unit 1 x60", "5", "60")]
    [InlineData("per_unit 1 /3", "5", "0.333333333333333333333")]
    [InlineData("per_unit 1 free=10", "9.999", "0")]
    [InlineData("per_unit 1 free=10", "10", "1")]
    [InlineData("per_unit 1 /2 free=10", "19", "0")]
    [InlineData("per_unit 1 /2 free=10", "20", "0.5")]
    [InlineData("package 1000 0.20", "0", "0.0002")]
    [InlineData("package 1000 0.20 /10", "0", "0.00002")]
    [InlineData("graduated 100@1 200@0.5 ..@0.1", "0", "1")]
    [InlineData("graduated 100@1 200@0.5 ..@0.1", "99.5", "1")]
    [InlineData("graduated 100@1 200@0.5 ..@0.1", "100", "0.5")]
    [InlineData("graduated 100@1 200@0.5 ..@0.1", "200", "0.1")]
    [InlineData("graduated 100@1 ..@0.5 free=10", "109", "1")]
    [InlineData("graduated 100@1 ..@0.5 free=10", "110", "0.5")]
    [InlineData("volume 100@1 ..@0.5", "99", "1")]
    [InlineData("volume 100@1 ..@0.5", "100", "0.5")]
    [InlineData("flat 500", "0", null)]
    public void The_next_unit_has_a_price(string price, string quantity, string? each) =>
        (Prices.Of(price).UnitPriceAt(Quantity.Parse(quantity))?.ToString()).ShouldBe(each);

    [Fact]
    public void A_flat_price_has_none() => Prices.Of("flat 500").UnitPriceAt(Quantity.Zero).ShouldBeNull();

    [Fact]
    public void A_matrix_is_asked_by_cell() =>
        Should.Throw<ArgumentException>(() => Prices.Matrix("model", "model=a: per_unit 1").UnitPriceAt(Quantity.Zero)).Message.ShouldContain("cell");
}
