using Tollgate.Engine.Catalog;
using Tollgate.Engine.Numbers;
using Tollgate.Engine.Rating;
using Tollgate.Server.Catalog;

namespace Tollgate.Server.Tests.Catalog;

public class SampleCatalogTests
{
    [Fact]
    public void Growth_bills_started_packages_beyond_what_is_included()
    {
        Plan plan = Read("growth.yaml").Plans["growth"];
        plan.Entitlements["api_calls"].ShouldBe(new MeteredEntitlement(10_000_000, Enforcement.Soft));
        plan.Charges.Select(charge => (charge.Name, charge.Meter, charge.AfterIncluded, charge.Bill)).ShouldBe(
            [("platform", null, false, Bill.Advance), ("api_calls", "api_calls", true, Bill.Arrears)]);
        plan.Charges[1].Price.Rate(2_345_678).ExactAmount.ShouldBe(Money.Parse("469.20"));
    }

    [Fact]
    public void Inference_bills_tokens_by_model()
    {
        Plan plan = Read("llm.yaml").Plans["inference"];
        plan.Charges.Select(charge => charge.Name).ShouldBe(["platform", "tokens_in", "tokens_out"]);
        Amount(1, 18_059_974).ShouldBe(Money.Parse("541.79922"));
        Amount(2, 4_088_665).ShouldBe(Money.Parse("245.3199"));
        plan.Charges[1].Price.CellOf(Of("llama")).ShouldBeNull();

        Money Amount(int charge, long tokens)
        {
            int cell = plan.Charges[charge].Price.CellOf(Of("gpt-4"))!.Value;
            return plan.Charges[charge].Price.Rate(new Dictionary<int, CellUsage> { [cell] = new CellUsage(tokens, 1, Money.Zero) }).ExactAmount;
        }
    }

    [Fact]
    public void A_problem_is_told_with_file_line_and_column()
    {
        string yaml = Samples.Text("growth.yaml").Replace("period: month", "period: monht", StringComparison.Ordinal);
        YamlReading reading = YamlDocument.Read(yaml);
        CatalogProblem problem = CatalogReader.Read(reading.Json!, 1).Problems.ShouldHaveSingleItem();
        reading.Places.Place(problem).In("catalog.yaml").ShouldBe(
            "catalog.yaml:16:5 /plans/growth/period: 'monht' is not allowed here, did you mean 'month'? Here one of day, week, month, quarter, year is allowed.");
    }

    [Fact]
    public void The_example_of_the_readme_is_answered_as_it_says()
    {
        string[] blocks = Samples.WorkedExample("src/Tollgate.Engine/Catalog/README.md");
        YamlReading reading = YamlDocument.Read(blocks[0]);
        string.Join('\n', CatalogReader.Read(reading.Json!, 1).Problems.Select(problem => reading.Places.Place(problem).In("catalog.yaml"))).ShouldBe(blocks[1]);
    }

    [Fact]
    public void A_missing_key_is_told_where_the_object_begins()
    {
        YamlReading reading = YamlDocument.Read("currency: USD\nplans:\n  growth: {name: Growth}\n");
        CatalogProblem problem = CatalogReader.Read(reading.Json!, 1).Problems.ShouldHaveSingleItem();
        reading.Places.Place(problem).In("c.yaml").ShouldBe("c.yaml:3:3 /plans/growth: The key 'period' is missing; a plan needs it.");
        reading.Places.Place(problem with { Pointer = "/plans/growth/charges/0" }).Line.ShouldBe(3);
        reading.Places.Place(problem with { Pointer = "" }).Line.ShouldBe(1);
    }

    private static CatalogVersion Read(string name)
    {
        CatalogReading reading = CatalogReader.Read(YamlDocument.Read(Samples.Text(name)).Json!, 1);
        reading.Problems.ShouldBeEmpty();
        return reading.Catalog!;
    }

    private static Occasion Of(string model) => new(default, NodaTime.DateTimeZone.Utc, dimension => dimension == "model" ? model : null);
}
