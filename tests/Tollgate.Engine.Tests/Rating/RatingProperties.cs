using FsCheck.Fluent;
using Tollgate.Engine.Numbers;
using Tollgate.Engine.Rating;

namespace Tollgate.Engine.Tests.Rating;

public class RatingProperties
{
    [Fact]
    public void Every_price_costs_what_the_textbook_says() => Properties.Hold(
        from line in Generated.Lines from quantity in Generated.Quantities select (line, quantity),
        given =>
        {
            Price price = Prices.Of(given.line);
            PriceRules.Check(price).ShouldBeEmpty();
            Rated rated = price.Rate(Quantity.Parse(given.quantity));
            rated.ExactAmount.ShouldBe(Model.Cost(price, Quantity.Parse(given.quantity)));
            rated.ShouldAddUp();
        });

    [Fact]
    public void What_nothing_costs_and_the_live_costs_make_the_amount() => Properties.Hold(
        from line in Generated.Lines from parts in Generated.Quantities.ArrayOf() select (line, parts),
        given =>
        {
            Price price = Prices.Of(given.line);
            Quantity prior = Quantity.Zero;
            Money sum = price.Rate(Quantity.Zero).ExactAmount;
            foreach (string text in given.parts)
            {
                Rated part = price.RatePart(prior, Quantity.Parse(text));
                part.ShouldAddUp();
                sum += part.ExactAmount;
                prior += Quantity.Parse(text);
            }

            sum.ShouldBe(price.Rate(prior).ExactAmount);
        });

    [Fact]
    public void Parts_of_a_matrix_make_the_whole_in_any_order() => Properties.Hold(
        from a in Generated.Lines
        from b in Generated.Lines
        from events in (from cell in Gen.Choose(0, 2) from quantity in Generated.Quantities select (cell, quantity)).ArrayOf()
        select (a, b, events),
        given =>
        {
            MatrixPrice matrix = Prices.Matrix("model,region", $"model=a: {given.a}", $"model=b: {given.b}", "*: per_unit 1") with { Maximum = Money.Parse("5000") };
            var counted = new Dictionary<int, CellUsage>();
            Money sum = matrix.Rate(counted).ExactAmount;
            foreach ((int cell, string text) in given.events)
            {
                var part = new Dictionary<int, CellUsage> { [cell] = Quantity.Parse(text) };
                Rated rated = matrix.RatePart(counted, part);
                rated.ShouldAddUp();
                sum += rated.ExactAmount;
                counted[cell] = counted.GetValueOrDefault(cell) + part[cell];
            }

            sum.ShouldBe(matrix.Rate(counted).ExactAmount);
        });

    [Fact]
    public void The_unit_price_is_what_a_small_next_unit_costs() => Properties.Hold(
        from tiers in Generated.Lines.Where(line => line.StartsWith("graduated", StringComparison.Ordinal) && !line.Contains("min") && !line.Contains("max") && !line.Contains("skip") && !line.Contains(" /") && !line.Contains(" x") && !line.Contains(" off="))
        from quantity in Gen.Choose(1, 400)
        select (tiers, quantity),
        given =>
        {
            // One billionth further stays within the tier that was entered a billionth before, so only the unit price can show.
            Price price = Prices.Of(given.tiers);
            Quantity step = Quantity.Parse("0.000000001");
            Quantity just = Quantity.Parse($"{given.quantity}") + step;
            Money cost = price.RatePart(just, step).ExactAmount;
            Money each = price.UnitPriceAt(just)!.Value;
            (step * Rate.Parse(each.ToString())).ShouldBe(cost);
        });
}
