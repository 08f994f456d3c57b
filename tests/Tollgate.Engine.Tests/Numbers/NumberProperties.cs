using System.Globalization;
using System.Numerics;
using System.Text;
using System.Text.RegularExpressions;
using FsCheck;
using FsCheck.Fluent;
using Tollgate.Engine.Numbers;

namespace Tollgate.Engine.Tests.Numbers;

public partial class NumberProperties
{
    private static readonly Gen<Int128> Integers =
        from bits in Gen.Choose(0, 127)
        from words in Gen.Choose(int.MinValue, int.MaxValue).ArrayOf(4)
        let wide = words.Aggregate(UInt128.Zero, (value, word) => (value << 32) | unchecked((uint)word))
        select unchecked((Int128)wide) >> bits;

    /// <summary>Texts that are often numbers and sometimes nearly.</summary>
    private static readonly Gen<string> Texts = Gen.OneOf(
        Gen.Elements('0', '1', '9', '5', '0', '.', '-', 'e', 'E', '+', ' ').ArrayOf().Select(characters => new string(characters)),
        from sign in Gen.Elements("", "-")
        from whole in Gen.Elements('0', '1', '9').ArrayOf().Select(digits => digits.Length == 0 ? "0" : "1" + new string(digits))
        from fraction in Gen.Elements('0', '0', '7').ArrayOf().Select(digits => digits.Length == 0 ? "" : "." + new string(digits))
        from exponent in Gen.OneOf(Gen.Constant(""), Gen.Choose(-30, 30).Select(power => $"e{power}"))
        select sign + whole + fraction + exponent);

    [Fact]
    public void What_is_written_is_read_back() => Properties.Hold(Integers, scaled =>
    {
        Quantity quantity = Quantity.FromScaled(scaled);
        Quantity.TryParseCanonical(quantity.ToString(), out Quantity sameQuantity, out _).ShouldBeTrue();
        sameQuantity.ShouldBe(quantity);
        Rate rate = Rate.FromScaled(scaled);
        Rate.TryParseCanonical(Encoding.UTF8.GetBytes(rate.ToString()), out Rate sameRate, out _).ShouldBeTrue();
        sameRate.ShouldBe(rate);
        Money money = Money.FromScaled(scaled);
        Span<byte> utf8 = stackalloc byte[42];
        money.TryFormat(utf8, out int written).ShouldBeTrue();
        Encoding.UTF8.GetString(utf8[..written]).ShouldBe(money.ToString());
        Money.TryParseCanonical(utf8[..written], out Money sameMoney, out _).ShouldBeTrue();
        sameMoney.ShouldBe(money);
    });

    [Fact]
    public void Reading_agrees_with_a_big_integer() => Properties.Hold(Texts, text =>
    {
        NumberError expected = Expected(text, out BigInteger scaled);
        Quantity.TryParse(text, out Quantity value, out NumberError error).ShouldBe(expected == NumberError.None, text);
        error.ShouldBe(expected, text);
        ((BigInteger)value.Scaled).ShouldBe(scaled, text);
    });

    [Fact]
    public void Arithmetic_agrees_with_a_big_integer_or_refuses() => Properties.Hold(
        from a in Integers from b in Integers select (a, b),
        given =>
        {
            (Quantity a, Quantity b, Rate rate) = (Quantity.FromScaled(given.a), Quantity.FromScaled(given.b), Rate.FromScaled(given.b));
            Agree(() => (a + b).Scaled, (BigInteger)given.a + given.b);
            Agree(() => (a - b).Scaled, (BigInteger)given.a - given.b);
            Agree(() => (-a).Scaled, -(BigInteger)given.a);
            Agree(() => (a * rate).Scaled, (BigInteger)given.a * given.b);
            (a < b).ShouldBe(given.a < given.b);
            Quantity.Max(a, b).Scaled.ShouldBe(Int128.Max(given.a, given.b));
        });

    [Fact]
    public void Rounding_moves_by_a_half_at_most_and_once() => Properties.Hold(
        from scaled in Integers from code in Gen.Elements("USD", "JPY", "KWD", "CLF") select (scaled, code),
        given =>
        {
            Currency currency = Currency.Of(given.code);
            Money exact = Money.FromScaled(given.scaled / 4);
            Money rounded = currency.Round(exact);
            BigInteger unit = BigInteger.Pow(10, 21 - currency.Digits);
            ((BigInteger)rounded.Scaled % unit).ShouldBe(BigInteger.Zero);
            (BigInteger.Abs((BigInteger)rounded.Scaled - exact.Scaled) * 2 <= unit).ShouldBeTrue();
            currency.Round(rounded).ShouldBe(rounded);
            currency.Round(-exact).ShouldBe(-rounded);
        });

    private static void Agree(Func<Int128> calculation, BigInteger expected)
    {
        if (expected >= Int128.MinValue && expected <= Int128.MaxValue)
            ((BigInteger)calculation()).ShouldBe(expected);
        else
            Should.Throw<NumberOutOfRangeException>(() => calculation());
    }

    /// <summary>The rules of reading a quantity, by regular expression and big integers.</summary>
    private static NumberError Expected(string text, out BigInteger scaled)
    {
        scaled = 0;
        Match match = JsonNumber().Match(text);
        if (!match.Success)
            return NumberError.NotANumber;
        BigInteger digits = BigInteger.Parse(match.Groups[2].Value + match.Groups[3].Value, CultureInfo.InvariantCulture);
        if (digits.IsZero)
            return NumberError.None;
        string power = match.Groups[4].Value;
        if (power.Length > 6)
            return power[0] == '-' ? NumberError.TooManyFractionalDigits : NumberError.TooLarge;
        int exponent = (power.Length == 0 ? 0 : int.Parse(power, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture)) - match.Groups[3].Length;
        for (; digits % 10 == 0; exponent++)
            digits /= 10;
        if (digits.ToString(CultureInfo.InvariantCulture).Length + exponent > 16)
            return NumberError.TooLarge;
        if (exponent < -9)
            return NumberError.TooManyFractionalDigits;
        scaled = digits * BigInteger.Pow(10, exponent + 9) * (match.Groups[1].Length > 0 ? -1 : 1);
        return NumberError.None;
    }

    [GeneratedRegex(@"\A(-?)(0|[1-9][0-9]*)(?:\.([0-9]+))?(?:[eE]([+-]?[0-9]+))?\z")]
    private static partial Regex JsonNumber();
}
