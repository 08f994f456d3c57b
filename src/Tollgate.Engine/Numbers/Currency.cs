using System.Diagnostics.CodeAnalysis;

namespace Tollgate.Engine.Numbers;

/// <summary>
/// An ISO 4217 currency: its code and the digits its invoice amounts have (USD 2, JPY 0, KWD 3). It is not an amount; the amounts of one
/// invoice all share one currency, which the invoice names once. The default value is no currency and formats nothing.
/// </summary>
public readonly record struct Currency
{
    private Currency(string code, int digits)
    {
        Code = code;
        Digits = digits;
    }

    /// <summary>Three capital letters.</summary>
    public string Code { get; }

    /// <summary>Fractional digits of a rounded amount: 0, 2, 3 or 4.</summary>
    public int Digits { get; }

    /// <exception cref="UnknownCurrencyException">ISO 4217 has no such active code, or one without digits, such as XAU.</exception>
    public static Currency Of(string code) => TryOf(code, out Currency currency) ? currency : throw new UnknownCurrencyException(code);

    /// <summary>Codes are matched as ISO writes them, in capitals.</summary>
    public static bool TryOf([NotNullWhen(true)] string? code, out Currency currency)
    {
        bool known = CurrencyTable.Digits.TryGetValue(code ?? "", out int digits);
        currency = known ? new(code!, digits) : default;
        return known;
    }

    /// <summary>The amount at this currency's digits; by default a half goes away from zero.</summary>
    /// <exception cref="NumberOutOfRangeException">The amount is so near the end of the range that it cannot be rounded up.</exception>
    public Money Round(Money amount, RoundingMode mode = RoundingMode.HalfUp) => Rounding.Round(amount, Digits, mode);

    public bool IsRounded(Money amount) => Round(amount, RoundingMode.Down) == amount;

    /// <summary>A rounded amount with exactly this currency's digits: <c>469.20</c>, <c>0.00</c>, JPY <c>469</c>.</summary>
    /// <exception cref="ArgumentException">The amount has more digits than the currency; round it first.</exception>
    public string Format(Money amount) => IsRounded(amount)
        ? FormatExact(amount)
        : throw new ArgumentException($"{amount} is not rounded to {Digits} digits of {Code}; round it first, so that nothing is lost unseen.", nameof(amount));

    /// <summary>An exact amount with at least this currency's digits: <c>135.00</c>, <c>541.79922</c>.</summary>
    public string FormatExact(Money amount) => DecimalText.ToString(amount.Scaled, Fixed.MoneyDigits, Digits);

    public override string ToString() => Code ?? "";
}
