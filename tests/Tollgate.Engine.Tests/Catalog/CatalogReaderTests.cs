using Tollgate.Engine.Catalog;
using Tollgate.Engine.Numbers;
using Tollgate.Engine.Rating;

namespace Tollgate.Engine.Tests.Catalog;

public class CatalogReaderTests
{
    [Fact]
    public void Reads_one_of_everything()
    {
        CatalogVersion catalog = CatalogReader.Read(Documents.Sample, 7).Catalog!;
        (catalog.Version, catalog.Currency).ShouldBe((7, "USD"));
        Meter tokens = catalog.Meters["tokens"];
        (tokens.Event, tokens.Aggregation, tokens.Value).ShouldBe(("llm.request", Aggregation.Sum, "usage.tokens"));
        tokens.Dimensions.ShouldBe(["model", "region"]);
        catalog.Features["api_calls"].ShouldBe(new Feature("api_calls", FeatureKind.Metered, null, "api_calls"));
        catalog.Features["max_projects"].ShouldBe(new Feature("max_projects", FeatureKind.Config, ConfigType.Number, null));

        Plan plan = catalog.Plans["growth"];
        (plan.Name, plan.Period, plan.Anchor).ShouldBe(("Growth", PeriodUnit.Month, PeriodAnchor.Contract));
        plan.Entitlements["bulk_export"].ShouldBe(new BooleanEntitlement(true));
        plan.Entitlements["max_projects"].ShouldBe(new ConfigEntitlement(10, null, null));
        plan.Entitlements["home"].ShouldBe(new ConfigEntitlement(null, "eu", null));
        plan.Entitlements["beta"].ShouldBe(new ConfigEntitlement(null, null, false));
        plan.Entitlements["api_calls"].ShouldBe(new MeteredEntitlement(10_000_000, Enforcement.Soft));
        plan.Charges.Length.ShouldBe(3);
        plan.Charges[0].ShouldBe(new Charge("platform", null, false, new FlatPrice(Money.Parse("3000")), Bill.Advance, Proration.Day));
        plan.Charges[1].ShouldBe(new Charge("api_calls", "api_calls", true, new PackagePrice(1000, Rate.Parse("0.2")), Bill.Arrears, Proration.Day));
        var matrix = (MatrixPrice)plan.Charges[2].Price;
        matrix.Default.ShouldBeNull();
        matrix.Cells[0].Price.ShouldBe(new PerUnitPrice(Rate.Parse("30")) { Convert = new Conversion(1_000_000, null, null, 0) });
        matrix.Cells[1].Match.ShouldBe([new("model", "gpt-4"), new("region", "eu")]);
        ((GraduatedPrice)matrix.Cells[1].Price).Tiers.ShouldBe(
            [new Tier(100, Rate.One, Money.Zero), new Tier(null, Rate.Parse("0.5"), Money.Parse("10"))]);
    }

    // What is left unsaid.
    [Theory]
    [InlineData("""{"included": 10000000, "enforcement": "soft"}""", "{}", "0", Enforcement.Hard)]
    [InlineData("""{"included": 10000000, "enforcement": "soft"}""", """{"included": "unlimited"}""", null, Enforcement.Hard)]
    [InlineData("""{"included": 10000000, "enforcement": "soft"}""", """{"included": "2.5", "enforcement": null}""", "2.5", Enforcement.Hard)]
    public void Reads_a_metered_entitlement(string passage, string otherwise, string? included, Enforcement enforcement) =>
        Documents.Read(Documents.With(passage, otherwise)).Plans["growth"].Entitlements["api_calls"]
            .ShouldBe(new MeteredEntitlement(included is null ? null : Quantity.Parse(included), enforcement));

    [Theory]
    [InlineData("\"enforcement\": \"grace\", \"grace_units\": \"2.5\"", "2.5", null, false)]
    [InlineData("\"enforcement\": \"grace\", \"grace_period\": \"7d\", \"grace_free\": true", null, 604_800L, true)]
    [InlineData("\"enforcement\": \"grace\", \"grace_units\": 1, \"grace_period\": \"90min\", \"grace_free\": false", "1", 5_400L, false)]
    [InlineData("\"enforcement\": \"grace\", \"grace_period\": \"36500d\"", null, 3_153_600_000L, false)]
    public void Reads_a_grace(string otherwise, string? units, long? seconds, bool free) =>
        Documents.Read(Documents.With("\"enforcement\": \"soft\"", otherwise)).Plans["growth"].Entitlements["api_calls"].ShouldBe(
            new MeteredEntitlement(10_000_000, Enforcement.Grace) { Grace = new GraceTerms(units is null ? null : Quantity.Parse(units), seconds * 1_000_000, free) });

    // The interval is rounded down to the nanosecond.
    [Theory]
    [InlineData("10", "20", 100_000_000L, "20")]
    [InlineData("\"10/s\"", "20", 100_000_000L, "20")]
    [InlineData("\"600/min\"", "\"1\"", 100_000_000L, "1")]
    [InlineData("3", "1.5", 333_333_333L, "1.5")]
    [InlineData("\"0.5/h\"", "1000", 7_200_000_000_000L, "1000")]
    [InlineData("1000000000", "9999999999999999", 1L, "9999999999999999")]
    public void Reads_a_throttle(string rate, string burst, long nanoseconds, string atOnce) =>
        Documents.Read(Documents.With("\"enforcement\": \"soft\"", $"\"enforcement\": \"throttle\", \"rate\": {rate}, \"burst\": {burst}")).Plans["growth"].Entitlements["api_calls"]
            .ShouldBe(new MeteredEntitlement(10_000_000, Enforcement.Throttle) { Throttle = new ThrottleTerms(nanoseconds, Quantity.Parse(atOnce)) });

    [Fact]
    public void A_plan_is_called_by_its_id_unless_named() =>
        Documents.Read(Documents.With("\"name\": \"Growth\", ", "")).Plans["growth"].Name.ShouldBe("growth");

    [Fact]
    public void A_catalog_may_sell_nothing()
    {
        CatalogVersion catalog = Documents.Read("""{"currency": "JPY"}""");
        (catalog.Meters.Count, catalog.Features.Count, catalog.Plans.Count).ShouldBe((0, 0, 0));
    }

    [Fact]
    public void Amounts_keep_every_digit() =>
        Documents.Read(Documents.With("\"0.20\"", "1234567890123456.123456789012")).Plans["growth"].Charges[1].Price
            .ShouldBe(new PackagePrice(1000, Rate.Parse("1234567890123456.123456789012")));

    [Fact]
    public void A_matrix_converts_for_cells_that_do_not()
    {
        var matrix = (MatrixPrice)Documents.Read(Documents.With("\"model\": \"matrix\",", "\"model\": \"matrix\", \"convert\": {\"multiply_by\": 2},")).Plans["growth"].Charges[2].Price;
        matrix.Convert.ShouldBeNull();
        matrix.Cells[0].Price.Convert.ShouldBe(new Conversion(1_000_000, null, null, 0));
        matrix.Cells[1].Price.Convert.ShouldBe(new Conversion(null, 2, null, 0));
    }

    [Fact]
    public void All_problems_are_told_at_once_and_none_twice()
    {
        string json = """
            {"currency": "DOLLAR",
             "meters": {"calls": {"event": "calls", "aggregation": "summ"}},
             "features": {"calls": {"kind": "metered", "meter": "calls"}, "x": {"kind": "licence"}},
             "plans": {"p": {"perid": "month",
                "entitlements": {"calls": {"included": -1}, "x": true, "y": true},
                "charges": {"a": {"meter": "calls", "after": "included", "model": "per_unit", "amount": "1,5"}}}}}
            """;
        CatalogReading reading = CatalogReader.Read(json, 1);
        reading.Catalog.ShouldBeNull();
        reading.Problems.Select(problem => $"{problem.Pointer} {problem.Code}").ShouldBe(
        [
            "/currency currency_unknown",
            "/meters/calls/aggregation value_not_allowed",
            "/features/x/kind value_not_allowed",
            "/plans/p/perid unknown_key",
            "/plans/p missing_key",
            "/plans/p/entitlements/calls/included negative",
            "/plans/p/entitlements/y unknown_reference",
            "/plans/p/charges/a/amount malformed_number",
        ]);
    }

    [Theory]
    [InlineData("\"period\": \"month\"", "\"perid\": \"month\"", "'perid' is no key of a plan, did you mean 'period'? It takes: name, period, anchor, entitlements, rate_card, charges, trial, retired, commits, minimum, spend_cap, spend_thresholds.")]
    [InlineData("\"period\": \"month\"", "\"period\": \"montly\"", "'montly' is not allowed here, did you mean 'month'? Here one of day, week, month, quarter, year is allowed.")]
    [InlineData("\"meter\": \"tokens\"", "\"meter\": \"token\"", "The document declares no meter 'token', did you mean 'tokens'?")]
    [InlineData("\"0.20\"", "\"0,20\"", "'0,20' is no number; write it as in 1000 or 0.20, without separators.")]
    [InlineData("\"0.20\"", "1e400", "'1e400' is too large; a price has at most 16 digits before the point.")]
    [InlineData("\"0.20\"", "0.0000000000001", "'0.0000000000001' has too many digits; a price has at most 12 after the point.")]
    [InlineData("\"name\": \"Growth\"", "\"name\": 2025", "Here stands the number 2025, but it must be a name, in quotes.")]
    [InlineData("\"model\": \"package\"", "\"model\": \"ladder\"", "There is no model 'ladder' in this version. There are: flat, per_unit, graduated, volume, package, stair, percentage, graduated_percentage, matrix, time_of_day, dynamic, formula.")]
    [InlineData("\"enforcement\": \"soft\"", "\"enforcement\": \"soft\", \"rate\": 10", "'rate' belongs to enforcement: throttle; here enforcement is soft, with which it would do nothing.")]
    [InlineData("\"enforcement\": \"soft\"", "\"enforcement\": \"throttle\", \"rate\": 10", "The key 'burst' is missing; a throttle needs it.")]
    [InlineData("\"enforcement\": \"soft\"", "\"enforcement\": \"grace\"", "A grace needs an end: give grace_units, grace_period, or both.")]
    [InlineData("\"enforcement\": \"soft\"", "\"enforcement\": \"grace\", \"grace_period\": \"a week\"", "'a week' is no length of time; write a whole number and s, min, h or d, such as 7d, up to 36500d.")]
    [InlineData("\"bulk_export\": true", "\"bulk_export\": 1", "'bulk_export' is a boolean feature, so its entitlement is true or false.")]
    public void A_problem_is_told_in_a_sentence(string passage, string otherwise, string sentence) =>
        CatalogReader.Read(Documents.With(passage, otherwise), 1).Problems[0].Detail.ShouldBe(sentence);

    [Fact]
    public void The_compact_text_reads_the_same()
    {
        string compact = CatalogDocument.Compact(Documents.Sample);
        compact.ShouldStartWith("""{"currency":"USD","meters":{"api_calls":{"event":""");
        compact.ShouldNotContain("\n");
        CatalogDocument.Compact(compact).ShouldBe(compact);
        CatalogDifference.Between(Documents.Read(Documents.Sample), Documents.Read(compact)).ShouldBeEmpty();
        CatalogDocument.Compact("""{ "a": [1.50, 1E2, "é\u00e9<\u0001"] }""").ShouldBe("""{"a":[1.50,1E2,"éé<\u0001"]}""");
    }

    /// <summary>Whatever is cut out of or doubled in a document, it is answered and never thrown at.</summary>
    [Fact]
    public void Broken_documents_are_answered()
    {
        string[] tokens = [.. System.Text.RegularExpressions.Regex.Split(CatalogDocument.Compact(Documents.Sample), "([{}\\[\\],:])").Where(token => token.Length > 0)];
        string[] others = ["null", "1", "\"\"", "true", "{}", "[]", "1e999999999", "\"\\ud800\"", "-0.5", "[[]]", "\"unlimited\"", "\"\\u0000\""];
        var random = new Random(20250601);
        for (int i = 0; i < 3_000; i++)
        {
            string[] broken = [.. tokens];
            for (int j = random.Next(1, 4); j > 0; j--)
                broken[random.Next(broken.Length)] = random.Next(2) == 0 ? others[random.Next(others.Length)] : tokens[random.Next(tokens.Length)];
            string json = string.Concat(broken);
            CatalogReading reading = CatalogReader.Read(json, 1);
            (reading.Catalog is null).ShouldBe(reading.Problems.Length > 0, $"case {i}: {json}");
        }
    }
}
