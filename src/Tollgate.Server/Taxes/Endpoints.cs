using System.Collections.Immutable;
using System.Text.Json;
using Tollgate.Engine.Access;
using Tollgate.Engine.Catalog;
using Tollgate.Engine.Taxes;
using Tollgate.Server.Http;
using static Tollgate.Server.Http.Shape;
using Fields = Tollgate.Server.Http.Fields;
using Stream = Tollgate.Server.Http.Stream;

namespace Tollgate.Server.Taxes;

/// <summary>The environment's table of taxes, as one document.</summary>
internal static class Endpoints
{
    private const string Example =
        """{"rates":[{"country":"DE","region":null,"category":null,"name":"VAT","percent":"19","from":"2024-01-01T00:00:00Z","until":null},{"country":"DE","region":null,"category":"books","name":"VAT","percent":"7","from":null,"until":null}]}""";

    private static readonly Field[] Where =
    [
        Takes("region", Text, "Of the account's attribute region; the whole country unless given."),
        Takes("category", Text, "Of the charge's tax_category; any unless given."),
    ];

    private static readonly Field[] When =
    [
        Takes("from", Instant, "The first invoice date that it is for; any unless given."),
        Takes("until", Instant, "Exclusive; for good unless given."),
    ];

    private static readonly ObjectShape Table = Answer("TaxTable", Has("rates", ListOf(Answer(
        "TaxRate",
        [Has("country", Text), Has("region", Text.OrNull), Has("category", Text.OrNull), Has("name", Text), Has("percent", DecimalText), Has("from", Instant.OrNull), Has("until", Instant.OrNull)]))));

    public static void Map(Routes routes)
    {
        routes.Get("/v1/tax/rates", Scopes.InvoicesRead, Show, new("Taxes", "Get the table of taxes", "Empty while there is none: then nothing is taxed.", null, Example) { Gives = Table });
        routes.Put("/v1/tax/rates", Scopes.InvoicesWrite, Set, new(
            "Taxes",
            "Set the table of taxes",
            "Replaces it as a whole, for invoices that become final from now on. Of the rates of one name that fit a line, the most specific is taken: the region before the category.",
            """{"rates":[{"country":"DE","name":"VAT","percent":"19","from":"2024-01-01T00:00:00Z"},{"country":"DE","category":"books","name":"VAT","percent":"7"}]}""",
            Example)
        {
            Takes = Request("SetTaxTable", Needs("rates", ListOf(Request(
                "TaxRateToSet",
                [Needs("country", Text, "Of the account's attribute country."), .. Where, Needs("name", Text, "What the invoice calls it."), Needs("percent", DecimalSent, "0 to 100."), .. When])), "All of them.")),
            Gives = Table,
        });
    }

    private static async Task Show(Gate gate)
    {
        ImmutableArray<TaxRate> rates = await gate.Host.Shard.Read((books, _) => books.Taxes?.Set.Rates ?? [], gate.Cancel);
        await gate.Answer(StatusCodes.Status200OK, json => Write(json, rates));
    }

    private static async Task Set(Gate gate)
    {
        SetTaxRates set = await gate.JsonFields(["rates"], fields => new SetTaxRates(fields.TakeRequired("rates", list => Read(list, fields.PointerTo("rates")))));
        await gate.Submit(Stream.Control, set, StatusCodes.Status200OK, (json, answer) => Write(json, answer.Rates));
    }

    private static ImmutableArray<TaxRate> Read(JsonElement list, string pointer)
    {
        if (list.ValueKind != JsonValueKind.Array)
            throw Fields.WrongType(pointer, list, "a list of rates");
        return
        [
            .. list.EnumerateArray().Select((item, place) =>
            {
                Fields fields = Fields.Open(item, JsonPointer.Append(pointer, place), "country", "region", "category", "name", "percent", "from", "until");
                return new TaxRate(
                    fields.RequiredId("country"),
                    fields.OptionalId("region"),
                    fields.OptionalId("category"),
                    fields.RequiredId("name"),
                    fields.RequiredQuantity("percent"),
                    fields.OptionalInstant("from"),
                    fields.OptionalInstant("until"));
            }),
        ];
    }

    private static void Write(Utf8JsonWriter json, ImmutableArray<TaxRate> rates)
    {
        json.WriteStartObject();
        json.WriteStartArray("rates"u8);
        foreach (TaxRate rate in rates)
        {
            json.WriteStartObject();
            json.WriteString("country"u8, rate.Country);
            json.WriteString("region"u8, rate.Region);
            json.WriteString("category"u8, rate.Category);
            json.WriteString("name"u8, rate.Name);
            json.WriteString("percent"u8, rate.Percent);
            json.WriteString("from"u8, rate.From);
            json.WriteString("until"u8, rate.Until);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }
}
