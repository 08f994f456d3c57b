using Tollgate.Engine.Catalog;

namespace Tollgate.Engine.Tests.Catalog;

public class BadCatalogTests
{
    private const string Growth = "/plans/growth";
    private const string Calls = "/plans/growth/charges/api_calls";
    private const string Tokens = "/plans/growth/charges/tokens";
    private const string Graduated = "\"up_to\": 100, \"unit_amount\": \"1.00\"";
    private const string Long = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";

    // Each line: a passage of the sample, what stands there instead, and where the first problem is and which.
    [Theory]
    // keys and types
    [InlineData("\"currency\": \"USD\",", "", "", "missing_key")]
    [InlineData("\"currency\": \"USD\"", "\"currency\": null", "", "missing_key")]
    [InlineData("\"currency\": \"USD\"", "\"currency\": \"USD\", \"colour\": 1", "/colour", "unknown_key")]
    [InlineData("\"currency\": \"USD\"", "\"currency\": \"USD\", \"currency\": \"EUR\"", "/currency", "duplicate_key")]
    [InlineData("\"currency\": \"USD\"", "\"currency\": \"USD\", \"currenc\\u0079\": \"EUR\"", "/currency", "duplicate_key")]
    [InlineData("\"currency\": \"USD\"", "\"currency\": \"usd\"", "/currency", "currency_unknown")]
    [InlineData("\"currency\": \"USD\"", "\"currency\": \"XXX\"", "/currency", "currency_unknown")]
    [InlineData("\"currency\": \"USD\"", "\"currency\": 840", "/currency", "wrong_type")]
    [InlineData("\"meters\": {", "\"meters\": [], \"metersx\": {", "/metersx", "unknown_key")]
    [InlineData("\"growth\": {", "\"a/b~c\": {", "/plans/a~1b~0c", "malformed_id")]
    [InlineData("\"growth\": {", "\"\": {", "/plans/", "malformed_id")]
    [InlineData("\"growth\": {", "\"grow th\": {", "/plans/grow th", "malformed_id")]
    [InlineData("\"growth\": {", "\"gr\\u00f6wth\": {", "/plans/gröwth", "malformed_id")]
    [InlineData("\"growth\": {", "\"" + Long + "\": {", "/plans/" + Long, "malformed_id")]
    [InlineData("\"name\": \"Growth\"", "\"name\": \"\"", Growth + "/name", "malformed_id")]
    [InlineData("\"name\": \"Growth\"", "\"name\": \"a\\u0007\"", Growth + "/name", "malformed_id")]
    [InlineData("\"name\": \"Growth\"", "\"name\": \"\\ud800\"", Growth + "/name", "malformed_text")]
    [InlineData("\"name\": \"Growth\"", "\"name\": \"x\", \"\\udc00\": 1", Growth, "malformed_text")]
    // meters
    [InlineData("\"event\": \"llm.request\", ", "", "/meters/tokens", "missing_key")]
    [InlineData("\"event\": \"llm.request\", \"aggregation\": \"sum\"", "\"event\": \"llm.request\", \"aggregation\": \"avg\"", "/meters/tokens/aggregation", "value_not_allowed")]
    [InlineData("\"event\": \"llm.request\", \"aggregation\": \"sum\"", "\"event\": \"llm.request\", \"aggregation\": 1", "/meters/tokens/aggregation", "wrong_type")]
    [InlineData("\"usage.tokens\"", "\"usage..tokens\"", "/meters/tokens/value", "malformed_id")]
    [InlineData("\"usage.tokens\"", "true", "/meters/tokens/value", "wrong_type")]
    [InlineData("\"value\": \"usage.tokens\", \"dimensions\": [\"model\", \"region\"]", "\"dimensions\": [\"model\", \"region\", \"model\"]", "/meters/tokens/dimensions/2", "duplicate_dimension")]
    [InlineData("\"value\": \"usage.tokens\", \"dimensions\": [\"model\", \"region\"]", "\"dimensions\": \"model\"", "/meters/tokens/dimensions", "wrong_type")]
    [InlineData("\"value\": \"usage.tokens\", \"dimensions\": [\"model\", \"region\"]", "\"dimensions\": [\"model\", 1]", "/meters/tokens/dimensions/1", "wrong_type")]
    // features
    [InlineData("\"bulk_export\": {\"kind\": \"boolean\"}", "\"bulk_export\": {}", "/features/bulk_export", "missing_key")]
    [InlineData("\"bulk_export\": {\"kind\": \"boolean\"}", "\"bulk_export\": \"boolean\"", "/features/bulk_export", "wrong_type")]
    [InlineData("\"bulk_export\": {\"kind\": \"boolean\"}", "\"bulk_export\": {\"kind\": \"chair\"}", "/features/bulk_export/kind", "value_not_allowed")]
    [InlineData("\"bulk_export\": {\"kind\": \"boolean\"}", "\"bulk_export\": {\"kind\": \"boolean\", \"meter\": \"api_calls\"}", "/features/bulk_export/meter", "unknown_key")]
    [InlineData("{\"kind\": \"config\", \"type\": \"number\"}", "{\"kind\": \"config\"}", "/features/max_projects", "missing_key")]
    [InlineData("{\"kind\": \"config\", \"type\": \"number\"}", "{\"kind\": \"config\", \"type\": \"date\"}", "/features/max_projects/type", "value_not_allowed")]
    [InlineData("{\"kind\": \"metered\", \"meter\": \"api_calls\"}", "{\"kind\": \"metered\"}", "/features/api_calls", "missing_key")]
    [InlineData("{\"kind\": \"metered\", \"meter\": \"api_calls\"}", "{\"kind\": \"metered\", \"meter\": \"calls\"}", "/features/api_calls/meter", "unknown_reference")]
    // plans
    [InlineData("\"period\": \"month\",", "", Growth, "missing_key")]
    [InlineData("\"period\": \"month\"", "\"period\": \"fortnight\"", Growth + "/period", "value_not_allowed")]
    [InlineData("\"period\": \"month\"", "\"period\": \"month\", \"anchor\": \"moon\"", Growth + "/anchor", "value_not_allowed")]
    // entitlements
    [InlineData("\"bulk_export\": true", "\"bulk_exports\": true", Growth + "/entitlements/bulk_exports", "unknown_reference")]
    [InlineData("\"bulk_export\": true", "\"bulk_export\": \"true\"", Growth + "/entitlements/bulk_export", "entitlement_mismatch")]
    [InlineData("\"bulk_export\": true", "\"bulk_export\": {\"included\": 1}", Growth + "/entitlements/bulk_export/included", "unknown_key")]
    [InlineData("\"bulk_export\": true", "\"bulk_export\": null", Growth + "/entitlements/bulk_export", "entitlement_mismatch")]
    [InlineData("\"max_projects\": 10", "\"max_projects\": true", Growth + "/entitlements/max_projects", "entitlement_mismatch")]
    [InlineData("\"max_projects\": 10", "\"max_projects\": \"ten\"", Growth + "/entitlements/max_projects", "malformed_number")]
    [InlineData("\"max_projects\": 10", "\"max_projects\": 12345678901234567", Growth + "/entitlements/max_projects", "number_too_large")]
    [InlineData("\"home\": \"eu\"", "\"home\": 1", Growth + "/entitlements/home", "entitlement_mismatch")]
    [InlineData("\"beta\": false", "\"beta\": \"no\"", Growth + "/entitlements/beta", "entitlement_mismatch")]
    [InlineData("{\"included\": 10000000, \"enforcement\": \"soft\"}", "10000000", Growth + "/entitlements/api_calls", "entitlement_mismatch")]
    [InlineData("\"included\": 10000000", "\"included\": -1", Growth + "/entitlements/api_calls/included", "negative")]
    [InlineData("\"included\": 10000000", "\"included\": \"lots\"", Growth + "/entitlements/api_calls/included", "malformed_number")]
    [InlineData("\"included\": 10000000", "\"included\": \"\"", Growth + "/entitlements/api_calls/included", "malformed_number")]
    [InlineData("\"included\": 10000000", "\"included\": \"10_000_000\"", Growth + "/entitlements/api_calls/included", "malformed_number")]
    [InlineData("\"included\": 10000000", "\"included\": 0.0000000001", Growth + "/entitlements/api_calls/included", "too_many_digits")]
    [InlineData("\"included\": 10000000", "\"included\": [1]", Growth + "/entitlements/api_calls/included", "wrong_type")]
    [InlineData("\"enforcement\": \"soft\"", "\"enforcement\": \"soft\", \"thresholds\": 80", Growth + "/entitlements/api_calls/thresholds", "wrong_type")]
    [InlineData("\"enforcement\": \"soft\"", "\"enforcement\": \"soft\", \"thresholds\": [80, 0]", Growth + "/entitlements/api_calls/thresholds/1", "threshold_out_of_range")]
    [InlineData("\"enforcement\": \"soft\"", "\"enforcement\": \"soft\", \"thresholds\": [1000.1]", Growth + "/entitlements/api_calls/thresholds/0", "threshold_out_of_range")]
    [InlineData("\"enforcement\": \"soft\"", "\"enforcement\": \"soft\", \"thresholds\": [-80]", Growth + "/entitlements/api_calls/thresholds/0", "threshold_out_of_range")]
    [InlineData("\"enforcement\": \"soft\"", "\"enforcement\": \"soft\", \"thresholds\": [80, \"80.0\"]", Growth + "/entitlements/api_calls/thresholds/1", "duplicate_threshold")]
    [InlineData("\"enforcement\": \"soft\"", "\"enforcement\": \"soft\", \"thresholds\": [\"80%\"]", Growth + "/entitlements/api_calls/thresholds/0", "malformed_number")]
    [InlineData("\"enforcement\": \"soft\"", "\"enforcement\": \"soft\", \"thresholds\": [1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17]", Growth + "/entitlements/api_calls/thresholds", "too_many_thresholds")]
    [InlineData("\"included\": 10000000", "\"included\": \"unlimited\", \"thresholds\": [80]", Growth + "/entitlements/api_calls/thresholds", "thresholds_without_limit")]
    [InlineData("\"enforcement\": \"soft\"", "\"grace\": 1", Growth + "/entitlements/api_calls/grace", "unknown_key")]
    // what happens at the limit
    [InlineData("\"enforcement\": \"soft\"", "\"enforcement\": \"throtle\"", Growth + "/entitlements/api_calls/enforcement", "value_not_allowed")]
    [InlineData("\"enforcement\": \"soft\"", "\"enforcement\": \"soft\", \"rate\": 10", Growth + "/entitlements/api_calls/rate", "enforcement_mismatch")]
    [InlineData("\"enforcement\": \"soft\"", "\"grace_units\": 10", Growth + "/entitlements/api_calls/grace_units", "enforcement_mismatch")]
    [InlineData("\"enforcement\": \"soft\"", "\"enforcement\": \"throttle\", \"rate\": 10, \"burst\": 5, \"grace_period\": \"7d\"", Growth + "/entitlements/api_calls/grace_period", "enforcement_mismatch")]
    [InlineData("\"enforcement\": \"soft\"", "\"enforcement\": \"grace\"", Growth + "/entitlements/api_calls", "missing_key")]
    [InlineData("\"enforcement\": \"soft\"", "\"enforcement\": \"grace\", \"grace_free\": true", Growth + "/entitlements/api_calls", "missing_key")]
    [InlineData("\"enforcement\": \"soft\"", "\"enforcement\": \"grace\", \"grace_units\": 0", Growth + "/entitlements/api_calls/grace_units", "not_positive")]
    [InlineData("\"enforcement\": \"soft\"", "\"enforcement\": \"grace\", \"grace_units\": -1", Growth + "/entitlements/api_calls/grace_units", "not_positive")]
    [InlineData("\"enforcement\": \"soft\"", "\"enforcement\": \"grace\", \"grace_units\": \"many\"", Growth + "/entitlements/api_calls/grace_units", "malformed_number")]
    [InlineData("\"enforcement\": \"soft\"", "\"enforcement\": \"grace\", \"grace_units\": 1, \"grace_free\": \"yes\"", Growth + "/entitlements/api_calls/grace_free", "wrong_type")]
    [InlineData("\"enforcement\": \"soft\"", "\"enforcement\": \"grace\", \"grace_period\": 7", Growth + "/entitlements/api_calls/grace_period", "wrong_type")]
    [InlineData("\"enforcement\": \"soft\"", "\"enforcement\": \"grace\", \"grace_period\": \"7\"", Growth + "/entitlements/api_calls/grace_period", "malformed_duration")]
    [InlineData("\"enforcement\": \"soft\"", "\"enforcement\": \"grace\", \"grace_period\": \"7 d\"", Growth + "/entitlements/api_calls/grace_period", "malformed_duration")]
    [InlineData("\"enforcement\": \"soft\"", "\"enforcement\": \"grace\", \"grace_period\": \"1.5h\"", Growth + "/entitlements/api_calls/grace_period", "malformed_duration")]
    [InlineData("\"enforcement\": \"soft\"", "\"enforcement\": \"grace\", \"grace_period\": \"5m\"", Growth + "/entitlements/api_calls/grace_period", "malformed_duration")]
    [InlineData("\"enforcement\": \"soft\"", "\"enforcement\": \"grace\", \"grace_period\": \"-7d\"", Growth + "/entitlements/api_calls/grace_period", "malformed_duration")]
    [InlineData("\"enforcement\": \"soft\"", "\"enforcement\": \"grace\", \"grace_period\": \"36501d\"", Growth + "/entitlements/api_calls/grace_period", "malformed_duration")]
    [InlineData("\"enforcement\": \"soft\"", "\"enforcement\": \"grace\", \"grace_period\": \"99999999999999999999d\"", Growth + "/entitlements/api_calls/grace_period", "malformed_duration")]
    [InlineData("\"enforcement\": \"soft\"", "\"enforcement\": \"grace\", \"grace_period\": \"0h\"", Growth + "/entitlements/api_calls/grace_period", "not_positive")]
    [InlineData("\"enforcement\": \"soft\"", "\"enforcement\": \"throttle\", \"burst\": 20", Growth + "/entitlements/api_calls", "missing_key")]
    [InlineData("\"enforcement\": \"soft\"", "\"enforcement\": \"throttle\", \"rate\": 10", Growth + "/entitlements/api_calls", "missing_key")]
    [InlineData("\"enforcement\": \"soft\"", "\"enforcement\": \"throttle\", \"rate\": 0, \"burst\": 20", Growth + "/entitlements/api_calls/rate", "not_positive")]
    [InlineData("\"enforcement\": \"soft\"", "\"enforcement\": \"throttle\", \"rate\": \"-10/s\", \"burst\": 20", Growth + "/entitlements/api_calls/rate", "not_positive")]
    [InlineData("\"enforcement\": \"soft\"", "\"enforcement\": \"throttle\", \"rate\": \"10/day\", \"burst\": 20", Growth + "/entitlements/api_calls/rate", "malformed_rate")]
    [InlineData("\"enforcement\": \"soft\"", "\"enforcement\": \"throttle\", \"rate\": \"ten\", \"burst\": 20", Growth + "/entitlements/api_calls/rate", "malformed_rate")]
    [InlineData("\"enforcement\": \"soft\"", "\"enforcement\": \"throttle\", \"rate\": \"10/\", \"burst\": 20", Growth + "/entitlements/api_calls/rate", "malformed_rate")]
    [InlineData("\"enforcement\": \"soft\"", "\"enforcement\": \"throttle\", \"rate\": true, \"burst\": 20", Growth + "/entitlements/api_calls/rate", "wrong_type")]
    [InlineData("\"enforcement\": \"soft\"", "\"enforcement\": \"throttle\", \"rate\": 1000000001, \"burst\": 20", Growth + "/entitlements/api_calls/rate", "throttle_out_of_range")]
    [InlineData("\"enforcement\": \"soft\"", "\"enforcement\": \"throttle\", \"rate\": \"0.0001/h\", \"burst\": 1", Growth + "/entitlements/api_calls/rate", "throttle_out_of_range")]
    [InlineData("\"enforcement\": \"soft\"", "\"enforcement\": \"throttle\", \"rate\": 10, \"burst\": 0.5", Growth + "/entitlements/api_calls/burst", "throttle_out_of_range")]
    [InlineData("\"enforcement\": \"soft\"", "\"enforcement\": \"throttle\", \"rate\": 10, \"burst\": 9999999999999999", Growth + "/entitlements/api_calls/burst", "throttle_out_of_range")]
    [InlineData("\"enforcement\": \"soft\"", "\"enforcement\": \"throttle\", \"rate\": 10, \"burst\": \"x\"", Growth + "/entitlements/api_calls/burst", "malformed_number")]
    [InlineData("{\"included\": 10000000, \"enforcement\": \"soft\"}", "{\"included\": \"unlimited\", \"enforcement\": \"grace\", \"grace_units\": 1}", Growth + "/entitlements/api_calls/enforcement", "enforcement_mismatch")]
    [InlineData("{\"included\": 10000000, \"enforcement\": \"soft\"}", "{\"included\": \"unlimited\", \"enforcement\": \"throttle\", \"rate\": 1, \"burst\": 1}", Growth + "/entitlements/api_calls/enforcement", "enforcement_mismatch")]
    // what pays
    [InlineData("\"enforcement\": \"soft\"", "\"enforcement\": \"soft\", \"paid_from\": \"EUR\"", Growth + "/entitlements/api_calls/paid_from", "unknown_reference")]
    [InlineData("\"enforcement\": \"soft\"", "\"enforcement\": \"soft\", \"paid_from\": 1", Growth + "/entitlements/api_calls/paid_from", "wrong_type")]
    [InlineData("\"enforcement\": \"soft\"", "\"enforcement\": \"soft\", \"paid_from\": \"USD\", \"credit_rate\": 2", Growth + "/entitlements/api_calls/credit_rate", "wallet_mismatch")]
    [InlineData("\"enforcement\": \"soft\"", "\"enforcement\": \"soft\", \"credit_rate\": 2", Growth + "/entitlements/api_calls/credit_rate", "wallet_mismatch")]
    [InlineData("\"enforcement\": \"soft\"", "\"enforcement\": \"grace\", \"grace_units\": 1, \"paid_from\": \"USD\"", Growth + "/entitlements/api_calls/enforcement", "wallet_mismatch")]
    [InlineData("\"included\": 10000000", "\"included\": \"unlimited\", \"paid_from\": \"USD\"", Growth + "/entitlements/api_calls/included", "wallet_mismatch")]
    [InlineData("\"meters\": {", "\"credits\": {\"EUR\": {}}, \"meters\": {", "/credits/EUR", "malformed_id")]
    [InlineData("\"meters\": {", "\"credits\": {\"sparks\": {\"prize\": 1}}, \"meters\": {", "/credits/sparks/prize", "unknown_key")]
    [InlineData("\"meters\": {", "\"credits\": {\"sparks\": {\"price\": {\"model\": \"per_unit\"}}}, \"meters\": {", "/credits/sparks/price", "missing_key")]
    // charges
    [InlineData("\"bill\": \"advance\"", "\"meter\": \"api_calls\"", Growth + "/charges/platform/meter", "fixed_charge")]
    [InlineData("\"bill\": \"advance\"", "\"after\": \"included\"", Growth + "/charges/platform/after", "fixed_charge")]
    [InlineData("\"bill\": \"advance\"", "\"skip_when_zero\": true", Growth + "/charges/platform/skip_when_zero", "fixed_charge")]
    [InlineData("\"bill\": \"advance\"", "\"free_units\": 1", Growth + "/charges/platform/free_units", "free_units_not_here")]
    [InlineData("\"bill\": \"advance\"", "\"bill\": \"later\"", Growth + "/charges/platform/bill", "value_not_allowed")]
    [InlineData("\"bill\": \"advance\"", "\"proration\": \"hour\"", Growth + "/charges/platform/proration", "value_not_allowed")]
    [InlineData("\"bill\": \"advance\"", "\"tiers\": []", Growth + "/charges/platform/tiers", "unknown_key")]
    [InlineData("\"amount\": \"3000.00\"", "\"amount\": \"-1\"", Growth + "/charges/platform/amount", "negative")]
    [InlineData("\"amount\": \"3000.00\", ", "", Growth + "/charges/platform", "missing_key")]
    [InlineData("\"model\": \"flat\", ", "", Growth + "/charges/platform", "missing_key")]
    [InlineData("\"model\": \"flat\"", "\"model\": \"ladder\"", Growth + "/charges/platform/model", "model_not_supported")]
    [InlineData("\"meter\": \"api_calls\", \"after\": \"included\"", "\"proration\": null", Calls, "missing_key")]
    [InlineData("\"meter\": \"api_calls\", \"after\"", "\"meter\": \"api\", \"after\"", Calls + "/meter", "unknown_reference")]
    [InlineData("\"after\": \"included\"", "\"after\": \"all\"", Calls + "/after", "value_not_allowed")]
    [InlineData("\"after\": \"included\"", "\"bill\": \"advance\"", Calls + "/bill", "usage_charge")]
    [InlineData("\"after\": \"included\"", "\"proration\": \"day\"", Calls + "/proration", "usage_charge")]
    [InlineData("\"meter\": \"tokens\"", "\"meter\": \"tokens\", \"after\": \"included\"", Tokens + "/after", "nothing_included")]
    [InlineData("\"package_size\": 1000", "\"package_size\": 0", Calls + "/package_size", "not_positive")]
    [InlineData("\"package_size\": 1000, ", "", Calls, "missing_key")]
    [InlineData("\"amount\": \"0.20\"", "\"amount\": true", Calls + "/amount", "wrong_type")]
    [InlineData("\"amount\": \"0.20\"", "\"amount\": \"0.20\", \"minimum\": 2, \"maximum\": 1", Calls + "/minimum", "minimum_above_maximum")]
    [InlineData("\"amount\": \"0.20\"", "\"amount\": \"0.20\", \"skip_when_zero\": \"yes\"", Calls + "/skip_when_zero", "wrong_type")]
    // prices inside prices
    [InlineData("[\"model\", \"region\"], \"cells\"", "[\"model\", \"regio\"], \"cells\"", Tokens + "/cells/1/region", "unknown_dimension")]
    [InlineData("\"usage.tokens\", \"dimensions\": [\"model\", \"region\"]", "\"usage.tokens\", \"dimensions\": [\"model\"]", Tokens + "/dimensions/1", "dimension_not_metered")]
    [InlineData("\"region\": \"eu\", ", "", Tokens + "/cells/1", "duplicate_cell")]
    [InlineData("\"region\": \"eu\"", "\"region\": []", Tokens + "/cells/1/region", "wrong_type")]
    [InlineData("\"dimensions\": [\"model\", \"region\"], \"cells\"", "\"dimensions\": [\"model\", \"region\"], \"default\": \"free\", \"cells\"", Tokens + "/default", "value_not_allowed")]
    [InlineData("\"divide_by\": 1000000", "\"divide_by\": 0", Tokens + "/cells/0/price/convert/divide_by", "not_positive")]
    [InlineData("\"divide_by\": 1000000", "\"divide_by\": 1, \"multiply_by\": 2", Tokens + "/cells/0/price/convert", "convert_both_ways")]
    [InlineData("\"divide_by\": 1000000", "\"divide_by\": 1, \"round\": \"nearest\"", Tokens + "/cells/0/price/convert/round", "value_not_allowed")]
    [InlineData("\"divide_by\": 1000000", "\"divide_by\": 1, \"round\": \"up\", \"digits\": 1.5", Tokens + "/cells/0/price/convert/digits", "wrong_type")]
    [InlineData("\"divide_by\": 1000000", "\"divide_by\": 1, \"digits\": 2", Tokens + "/cells/0/price/convert/digits", "digits_without_round")]
    [InlineData("\"model\": \"per_unit\", \"amount\": \"30.00\"", "\"model\": \"matrix\", \"dimensions\": [\"model\"], \"cells\": [{\"model\": 1, \"price\": {\"model\": \"flat\", \"amount\": 1}}]", Tokens + "/cells/0/price", "matrix_in_matrix")]
    [InlineData(Graduated, "\"up_to\": 100, \"unit_amont\": \"1.00\"", Tokens + "/cells/1/price/tiers/0/unit_amont", "unknown_key")]
    [InlineData(Graduated, "\"up_to\": 100", Tokens + "/cells/1/price/tiers/0", "missing_key")]
    [InlineData(Graduated, "\"up_to\": 0, \"unit_amount\": 1", Tokens + "/cells/1/price/tiers/0/up_to", "tiers_not_rising")]
    [InlineData(Graduated, "\"unit_amount\": 1", Tokens + "/cells/1/price/tiers/0/up_to", "tier_open_before_last")]
    [InlineData("\"up_to\": null", "\"up_to\": 100", Tokens + "/cells/1/price/tiers/1/up_to", "tiers_not_rising")]
    [InlineData("\"up_to\": null", "\"up_to\": 200", Tokens + "/cells/1/price/tiers/1/up_to", "last_tier_not_open")]
    [InlineData("\"up_to\": null", "\"up_to\": \"infinity\"", Tokens + "/cells/1/price/tiers/1/up_to", "malformed_number")]
    public void Is_refused_at_its_place(string passage, string otherwise, string pointer, string code)
    {
        CatalogReading reading = CatalogReader.Read(Documents.With(passage, otherwise), 1);
        reading.Catalog.ShouldBeNull();
        (reading.Problems[0].Pointer, reading.Problems[0].Code).ShouldBe((pointer, code), reading.Problems[0].Detail);
    }

    [Theory]
    [InlineData("", "malformed_json")]
    [InlineData("{", "malformed_json")]
    [InlineData("{\"currency\": \"USD\",}", "malformed_json")]
    [InlineData("{\"currency\": 01}", "malformed_json")]
    [InlineData("{\"currency\": \"USD\"} x", "malformed_json")]
    [InlineData("[]", "wrong_type")]
    [InlineData("null", "wrong_type")]
    [InlineData("{\"currency\": \"USD\", \"meters\": 1}", "wrong_type")]
    public void A_document_is_one_json_object(string json, string code)
    {
        CatalogProblem problem = CatalogReader.Read(json, 1).Problems.ShouldHaveSingleItem();
        problem.Code.ShouldBe(code, problem.Detail);
    }

    [Fact]
    public void A_document_is_not_nested_without_end() =>
        CatalogReader.Read(new string('[', 100_000), 1).Problems.ShouldHaveSingleItem().Code.ShouldBe("malformed_json");

    [Fact]
    public void Half_a_surrogate_pair_is_no_document() =>
        CatalogReader.Read("{\"currency\": \"\ud800\"}", 1).Problems.ShouldHaveSingleItem().Code.ShouldBe("malformed_text");

    [Fact]
    public void A_malformed_document_is_told_with_line_and_column() =>
        CatalogReader.Read("{\"currency\":\n  USD}", 1).Problems[0].Detail.ShouldStartWith("This is no JSON, at line 2, byte 3: 'U' is an invalid");

    [Fact]
    public void Dimensions_are_at_most_32()
    {
        string Named(int count) => string.Join(',', Enumerable.Range(0, count).Select(number => $"\"d{number}\""));
        CatalogReader.Read(Meter(Named(32)), 1).Problems.ShouldBeEmpty();
        CatalogProblem problem = CatalogReader.Read(Meter(Named(33)), 1).Problems.ShouldHaveSingleItem();
        (problem.Pointer, problem.Code).ShouldBe(("/meters/m/dimensions", "too_many_dimensions"));

        string Meter(string dimensions) => """{"currency": "USD", "meters": {"m": {"event": "e", "aggregation": "count", "dimensions": [_]}}}""".Replace("_", dimensions, StringComparison.Ordinal);
    }

    [Fact]
    public void Two_allowances_of_one_meter_are_refused_at_the_second()
    {
        string json = Documents.Sample
            .Replace("\"api_calls\": {\"kind\": \"metered\", \"meter\": \"api_calls\"}", "\"api_calls\": {\"kind\": \"metered\", \"meter\": \"api_calls\"}, \"calls\": {\"kind\": \"metered\", \"meter\": \"api_calls\"}", StringComparison.Ordinal)
            .Replace("\"bulk_export\": true", "\"calls\": {\"included\": 1}", StringComparison.Ordinal);
        CatalogProblem problem = CatalogReader.Read(json, 1).Problems.ShouldHaveSingleItem();
        (problem.Pointer, problem.Code).ShouldBe((Growth + "/entitlements/api_calls", "meter_shared"));
    }
}
