using Tollgate.Engine.Numbers;
using Tollgate.Engine.Rating;

namespace Tollgate.Engine.Tests.Rating;

public class MatrixTests
{
    private static readonly MatrixPrice ByModel = Prices.Matrix(
        "model,region",
        "model=gpt-4: graduated 100@3 ..@2",
        "region=eu: per_unit 7",
        "model=gpt-4,region=eu: per_unit 5",
        "model=small: package 10 1",
        "*: per_unit 1");

    [Theory]
    [InlineData("model=gpt-4", 0)]
    [InlineData("model=gpt-4,region=us", 0)]
    [InlineData("model=other,region=eu", 1)]
    [InlineData("model=gpt-4,region=eu", 2)]      // the one naming most dimensions
    [InlineData("model=small,region=eu", 1)]      // equally specific: the first in the document
    [InlineData("model=small", 3)]
    [InlineData("model=GPT-4", 4)]                // values are matched as they are
    [InlineData("colour=red", 4)]
    [InlineData("", 4)]
    public void The_most_specific_cell_wins(string values, int cell) => ByModel.CellOf(name => Prices.Values(values).GetValueOrDefault(name)).ShouldBe(cell);

    [Fact]
    public void Without_a_default_what_matches_nothing_has_no_cell()
    {
        (ByModel with { Default = null }).CellOf(_ => null).ShouldBeNull();
        Prices.Of("per_unit 1").CellOf(_ => null).ShouldBe(0);
    }

    [Theory]
    [InlineData("", "0", "0: ")]
    [InlineData("0:0 3:0", "0", "0: ")]
    [InlineData("0:150", "400", "150: cell 0 {model=gpt-4} (0, 100] 100 x 3 + 0 = 300; cell 0 {model=gpt-4} (100, ..] 50 x 2 + 0 = 100")]
    [InlineData("4:2 2:60 0:60", "482", "122: cell 0 {model=gpt-4} (0, 100] 60 x 3 + 0 = 180; cell 2 {model=gpt-4,region=eu} (0, ..] 60 x 5 + 0 = 300; cell 4 {} (0, ..] 2 x 1 + 0 = 2")]
    [InlineData("3:11", "2", "11: cell 3 {model=small} (0, ..] 11 in 2 x 1 + 0 = 2")]
    public void Each_cell_counts_its_own_quantity(string counted, string amount, string story)
    {
        Rated rated = ByModel.Rate(Prices.Counted(counted));
        rated.ExactAmount.ToString().ShouldBe(amount);
        rated.Story().ShouldBe(story);
        rated.ShouldAddUp();
    }

    [Fact]
    public void Parts_are_differences_cell_by_cell()
    {
        Rated part = ByModel.RatePart(Prices.Counted("0:90 1:1"), Prices.Counted("0:20 3:1"));
        part.Story().ShouldBe("21: cell 0 {model=gpt-4} (0, 100] 10 x 3 + 0 = 30; cell 0 {model=gpt-4} (100, ..] 10 x 2 + 0 = 20; cell 3 {model=small} (0, ..] 1 in 1 x 1 + 0 = 1");
        part.ShouldAddUp();
    }

    [Theory]
    [InlineData("", "10")]
    [InlineData("0:1", "10")]
    [InlineData("0:4", "12")]
    [InlineData("0:4 4:30", "40")]
    public void Limits_of_the_matrix_are_of_the_sum(string counted, string amount)
    {
        MatrixPrice limited = ByModel with { Minimum = Money.Parse("10"), Maximum = Money.Parse("40") };
        Rated rated = limited.Rate(Prices.Counted(counted));
        rated.ExactAmount.ToString().ShouldBe(amount);
        rated.ShouldAddUp();
        (limited with { SkipWhenZero = true }).Rate(Prices.Counted("0:0")).ExactAmount.ShouldBe(Money.Zero);
    }

    [Fact]
    public void Limits_and_free_units_of_a_cell_are_its_own()
    {
        MatrixPrice matrix = Prices.Matrix("model", "model=a: per_unit 1 free=5 max=3", "model=b: per_unit 1 /10 min=2");
        matrix.Rate(Prices.Counted("0:7 1:5")).ExactAmount.ToString().ShouldBe("4");
        matrix.Rate(Prices.Counted("0:70 1:500")).Story().ShouldBe("115: cell 0 {model=a} (0, ..] 65 x 1 + 0 = 65; cell 1 {model=b} (0, ..] 50 x 1 + 0 = 50; adjusted by -62");
        matrix.Rate(Prices.Counted("0:70")).ExactAmount.ToString().ShouldBe("3");   // b counted nothing, so not even its minimum
    }

    [Fact]
    public void Misuse_is_told()
    {
        Should.Throw<ArgumentException>(() => ByModel.Rate(Quantity.One)).Message.ShouldContain("quantity of each cell");
        Should.Throw<ArgumentException>(() => (ByModel with { FreeUnits = 1 }).Rate(Prices.Counted("0:1"))).Message.ShouldContain("cells' prices");
        Should.Throw<ArgumentOutOfRangeException>(() => ByModel.Rate(Prices.Counted("5:1")));
        Should.Throw<ArgumentException>(() => Prices.Of("per_unit 1").Rate(Prices.Counted("1:1")));
        Prices.Of("per_unit 1").Rate(Prices.Counted("0:3")).ExactAmount.ShouldBe(Money.Parse("3"));
    }
}
