using System.Collections.Immutable;
using System.Text.Json;
using Tollgate.Engine.Numbers;
using Tollgate.Engine.Rating;
using Tollgate.Server.Http;

namespace Tollgate.Server.Rating;

/// <summary>Tiers as the calculator and invoice lines write them alike.</summary>
internal static class RatedJson
{
    public static void WriteTiers(Utf8JsonWriter json, ImmutableArray<RatedTier> tiers, Currency currency)
    {
        json.WriteStartArray("tiers"u8);
        foreach (RatedTier tier in tiers)
            Write(json, tier, currency);
        json.WriteEndArray();
    }

    private static void Write(Utf8JsonWriter json, RatedTier tier, Currency currency)
    {
        json.WriteStartObject();
        json.WriteString("from"u8, tier.From);
        json.WriteString("up_to"u8, tier.UpTo);
        json.WriteString("quantity"u8, tier.Quantity);
        json.WriteString("unit_amount"u8, AtLeastDigits(tier.UnitAmount, currency));
        json.WriteString("flat_amount"u8, tier.FlatAmount.IsZero ? "0" : currency.FormatExact(tier.FlatAmount));
        json.WriteString("amount"u8, currency.FormatExact(tier.Amount));
        if (tier.Packages is { } packages)
            json.WriteString("packages"u8, packages);
        if (tier.Events is { } events)
            json.WriteNumber("events"u8, events);
        if (tier.Match is { } match)
            json.WriteMap("match"u8, match);
        json.WriteEndObject();
    }

    /// <summary>A price with at least its currency's digits, as prices are written: <c>1.00</c>, <c>0.0002</c>.</summary>
    private static string AtLeastDigits(Rate rate, Currency currency) => currency.FormatExact(Quantity.One * rate);
}
