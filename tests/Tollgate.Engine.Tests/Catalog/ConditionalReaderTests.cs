using Tollgate.Engine.Catalog;

namespace Tollgate.Engine.Tests.Catalog;

public class ConditionalReaderTests
{
    private const string Growth = "/plans/growth/entitlements";

    // Each line: a passage of the sample, what stands there instead, and where the first problem is and which.
    [Theory]
    [InlineData("\"bulk_export\": true", "\"bulk_export\": {\"granted\": 1}", Growth + "/bulk_export/granted", "entitlement_mismatch")]
    [InlineData("\"bulk_export\": true", "\"bulk_export\": {\"when\": {\"region\": \"eu\"}}", Growth + "/bulk_export", "missing_key")]
    [InlineData("\"bulk_export\": true", "\"bulk_export\": {\"value\": true}", Growth + "/bulk_export/value", "unknown_key")]
    [InlineData("\"bulk_export\": true", "\"bulk_export\": {\"granted\": true, \"if\": {}}", Growth + "/bulk_export/if", "unknown_key")]
    [InlineData("\"bulk_export\": true", "\"bulk_export\": {\"granted\": true, \"when\": {}}", Growth + "/bulk_export/when", "condition_empty")]
    [InlineData("\"bulk_export\": true", "\"bulk_export\": {\"granted\": true, \"when\": null}", Growth + "/bulk_export/when", "condition_empty")]
    [InlineData("\"bulk_export\": true", "\"bulk_export\": {\"granted\": true, \"when\": {\"region\": \"eu\", \"groups\": null}}", Growth + "/bulk_export/when/groups", "condition_empty")]
    [InlineData("\"included\": 10000000", "\"included\": 10000000, \"when\": null", Growth + "/api_calls/when", "condition_empty")]
    [InlineData("\"bulk_export\": true", "\"bulk_export\": []", Growth + "/bulk_export", "empty_list")]
    [InlineData("\"bulk_export\": true", "\"bulk_export\": [true, 1]", Growth + "/bulk_export/1", "entitlement_mismatch")]
    [InlineData("\"bulk_export\": true", "\"bulk_export\": [[true]]", Growth + "/bulk_export/0", "entitlement_mismatch")]
    [InlineData("\"bulk_export\": true", "\"bulk_export\": [{\"granted\": {\"granted\": true}}]", Growth + "/bulk_export/0/granted", "entitlement_mismatch")]
    [InlineData("\"max_projects\": 10", "\"max_projects\": {\"value\": true}", Growth + "/max_projects/value", "entitlement_mismatch")]
    [InlineData("\"max_projects\": 10", "\"max_projects\": {\"value\": \"many\"}", Growth + "/max_projects/value", "malformed_number")]
    [InlineData("\"max_projects\": 10", "\"max_projects\": {\"granted\": true}", Growth + "/max_projects/granted", "unknown_key")]
    [InlineData("\"max_projects\": 10", "\"max_projects\": [10, {\"value\": 20, \"when\": {\"regon\": \"eu\"}}]", Growth + "/max_projects/1/when/regon", "unknown_key")]
    [InlineData("\"home\": \"eu\"", "\"home\": {\"value\": 7}", Growth + "/home/value", "entitlement_mismatch")]
    [InlineData("\"beta\": false", "\"beta\": {\"value\": \"no\"}", Growth + "/beta/value", "entitlement_mismatch")]
    [InlineData("\"included\": 10000000", "\"included\": 10000000, \"when\": {\"groups\": []}", Growth + "/api_calls/when/groups", "empty_list")]
    [InlineData("\"api_calls\": {\"included\": 10000000, \"enforcement\": \"soft\"}", "\"api_calls\": [{\"included\": 1}]", Growth + "/api_calls", "entitlement_mismatch")]
    // the values of a text
    [InlineData("\"type\": \"string\"", "\"type\": \"string\", \"values\": [\"us\", \"uk\"]", Growth + "/home", "value_not_allowed")]
    [InlineData("\"type\": \"string\"", "\"type\": \"string\", \"values\": []", "/features/home/values", "empty_list")]
    [InlineData("\"type\": \"string\"", "\"type\": \"string\", \"values\": [\"eu\", \"eu\"]", "/features/home/values/1", "duplicate_value")]
    [InlineData("\"type\": \"string\"", "\"type\": \"string\", \"values\": [\"eu\", 1]", "/features/home/values/1", "wrong_type")]
    [InlineData("\"type\": \"string\"", "\"type\": \"string\", \"values\": \"eu\"", "/features/home/values", "wrong_type")]
    [InlineData("\"type\": \"number\"", "\"type\": \"number\", \"values\": [1, 2]", "/features/max_projects/values", "unknown_key")]
    // the environment's own
    [InlineData("\"plans\": {", "\"defaults\": [], \"plans\": {", "/defaults", "wrong_type")]
    [InlineData("\"plans\": {", "\"defaults\": {\"export\": true}, \"plans\": {", "/defaults/export", "unknown_reference")]
    [InlineData("\"plans\": {", "\"defaults\": {\"bulk_export\": 1}, \"plans\": {", "/defaults/bulk_export", "entitlement_mismatch")]
    [InlineData("\"plans\": {", "\"defaults\": {\"api_calls\": {\"included\": -1}}, \"plans\": {", "/defaults/api_calls/included", "negative")]
    public void Is_refused_at_its_place(string passage, string otherwise, string pointer, string code)
    {
        CatalogReading reading = CatalogReader.Read(Documents.With(passage, otherwise), 1);
        reading.Catalog.ShouldBeNull();
        (reading.Problems[0].Pointer, reading.Problems[0].Code).ShouldBe((pointer, code), reading.Problems[0].Detail);
    }

    [Fact]
    public void A_list_has_at_most_20_rights()
    {
        string Rights(int count) => Documents.With("\"max_projects\": 10", $"\"max_projects\": [{string.Join(',', Enumerable.Range(0, count))}]");
        CatalogReader.Read(Rights(20), 1).Problems.ShouldBeEmpty();
        CatalogProblem problem = CatalogReader.Read(Rights(21), 1).Problems.ShouldHaveSingleItem();
        (problem.Pointer, problem.Code).ShouldBe((Growth + "/max_projects", "too_many_values"));
    }

    [Fact]
    public void Every_form_is_read()
    {
        CatalogVersion catalog = Documents.Read(Documents.Sample
            .Replace("\"type\": \"string\"", "\"type\": \"string\", \"values\": [\"us\", \"eu\"]", StringComparison.Ordinal)
            .Replace("\"bulk_export\": true", "\"bulk_export\": {\"granted\": true, \"when\": {\"region\": \"eu\"}}", StringComparison.Ordinal)
            .Replace("\"max_projects\": 10", "\"max_projects\": [10, {\"value\": \"20.5\", \"when\": {\"groups\": \"beta\"}}]", StringComparison.Ordinal)
            .Replace("\"included\": 10000000", "\"included\": 10000000, \"when\": {\"subjects\": \"robot\"}", StringComparison.Ordinal)
            .Replace("\"plans\": {", "\"defaults\": {\"beta\": {\"value\": true}, \"api_calls\": {\"included\": 1}}, \"plans\": {", StringComparison.Ordinal));
        catalog.Features["home"].Values.ShouldBe(["us", "eu"]);
        catalog.Defaults["beta"].ShouldBe(new ConfigEntitlement(null, null, true));
        catalog.Defaults["api_calls"].ShouldBe(new MeteredEntitlement(1, Enforcement.Hard));
        Rights(catalog, "max_projects").ShouldBe(["10 always", "20.5 if group is 'beta'"]);
        catalog.Plans["growth"].Entitlements["bulk_export"].When!.Regions.ShouldBe(["eu"]);
        catalog.Plans["growth"].Entitlements["api_calls"].When!.Subjects.ShouldBe(["robot"]);
    }

    [Fact]
    public void A_charge_may_price_what_goes_beyond_a_default() => Documents.Read("""
        {"currency":"USD","meters":{"m":{"event":"e","aggregation":"count"}},"features":{"f":{"kind":"metered","meter":"m"}},"defaults":{"f":{"included":5}},
         "plans":{"p":{"period":"month","charges":{"c":{"meter":"m","after":"included","model":"per_unit","amount":1}}}}}
        """).Plans["p"].Charges.ShouldHaveSingleItem().AfterIncluded.ShouldBeTrue();

    [Fact]
    public void Two_defaults_of_one_meter_are_refused_at_the_second()
    {
        CatalogProblem problem = CatalogReader.Read("""
            {"currency":"USD","meters":{"m":{"event":"e","aggregation":"count"}},"features":{"f":{"kind":"metered","meter":"m"},"g":{"kind":"metered","meter":"m"}},
             "defaults":{"f":{"included":5},"g":{"included":6}}}
            """, 1).Problems.ShouldHaveSingleItem();
        (problem.Pointer, problem.Code).ShouldBe(("/defaults/g", "meter_shared"));
    }

    [Theory]
    [InlineData("\"paid_from\":\"USD\"", "/defaults/f/paid_from", "wallet_mismatch")]
    [InlineData("\"paid_from\":\"coins\",\"credit_rate\":2", null, null)]
    public void A_default_is_paid_in_credits_and_not_by_charges_which_stand_in_plans(string paid, string? pointer, string? code)
    {
        CatalogReading reading = CatalogReader.Read(
            """{"currency":"USD","meters":{"m":{"event":"e","aggregation":"count"}},"features":{"f":{"kind":"metered","meter":"m"}},"credits":{"coins":{}},"defaults":{"f":{PAID}}}"""
                .Replace("PAID", paid, StringComparison.Ordinal), 1);
        (reading.Problems.FirstOrDefault()?.Pointer, reading.Problems.FirstOrDefault()?.Code).ShouldBe((pointer, code), reading.Problems.FirstOrDefault()?.Detail ?? "");
    }

    private static IEnumerable<string> Rights(CatalogVersion catalog, string feature) =>
        from right in catalog.Plans["growth"].Entitlements[feature].ShouldBeOfType<AlternativeEntitlements>().Rights.Cast<ConfigEntitlement>()
        select $"{right.Number} {(right.When is { } when ? ConditionWords.Of(when) : "always")}";
}
