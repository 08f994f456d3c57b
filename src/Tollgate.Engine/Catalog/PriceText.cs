using Tollgate.Engine.Numbers;
using Tollgate.Engine.Rating;

namespace Tollgate.Engine.Catalog;

/// <summary>A price in one sentence, for the contract and the line that have it.</summary>
public static class PriceText
{
    /// <summary><c>package of 1,000 at 0.20, less 10 %</c>; of a price with cells or windows, each of them stands behind the whole.</summary>
    public static string Of(Price price, string currency) =>
        string.Join("; ", PriceWords.Of(price, "", "", Currency.Of(currency)).Select(aspect => $"{aspect.Label} {aspect.Words}".Trim()));
}
