using Tollgate.Engine.Catalog;
using Tollgate.Engine.Tests.Scenarios;

namespace Tollgate.Engine.Tests.Catalog;

public class RateCardTests
{
    private const string Standard = "/rate_cards/standard";

    // Each line: a passage of the catalog, what stands there instead, where the first problem is and which.
    [Theory]
    [InlineData("\"rate_card\":\"europe\"", "\"rate_card\":\"asia\"", "/plans/euro/rate_card", "unknown_reference")]
    [InlineData("\"rate_card\":\"europe\"", "\"rate_cards\":\"europe\"", "/plans/euro/rate_cards", "unknown_key")]
    [InlineData("\"currency\":\"EUR\"", "\"currency\":\"euro\"", "/rate_cards/europe/currency", "currency_unknown")]
    [InlineData("\"currency\":\"EUR\",\"charges\"", "\"currency\":\"EUR\",\"prices\"", "/rate_cards/europe/prices", "unknown_key")]
    [InlineData("\"currency\":\"EUR\",\"charges\":{\"calls\":{\"meter\":\"calls\",\"model\":\"per_unit\",\"amount\":\"0.09\"}}", "\"currency\":\"EUR\"", "/rate_cards/europe", "missing_key")]
    [InlineData("{\"meter\":\"rows\",\"model\":\"graduated\"", "{\"meter\":\"cols\",\"model\":\"graduated\"", Standard + "/charges/rows/meter", "unknown_reference")]
    [InlineData("\"from\":\"2025-08-01T00:00:00Z\"", "\"from\":\"2025-06-16T00:00:00Z\"", Standard + "/effective/1/from", "versions_out_of_order")]
    [InlineData("\"from\":\"2025-08-01T00:00:00Z\"", "\"from\":\"August\"", Standard + "/effective/1/from", "malformed_timestamp")]
    [InlineData("{\"from\":\"2025-08-01T00:00:00Z\",", "{", Standard + "/effective/1", "missing_key")]
    [InlineData("\"model\":\"flat\",\"amount\":\"60.00\"", "\"model\":\"flat\",\"amount\":\"60.00\",\"from\":\"2025-07-01T00:00:00Z\"", Standard + "/effective/0/charges/fee/from", "unknown_key")]
    [InlineData("\"model\":\"flat\",\"amount\":\"60.00\"", "\"model\":\"flat\",\"amount\":\"60.00\",\"until\":\"2025-06-16T00:00:00Z\"", Standard + "/effective/0/charges/fee", "until_before_from")]
    [InlineData("\"model\":\"flat\",\"amount\":\"30.00\"", "\"model\":\"flat\",\"amount\":\"30.00\",\"from\":\"2025-06-16T00:00:00Z\"", Standard + "/effective/0/charges/fee", "until_before_from")]
    [InlineData("\"rate_card\":\"standard\",\"entitlements\":{\"calls\":{\"included\":10,\"enforcement\":\"soft\"}}}", "\"rate_card\":\"standard\"}", "/plans/shared/rate_card", "nothing_included")]
    public void A_broken_card_is_told_at_its_place(string passage, string otherwise, string pointer, string code)
    {
        CatalogReading reading = CatalogReader.Read(With(passage, otherwise), 1);
        reading.Catalog.ShouldBeNull();
        reading.Problems.Select(problem => (problem.Pointer, problem.Code)).ShouldContain((pointer, code));
    }

    [Theory]
    [InlineData("\"amount\":\"0.10\"", "\"amount\":\"0.12\"", "Changed /rate_cards/standard/charges/calls Rate card standard: charge calls: each unit at 0.10 -> 0.12")]
    [InlineData("\"amount\":\"0.09\"", "\"amount\":\"0.08\"", "Changed /rate_cards/europe/charges/calls Rate card europe: charge calls: each unit at 0.09 -> 0.08")]
    [InlineData("\"currency\":\"EUR\"", "\"currency\":\"JPY\"", "Changed /rate_cards/europe/currency Rate card europe: priced in EUR -> JPY")]
    [InlineData("\"rate_card\":\"standard\",\"entitlements\":{\"calls\":{\"included\":10,\"enforcement\":\"soft\"}}},", "\"rate_card\":\"europe\",\"entitlements\":{\"calls\":{\"included\":10,\"enforcement\":\"soft\"}}},", "Changed /plans/shared/rate_card Plan shared: other prices from rate card standard -> europe")]
    [InlineData("{\"model\":\"flat\",\"amount\":\"90.00\"}", "{\"model\":\"flat\",\"amount\":\"91.00\"}", "Changed /rate_cards/standard/charges/fee@2025-08-01T00:00:00Z Rate card standard: charge fee from 2025-08-01T00:00:00Z: flat at 90.00, from 2025-08-01T00:00:00Z -> 91.00, from 2025-08-01T00:00:00Z")]
    public void A_change_of_a_card_is_told_once(string passage, string otherwise, string change) => CatalogDifference
        .Between(Documents.Read(OfferCatalogs.Cards), Documents.Read(With(passage, otherwise)))
        .Select(told => $"{told.Kind} {told.Pointer} {told.Sentence}")
        .ShouldBe([change]);

    [Fact]
    public void A_card_that_comes_and_one_that_goes()
    {
        string other = OfferCatalogs.Cards.Replace("\"europe\"", "\"union\"", StringComparison.Ordinal);
        string[] told = [.. CatalogDifference.Between(Documents.Read(OfferCatalogs.Cards), Documents.Read(other)).Select(change => change.Sentence)];
        told.ShouldBe([
            "Rate card union is new",
            "Rate card union: priced in EUR (new)",
            "Rate card union: charge calls counts calls (new)",
            "Rate card union: charge calls: each unit at 0.09 (new)",
            "Rate card europe is removed",
            "Plan euro: other prices from rate card europe -> union",
        ]);
    }

    private static string With(string passage, string otherwise)
    {
        OfferCatalogs.Cards.ShouldContain(passage);
        int at = OfferCatalogs.Cards.IndexOf(passage, StringComparison.Ordinal);
        return OfferCatalogs.Cards[..at] + otherwise + OfferCatalogs.Cards[(at + passage.Length)..];
    }
}
