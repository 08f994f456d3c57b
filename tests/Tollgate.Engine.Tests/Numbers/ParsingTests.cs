using System.Text;
using Tollgate.Engine.Numbers;

namespace Tollgate.Engine.Tests.Numbers;

public class ParsingTests
{
    [Theory]
    [InlineData("0", "0")]
    [InlineData("-0", "0")]
    [InlineData("0.000", "0")]
    [InlineData("1", "1")]
    [InlineData("-12.5", "-12.5")]
    [InlineData("1e3", "1000")]
    [InlineData("1E+3", "1000")]
    [InlineData("1.5E-2", "0.015")]
    [InlineData("1500e-2", "15")]
    [InlineData("1.0000000000000", "1")]
    [InlineData("1.00000000000000000000000000000000000000000000000000", "1")]
    [InlineData("0e400", "0")]
    [InlineData("0e-400", "0")]
    [InlineData("0.0e99999999999999999999999", "0")]
    [InlineData("1000000000000000000000e-12", "1000000000")]
    [InlineData("9999999999999999.999999999", "9999999999999999.999999999")]
    [InlineData("-9999999999999999.999999999", "-9999999999999999.999999999")]
    [InlineData("0.000000001", "0.000000001")]
    [InlineData("1000000000000000.123456789", "1000000000000000.123456789")]
    [InlineData("0.00000000000000000001e20", "1")]
    public void Reads_a_quantity(string text, string canonical)
    {
        Quantity.TryParse(text, out Quantity value, out NumberError error).ShouldBeTrue(text);
        error.ShouldBe(NumberError.None);
        value.ToString().ShouldBe(canonical);
        Quantity.TryParse(Encoding.UTF8.GetBytes(text), out Quantity same, out _).ShouldBeTrue();
        same.ShouldBe(value);
    }

    [Theory]
    [InlineData("", NumberError.NotANumber)]
    [InlineData(null, NumberError.NotANumber)]
    [InlineData("+1", NumberError.NotANumber)]
    [InlineData("-", NumberError.NotANumber)]
    [InlineData(" 1", NumberError.NotANumber)]
    [InlineData("1 ", NumberError.NotANumber)]
    [InlineData("1,5", NumberError.NotANumber)]
    [InlineData("1_000", NumberError.NotANumber)]
    [InlineData("01", NumberError.NotANumber)]
    [InlineData("-01", NumberError.NotANumber)]
    [InlineData("00", NumberError.NotANumber)]
    [InlineData(".5", NumberError.NotANumber)]
    [InlineData("5.", NumberError.NotANumber)]
    [InlineData("5.e1", NumberError.NotANumber)]
    [InlineData("1e", NumberError.NotANumber)]
    [InlineData("1e+", NumberError.NotANumber)]
    [InlineData("1e1.5", NumberError.NotANumber)]
    [InlineData("0x10", NumberError.NotANumber)]
    [InlineData("NaN", NumberError.NotANumber)]
    [InlineData("Infinity", NumberError.NotANumber)]
    [InlineData("--1", NumberError.NotANumber)]
    [InlineData("1.2.3", NumberError.NotANumber)]
    [InlineData("١", NumberError.NotANumber)]
    [InlineData("\uFF11", NumberError.NotANumber)]
    [InlineData("1\0", NumberError.NotANumber)]
    [InlineData("0.0000000001", NumberError.TooManyFractionalDigits)]
    [InlineData("1.1234567891", NumberError.TooManyFractionalDigits)]
    [InlineData("1e-10", NumberError.TooManyFractionalDigits)]
    [InlineData("1e-400", NumberError.TooManyFractionalDigits)]
    [InlineData("1e-99999999999999999999999999", NumberError.TooManyFractionalDigits)]
    [InlineData("1.00000000000000000000000000000000000000000000000001", NumberError.TooManyFractionalDigits)]
    [InlineData("0.12345678901234567890123456789012345678901234567890", NumberError.TooManyFractionalDigits)]
    [InlineData("10000000000000000", NumberError.TooLarge)]
    [InlineData("-10000000000000000", NumberError.TooLarge)]
    [InlineData("1e16", NumberError.TooLarge)]
    [InlineData("1e400", NumberError.TooLarge)]
    [InlineData("-1e400", NumberError.TooLarge)]
    [InlineData("1e99999999999999999999999999", NumberError.TooLarge)]
    [InlineData("99999999999999999999999999999999999999999999999999", NumberError.TooLarge)]
    [InlineData("100000000000000000000000000000000000000000000000000.5", NumberError.TooLarge)]
    public void Refuses_what_is_no_quantity(string? text, NumberError expected)
    {
        Quantity.TryParse(text, out Quantity value, out NumberError error).ShouldBeFalse(text);
        error.ShouldBe(expected);
        value.ShouldBe(Quantity.Zero);
        Quantity.TryParse(Encoding.UTF8.GetBytes(text ?? ""), out _, out NumberError same).ShouldBeFalse();
        same.ShouldBe(expected);
    }

    [Fact]
    public void A_rate_and_an_amount_carry_twelve_fractional_digits()
    {
        Rate.Parse("9999999999999999.999999999999").ToString().ShouldBe("9999999999999999.999999999999");
        Money.Parse("9999999999999999.999999999999").ToString().ShouldBe("9999999999999999.999999999999");
        Rate.TryParse("0.0000000000001", out _, out NumberError rate).ShouldBeFalse();
        Money.TryParse("0.0000000000001", out _, out NumberError money).ShouldBeFalse();
        rate.ShouldBe(NumberError.TooManyFractionalDigits);
        money.ShouldBe(NumberError.TooManyFractionalDigits);
    }

    [Fact]
    public void The_canonical_form_reads_back_over_the_whole_range()
    {
        foreach (Int128 scaled in new[] { Int128.MinValue, Int128.MinValue + 1, Int128.MaxValue, 0, 1, -1, (Int128)1 << 64, (Int128)1 << 100 })
        {
            Money money = Money.FromScaled(scaled);
            Money.TryParseCanonical(money.ToString(), out Money same, out _).ShouldBeTrue(money.ToString());
            same.ShouldBe(money);
            Quantity quantity = Quantity.FromScaled(scaled);
            Quantity.TryParseCanonical(quantity.ToString(), out Quantity alike, out _).ShouldBeTrue(quantity.ToString());
            alike.ShouldBe(quantity);
        }
    }

    [Theory]
    [InlineData("170141183460469231.731687303715884105727", true)]
    [InlineData("170141183460469231.731687303715884105728", false)]
    [InlineData("-170141183460469231.731687303715884105728", true)]
    [InlineData("-170141183460469231.731687303715884105729", false)]
    [InlineData("999999999999999999.999999999999999999999", false)]
    [InlineData("200000000000000000", false)]
    public void The_canonical_form_ends_where_the_type_ends(string text, bool fits)
    {
        Money.TryParseCanonical(text, out _, out NumberError error).ShouldBe(fits);
        error.ShouldBe(fits ? NumberError.None : NumberError.TooLarge);
    }

    [Theory]
    [InlineData("1e99", "has more than 16 digits before the point")]
    [InlineData("0.0000000001", "has more than 9 fractional digits")]
    [InlineData("ten", "is not a number; write it as JSON does")]
    public void A_refusal_says_what_to_do(string text, string says) =>
        Should.Throw<FormatException>(() => Quantity.Parse(text)).Message.ShouldContain(says);
}
