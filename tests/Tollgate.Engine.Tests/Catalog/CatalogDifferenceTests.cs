using Tollgate.Engine.Catalog;

namespace Tollgate.Engine.Tests.Catalog;

public class CatalogDifferenceTests
{
    // Each line: a passage of the sample, what stands there instead, and the only thing that changes.
    [Theory]
    [InlineData("\"included\": 10000000", "\"included\": 12000000", "Changed /plans/growth/entitlements/api_calls/included Plan growth: api_calls allowance 10,000,000 -> 12,000,000")]
    [InlineData("\"included\": 10000000", "\"included\": \"unlimited\"", "Changed /plans/growth/entitlements/api_calls/included Plan growth: api_calls allowance 10,000,000 -> unlimited")]
    [InlineData("\"enforcement\": \"soft\"", "\"enforcement\": \"hard\"", "Changed /plans/growth/entitlements/api_calls/enforcement Plan growth: api_calls limit soft -> hard")]
    [InlineData("\"enforcement\": \"soft\"", "\"enforcement\": \"throttle\", \"rate\": \"10/s\", \"burst\": 2000", "Changed /plans/growth/entitlements/api_calls/enforcement Plan growth: api_calls limit soft -> throttle, one unit every 0.1 s and 2,000 at once")]
    [InlineData("\"enforcement\": \"soft\"", "\"enforcement\": \"grace\", \"grace_units\": 100000", "Changed /plans/growth/entitlements/api_calls/enforcement Plan growth: api_calls limit soft -> grace of 100,000 units")]
    [InlineData("\"enforcement\": \"soft\"", "\"enforcement\": \"grace\", \"grace_units\": 5, \"grace_period\": \"168h\", \"grace_free\": true", "Changed /plans/growth/entitlements/api_calls/enforcement Plan growth: api_calls limit soft -> grace of 5 units for 7d, free")]
    [InlineData("\"enforcement\": \"soft\"", "\"enforcement\": \"grace\", \"grace_period\": \"90s\"", "Changed /plans/growth/entitlements/api_calls/enforcement Plan growth: api_calls limit soft -> grace for 90s")]
    [InlineData("\"enforcement\": \"soft\"", "\"enforcement\": \"soft\", \"thresholds\": [80, 50]", "Added /plans/growth/entitlements/api_calls/thresholds Plan growth: api_calls alerts at 50, 80 % (new)")]
    [InlineData("\"enforcement\": \"soft\"", "\"enforcement\": \"soft\", \"thresholds\": []", "Added /plans/growth/entitlements/api_calls/thresholds Plan growth: api_calls alerts at no threshold (new)")]
    [InlineData("\"0.20\"", "\"0.18\"", "Changed /plans/growth/charges/api_calls Plan growth: charge api_calls: package of 1,000 at 0.20 -> 0.18")]
    [InlineData("\"package_size\": 1000", "\"package_size\": 2000", "Changed /plans/growth/charges/api_calls Plan growth: charge api_calls: package of 1,000 at 0.20 -> package of 2,000 at 0.20")]
    [InlineData("\"0.20\"", "\"0.20\", \"minimum\": 5", "Changed /plans/growth/charges/api_calls Plan growth: charge api_calls: package of 1,000 at 0.20 -> 0.20, no less than 5.00")]
    [InlineData("\"0.20\"", "\"0.20\", \"maximum\": 5", "Changed /plans/growth/charges/api_calls Plan growth: charge api_calls: package of 1,000 at 0.20 -> 0.20, no more than 5.00")]
    [InlineData("\"0.20\"", "\"0.20\", \"free_units\": 5", "Changed /plans/growth/charges/api_calls Plan growth: charge api_calls: package of 1,000 at 0.20 -> 0.20, the first 5 free")]
    [InlineData("\"0.20\"", "\"0.20\", \"skip_when_zero\": true", "Changed /plans/growth/charges/api_calls Plan growth: charge api_calls: package of 1,000 at 0.20 -> 0.20, nothing without usage")]
    [InlineData("\"after\": \"included\", ", "", "Changed /plans/growth/charges/api_calls/meter Plan growth: charge api_calls counts api_calls beyond what is included -> api_calls")]
    [InlineData("\"3000.00\"", "3500", "Changed /plans/growth/charges/platform Plan growth: charge platform: flat at 3,000.00 -> 3,500.00")]
    [InlineData("\"bill\": \"advance\"", "\"bill\": \"arrears\"", "Changed /plans/growth/charges/platform/bill Plan growth: charge platform is billed in advance -> arrears")]
    [InlineData("\"bill\": \"advance\"", "\"bill\": \"advance\", \"proration\": \"second\"", "Changed /plans/growth/charges/platform/proration Plan growth: charge platform is cut by day -> second")]
    [InlineData("\"30.00\"", "\"28.005\"", "Changed /plans/growth/charges/tokens/cells/0/price Plan growth: charge tokens: model gpt-4: each unit at 30.00, units divided by 1,000,000 -> 28.005, units divided by 1,000,000")]
    [InlineData("\"divide_by\": 1000000", "\"divide_by\": 1000000, \"round\": \"half_up\", \"digits\": 2", "Changed /plans/growth/charges/tokens/cells/0/price Plan growth: charge tokens: model gpt-4: each unit at 30.00, units divided by 1,000,000 -> 30.00, units divided by 1,000,000 rounded half up to 2 digits")]
    [InlineData("\"10.00\"", "\"11.00\"", "Changed /plans/growth/charges/tokens/cells/1/price Plan growth: charge tokens: model gpt-4, region eu: graduated, up to 100 at 1.00; beyond at 0.50 and 10.00 once -> 0.50 and 11.00 once")]
    [InlineData("\"graduated\"", "\"volume\"", "Changed /plans/growth/charges/tokens/cells/1/price Plan growth: charge tokens: model gpt-4, region eu: graduated, up to 100 at 1.00; beyond at 0.50 and 10.00 once -> volume, up to 100 at 1.00; beyond at 0.50 and 10.00 once")]
    [InlineData("\"bulk_export\": true", "\"bulk_export\": false", "Changed /plans/growth/entitlements/bulk_export Plan growth: bulk_export had -> not had")]
    [InlineData("\"bulk_export\": true, ", "", "Removed /plans/growth/entitlements/bulk_export Plan growth: bulk_export had (removed)")]
    [InlineData("\"home\": \"eu\"", "\"home\": \"us\"", "Changed /plans/growth/entitlements/home Plan growth: home 'eu' -> 'us'")]
    [InlineData("\"max_projects\": 10", "\"max_projects\": 2500", "Changed /plans/growth/entitlements/max_projects Plan growth: max_projects 10 -> 2,500")]
    [InlineData("\"beta\": false", "\"beta\": true", "Changed /plans/growth/entitlements/beta Plan growth: beta false -> true")]
    [InlineData("\"name\": \"Growth\"", "\"name\": \"Grow\"", "Changed /plans/growth/name Plan growth: name 'Growth' -> 'Grow'")]
    [InlineData("\"period\": \"month\"", "\"period\": \"year\"", "Changed /plans/growth/period Plan growth: billed by month -> year")]
    [InlineData("\"period\": \"month\"", "\"period\": \"month\", \"anchor\": \"calendar\"", "Changed /plans/growth/anchor Plan growth: periods begin with the contract -> calendar")]
    [InlineData("\"bulk_export\": true", "\"bulk_export\": {\"granted\": true, \"when\": {\"region\": [\"us\", \"eu\"], \"from\": \"2026-01-01T01:00:00+01:00\"}}", "Added /plans/growth/entitlements/bulk_export/when Plan growth: bulk_export holds if it is 2026-01-01T00:00:00Z or later and region is 'eu' or 'us' (new)")]
    [InlineData("\"enforcement\": \"soft\"", "\"enforcement\": \"soft\", \"when\": {\"attributes\": {\"tier\": \"gold\"}, \"deployment\": \"cloud\", \"subjects\": [\"robot\"]}", "Added /plans/growth/entitlements/api_calls/when Plan growth: api_calls holds if deployment is 'cloud' and attribute tier is 'gold' and subject is 'robot' (new)")]
    [InlineData("\"max_projects\": 10", "\"max_projects\": [10, {\"value\": 2500, \"when\": {\"groups\": \"beta\", \"until\": \"2026-01-01T00:00:00Z\"}}]", "Changed /plans/growth/entitlements/max_projects Plan growth: max_projects 10 -> 10; or 2,500 if it is before 2026-01-01T00:00:00Z and group is 'beta'")]
    [InlineData("\"type\": \"string\"", "\"type\": \"string\", \"values\": [\"us\", \"eu\"]", "Changed /features/home Feature home: a string value -> a value, in rising order 'us', 'eu'")]
    [InlineData("\"plans\": {", "\"defaults\": {\"bulk_export\": true}, \"plans\": {", "Added /defaults/bulk_export By default: bulk_export had (new)")]
    [InlineData("\"usage.tokens\"", "\"tokens\"", "Changed /meters/tokens Meter tokens: sum of usage.tokens of llm.request events by model, region -> sum of tokens of llm.request events by model, region")]
    [InlineData("\"USD\"", "\"EUR\"", "Changed /currency Currency USD -> EUR")]
    public void A_change_is_told_in_one_sentence(string passage, string otherwise, string change) =>
        Words(Documents.Sample, Documents.With(passage, otherwise)).ShouldBe([change]);

    [Theory]
    [InlineData("\"0.20\"", "0.2")]
    [InlineData("\"included\": 10000000", "\"included\": \"1e7\"")]
    [InlineData("\"period\": \"month\"", "\"anchor\": \"contract\", \"period\": \"month\"")]
    [InlineData("\"enforcement\": \"soft\"", "\"enforcement\": \"soft\", \"thresholds\": [100, 80, \"90.0\"]")]
    [InlineData("\"after\": \"included\"", "\"after\": \"included\", \"minimum\": null")]
    [InlineData("\"max_projects\": 10", "\"max_projects\": [10]")]
    public void What_means_the_same_is_no_change(string passage, string otherwise) =>
        Words(Documents.Sample, Documents.With(passage, otherwise)).ShouldBeEmpty();

    [Fact]
    public void The_first_catalog_is_all_new()
    {
        string[] changes = [.. Words(null, Documents.Sample)];
        changes[0].ShouldBe("Added /currency Currency USD (new)");
        changes.ShouldContain("Added /plans/growth Plan growth is new");
        changes.ShouldContain("Added /plans/growth/charges/api_calls Plan growth: charge api_calls: package of 1,000 at 0.20 (new)");
        changes.ShouldAllBe(change => change.StartsWith("Added "));
    }

    [Fact]
    public void A_plan_that_goes_is_told_once() =>
        Words(Documents.Sample, Documents.Sample.Replace("\"growth\"", "\"scale\"", StringComparison.Ordinal)).Where(change => change.Contains("growth")).ShouldBe(
            ["Removed /plans/growth Plan growth is removed"]);

    [Fact]
    public void The_order_of_charges_is_that_of_invoice_lines() =>
        Words("""{"currency":"USD","plans":{"p":{"period":"day","charges":{"a":{"model":"flat","amount":1},"b":{"model":"flat","amount":1}}}}}""",
              """{"currency":"USD","plans":{"p":{"period":"day","charges":{"b":{"model":"flat","amount":1},"a":{"model":"flat","amount":1}}}}}""")
            .ShouldBe(["Changed /plans/p/charges Plan p: order of charges a, b -> b, a"]);

    private static IEnumerable<string> Words(string? before, string after) =>
        CatalogDifference.Between(before is null ? null : Documents.Read(before), Documents.Read(after))
            .Select(change => $"{change.Kind} {change.Pointer} {change.Sentence}");
}
