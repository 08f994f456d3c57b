using Tollgate.Engine.Numbers;

namespace Tollgate.Engine.Tests.Numbers;

public class CurrencyTests
{
    [Theory]
    [InlineData("USD", "469.2", "469.20")]
    [InlineData("USD", "0", "0.00")]
    [InlineData("USD", "541.79922", "541.80")]
    [InlineData("USD", "14.75376", "14.75")]
    [InlineData("USD", "0.005", "0.01")]
    [InlineData("USD", "0.004999999999", "0.00")]
    [InlineData("USD", "-0.005", "-0.01")]                 // half away from zero
    [InlineData("USD", "-0.0049", "0.00")]                 // and no minus before nothing
    [InlineData("USD", "0.995", "1.00")]
    [InlineData("EUR", "9999999999999999.994", "9999999999999999.99")]
    [InlineData("JPY", "469.5", "470")]
    [InlineData("JPY", "469.499999999999", "469")]
    [InlineData("JPY", "-0.5", "-1")]
    [InlineData("KWD", "1.0005", "1.001")]
    [InlineData("KWD", "1.0004", "1.000")]
    [InlineData("CLF", "1.00005", "1.0001")]
    public void A_line_is_rounded_once(string code, string exact, string line)
    {
        Currency currency = Currency.Of(code);
        currency.Format(currency.Round(Money.Parse(exact))).ShouldBe(line);
    }

    [Theory]
    [InlineData("0.005", "0.01", "0.00", "0.01", "0.00")]
    [InlineData("0.015", "0.02", "0.02", "0.02", "0.01")]
    [InlineData("0.0151", "0.02", "0.02", "0.02", "0.01")]
    [InlineData("0.0149", "0.01", "0.01", "0.02", "0.01")]
    [InlineData("-0.005", "-0.01", "0.00", "0.00", "-0.01")]
    [InlineData("-0.015", "-0.02", "-0.02", "-0.01", "-0.02")]
    [InlineData("0.01", "0.01", "0.01", "0.01", "0.01")]
    public void Each_mode_rounds_its_way(string exact, string halfUp, string halfEven, string up, string down)
    {
        Currency usd = Currency.Of("USD");
        new[] { RoundingMode.HalfUp, RoundingMode.HalfEven, RoundingMode.Up, RoundingMode.Down }
            .Select(mode => usd.Format(usd.Round(Money.Parse(exact), mode)))
            .ShouldBe([halfUp, halfEven, up, down]);
    }

    [Theory]
    [InlineData("USD", "135", "135.00")]
    [InlineData("USD", "541.79922", "541.79922")]
    [InlineData("JPY", "0.5", "0.5")]
    [InlineData("KWD", "0.5", "0.500")]
    public void An_exact_amount_shows_at_least_the_currencys_digits(string code, string exact, string text) =>
        Currency.Of(code).FormatExact(Money.Parse(exact)).ShouldBe(text);

    [Fact]
    public void What_is_not_rounded_is_not_formatted_as_if_it_were() =>
        Should.Throw<ArgumentException>(() => Currency.Of("USD").Format(Money.Parse("0.001"))).Message.ShouldContain("round it first");

    [Theory]
    [InlineData("USD", 2)]
    [InlineData("BHD", 3)]
    [InlineData("VND", 0)]
    [InlineData("UYW", 4)]
    [InlineData("MRU", 2)]
    [InlineData("XCG", 2)]
    [InlineData("ZWG", 2)]
    public void Knows_the_digits(string code, int digits) => Currency.Of(code).Digits.ShouldBe(digits);

    [Theory]
    [InlineData("usd")]
    [InlineData("XAU")]
    [InlineData("XXX")]
    [InlineData("DEM")]
    [InlineData("")]
    [InlineData(null)]
    public void Refuses_what_it_cannot_round(string? code)
    {
        Currency.TryOf(code, out _).ShouldBeFalse();
        Should.Throw<UnknownCurrencyException>(() => Currency.Of(code!)).Message.ShouldContain("ISO 4217");
    }

    [Fact]
    public void The_table_is_whole()
    {
        CurrencyTable.Digits.Count.ShouldBe(167);
        CurrencyTable.Digits.Keys.ShouldAllBe(code => code.Length == 3 && code.All(char.IsAsciiLetterUpper));
    }
}
