using System.Text.Json;
using Tollgate.Engine.Catalog;
using Tollgate.Engine.Rating;

namespace Tollgate.Engine.Tests.Catalog;

public class PriceReaderTests
{
    [Fact]
    public void Reads_the_price_of_a_preview()
    {
        PriceReading reading = Read("""{"model":"graduated","tiers":[{"up_to":"100","unit_amount":"1.00"},{"up_to":null,"unit_amount":"0.50","flat_amount":"10.00"}]}""");
        reading.Problems.ShouldBeEmpty();
        reading.Price!.Rate(150).ExactAmount.ToString().ShouldBe("135");
    }

    [Fact]
    public void Reads_what_all_prices_take()
    {
        Price price = Read("""
            {"model":"per_unit","amount":2,"free_units":"5","minimum":"1.00","maximum":"100","skip_when_zero":true,
             "convert":{"multiply_by":"0.5","round":"half_up","digits":3}}
            """).Price!;
        (price.FreeUnits.ToString(), price.Minimum.ToString(), price.Maximum.ToString(), price.SkipWhenZero).ShouldBe(("5", "1", "100", true));
        price.Convert!.ToString().ShouldBe("Conversion { DivideBy = , MultiplyBy = 0.5, Round = HalfUp, Digits = 3 }");
    }

    [Theory]
    [InlineData("""{"model":"flat"}""", "/price", "missing_key")]
    [InlineData("""{"model":"flat","amount":1,"bill":"advance"}""", "/price/bill", "unknown_key")]
    [InlineData("""{"model":"volume","tiers":[]}""", "/price/tiers", "tiers_missing")]
    [InlineData("""{"model":"volume","tiers":{}}""", "/price/tiers", "wrong_type")]
    [InlineData("""{"model":"volume","tiers":[1]}""", "/price/tiers/0", "wrong_type")]
    [InlineData("""{"model":"matrix","dimensions":["price"],"cells":[],"default":{"model":"flat","amount":1}}""", "/price/dimensions/0", "reserved_dimension")]
    [InlineData("""{"model":"matrix","dimensions":["model"],"cells":{}}""", "/price/cells", "wrong_type")]
    [InlineData("""{"model":"matrix","dimensions":["model"],"cells":[{"model":"x"}]}""", "/price/cells/0", "missing_key")]
    [InlineData("""{"model":"matrix","dimensions":["model"],"cells":[],"default":"error"}""", "/price/cells", "cells_missing")]
    [InlineData("""{"model":"flat","amount":1,"amount":2}""", "/price/amount", "duplicate_key")]
    [InlineData("""{"model":"fl\ud800at","amount":1}""", "/price/model", "malformed_text")]
    [InlineData("""{"model":"flat","amount":1,"starts":"2025-01-01"}""", "/price/starts", "unknown_key")]
    [InlineData("[]", "/price", "wrong_type")]
    public void A_problem_stands_where_the_sender_wrote_it(string json, string pointer, string code)
    {
        PriceReading reading = Read(json);
        reading.Price.ShouldBeNull();
        (reading.Problems[0].Pointer, reading.Problems[0].Code).ShouldBe((pointer, code), reading.Problems[0].Detail);
    }

    private static PriceReading Read(string json)
    {
        using JsonDocument document = JsonDocument.Parse(json);
        return PriceReader.Read(document.RootElement, "/price");
    }
}
