using FsCheck.Fluent;
using Tollgate.Engine.Numbers;
using Tollgate.Engine.Rating;
using Tollgate.Engine.Rating.Formulas;

namespace Tollgate.Engine.Tests.Rating;

public class FormulaTests
{
    [Theory]
    [InlineData("quantity * 0.02", "150", "3")]
    [InlineData("5 + quantity * 2 * 3", "2", "17")]
    [InlineData("(5 + quantity) * 2", "2", "14")]
    [InlineData("10 - 4 - 3", "0", "3")]
    [InlineData("100 / 8 / 2", "0", "6.25")]
    [InlineData("max(0, quantity - 100) * 0.5", "99", "0")]
    [InlineData("max(0, quantity - 100) * 0.5", "103", "1.5")]
    [InlineData("min(quantity, 10) * 3", "12", "30")]
    [InlineData("ceil(quantity / 1000) * 0.2", "2345678", "469.2")]
    [InlineData("floor(quantity / 1000) * 0.2", "2345678", "469")]
    [InlineData("round(quantity / 3, 2)", "1", "0.33")]
    [InlineData("round(quantity / 3, 0)", "5", "2")]
    [InlineData("quantity / 3", "1", "0.333333333333333333333")]
    [InlineData("if(quantity <= 10, 5, 8)", "10", "5")]
    [InlineData("if(quantity < 10, 5, 8)", "10", "8")]
    [InlineData("if(quantity >= 10, 5, 8)", "9.999999999", "8")]
    [InlineData("if(quantity > 10, 5, 8)", "10", "8")]
    [InlineData("if(quantity = 10, 5, 8)", "10", "5")]
    [InlineData("if(quantity != 10, 5, 8)", "10", "8")]
    [InlineData("quantity / max(1, quantity)", "4", "1")]
    [InlineData("--3", "0", "3")]
    [InlineData("7", "1000000", "7")]
    public void It_comes_to(string text, string quantity, string amount) => Of(text).Rate(Quantity.Parse(quantity)).ExactAmount.ToString().ShouldBe(amount);

    [Theory]
    [InlineData("1 / 0", "The formula may divide by zero; divide by a number, or by max(1, ...).")]
    [InlineData("100 / quantity", "The formula may divide by zero; divide by a number, or by max(1, ...).")]
    [InlineData("100 / (quantity - 5)", "The formula may divide by zero; divide by a number, or by max(1, ...).")]
    [InlineData("if(1 / quantity > 2, 1, 2)", "The formula may divide by zero; divide by a number, or by max(1, ...).")]
    [InlineData("quantity - 100", "The formula may come to as little as -100, and a price is zero or more; write max(0, quantity - 100) if that is meant.")]
    [InlineData("100 - quantity", "The formula may come to less than any number, and a price is zero or more; write max(0, 100 - quantity) if that is meant.")]
    [InlineData("", "A value is missing at the end, at character 1.")]
    [InlineData("quantity *", "A value is missing at the end, at character 11.")]
    [InlineData("quantity quantity", "'q' is too much, at character 10.")]
    [InlineData("(quantity", "')' is missing at the end, at character 10.")]
    [InlineData("min(quantity)", "Here stands ')' where ',' must, at character 13.")]
    [InlineData("price * 2", "'price' is not known here; a formula has quantity, min, max, ceil, floor, round and if, at character 1.")]
    [InlineData("1.2.3", "'1.2.3' is no number; a number has up to 16 digits before the point and 12 behind it, at character 1.")]
    [InlineData("if(quantity, 1, 2)", "if compares first: one of < <= > >= = != must stand here, at character 12.")]
    [InlineData("round(quantity, x)", "round takes a number of digits from 0 to 9 behind the comma, at character 17.")]
    [InlineData("quantity $ 2", "'$' is too much, at character 10.")]
    public void What_is_none_is_told(string text, string problem)
    {
        Formula.TryRead(text, out string told).ShouldBeNull();
        told.ShouldBe(problem);
    }

    [Fact]
    public void It_is_neither_too_deep_nor_too_long()
    {
        Formula.TryRead(new string('(', 40) + "1" + new string(')', 40), out string deep).ShouldBeNull();
        deep.ShouldStartWith("Brackets stand at most 32 deep");
        Formula.TryRead(string.Concat(Enumerable.Repeat("1 + ", 200)) + "1", out string wide).ShouldBeNull();
        wide.ShouldStartWith("A formula has up to 500 characters; this one has 801");
    }

    [Fact]
    public void Its_bounds_hold_for_every_quantity() => Properties.Hold(
        Gen.Choose(0, 10_000),
        given =>
        {
            Quantity quantity = Quantity.Parse($"{given}");
            foreach (string text in (string[])["max(0, 500 - quantity) * quantity", "if(quantity > 50, quantity * 3, 10) / max(2, quantity)", "ceil(quantity / 7) * round(quantity / 3, 1)"])
            {
                Formula formula = Formula.TryRead(text, out _)!;
                (formula.Of(quantity) <= formula.MostUpTo(quantity)!.Value).ShouldBeTrue($"{text} at {quantity}");
            }
        });

    private static FormulaPrice Of(string text)
    {
        Formula? formula = Formula.TryRead(text, out string problem);
        formula.ShouldNotBeNull(problem);
        return new(formula);
    }
}
