using Tollgate.Engine.Catalog;
using Tollgate.Engine.Numbers;

namespace Tollgate.Engine.Tests.Catalog;

public class LimitReaderTests
{
    private const string Growth = "/plans/growth";
    private const string Calls = "/plans/growth/entitlements/api_calls";
    private const string Soft = "\"enforcement\": \"soft\"";
    private const string Unlimited = "{\"included\": 10000000, \"enforcement\": \"soft\"}";
    private const string Month = "\"period\": \"month\"";

    [Fact]
    public void Limits_are_read_in_any_order()
    {
        CatalogVersion catalog = Documents.Read(Documents.With(Soft, """
            "enforcement": "soft", "overage_cap": "500000", "spend_cap": "200.00", "spend_thresholds": [100, 50], "burn_rate": {"per": "hour", "units": 5000},
            "limits": [{"per": "day", "units": 1000, "subject": "each"}, {"per": "day", "units": 20000}, {"per": "minute", "units": "600"}]
            """));
        FeatureLimits limits = ((MeteredEntitlement)catalog.Plans["growth"].Entitlements["api_calls"]).Limits!;
        limits.Windows.AsEnumerable().ShouldBe([new(WindowUnit.Minute, 600, false), new(WindowUnit.Day, 20_000, false), new(WindowUnit.Day, 1_000, true)]);
        limits.OverageCap.ShouldBe((Quantity)500_000);
        limits.SpendCap!.Amount.ShouldBe(Money.Parse("200"));
        limits.SpendCap.Thresholds.AsEnumerable().ShouldBe([50, 100]);
        limits.BurnRate.ShouldBe(new BurnRate(WindowUnit.Hour, 5_000));
    }

    [Fact]
    public void A_plan_without_them_has_none()
    {
        Plan plan = Documents.Read(Documents.Sample).Plans["growth"];
        plan.SpendCap.ShouldBeNull();
        ((MeteredEntitlement)plan.Entitlements["api_calls"]).Limits.ShouldBeNull();
    }

    [Fact]
    public void A_plan_has_a_cap_of_its_own()
    {
        SpendCap cap = Documents.Read(Documents.With(Month, Month + ", \"spend_cap\": 5000")).Plans["growth"].SpendCap!;
        cap.Amount.ShouldBe(Money.Parse("5000"));
        cap.Thresholds.AsEnumerable().ShouldBe([80, 90, 100]);
    }

    // Each line: a passage of the sample, what stands there instead, and where the first problem is and which.
    [Theory]
    [InlineData(Soft, Soft + ", \"limits\": {\"per\": \"minute\", \"units\": 600}", Calls + "/limits", "wrong_type")]
    [InlineData(Soft, Soft + ", \"limits\": []", Calls + "/limits", "limit_without_effect")]
    [InlineData(Soft, Soft + ", \"limits\": [600]", Calls + "/limits/0", "wrong_type")]
    [InlineData(Soft, Soft + ", \"limits\": [{\"units\": 600}]", Calls + "/limits/0", "missing_key")]
    [InlineData(Soft, Soft + ", \"limits\": [{\"per\": \"minute\"}]", Calls + "/limits/0", "missing_key")]
    [InlineData(Soft, Soft + ", \"limits\": [{\"per\": \"second\", \"units\": 600}]", Calls + "/limits/0/per", "value_not_allowed")]
    [InlineData(Soft, Soft + ", \"limits\": [{\"per\": 60, \"units\": 600}]", Calls + "/limits/0/per", "wrong_type")]
    [InlineData(Soft, Soft + ", \"limits\": [{\"per\": \"minute\", \"units\": 0}]", Calls + "/limits/0/units", "not_positive")]
    [InlineData(Soft, Soft + ", \"limits\": [{\"per\": \"minute\", \"units\": -1}]", Calls + "/limits/0/units", "not_positive")]
    [InlineData(Soft, Soft + ", \"limits\": [{\"per\": \"minute\", \"units\": \"many\"}]", Calls + "/limits/0/units", "malformed_number")]
    [InlineData(Soft, Soft + ", \"limits\": [{\"per\": \"minute\", \"units\": 1, \"subject\": \"user_7\"}]", Calls + "/limits/0/subject", "value_not_allowed")]
    [InlineData(Soft, Soft + ", \"limits\": [{\"per\": \"minute\", \"units\": 1, \"subjects\": \"each\"}]", Calls + "/limits/0/subjects", "unknown_key")]
    [InlineData(Soft, Soft + ", \"limits\": [{\"per\": \"minute\", \"units\": 600}, {\"per\": \"minute\", \"units\": 700}]", Calls + "/limits/1", "duplicate_limit")]
    [InlineData(Soft, Soft + ", \"limits\": [{\"per\": \"day\", \"units\": 6, \"subject\": \"each\"}, {\"per\": \"day\", \"units\": 7, \"subject\": \"each\"}]", Calls + "/limits/1", "duplicate_limit")]
    [InlineData(Soft, Soft + ", \"limits\": [{\"per\": \"minute\", \"units\": 600}, {\"per\": \"day\", \"units\": 600}]", Calls + "/limits/0", "limit_without_effect")]
    [InlineData(Soft, Soft + ", \"limits\": [{\"per\": \"day\", \"units\": 600}, {\"per\": \"day\", \"units\": 600, \"subject\": \"each\"}]", Calls + "/limits/1", "limit_without_effect")]
    [InlineData(Soft, Soft + ", \"limits\": [{\"per\": \"minute\", \"units\": 7, \"subject\": \"each\"}, {\"per\": \"week\", \"units\": 6}]", Calls + "/limits/0", "limit_without_effect")]
    [InlineData(Soft, Soft + ", \"overage_cap\": 0", Calls + "/overage_cap", "not_positive")]
    [InlineData(Soft, Soft + ", \"overage_cap\": true", Calls + "/overage_cap", "wrong_type")]
    [InlineData(Soft, "\"overage_cap\": 10", Calls + "/overage_cap", "limit_without_effect")]
    [InlineData(Soft, "\"enforcement\": \"grace\", \"grace_units\": 5, \"overage_cap\": 10", Calls + "/overage_cap", "limit_without_effect")]
    [InlineData(Unlimited, "{\"included\": \"unlimited\", \"enforcement\": \"soft\", \"overage_cap\": 10}", Calls + "/overage_cap", "limit_without_effect")]
    [InlineData(Soft, Soft + ", \"spend_cap\": 0", Calls + "/spend_cap", "not_positive")]
    [InlineData(Soft, Soft + ", \"spend_cap\": \"-1.00\"", Calls + "/spend_cap", "not_positive")]
    [InlineData(Soft, Soft + ", \"spend_cap\": \"200 USD\"", Calls + "/spend_cap", "malformed_number")]
    [InlineData(Soft, Soft + ", \"spend_cap\": 12345678901234567", Calls + "/spend_cap", "number_too_large")]
    [InlineData(Soft, Soft + ", \"spend_thresholds\": [80]", Calls + "/spend_thresholds", "limit_without_effect")]
    [InlineData(Soft, Soft + ", \"spend_cap\": 1, \"spend_thresholds\": [0]", Calls + "/spend_thresholds/0", "threshold_out_of_range")]
    [InlineData(Soft, Soft + ", \"spend_cap\": 1, \"spend_thresholds\": [80, 80]", Calls + "/spend_thresholds/1", "duplicate_threshold")]
    [InlineData(Soft, Soft + ", \"burn_rate\": 100", Calls + "/burn_rate", "wrong_type")]
    [InlineData(Soft, Soft + ", \"burn_rate\": {\"units\": 100}", Calls + "/burn_rate", "missing_key")]
    [InlineData(Soft, Soft + ", \"burn_rate\": {\"per\": \"hour\", \"units\": 0}", Calls + "/burn_rate/units", "not_positive")]
    [InlineData(Soft, Soft + ", \"burn_rate\": {\"per\": \"year\", \"units\": 1}", Calls + "/burn_rate/per", "value_not_allowed")]
    [InlineData(Month, Month + ", \"spend_cap\": 0", Growth + "/spend_cap", "not_positive")]
    [InlineData(Month, Month + ", \"spend_thresholds\": []", Growth + "/spend_thresholds", "limit_without_effect")]
    [InlineData(Month, Month + ", \"overage_cap\": 1", Growth + "/overage_cap", "unknown_key")]
    public void Is_refused_at_its_place(string passage, string otherwise, string pointer, string code)
    {
        CatalogReading reading = CatalogReader.Read(Documents.With(passage, otherwise), 1);
        reading.Catalog.ShouldBeNull();
        (reading.Problems[0].Pointer, reading.Problems[0].Code).ShouldBe((pointer, code), reading.Problems[0].Detail);
    }

    [Theory]
    [InlineData("{\"per\": \"week\", \"units\": 10}, {\"per\": \"month\", \"units\": 9}")]
    [InlineData("{\"per\": \"day\", \"units\": 9, \"subject\": \"each\"}, {\"per\": \"minute\", \"units\": 10}")]
    [InlineData("{\"per\": \"minute\", \"units\": 1}, {\"per\": \"hour\", \"units\": 2}, {\"per\": \"day\", \"units\": 3}, {\"per\": \"week\", \"units\": 4}, {\"per\": \"month\", \"units\": 5}")]
    public void What_may_be_reached_first_stands(string limits) =>
        CatalogReader.Read(Documents.With(Soft, $"{Soft}, \"limits\": [{limits}]"), 1).Problems.ShouldBeEmpty();

    [Fact]
    public void A_cap_on_what_nothing_costs_is_refused()
    {
        const string Document = """{"currency":"USD","meters":{"m":{"event":"e","aggregation":"count"}},"features":{"f":{"kind":"metered","meter":"m"}},"plans":{"p":{"period":"month",ENTRY}}}""";
        Told("\"entitlements\":{\"f\":{\"included\":1,\"spend_cap\":1}}").ShouldBe("/plans/p/entitlements/f/spend_cap limit_without_effect");
        Told("\"spend_cap\":1,\"charges\":{\"c\":{\"model\":\"flat\",\"amount\":1}}").ShouldBe("/plans/p/spend_cap limit_without_effect");
        Told("\"entitlements\":{\"f\":{\"included\":1,\"spend_cap\":1}},\"spend_cap\":2,\"charges\":{\"c\":{\"model\":\"per_unit\",\"meter\":\"m\",\"amount\":1}}").ShouldBe("");
        Told("\"entitlements\":{\"f\":{\"paid_from\":\"USD\",\"enforcement\":\"soft\",\"overage_cap\":1}},\"charges\":{\"c\":{\"model\":\"per_unit\",\"meter\":\"m\",\"amount\":1}}").ShouldBe("/plans/p/entitlements/f/overage_cap limit_without_effect");

        static string Told(string entry) => string.Join("; ", CatalogReader.Read(Document.Replace("ENTRY", entry, StringComparison.Ordinal), 1).Problems.Select(problem => $"{problem.Pointer} {problem.Code}"));
    }

    [Fact]
    public void Too_many_are_told_once()
    {
        string limits = string.Join(", ", Enumerable.Repeat("{\"per\": \"minute\", \"units\": 1}", 11));
        CatalogProblem problem = CatalogReader.Read(Documents.With(Soft, $"{Soft}, \"limits\": [{limits}]"), 1).Problems.ShouldHaveSingleItem();
        (problem.Pointer, problem.Code).ShouldBe((Calls + "/limits", "too_many_limits"));
    }

    [Fact]
    public void What_changes_is_told()
    {
        CatalogVersion before = Documents.Read(Documents.With(Soft, Soft + ", \"limits\": [{\"per\": \"minute\", \"units\": 600}, {\"per\": \"day\", \"units\": 5000, \"subject\": \"each\"}], \"spend_cap\": \"200.00\""));
        CatalogVersion after = Documents.Read(Documents.With(Soft, Soft + ", \"limits\": [{\"per\": \"minute\", \"units\": 900}], \"overage_cap\": 1000, \"spend_cap\": \"250.00\", \"spend_thresholds\": [], \"burn_rate\": {\"per\": \"hour\", \"units\": 5000}"));
        CatalogDifference.Between(before, after).Select(change => $"{change.Kind} {change.Pointer}: {change.Sentence}").ShouldBe(
        [
            $"Changed {Calls}/limits: Plan growth: api_calls at most 600 per minute -> 900 per minute",
            $"Added {Calls}/overage_cap: Plan growth: api_calls overage at most 1,000 (new)",
            $"Changed {Calls}/spend_cap: Plan growth: api_calls spend at most 200.00 -> 250.00",
            $"Added {Calls}/spend_thresholds: Plan growth: api_calls spend alerts at no threshold (new)",
            $"Added {Calls}/burn_rate: Plan growth: api_calls burn rate alerts at 5,000 per hour (new)",
            $"Removed {Calls}/limits: Plan growth: api_calls at most 5,000 per day for each subject (removed)",
        ]);
        CatalogDifference.Between(after, after).ShouldBeEmpty();
    }
}
