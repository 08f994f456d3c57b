using System.Collections.Immutable;
using System.Text.Json;
using Tollgate.Engine.Numbers;
using Tollgate.Engine.Rating;
using Tollgate.Engine.Time;

namespace Tollgate.Engine.Catalog;

/// <summary>Reads a promotion: <c>{discount_percent, discount_amount, charges, periods, from, until, max_redemptions}</c>.</summary>
internal static class PromotionReader
{
    private const int MostPeriods = 1_200;
    private const int MostRedemptions = 1_000_000_000;

    private static readonly Rate Hundred = Rate.Parse("100");

    /// <param name="names">Of every charge that a contract may have.</param>
    public static Promotion? Read(string code, Place place, ImmutableSortedSet<string> names)
    {
        if (Fields.Open(place, "a promotion", "discount_percent", "discount_amount", "charges", "periods", "from", "until", "max_redemptions") is not { } fields)
            return null;
        int before = place.Problems.Count;
        if (fields.Optional("discount_percent") is null == fields.Optional("discount_amount") is null)
            place.Report(ProblemCodes.PromotionWithoutEffect, "A promotion takes off a percentage or an amount: give discount_percent or discount_amount, and not both.");
        Rate percent = fields.Optional("discount_percent") is { } share ? Percent(share) ?? Rate.Zero : Rate.Zero;
        Money amount = fields.Optional("discount_amount") is { } off ? Amount(off) ?? Money.Zero : Money.Zero;
        ImmutableArray<string> charges = fields.Optional("charges") is { } list ? ReadCharges(list, names) : [];
        // Off every line whatever it is of, an amount would be taken off as often as somebody has lines.
        if (fields.Optional("discount_amount") is { } each && fields.Optional("charges") is null)
            each.Report(ProblemCodes.MissingKey, "The key 'charges' is missing: an amount is taken off each of them.");
        int? periods = fields.Optional("periods") is { } number ? WholeNumber.Read(number, "periods", 1, MostPeriods) : null;
        EffectiveAt? from = fields.Optional("from")?.Instant();
        EffectiveAt? until = fields.Optional("until")?.Instant();
        if (until <= from)
            fields.Optional("until")!.Value.Report(ProblemCodes.PromotionWithoutEffect, $"The promotion would end at {until}, which is not after its start at {from}, so nobody could ever have it.");
        int? most = fields.Optional("max_redemptions") is { } times ? WholeNumber.Read(times, "max_redemptions", 1, MostRedemptions) : null;
        return place.Problems.Count == before ? new(code, new Discount(percent, amount), charges, periods, from, until, most) : null;
    }

    /// <summary>Above 0 and up to 100.</summary>
    public static Rate? Percent(Place place)
    {
        if (place.Rate() is not { } percent)
            return null;
        if (percent > Rate.Zero && percent <= Hundred)
            return percent;
        place.Report("percent_out_of_range", $"discount_percent is {percent}; it is above 0 and up to 100.");
        return null;
    }

    private static Money? Amount(Place place)
    {
        if (place.Money() is not { } amount)
            return null;
        if (amount > Money.Zero)
            return amount;
        place.Report(ProblemCodes.NotPositive, $"discount_amount is {amount}; it must be above zero.");
        return null;
    }

    private static ImmutableArray<string> ReadCharges(Place list, ImmutableSortedSet<string> names)
    {
        ImmutableArray<string> read = ValueList.Ordered(list, "the name of a charge");
        if (list.Kind != JsonValueKind.Array)
            return read;
        int index = 0;
        foreach (JsonElement item in list.Value.EnumerateArray())
        {
            Place place = list.At(index++, item);
            if (item.ValueKind == JsonValueKind.String && item.GetString() is { } name && !names.Contains(name))
                place.Report(ProblemCodes.UnknownReference, Declared.Missing(name, "a charge", names));
        }

        return read;
    }
}
