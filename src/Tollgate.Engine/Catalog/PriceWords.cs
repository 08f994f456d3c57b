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
        foreach (Aspect aspect in price switch
        {
            MatrixPrice matrix => OfCells(matrix, pointer, label, currency, key ?? pointer),
            TimeOfDayPrice day => OfWindows(day, pointer, label, currency, key ?? pointer),
            _ => [],
        })
        {
            yield return aspect;
        }
    }

    private static IEnumerable<Aspect> OfCells(MatrixPrice matrix, string pointer, string label, Currency currency, string key)
    {
        string[] names = [.. matrix.Cells.Select(cell => string.Join(", ", cell.Match.Select(pair => $"{pair.Key} {pair.Value}")))];
        for (int i = 0; i < matrix.Cells.Length; i++)
        {
            // A cell is known by the values it asks for, wherever in the list it stands. No value holds a control character.
            string values = string.Concat(matrix.Cells[i].Match.Select(pair => $"{pair.Key}\n{pair.Value}\n"));
            foreach (Aspect aspect in Of(matrix.Cells[i].Price, $"{pointer}/cells/{i}/price", $"{label} {names[i]}:", currency, $"{key}\n{values}"))
                yield return aspect;
        }

        foreach (Aspect aspect in OfDefault(matrix.Default, pointer, label, currency))
            yield return aspect;
        // With one dimension no two cells match the same event, so their order says nothing.
        if (matrix.Dimensions.Length > 1)
            yield return new($"{pointer}/cells", $"{label} order of cells:", string.Join("; ", names));
    }

    private static IEnumerable<Aspect> OfWindows(TimeOfDayPrice day, string pointer, string label, Currency currency, string key)
    {
        for (int i = 0; i < day.Windows.Length; i++)
        {
            foreach (Aspect aspect in Of(day.Windows[i].Price, $"{pointer}/windows/{i}/price", $"{label} {day.Windows[i]}:", currency, $"{key}\n{day.Windows[i]}\n"))
                yield return aspect;
        }

        foreach (Aspect aspect in OfDefault(day.Default, pointer, label, currency))
            yield return aspect;
        if (day.Windows.Length > 1)
            yield return new($"{pointer}/windows", $"{label} order of windows:", string.Join("; ", day.Windows));
    }

    private static IEnumerable<Aspect> OfDefault(Price? price, string pointer, string label, Currency currency) =>
        price is null ? [] : Of(price, $"{pointer}/default", $"{label} anything else:", currency);

    private static string Whole(Price price, Currency currency)
    {
        var words = new List<string> { Model(price, currency) };
        if (price.Convert is { } conversion)
            words.Add(Words(conversion));
        if (!price.FreeUnits.IsZero)
            words.Add($"the first {CatalogWords.Of(price.FreeUnits)} free");
        if (price.Times != Rate.One)
            words.Add($"times {price.Times}");
        foreach (Discount discount in price.Discounts.Prepend(new Discount(price.DiscountPercent, price.DiscountAmount)))
        {
            if (!discount.Percent.IsZero)
                words.Add($"less {discount.Percent} %");
            if (!discount.Amount.IsZero)
                words.Add($"less {CatalogWords.Of(discount.Amount, currency)}");
        }

        if (price.Minimum is { } minimum)
            words.Add($"no less than {CatalogWords.Of(minimum, currency)}");
        if (price.Maximum is { } maximum)
            words.Add($"no more than {CatalogWords.Of(maximum, currency)}");
        if (price.SkipWhenZero)
            words.Add("nothing without usage");
        if (price.From is { } from)
            words.Add($"from {from}");
        if (price.Until is { } until)
            words.Add($"until {until}");
        return string.Join(", ", words);
    }

    private static string Model(Price price, Currency currency) => price switch
    {
        FlatPrice flat => $"flat at {CatalogWords.Of(flat.Amount, currency)}",
        PerUnitPrice unit => $"each unit at {CatalogWords.Of(unit.Amount, currency)}",
        SeatPrice seat => $"each seat at {CatalogWords.Of(seat.Amount, currency)}, by the day",
        PackagePrice package => $"package of {CatalogWords.Of(package.PackageSize)} at {CatalogWords.Of(package.Amount, currency)}",
        GraduatedPrice graduated => $"graduated, {Words(graduated.Tiers, currency)}",
        VolumePrice volume => $"volume, {Words(volume.Tiers, currency)}",
        StairPrice stair => $"stair, {Steps(stair.Steps, currency)}",
        PercentagePrice share => Words(share, currency),
        GraduatedPercentagePrice graduated => $"graduated percentage, {Percents(graduated.Tiers, currency)}",
        DynamicPrice dynamic => $"the amount at '{dynamic.AmountPath}' of each event{(dynamic.Multiplier == Rate.One ? "" : $" times {dynamic.Multiplier}")}",
        FormulaPrice formula => $"the formula {formula.Formula}",
        TimeOfDayPrice day => $"by time of day in {day.Zone?.Id ?? "the account's zone"}{(day.Default is null ? ", no price at any other" : "")}",
        MatrixPrice matrix => $"by {string.Join(", ", matrix.Dimensions)}{(matrix.Default is null ? ", no price for anything else" : "")}",
        _ => price.ToString(),
    };

    private static string Words(ImmutableArray<Tier> tiers, Currency currency) =>
        Words(tiers, tier => CatalogWords.Of(tier.UnitAmount, currency) + Once(tier, currency));

    private static string Steps(ImmutableArray<Tier> steps, Currency currency) => Words(steps, step => CatalogWords.Of(step.FlatAmount, currency));

    private static string Percents(ImmutableArray<Tier> tiers, Currency currency) =>
        Words(tiers, tier => $"{Rate.FromScaled(tier.UnitAmount.Scaled * 100)} %{Once(tier, currency)}");

    private static string Words(ImmutableArray<Tier> tiers, Func<Tier, string> costs) => string.Join("; ", tiers.Select(tier =>
    {
        string reach = tier.UpTo is { } upTo ? $"up to {CatalogWords.Of(upTo)}" : tiers.Length == 1 ? "all" : "beyond";
        return $"{reach} at {costs(tier)}";
    }));

    private static string Once(Tier tier, Currency currency) => tier.FlatAmount.IsZero ? "" : $" and {CatalogWords.Of(tier.FlatAmount, currency)} once";

    private static string Words(PercentagePrice share, Currency currency)
    {
        var words = new List<string> { $"{share.Percent} % of each event" };
        if (!share.FixedAmount.IsZero)
            words.Add($"and {CatalogWords.Of(share.FixedAmount, currency)}");
        if (share.FreeEvents > 0)
            words.Add($"the first {CatalogWords.Of(Quantity.FromScaled(share.FreeEvents * Quantity.One.Scaled))} events free");
        if (!share.FreeAmount.IsZero)
            words.Add($"up to {CatalogWords.Of(share.FreeAmount)} in all free");
        if (share.EventMinimum is { } least)
            words.Add($"no event less than {CatalogWords.Of(least, currency)}");
        if (share.EventMaximum is { } most)
            words.Add($"no event more than {CatalogWords.Of(most, currency)}");
        return string.Join(", ", words);
    }

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
