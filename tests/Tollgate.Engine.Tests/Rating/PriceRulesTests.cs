using Tollgate.Engine.Numbers;
using Tollgate.Engine.Rating;

namespace Tollgate.Engine.Tests.Rating;

public class PriceRulesTests
{
    [Theory]
    [InlineData("flat 0", "")]
    [InlineData("flat -1", "/amount negative")]
    [InlineData("flat 1 free=2", "/free_units free_units_not_here")]
    [InlineData("flat 1 /2", "/convert convert_not_here")]
    [InlineData("per_unit -0.01", "/amount negative")]
    [InlineData("per_unit 1 min=1 max=1", "")]
    [InlineData("per_unit 1 min=2 max=1", "/minimum minimum_above_maximum")]
    [InlineData("per_unit 1 min=-2", "/minimum negative")]
    [InlineData("per_unit 1 max=-2", "/maximum negative")]
    [InlineData("per_unit 1 free=-2", "/free_units negative")]
    [InlineData("per_unit 1 /0", "/convert/divide_by not_positive")]
    [InlineData("per_unit 1 /-5", "/convert/divide_by not_positive")]
    [InlineData("per_unit 1 x0", "/convert/multiply_by not_positive")]
    [InlineData("per_unit 1 /60 round=up:9", "")]
    [InlineData("per_unit 1 /60 round=up:10", "/convert/digits digits_out_of_range")]
    [InlineData("package 0 1", "/package_size not_positive")]
    [InlineData("package -1 -1", "/package_size not_positive", "/amount negative")]
    [InlineData("graduated ..@1", "")]
    [InlineData("graduated", "/tiers tiers_missing")]
    [InlineData("graduated 100@1", "/tiers/0/up_to last_tier_not_open")]
    [InlineData("graduated 0@1 ..@2", "/tiers/0/up_to tiers_not_rising")]
    [InlineData("graduated 100@1 100@2 ..@3", "/tiers/1/up_to tiers_not_rising")]
    [InlineData("graduated 100@1 50@2 ..@3", "/tiers/1/up_to tiers_not_rising")]
    [InlineData("graduated ..@1 100@2", "/tiers/0/up_to tier_open_before_last", "/tiers/1/up_to last_tier_not_open")]
    [InlineData("volume 100@-1+-2 ..@1", "/tiers/0/unit_amount negative", "/tiers/0/flat_amount negative")]
    public void Names_the_place(string price, params string[] faults) => Told(Prices.Of(price)).ShouldBe(faults.Where(fault => fault.Length > 0));

    [Fact]
    public void A_conversion_says_what_it_means()
    {
        Price price = Prices.Of("per_unit 1");
        Told(price with { Convert = new(2, 3, null, 0) }).ShouldBe(["/convert convert_both_ways"]);
        Told(price with { Convert = new(null, null, null, 0) }).ShouldBe(["/convert convert_empty"]);
        Told(price with { Convert = new(2, null, null, 2) }).ShouldBe(["/convert/digits digits_without_round"]);
    }

    [Fact]
    public void A_matrix_names_only_its_dimensions()
    {
        Told(Prices.Matrix("model", "model=a: per_unit 1", "model=b: per_unit 2", "*: per_unit 3")).ShouldBeEmpty();
        Told(Prices.Matrix("model", "model=a,a/b~c=1: per_unit 1")).ShouldBe(["/cells/0/a~1b~0c unknown_dimension"]);
        Told(Prices.Matrix("model,region", "model=a: per_unit 1", "region=eu: per_unit 1", "model=a: per_unit 2")).ShouldBe(["/cells/2 duplicate_cell"]);
        Told(Prices.Matrix("model", "model=a: per_unit -1", "*: graduated 5@1")).ShouldBe(["/cells/0/price/amount negative", "/default/tiers/0/up_to last_tier_not_open"]);
        Told(Prices.Matrix("model,model,price", "model=a: per_unit 1")).ShouldBe(["/dimensions/1 duplicate_dimension", "/dimensions/2 reserved_dimension"]);
        Told(Prices.Matrix("model", ": per_unit 1")).ShouldBe(["/cells/0 cell_without_values"]);
        Told(new MatrixPrice([], [], null)).ShouldBe(["/dimensions dimensions_missing", "/cells cells_missing"]);
    }

    [Fact]
    public void A_matrix_holds_plain_prices_and_converts_nothing_itself()
    {
        MatrixPrice plain = Prices.Matrix("model", "model=a: per_unit 1");
        Told(plain with { Default = plain }).ShouldBe(["/default matrix_in_matrix"]);
        Told(plain with { FreeUnits = 1, Convert = new(2, null, null, 0) }).ShouldBe(["/convert convert_not_here", "/free_units free_units_not_here"]);
        Told(plain with { Minimum = Money.One, Maximum = Money.One }).ShouldBeEmpty();
    }

    [Fact]
    public void Every_fault_says_what_to_do()
    {
        PriceFault fault = PriceRules.Check(Prices.Of("graduated 100@1 50@2 ..@3")).ShouldHaveSingleItem();
        fault.Message.ShouldBe("up_to is 50, but the tier begins after 100; each up_to must be above the one before it.");
    }

    private static IEnumerable<string> Told(Price price) => PriceRules.Check(price).Select(fault => $"{fault.Place} {fault.Code}");
}
