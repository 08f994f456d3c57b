using Tollgate.Engine.Numbers;
using Tollgate.Engine.Rating;

namespace Tollgate.Engine.Catalog;

/// <summary>Reads <c>{}</c>, and <c>{price: {...}}</c>: what an amount costs that is bought at once.</summary>
internal static class CreditReader
{
    public static Credit? Read(string id, Place place)
    {
        if (Fields.Open(place, "a credit", "price") is not { } fields)
            return null;
        int before = place.Problems.Count;
        if (Currency.TryOf(id, out _))
            place.Report(ProblemCodes.MalformedId, $"'{id}' is a currency, and a credit is none; call it otherwise.");
        Price? price = fields.Optional("price") is { } said ? PriceReader.Read(said, [], meter: null) : null;
        if (price is CompositePrice or EventPrice)
            fields.Optional("price")!.Value.Report(ProblemCodes.EntitlementMismatch, "Credits that are bought are a quantity alone: no dimensions, no time of day, no events; choose another model.");
        return place.Problems.Count == before ? new(id, price) : null;
    }
}
