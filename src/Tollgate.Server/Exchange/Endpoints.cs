using System.Text.Json;
using Tollgate.Engine.Access;
using Tollgate.Engine.Exchange;
using Tollgate.Engine.Numbers;
using Tollgate.Server.Http;
using static Tollgate.Server.Http.Shape;
using Stream = Tollgate.Server.Http.Stream;

namespace Tollgate.Server.Exchange;

/// <summary>Dated exchange rates, as they are recorded.</summary>
internal static class Endpoints
{
    private const string Example = """{"base":"USD","quote":"EUR","rate":"0.92","effective_at":"2025-07-01T00:00:00Z","source":"ecb","recorded_at":"2025-06-30T16:00:00Z"}""";

    private static readonly ObjectShape Set = Answer(
        "ExchangeRate",
        Has("base", Text),
        Has("quote", Text),
        Has("rate", DecimalText),
        Has("effective_at", Instant),
        Has("source", Text.OrNull),
        Has("recorded_at", Instant)
    );

    public static void Map(Routes routes)
    {
        routes.Get("/v1/exchange-rates", Scopes.InvoicesRead, List, new("Exchange rates", "List exchange rates", "All that were recorded, the latest first; of two for one instant the later recorded holds.", null, "{\"data\":[" + Example + "]}")
        {
            Gives = Answer("ExchangeRates", Has("data", ListOf(Set))),
            Query = [("base", "Only from this currency."), ("quote", "Only to this one.")],
        });
        routes.Post("/v1/exchange-rates", Scopes.InvoicesWrite, Record, new(
            "Exchange rates",
            "Record an exchange rate",
            "One unit of base is so many units of quote, from effective_at on until the next rate of the two. One for the same instant stands in place of the one before, and the next invoice corrects what was converted at it. A line that waited for a rate is billed by the next invoice.",
            """{"base":"USD","quote":"EUR","rate":"0.92","effective_at":"2025-07-01T00:00:00Z","source":"ecb"}""",
            Example,
            StatusCodes.Status201Created)
        {
            Takes = Request(
                "NewExchangeRate",
                Needs("base", Text, "ISO 4217: what is converted."),
                Needs("quote", Text, "ISO 4217: into what."),
                Needs("rate", DecimalSent, "More than 0, with up to 12 fractional digits."),
                Takes("effective_at", Instant, "Now unless given; it may lie in the past, or ahead."),
                Takes("source", Text, "Where it is from.")),
            Gives = Set,
        });
    }

    private static async Task List(Gate gate)
    {
        (string? of, string? into) = (gate.Query("base"), gate.Query("quote"));
        ExchangeRateSet[] rates = await gate.Host.Shard.Read(
            (books, _) => books.ExchangeRates.All.Where(rate => (of is null || rate.Base == of) && (into is null || rate.Quote == into)).Reverse().ToArray(),
            gate.Cancel
        );
        await gate.Answer(StatusCodes.Status200OK, json =>
        {
            json.WriteStartObject();
            json.WriteStartArray("data"u8);
            foreach (ExchangeRateSet rate in rates)
                Write(json, rate);
            json.WriteEndArray();
            json.WriteEndObject();
        });
    }

    private static async Task Record(Gate gate)
    {
        SetExchangeRate command = await gate.JsonFields(["base", "quote", "rate", "effective_at", "source"], fields => new SetExchangeRate(
            fields.RequiredId("base"),
            fields.RequiredId("quote"),
            Rate.Parse(fields.RequiredMoney("rate").ToString()),
            fields.OptionalInstant("effective_at"),
            fields.OptionalText("source")));
        await gate.Submit(Stream.Control, command, StatusCodes.Status201Created, Write);
    }

    private static void Write(Utf8JsonWriter json, ExchangeRateSet rate)
    {
        json.WriteStartObject();
        json.WriteString("base"u8, rate.Base);
        json.WriteString("quote"u8, rate.Quote);
        json.WriteString("rate"u8, rate.Rate.ToString());
        json.WriteString("effective_at"u8, (Engine.Time.EffectiveAt?)rate.EffectiveAt);
        json.WriteString("source"u8, rate.Source);
        json.WriteString("recorded_at"u8, (Engine.Time.RecordedAt?)rate.At);
        json.WriteEndObject();
    }
}
