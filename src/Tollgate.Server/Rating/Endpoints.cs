using System.Collections.Immutable;
using System.Text.Json;
using NodaTime;
using Tollgate.Engine.Access;
using Tollgate.Engine.Catalog;
using Tollgate.Engine.Metering;
using Tollgate.Engine.Numbers;
using Tollgate.Engine.Rating;
using Tollgate.Engine.Time;
using Tollgate.Server.Http;
using Tollgate.Server.Metering;
using Tollgate.Server.Shards;
using Stream = Tollgate.Server.Http.Stream;

namespace Tollgate.Server.Rating;

internal static class Endpoints
{
    public static void Map(Routes routes) => routes.Post("/v1/rating/preview", Scopes.CatalogRead, Preview, new(
        "Rating",
        "Calculate a price",
        "What a quantity costs at a price, tier by tier, as an invoice line would have it. It needs no account and changes nothing. With events instead of a quantity, each counts in the cell of its properties and its time, "
            + "and is priced by itself where the price is of events; with prior_quantity, it is what the quantity costs on top of that. amount is rounded to the currency, exact_amount is not.",
        """{"currency":"USD","price":{"model":"graduated","tiers":[{"up_to":"100","unit_amount":"1.00"},{"up_to":null,"unit_amount":"0.50","flat_amount":"10.00"}]},"quantity":"150"}""",
        """{"amount":"135.00","exact_amount":"135.00","billed_quantity":"150","tiers":[{"from":"0","up_to":"100","quantity":"100","unit_amount":"1.00","flat_amount":"0","amount":"100.00"},{"from":"100","up_to":null,"quantity":"50","unit_amount":"0.50","flat_amount":"10.00","amount":"35.00"}]}""")
    {
        Takes = RatedShape.Preview,
        Gives = RatedShape.Previewed,
    });

    private static async Task Preview(Gate gate)
    {
        (Currency currency, Rated? rated) = await gate.JsonFields(["currency", "price", "quantity", "events", "prior_quantity", "time_zone"], Read);
        Money amount = currency.Round(rated!.ExactAmount);
        await gate.Keep(Stream.Control, new KeptAnswer(StatusCodes.Status200OK, Answers.Text(json =>
        {
            json.WriteStartObject();
            json.WriteString("amount"u8, currency.Format(amount));
            json.WriteString("exact_amount"u8, currency.FormatExact(rated.ExactAmount));
            json.WriteString("billed_quantity"u8, rated.BilledQuantity);
            RatedJson.WriteTiers(json, rated.Tiers, currency);
            if (!rated.Discount.IsZero)
                json.WriteString("discount"u8, currency.FormatExact(rated.Discount));
            if (!rated.Adjustment.IsZero)
                json.WriteString("adjustment"u8, currency.FormatExact(rated.Adjustment));
            json.WriteEndObject();
        })));
    }

    /// <returns>Null for a price that is wrong, which is told then.</returns>
    private static (Currency Currency, Rated? Rated) Read(Fields fields)
    {
        Currency currency = fields.TakeRequired("currency", _ => ReadCurrency(fields));
        Price? price = fields.TakeRequired("price", ReadPrice);
        Quantity prior = fields.Take("prior_quantity", _ => NotNegative(fields, "prior_quantity")) ?? Quantity.Zero;
        return (currency, price is null ? null : Rate(fields, price, prior));
    }

    private static Rated Rate(Fields fields, Price price, Quantity prior)
    {
        if (fields.Optional("events") is { } events)
        {
            if (fields.Optional("quantity") is not null)
                throw new ProblemException(Problem.Shape(Codes.ValueNotAllowed, "Send quantity or events, not both.", "/events"));
            SortedDictionary<int, CellUsage> cells = CellsOf(events, price, ZoneOf(fields));
            if (prior.IsZero)
                return price.Rate(cells);
            if (price is CompositePrice or EventPrice)
                throw new ProblemException(Problem.Shape(Codes.ValueNotAllowed, "What came before is no quantity where each cell counts by itself, or each event is priced; leave prior_quantity out.", "/prior_quantity"));
            return price.RatePart(prior, cells.GetValueOrDefault(0).Units);
        }

        Quantity quantity = NotNegative(fields, "quantity") ?? throw fields.Missing("quantity");
        if (price is CompositePrice or EventPrice)
            throw new ProblemException(Problem.Shape(Codes.MissingKey, "This price needs events: their properties and times say in which cell they count, and each may be priced by itself.", "/events"));
        return prior.IsZero ? price.Rate(quantity) : price.RatePart(prior, quantity);
    }

    private static SortedDictionary<int, CellUsage> CellsOf(JsonElement list, Price price, DateTimeZone zone)
    {
        if (list.ValueKind != JsonValueKind.Array)
            throw Fields.WrongType("/events", list, "a list of events");
        SortedDictionary<int, CellUsage> cells = [];
        int index = 0;
        foreach (JsonElement item in list.EnumerateArray())
        {
            string at = JsonPointer.Append("/events", index++);
            Fields fields = Fields.Open(item, at, "quantity", "timestamp", "properties");
            Quantity quantity = NotNegative(fields, "quantity") ?? Quantity.One;
            Properties properties = PropertiesOf.Read(fields, "properties");
            EffectiveAt? time = fields.OptionalInstant("timestamp");
            if (time is null && AsksTime(price))
                throw new ProblemException(Problem.Shape(Codes.MissingKey, "This price depends on the time of an event; give its timestamp.", at + "/timestamp"));
            var occasion = new Occasion(time ?? default, zone, properties.Dimension);
            if (time is not null && !price.IsInForce(time.Value))
                continue;
            int cell = price.CellOf(occasion) ?? throw new ProblemException(new Problem(
                StatusCodes.Status422UnprocessableEntity,
                Codes.PriceMissing,
                "The price has no cell for this event and no default, or the event does not carry its amount.",
                at + "/properties"
            ));
            CellUsage before = cells.GetValueOrDefault(cell);
            cells[cell] = price.Cell(cell).Price is EventPrice ofEvent
                ? ofEvent.Count(before, quantity, properties.Dimension)
                : before with { Units = before.Units + quantity, Events = before.Events + 1 };
        }

        return cells;
    }

    private static bool AsksTime(Price price) => price is TimeOfDayPrice || price.From is not null || price.Until is not null || (price is CompositePrice composite && composite.Parts.Any(AsksTime));

    private static DateTimeZone ZoneOf(Fields fields)
    {
        string name = fields.OptionalText("time_zone") ?? "UTC";
        return TimeZones.Find(name) ?? throw new ProblemException(new Problem(
            StatusCodes.Status422UnprocessableEntity, "time_zone_unknown", TimeZones.Unknown(Texts.Quoted(name)), "/time_zone"));
    }

    private static Price ReadPrice(JsonElement given)
    {
        PriceReading reading = PriceReader.Read(given, "/price");
        if (reading.Price is { } price)
            return price;
        ImmutableArray<CatalogProblem> problems = reading.Problems;
        throw new ProblemException(new Problem(StatusCodes.Status422UnprocessableEntity, problems[0].Code, problems[0].Detail, problems[0].Pointer)
        {
            Faults = [.. problems.Select(problem => new PlacedFault(problem.Pointer, problem.Code, problem.Detail))],
        });
    }

    private static Currency ReadCurrency(Fields fields)
    {
        string code = fields.RequiredId("currency");
        return Currency.TryOf(code, out Currency currency) ? currency : throw new ProblemException(new Problem(
            StatusCodes.Status422UnprocessableEntity,
            "currency_unknown",
            $"'{Texts.Quoted(code)}' is no ISO 4217 currency.",
            "/currency"
        ));
    }

    private static Quantity? NotNegative(Fields fields, string name) => fields.OptionalQuantity(name) switch
    {
        { IsNegative: true } => throw new ProblemException(new Problem(
            StatusCodes.Status422UnprocessableEntity,
            Codes.QuantityNegative,
            "A quantity cannot be negative.",
            fields.PointerTo(name)
        )),
        var quantity => quantity,
    };
}
