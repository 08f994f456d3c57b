using System.Collections.Immutable;
using Tollgate.Engine.Numbers;
using Tollgate.Engine.Rating;

namespace Tollgate.Engine.Catalog;

/// <summary>A price in words. They leave nothing out: two prices that read the same are the same.</summary>
internal static class PriceWords
{
    /// <param name="pointer">Where the price stands.</param>
    /// <param name="label">Of what it is the price.</param>
    public static IEnumerable<Aspect> Of(Price price, string pointer, string label, Currency currency, string? key = null)
    {
        yield return new(pointer, label, Whole(price, currency), key ?? pointer);
        if (price is not MatrixPrice matrix)
            yield break;

        string[] names = [.. matrix.Cells.Select(cell => string.Join(", ", cell.Match.Select(pair => $"{pair.Key} {pair.Value}")))];
        for (int i = 0; i < matrix.Cells.Length; i++)
        {
            // A cell is known by the values it asks for, wherever in the list it stands. No value holds a control character.
            string values = string.Concat(matrix.Cells[i].Match.Select(pair => $"{pair.Key}\n{pair.Value}\n"));
            yield return new($"{pointer}/cells/{i}/price", $"{label} {names[i]}:", Whole(matrix.Cells[i].Price, currency), $"{key ?? pointer}\n{values}");
        }

        if (matrix.Default is { } otherwise)
            yield return new($"{pointer}/default", $"{label} anything else:", Whole(otherwise, currency));
        // With one dimension no two cells match the same event, so their order says nothing.
        if (matrix.Dimensions.Length > 1)
            yield return new($"{pointer}/cells", $"{label} order of cells:", string.Join("; ", names));
    }

    private static string Whole(Price price, Currency currency)
    {
        var words = new List<string> { Model(price, currency) };
        if (price.Convert is { } conversion)
            words.Add(Words(conversion));
        if (!price.FreeUnits.IsZero)
            words.Add($"the first {CatalogWords.Of(price.FreeUnits)} free");
        if (price.Minimum is { } minimum)
            words.Add($"no less than {CatalogWords.Of(minimum, currency)}");
        if (price.Maximum is { } maximum)
            words.Add($"no more than {CatalogWords.Of(maximum, currency)}");
        if (price.SkipWhenZero)
            words.Add("nothing without usage");
        return string.Join(", ", words);
    }

    private static string Model(Price price, Currency currency) => price switch
    {
        FlatPrice flat => $"flat at {CatalogWords.Of(flat.Amount, currency)}",
        PerUnitPrice unit => $"each unit at {CatalogWords.Of(unit.Amount, currency)}",
        PackagePrice package => $"package of {CatalogWords.Of(package.PackageSize)} at {CatalogWords.Of(package.Amount, currency)}",
        GraduatedPrice graduated => $"graduated, {Words(graduated.Tiers, currency)}",
        VolumePrice volume => $"volume, {Words(volume.Tiers, currency)}",
        MatrixPrice matrix => $"by {string.Join(", ", matrix.Dimensions)}{(matrix.Default is null ? ", no price for anything else" : "")}",
        _ => price.ToString(),
    };

    private static string Words(ImmutableArray<Tier> tiers, Currency currency) => string.Join("; ", tiers.Select(tier =>
    {
        string reach = tier.UpTo is { } upTo ? $"up to {CatalogWords.Of(upTo)}" : tiers.Length == 1 ? "all" : "beyond";
        string flat = tier.FlatAmount.IsZero ? "" : $" and {CatalogWords.Of(tier.FlatAmount, currency)} once";
        return $"{reach} at {CatalogWords.Of(tier.UnitAmount, currency)}{flat}";
    }));

    private static string Words(Conversion conversion)
    {
        string by = conversion switch
        {
            { DivideBy: { } divisor } => $"units divided by {CatalogWords.Of(divisor)}",
            { MultiplyBy: { } factor } => $"units times {CatalogWords.Of(factor)}",
            _ => "units",
        };
        return conversion.Round switch
        {
            null => by,
            RoundingMode.HalfUp => $"{by} rounded half up to {conversion.Digits} digits",
            _ => $"{by} rounded {conversion.Round.ToString()!.ToLowerInvariant()} to {conversion.Digits} digits",
        };
    }
}
