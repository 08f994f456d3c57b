using Tollgate.Engine.Numbers;
using Tollgate.Engine.Rating;

namespace Tollgate.Engine.Tests.Rating;

public class EventPriceTests
{
    private static readonly PercentagePrice Card = new(Rate.Parse("2.9"), Money.Parse("0.30"), 0, Quantity.Zero, null, null);

    [Theory]
    [InlineData("100", "3.2")]
    [InlineData("100 50", "4.95")]
    [InlineData("0", "0.3")]
    [InlineData("", "0")]
    public void A_percentage_has_a_fixed_amount_for_each_event(string values, string amount) => Cost(Card, values).ShouldBe(amount);

    [Theory]
    [InlineData("100", "0")]                    // the first two are free
    [InlineData("100 100", "0")]
    [InlineData("100 100 100", "3.2")]
    public void Some_events_are_free(string values, string amount) => Cost(Card with { FreeEvents = 2 }, values).ShouldBe(amount);

    [Theory]
    [InlineData("100", "0")]
    [InlineData("150", "0")]                    // up to the amount, and nothing is left of it
    [InlineData("100 100", "1.75")]             // 50 of the second are beyond, and it has its fixed amount
    [InlineData("100 100 10", "2.34")]
    public void Some_value_is_free(string values, string amount) => Cost(Card with { FreeAmount = 150 }, values).ShouldBe(amount);

    [Theory]
    [InlineData("1", "0.5")]
    [InlineData("1000", "10")]
    [InlineData("1 1000 100", "13.7")]
    public void An_event_costs_no_less_and_no_more(string values, string amount) =>
        Cost(Card with { EventMinimum = Money.Parse("0.50"), EventMaximum = Money.Parse("10") }, values).ShouldBe(amount);

    [Theory]
    [InlineData("10000", "3.2")]                // cents
    public void Values_are_converted(string values, string amount) => Cost(Card with { Convert = new(Quantity.Parse("100"), null, null, 0) }, values).ShouldBe(amount);

    [Theory]
    [InlineData("100 50", "4.455")]
    public void Discounts_minimum_and_maximum_are_of_all(string values, string amount) =>
        Cost(Card with { DiscountPercent = Rate.Parse("10"), Minimum = Money.Parse("1"), Maximum = Money.Parse("4.5") }, values).ShouldBe(amount);

    [Fact]
    public void A_dynamic_price_is_what_events_carry()
    {
        var price = new DynamicPrice("cost", Rate.Parse("1.2"));
        CellUsage usage = price.Count(price.Count(default, Quantity.One, Cost("0.05")), Quantity.One, Cost("1.25"));
        Rated rated = price.Rate(new Dictionary<int, CellUsage> { [0] = usage });
        rated.ExactAmount.ToString().ShouldBe("1.56");
        rated.Tiers.ShouldHaveSingleItem().Events.ShouldBe(2);
        rated.ShouldAddUp();
    }

    [Theory]
    [InlineData(null)]
    [InlineData("much")]
    [InlineData("-1")]
    public void An_event_without_its_amount_has_no_price(string? amount) => new DynamicPrice("cost", Rate.One).CellOf(Cost(amount)).ShouldBeNull();

    [Fact]
    public void Parts_add_up()
    {
        Dictionary<int, CellUsage> prior = new() { [0] = Counted(Card, "100 50") };
        CellUsage next = Card.Count(prior[0], 7, _ => null);
        Dictionary<int, CellUsage> part = new() { [0] = new CellUsage(7, 1, next.Fees - prior[0].Fees) };
        Rated rated = Card.RatePart(prior, part);
        rated.ExactAmount.ShouldBe(Money.Parse("0.503"));
        rated.ShouldAddUp();
        (Card.Rate(prior).ExactAmount + rated.ExactAmount).ShouldBe(Card.Rate(new Dictionary<int, CellUsage> { [0] = next }).ExactAmount);
    }

    private static Func<string, string?> Cost(string? amount) => path => path == "cost" ? amount : null;

    private static CellUsage Counted(EventPrice price, string values) =>
        values.Split(' ', StringSplitOptions.RemoveEmptyEntries).Aggregate(default(CellUsage), (before, value) => price.Count(before, Quantity.Parse(value), _ => null));

    private static string Cost(EventPrice price, string values)
    {
        Rated rated = price.Rate(new Dictionary<int, CellUsage> { [0] = Counted(price, values) });
        rated.ShouldAddUp();
        return rated.ExactAmount.ToString();
    }
}
