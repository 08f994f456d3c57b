using Tollgate.Engine.Catalog;
using Tollgate.Engine.Tests.Scenarios;

namespace Tollgate.Engine.Tests.Catalog;

public class OfferCatalogTests
{
    // Each line: a passage of the catalog, what stands there instead, where the first problem is and which.
    [Theory]
    [InlineData("\"trial\":{\"days\":14}", "\"trial\":{\"days\":0}", "/plans/trial/trial/days", "whole_number_out_of_range")]
    [InlineData("\"trial\":{\"days\":14}", "\"trial\":14", "/plans/trial/trial", "wrong_type")]
    [InlineData("\"trial\":{\"days\":14}", "\"trial\":{}", "/plans/trial/trial", "missing_key")]
    [InlineData("\"retired\":true", "\"retired\":\"yes\"", "/plans/old/retired", "wrong_type")]
    [InlineData("\"max_quantity\":5", "\"max_quantity\":1.5", "/add_ons/pack/max_quantity", "whole_number_out_of_range")]
    [InlineData("\"max_quantity\":5", "\"max_quantity\":1", "/bundles/starter/add_ons/0/quantity", "whole_number_out_of_range")]
    [InlineData("\"plans\":[\"growth\",\"trial\"]", "\"plans\":[\"growth\",\"trail\"]", "/add_ons/pack/plans/1", "unknown_reference")]
    [InlineData("\"plans\":[\"growth\",\"trial\"]", "\"plans\":[]", "/add_ons/pack/plans", "empty_list")]
    [InlineData("\"plans\":[\"growth\",\"trial\"]", "\"plans\":[\"growth\",\"euro\"]", "/add_ons/pack/plans", "currency_mismatch")]
    [InlineData("\"plans\":[\"growth\",\"trial\"]", "\"plans\":[\"trial\"]", "/bundles/starter/add_ons/0", "add_on_not_for_plan")]
    [InlineData("\"rows\":{\"included\":5}", "\"rows\":{\"included\":5,\"paid_from\":\"USD\"}", "/add_ons/stored/entitlements/rows/paid_from", "wallet_mismatch")]
    [InlineData("{\"rows\":{\"included\":5}}", "{\"fax\":{\"included\":5}}", "/add_ons/stored/entitlements/fax", "unknown_reference")]
    [InlineData("\"rows\":{\"kind\":\"metered\",\"meter\":\"rows\"}", "\"rows\":{\"kind\":\"metered\",\"meter\":\"calls\"}", "/add_ons/stored/entitlements/rows", "meter_shared")]
    [InlineData("\"add_ons\":[{\"add_on\":\"big\"}]", "\"add_ons\":[]", "/bundles/gone/add_ons", "empty_list")]
    [InlineData("{\"plan\":\"old\",", "{\"plan\":\"older\",", "/bundles/gone/plan", "unknown_reference")]
    [InlineData("{\"add_on\":\"team\"}]", "{\"add_on\":\"pack\"}]", "/bundles/starter/add_ons/1", "duplicate_value")]
    [InlineData("{\"add_on\":\"team\"}]", "{\"add_on\":\"tea\"}]", "/bundles/starter/add_ons/1/add_on", "unknown_reference")]
    [InlineData("\"discount_percent\":50", "\"discount_percent\":0", "/promotions/HALF/discount_percent", "percent_out_of_range")]
    [InlineData("\"discount_percent\":50", "\"discount_percent\":50,\"discount_amount\":1", "/promotions/HALF", "promotion_without_effect")]
    [InlineData("\"discount_percent\":50,", "", "/promotions/HALF", "promotion_without_effect")]
    [InlineData("\"charges\":[\"fee\"]", "\"charges\":[\"fees\"]", "/promotions/HALF/charges/0", "unknown_reference")]
    [InlineData("\"periods\":2", "\"periods\":0", "/promotions/HALF/periods", "whole_number_out_of_range")]
    [InlineData("\"discount_amount\":\"5.00\",\"charges\":[\"pack/fee\",\"rows\"]", "\"discount_amount\":\"5.00\"", "/promotions/FIVE/discount_amount", "missing_key")]
    [InlineData("\"discount_amount\":\"5.00\"", "\"discount_amount\":\"-5.00\"", "/promotions/FIVE/discount_amount", "not_positive")]
    [InlineData("\"until\":\"2025-07-01T00:00:00Z\"", "\"until\":\"2025-06-01T00:00:00Z\"", "/promotions/SPRING/until", "promotion_without_effect")]
    [InlineData("\"max_redemptions\":1", "\"max_redemptions\":\"many\"", "/promotions/SPRING/max_redemptions", "malformed_number")]
    public void A_broken_offer_is_told_at_its_place(string passage, string otherwise, string pointer, string code)
    {
        CatalogReading reading = CatalogReader.Read(With(passage, otherwise), 1);
        reading.Catalog.ShouldBeNull();
        reading.Problems.Select(problem => (problem.Pointer, problem.Code)).ShouldContain((pointer, code));
    }

    [Theory]
    [InlineData("\"trial\":{\"days\":14}", "\"trial\":{\"days\":30}", "Changed /plans/trial/trial/days Plan trial: trial 14 days -> 30 days")]
    [InlineData("\"old\":{\"period\":\"month\",\"retired\":true}", "\"old\":{\"period\":\"month\"}", "Removed /plans/old/retired Plan old: retired, no new contract is started (removed)")]
    [InlineData("\"name\":\"More calls\"", "\"name\":\"Calls\"", "Changed /add_ons/pack/name Add-on pack: name 'More calls' -> 'Calls'")]
    [InlineData("\"calls\":{\"included\":50}", "\"calls\":{\"included\":60}", "Changed /add_ons/pack/entitlements/calls/included Add-on pack: calls allowance 50 -> 60")]
    [InlineData("\"calls\":{\"included\":50}", "\"calls\":{\"included\":50,\"enforcement\":\"hard\"}", "Added /add_ons/pack/entitlements/calls/enforcement Add-on pack: calls limit hard (new)")]
    [InlineData("\"max_quantity\":5", "\"max_quantity\":6", "Changed /add_ons/pack/max_quantity Add-on pack: quantity at most 5 -> 6")]
    [InlineData("\"plans\":[\"growth\",\"trial\"]", "\"plans\":[\"growth\"]", "Changed /add_ons/pack/plans Add-on pack: for plans growth, trial -> plans growth")]
    [InlineData("\"amount\":\"7.00\"", "\"amount\":\"8.00\"", "Changed /add_ons/pack/charges/fee Add-on pack: charge fee: flat at 7.00 -> 8.00")]
    [InlineData("\"quantity\":2", "\"quantity\":3", "Changed /bundles/starter/add_ons Bundle starter: add-ons 2 x pack, 1 x team -> 3 x pack, 1 x team")]
    [InlineData("{\"plan\":\"old\",", "{\"plan\":\"euro\",", "Changed /bundles/gone/plan Bundle gone: plan old -> euro")]
    [InlineData("\"discount_percent\":50", "\"discount_percent\":40", "Changed /promotions/HALF/discount_percent Promotion HALF: takes off 50 % -> 40 %")]
    [InlineData("\"discount_percent\":50", "\"discount_amount\":\"1.00\"", "Changed /promotions/HALF/discount_amount Promotion HALF: takes off 50 % -> 1.00")]
    [InlineData("\"periods\":2", "\"periods\":3", "Changed /promotions/HALF/periods Promotion HALF: lasts 2 billing periods -> 3 billing periods")]
    [InlineData("\"charges\":[\"fee\"],", "", "Changed /promotions/HALF/charges Promotion HALF: for charges fee -> all charges")]
    [InlineData("\"max_redemptions\":1", "\"max_redemptions\":2", "Changed /promotions/SPRING/max_redemptions Promotion SPRING: contracts at most 1 -> 2")]
    public void A_change_of_an_offer_is_told_in_one_sentence(string passage, string otherwise, string change) =>
        Words(OfferCatalogs.Offers, With(passage, otherwise)).ShouldBe([change]);

    [Fact]
    public void What_comes_and_what_goes() => Words(OfferCatalogs.Offers, OfferCatalogs.Offers.Replace("\"FIVE\"", "\"SIX\"", StringComparison.Ordinal)).ShouldBe([
        "Added /promotions/SIX Promotion SIX is new",
        "Added /promotions/SIX/discount_amount Promotion SIX: takes off 5.00 (new)",
        "Added /promotions/SIX/charges Promotion SIX: for charges pack/fee, rows (new)",
        "Added /promotions/SIX/periods Promotion SIX: lasts as long as the contract (new)",
        "Removed /promotions/FIVE Promotion FIVE is removed",
    ]);

    private static string[] Words(string before, string after) =>
        [.. CatalogDifference.Between(Documents.Read(before), Documents.Read(after)).Select(told => $"{told.Kind} {told.Pointer} {told.Sentence}")];

    private static string With(string passage, string otherwise)
    {
        OfferCatalogs.Offers.ShouldContain(passage);
        int at = OfferCatalogs.Offers.IndexOf(passage, StringComparison.Ordinal);
        return OfferCatalogs.Offers[..at] + otherwise + OfferCatalogs.Offers[(at + passage.Length)..];
    }
}
