using Tollgate.Engine.Numbers;

namespace Tollgate.Engine.Catalog;

/// <summary>Numbers and changes as people read them.</summary>
internal static class CatalogWords
{
    /// <summary><c>12,345,678.5</c>.</summary>
    public static string Of(Quantity quantity) => Grouped(quantity.ToString());

    /// <summary>At least the currency's digits, and as many more as the price has: <c>3,000.00</c>, <c>0.0015</c>.</summary>
    public static string Of(Money amount, Currency currency) => Grouped(currency.FormatExact(amount));

    /// <inheritdoc cref="Of(Money, Currency)"/>
    public static string Of(Rate rate, Currency currency) => Of(Quantity.One * rate, currency);

    /// <summary>
    /// What changed, said once: <c>package of 1,000 at 0.20 -> 0.18</c> rather than the package twice.
    /// </summary>
    public static string FromTo(string before, string after)
    {
        const string Cut = " at ";
        int same = before.AsSpan().CommonPrefixLength(after);
        int cut = same < Cut.Length ? -1 : before.LastIndexOf(Cut, same - 1, StringComparison.Ordinal);
        return cut < 0 ? $"{before} -> {after}" : $"{before} -> {after[(cut + Cut.Length)..]}";
    }

    private static string Grouped(string number)
    {
        int point = number.IndexOf('.', StringComparison.Ordinal);
        int first = number[0] == '-' ? 1 : 0;
        for (int at = (point < 0 ? number.Length : point) - 3; at > first; at -= 3)
            number = number.Insert(at, ",");
        return number;
    }
}
