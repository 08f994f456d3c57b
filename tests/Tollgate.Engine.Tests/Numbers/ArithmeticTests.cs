using Tollgate.Engine.Numbers;

namespace Tollgate.Engine.Tests.Numbers;

public class ArithmeticTests
{
    [Theory]
    [InlineData("1000000000000000.123456789", "0.000000001234", "1234000.000000000152345677626")]
    [InlineData("1000000000000000", "0.000000000001", "1000")]
    [InlineData("0.000000001", "0.000000000001", "0.000000000000000000001")]
    [InlineData("-3", "0.1", "-0.3")]
    [InlineData("9999999999999999.999999999", "10", "99999999999999999.99999999")]
    public void A_product_loses_no_digit(string quantity, string rate, string amount)
    {
        (Quantity.Parse(quantity) * Rate.Parse(rate)).ToString().ShouldBe(amount);
        (Rate.Parse(rate) * Quantity.Parse(quantity)).ToString().ShouldBe(amount);
    }

    [Fact]
    public void Whatever_does_not_fit_is_an_error()
    {
        Should.Throw<NumberOutOfRangeException>(() => Quantity.Parse("9999999999999999") * Rate.Parse("20"));
        Should.Throw<NumberOutOfRangeException>(() => Quantity.MaxValue + Quantity.Parse("0.000000001"));
        Should.Throw<NumberOutOfRangeException>(() => Quantity.MinValue - Quantity.Parse("0.000000001"));
        Should.Throw<NumberOutOfRangeException>(() => -Money.MinValue).Message.ShouldContain("money amount");
        Should.Throw<NumberOutOfRangeException>(() => Currency.Of("USD").Round(Money.MaxValue, RoundingMode.Up));
        Should.Throw<NumberOutOfRangeException>(() => Rate.MaxValue + Rate.One);
    }

    [Fact]
    public void Constants_and_comparisons()
    {
        Quantity.Zero.IsZero.ShouldBeTrue();
        default(Money).ShouldBe(Money.Zero);
        Quantity.One.ToString().ShouldBe("1");
        Rate.One.ToString().ShouldBe("1");
        Money.One.ToString().ShouldBe("1");
        ((Quantity)long.MaxValue).ToString().ShouldBe("9223372036854775807");
        ((Quantity)long.MinValue).ToString().ShouldBe("-9223372036854775808");
        Money.Parse("-0.000000000001").IsNegative.ShouldBeTrue();
        Money.Zero.IsNegative.ShouldBeFalse();
        (Quantity.Parse("1.5") > Quantity.One).ShouldBeTrue();
        Rate.Min(Rate.One, Rate.Zero).ShouldBe(Rate.Zero);
        new[] { Money.One, -Money.One, Money.Zero }.Order().ShouldBe([-Money.One, Money.Zero, Money.One]);
    }

    [Theory]
    [InlineData(1, 3, "0.333333333333333333333")]
    [InlineData(2, 3, "0.666666666666666666667")]
    [InlineData(-2, 3, "-0.666666666666666666667")]
    [InlineData(2, -3, "-0.666666666666666666667")]
    [InlineData(0, 5, "0")]
    public void A_fraction_is_rounded_once_where_it_leaves(int numerator, int denominator, string money) =>
        new Exact(numerator, denominator).ToMoney().ToString().ShouldBe(money);

    [Fact]
    public void A_half_of_the_last_digit_goes_away_from_zero()
    {
        Exact half = (Exact)Money.FromScaled(1) / (Exact)Quantity.Parse("2");
        half.ToMoney().ShouldBe(Money.FromScaled(1));
        (Exact.Zero - half).ToMoney().ShouldBe(Money.FromScaled(-1));
        (half + half).ToMoney().ShouldBe(Money.FromScaled(1));
        Should.Throw<DivideByZeroException>(() => half / Exact.Zero);
        Should.Throw<NumberOutOfRangeException>(() => new Exact(System.Numerics.BigInteger.Pow(10, 18), 1).ToMoney());
    }

    [Fact]
    public void Reading_and_writing_utf8_allocates_nothing()
    {
        byte[] text = "-1234567890123456.123456789"u8.ToArray();
        var written = new byte[42];
        long Spent()
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            for (int i = 0; i < 100; i++)
            {
                Quantity.TryParse(text, out Quantity value, out _);
                value.TryFormat(written, out _);
            }

            return GC.GetAllocatedBytesForCurrentThread() - before;
        }

        Spent();
        Spent().ShouldBe(0);
    }

    [Fact]
    public void Writing_needs_room()
    {
        Quantity.Parse("12.5").TryFormat(new byte[3], out int written).ShouldBeFalse();
        written.ShouldBe(0);
    }
}
