using System.Collections.Immutable;
using System.Text.Json;
using Tollgate.Engine.Rating;

namespace Tollgate.Engine.Catalog;

/// <summary>
/// Reads a charge: the keys of its price, and beside them <c>meter</c> and <c>after</c> (usage) or <c>bill</c> and <c>proration</c> (fixed), and for the books <c>gl_account</c>, <c>revenue</c> and <c>tax_category</c>.
/// </summary>
internal static class ChargeReader
{
    private static readonly string[] OwnKeys = ["meter", "after", "bill", "proration", "gl_account", "revenue", "tax_category"];

    /// <summary>The meters that a plan's charges name, whether or not what else they say is right.</summary>
    public static IEnumerable<string> Meters(Place? map) => map is { Kind: JsonValueKind.Object } charges
        ? charges.Value.EnumerateObject()
            .Select(property => property.Value.ValueKind == JsonValueKind.Object && property.Value.TryGetProperty("meter", out JsonElement meter) && meter.ValueKind == JsonValueKind.String ? meter.GetString() : null)
            .OfType<string>()
        : [];

    /// <param name="included">The meters of which the plan includes units.</param>
    public static Charge? Read(string name, Place place, Declared declared, ImmutableSortedSet<string> included)
    {
        if (Fields.OpenAny(place, "a charge") is not { } fields)
            return null;

        int before = place.Problems.Count;
        string? meter = fields.Optional("meter") is { } named ? Declared.Reference(named, "a meter", declared.Meters) : null;
        Price? price = PriceReader.Read(place, OwnKeys, meter is null ? null : declared.Meters[meter]);
        bool after = fields.Optional("after") is { } word && word.Choice<bool>(("included", true)) is not null;
        Bill bill = fields.Optional("bill")?.Choice<Bill>(("arrears", Bill.Arrears), ("advance", Bill.Advance)) ?? Bill.Arrears;
        Proration proration = fields.Optional("proration")?.Choice<Proration>(
            ("day", Proration.Day), ("second", Proration.Second), ("none", Proration.None)) ?? Proration.Day;

        if (price is FlatPrice)
            CheckFixed(fields);
        else if (price is not null)
            CheckUsage(fields, bill);
        if (after && meter is not null && price is not FlatPrice && !included.Contains(meter))
            fields.Optional("after")!.Value.Report(ProblemCodes.NothingIncluded, $"The plan includes nothing of the meter '{meter}'; add an entitlement to a feature of that meter, or remove after.");
        if (price is not null && price.HasEvents())
            CheckEvents(fields);
        string? account = Label(fields, "gl_account", "A general-ledger account");
        string? category = Label(fields, "tax_category", "A tax category");
        RevenueRule? revenue = fields.Optional("revenue")?.Choice<RevenueRule>(("over_period", RevenueRule.OverPeriod), ("at_once", RevenueRule.AtOnce));
        return place.Problems.Count == before ? new(name, meter, after, price!, bill, proration) { GlAccount = account, Revenue = revenue, TaxCategory = category } : null;
    }

    internal static string? Label(Fields fields, string key, string what)
    {
        if (fields.Optional(key) is not { } place || place.Text(what) is not { } text)
            return null;
        if (Names.IsId(text))
            return text;
        place.Report(ProblemCodes.MalformedId, $"{what} has 1 to {Names.MaxIdLength} letters, digits, '_', '.' and '-'.");
        return null;
    }

    private static void CheckFixed(Fields fields)
    {
        Refuse(fields, "meter", ProblemCodes.FixedCharge, "A flat charge counts nothing, so it has no meter; remove it, or choose another model.");
        Refuse(fields, "after", ProblemCodes.FixedCharge, "A flat charge is owed whatever is used, so nothing comes before it; remove after.");
        Refuse(fields, "skip_when_zero", ProblemCodes.FixedCharge, "A flat charge has no quantity that could be zero; remove skip_when_zero.");
    }

    private static void CheckUsage(Fields fields, Bill bill)
    {
        _ = fields.Required("meter");
        if (bill == Bill.Advance)
            Refuse(fields, "bill", ProblemCodes.UsageCharge, "Usage is known when the period has ended, so it is billed in arrears; remove bill.");
        Refuse(fields, "proration", ProblemCodes.UsageCharge, "Usage is counted, not prorated; remove proration.");
    }

    private static void CheckEvents(Fields fields) =>
        Refuse(fields, "after", ProblemCodes.EventsPricedAlone, "This price is of each event by itself, and an allowance covers units; remove after, or price units.");

    private static void Refuse(Fields fields, string key, string code, string detail)
    {
        if (fields.Optional(key) is { } place)
            place.Report(code, detail);
    }
}
