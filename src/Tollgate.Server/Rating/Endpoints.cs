using System.Collections.Immutable;
using System.Text.Json;
using Tollgate.Engine.Access;
using Tollgate.Engine.Catalog;
using Tollgate.Engine.Metering;
using Tollgate.Engine.Numbers;
using Tollgate.Engine.Rating;
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
        "What a quantity costs at a price, tier by tier, as an invoice line would have it. It needs no account and changes nothing. With events instead of a quantity, each counts in the matrix cell of its properties; "
            + "with prior_quantity, it is what the quantity costs on top of that. amount is rounded to the currency, exact_amount is not.",
        """{"currency":"USD","price":{"model":"graduated","tiers":[{"up_to":"100","unit_amount":"1.00"},{"up_to":null,"unit_amount":"0.50","flat_amount":"10.00"}]},"quantity":"150"}""",
        """{"amount":"135.00","exact_amount":"135.00","billed_quantity":"150","tiers":[{"from":"0","up_to":"100","quantity":"100","unit_amount":"1.00","flat_amount":"0","amount":"100.00"},{"from":"100","up_to":null,"quantity":"50","unit_amount":"0.50","flat_amount":"10.00","amount":"35.00"}]}""")
    {
        Takes = RatedShape.Preview,
        Gives = RatedShape.Previewed,
    });

    private static async Task Preview(Gate gate)
    {
        (Currency currency, Rated? rated) = await gate.JsonFields(["currency", "price", "quantity", "events", "prior_quantity"], Read);
        Money amount = currency.Round(rated!.ExactAmount);
        await gate.Keep(Stream.Control, new KeptAnswer(StatusCodes.Status200OK, Answers.Text(json =>
        {
            json.WriteStartObject();
            json.WriteString("amount"u8, currency.Format(amount));
            json.WriteString("exact_amount"u8, currency.FormatExact(rated.ExactAmount));
            json.WriteString("billed_quantity"u8, rated.BilledQuantity);
            RatedJson.WriteTiers(json, rated.Tiers, currency);
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
            IReadOnlyDictionary<int, Quantity> cells = CellsOf(events, price);
            if (prior.IsZero)
                return price.Rate(cells);
            if (price is MatrixPrice)
                throw new ProblemException(Problem.Shape(Codes.ValueNotAllowed, "A matrix counts each cell by itself, so one prior_quantity says nothing; leave it out.", "/prior_quantity"));
            return price.RatePart(prior, cells.GetValueOrDefault(0));
        }

        Quantity quantity = NotNegative(fields, "quantity") ?? throw fields.Missing("quantity");
        if (price is MatrixPrice)
            throw new ProblemException(Problem.Shape(Codes.MissingKey, "A matrix needs events, whose properties say in which cell they count.", "/events"));
        return prior.IsZero ? price.Rate(quantity) : price.RatePart(prior, quantity);
    }

    private static SortedDictionary<int, Quantity> CellsOf(JsonElement list, Price price)
    {
        if (list.ValueKind != JsonValueKind.Array)
            throw Fields.WrongType("/events", list, "a list of events");
        SortedDictionary<int, Quantity> cells = [];
        int index = 0;
        foreach (JsonElement item in list.EnumerateArray())
        {
            string at = JsonPointer.Append("/events", index++);
            Fields fields = Fields.Open(item, at, "quantity", "properties");
            Quantity quantity = NotNegative(fields, "quantity") ?? Quantity.One;
            Properties properties = PropertiesOf.Read(fields, "properties");
            int cell = price.CellOf(properties.Dimension) ?? throw new ProblemException(new Problem(
                StatusCodes.Status422UnprocessableEntity,
                Codes.PriceMissing,
                "The price has no cell for these properties, and no default.",
                at + "/properties"
            ));
            cells[cell] = cells.GetValueOrDefault(cell) + quantity;
        }

        return cells;
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
