using System.Collections.Immutable;
using System.Text.Json;
using Tollgate.Engine.Numbers;
using Tollgate.Engine.Rating;
using Tollgate.Engine.Time;

namespace Tollgate.Engine.Catalog;

/// <summary>
/// Reads a rate card: <c>{currency, charges: {...}, effective: [{from, charges: {...}}], currencies: {EUR: {charges, effective}}}</c>. Each dated version says only what it changes: its prices stand, from its instant on, in place of those of the same name.
/// </summary>
internal static class RateCardReader
{
    public static RateCard? Read(string name, Place place, Declared declared)
    {
        if (Fields.Open(place, "a rate card", "currency", "charges", "effective", "currencies") is not { } fields)
            return null;
        int before = place.Problems.Count;
        string? currency = fields.Optional("currency") is { } said ? ReadCurrency(said) : declared.Currency;
        // What the plans include is asked of each of them.
        ImmutableSortedSet<string> any = [.. declared.Meters.Keys];
        List<Charge> charges = ReadCharges(name, fields, declared, any);
        var others = ImmutableSortedDictionary.CreateBuilder<string, ImmutableArray<Charge>>(StringComparer.Ordinal);
        foreach ((string code, Place other) in Fields.Map(fields.Optional("currencies"), "the prices in other currencies"))
        {
            if (ReadCurrency(code, other) is not { } known || Fields.Open(other, "the prices in another currency", "charges", "effective") is not { } prices)
                continue;
            if (known == currency)
                other.Report(ProblemCodes.CurrencyMismatch, $"The rate card is priced in {known} already; put these prices among its charges.");
            others[known] = [.. ReadCharges(name, prices, declared, any)];
            CheckSame(charges, others[known], prices.Required("charges")!.Value);
        }

        return place.Problems.Count == before ? new(name, currency!, [.. charges]) { Currencies = others.ToImmutable() } : null;
    }

    private static List<Charge> ReadCharges(string card, Fields fields, Declared declared, ImmutableSortedSet<string> any)
    {
        List<Charge> charges = [];
        foreach ((string id, Place of) in Fields.Map(fields.Required("charges"), "the charges"))
        {
            if (ChargeReader.Read(id, of, declared, any) is { } charge)
                charges.Add(charge with { RateCard = card });
        }

        if (fields.Optional("effective") is { } versions)
            ReadVersions(versions, card, charges, declared, any);
        return charges;
    }

    /// <summary>Another currency changes what a charge costs, and not what it is of.</summary>
    private static void CheckSame(List<Charge> charges, ImmutableArray<Charge> others, Place map)
    {
        foreach (Charge other in others)
        {
            string name = ChargeNames.Of(other.Name);
            Place place = map.Value.TryGetProperty(name, out JsonElement at) ? map.At(name, at) : map;
            if (charges.Find(charge => ChargeNames.Of(charge.Name) == name) is not { } same)
                place.Report(ProblemCodes.UnknownReference, $"The rate card has no charge '{Names.Shortened(name)}' that this could be the price of.");
            else if ((same.Meter, same.AfterIncluded, same.Bill, same.Proration, same.Seats) != (other.Meter, other.AfterIncluded, other.Bill, other.Proration, other.Seats))
                place.Report(ProblemCodes.TermsMismatch, $"'{name}' counts or is billed otherwise than the rate card's own: a currency changes what a charge costs, and not what it is of.");
        }
    }

    private static string? ReadCurrency(string code, Place place)
    {
        if (Currency.TryOf(code, out _))
            return code;
        place.Report(ProblemCodes.UnknownCurrency, $"'{Names.Shortened(code)}' is no ISO 4217 currency; write its three capital letters, such as USD.");
        return null;
    }

    public static string? ReadCurrency(Place? place)
    {
        if (place?.Text("a currency code") is not { } code)
            return null;
        if (!Currency.TryOf(code, out _))
            place.Value.Report(ProblemCodes.UnknownCurrency, $"'{Names.Shortened(code)}' is no ISO 4217 currency; write its three capital letters, such as USD.");
        return code;
    }

    private static void ReadVersions(Place list, string card, List<Charge> charges, Declared declared, ImmutableSortedSet<string> any)
    {
        if (list.Kind != JsonValueKind.Array)
        {
            list.ReportType("a list of dated versions, such as [{from: \"2026-07-01T00:00:00Z\", charges: {...}}]");
            return;
        }

        EffectiveAt? last = null;
        int index = 0;
        foreach (JsonElement item in list.Value.EnumerateArray())
        {
            Place version = list.At(index++, item);
            if (Fields.Open(version, "a dated version", "from", "charges") is not { } fields)
                continue;
            EffectiveAt? from = fields.Required("from")?.Instant();
            if (from <= last)
                fields.Required("from")!.Value.Report(ProblemCodes.VersionsOutOfOrder, $"This version begins at {from}, which is not after the one before at {last}; put them in the order of time.");
            last = from ?? last;
            foreach ((string id, Place of) in Fields.Map(fields.Required("charges"), "the charges"))
            {
                if (ChargeReader.Read(id, of, declared, any) is { } charge && from is { } begins)
                    Follow(charges, charge with { RateCard = card }, begins, of);
            }
        }
    }

    /// <summary>Ends the price of the same name before, and puts the new one behind it.</summary>
    private static void Follow(List<Charge> charges, Charge next, EffectiveAt from, Place place)
    {
        if (next.Price.From is not null)
        {
            place.At("from", place.Value.GetProperty("from")).Report(ProblemCodes.UnknownKey, "When this price begins, its version says already; remove from here.");
            return;
        }

        if (next.Price.Until <= from)
            place.Report("until_before_from", $"The price would end at {next.Price.Until}, which is not after its version's start at {from}, so nothing would ever have it.");
        int at = charges.FindLastIndex(charge => ChargeNames.Of(charge.Name) == next.Name);
        if (at < 0)
        {
            charges.Add(next with { Price = next.Price with { From = from } });
            return;
        }

        Price old = charges[at].Price;
        if (old.From >= from)
            place.Report("until_before_from", $"The price of this name before begins at {old.From} and would end at {from}, so nothing would ever have it.");
        if (!(old.Until <= from))
            charges[at] = charges[at] with { Price = old with { Until = from } };
        charges.Insert(at + 1, next with { Name = ChargeNames.From(next.Name, from), Price = next.Price with { From = from } });
    }
}
