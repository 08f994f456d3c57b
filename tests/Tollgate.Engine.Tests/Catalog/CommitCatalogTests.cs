using Tollgate.Engine.Catalog;

namespace Tollgate.Engine.Tests.Catalog;

public class CommitCatalogTests
{
    private const string At = "/plans/p/commits/spend";

    // Each line: the commit "spend" of a plan, and where the first problem is and which.
    [Theory]
    [InlineData("""{"amount":"1.00","term":"year"}""", At, "missing_key")]
    [InlineData("""{"kind":"paid","amount":"1.00","term":"year"}""", At + "/kind", "value_not_allowed")]
    [InlineData("""{"kind":"postpaid","amount":"1.00","term":"week"}""", At + "/term", "value_not_allowed")]
    [InlineData("""{"kind":"postpaid","amount":"0","term":"year"}""", At + "/amount", "not_positive")]
    [InlineData("""{"kind":"postpaid","amount":"1.005","term":"year"}""", At + "/amount", "too_many_digits")]
    [InlineData("""{"kind":"postpaid","amount":"1.00","term":"year","currency":"EUR"}""", At + "/currency", "currency_mismatch")]
    [InlineData("""{"kind":"postpaid","amount":"1.00","term":"year","charges":["fee"]}""", At + "/charges/0", "unknown_reference")]
    [InlineData("""{"kind":"postpaid","amount":"1.00","term":"year","charges":[]}""", At + "/charges", "empty_list")]
    [InlineData("""{"kind":"postpaid","amount":"1.00","term":"year","rollover":true}""", At + "/rollover", "commit_mismatch")]
    [InlineData("""{"kind":"postpaid","amount":"1.00","term":"year","colour":1}""", At + "/colour", "unknown_key")]
    [InlineData("""{"kind":"postpaid","amount":"1.00","term":"year","charges":["rows"],"rates":{"calls":{"model":"per_unit","amount":"1"}}}""", At + "/rates/calls", "unknown_reference")]
    [InlineData("""{"kind":"postpaid","amount":"1.00","term":"year","rates":{"calls":{"model":"flat","amount":"1"}}}""", At + "/rates/calls", "commit_mismatch")]
    [InlineData("""{"kind":"postpaid","amount":"1.00","term":"year","rates":{"calls":{"model":"percentage","percent":"1"}}}""", At + "/rates/calls", "commit_mismatch")]
    [InlineData("""{"kind":"postpaid","amount":"1.00","term":"year","rates":{"calls":{"model":"per_unit","amount":"100000"}}}""", At + "/rates/calls", "commit_mismatch")]
    [InlineData("""{"kind":"postpaid","amount":"1.00","term":"year","rates":{"calls":{"model":"per_unit","amount":"1","until":"2025-01-01T00:00:00Z"}}}""", At + "/rates/calls", "commit_mismatch")]
    [InlineData("""{"kind":"postpaid","amount":"1.00","term":"year"},"more":{"kind":"prepaid","amount":"1.00","term":"year","charges":["rows"]}""", "/plans/p/commits/more", "commit_mismatch")]
    [InlineData("""{"kind":"postpaid","amount":"1.00","term":"year","charges":["calls"]},"rows":{"kind":"prepaid","amount":"1.00","term":"year","charges":["rows"]}""", "/plans/p/commits/rows", "commit_mismatch")]
    [InlineData("""{"kind":"postpaid","amount":"1.00","term":"year"},"minimum":{"kind":"prepaid","amount":"1.00","term":"year"}""", "/plans/p/commits/minimum", "commit_mismatch")]
    public void A_commit_that_does_not_go_with_its_plan_is_refused_with_its_place(string commit, string pointer, string code)
    {
        CatalogProblem first = CatalogReader.Read(Of("month", $"{{\"spend\":{commit}}}"), 1).Problems[0];
        (first.Pointer, first.Code).ShouldBe((pointer, code));
    }

    [Fact]
    public void A_term_is_no_shorter_than_a_billing_period()
    {
        CatalogReader.Read(Of("quarter", """{"spend":{"kind":"postpaid","amount":"1.00","term":"month"}}"""), 1).Problems.ShouldHaveSingleItem().Pointer.ShouldBe(At + "/term");
        CatalogReader.Read(Of("quarter", """{"spend":{"kind":"postpaid","amount":"1.00","term":"quarter"}}"""), 1).Problems.ShouldBeEmpty();
        CatalogReader.Read(Of("year", """{"spend":{"kind":"postpaid","amount":"1.00","term":"contract"}}"""), 1).Problems.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("\"50.005\"", "too_many_digits")]
    [InlineData("0", "not_positive")]
    [InlineData("true", "wrong_type")]
    public void A_minimum_is_an_amount_above_zero(string minimum, string code) =>
        CatalogReader.Read(Of("month", "{}").Replace("\"period\"", $"\"minimum\":{minimum},\"period\"", StringComparison.Ordinal), 1).Problems.Select(problem => (problem.Pointer, problem.Code)).ShouldBe([("/plans/p/minimum", code)]);

    [Fact]
    public void What_a_plan_commits_to_is_told_in_words()
    {
        CatalogVersion before = CatalogReader.Read(Of("month", "{}"), 1).Catalog!;
        CatalogVersion one = CatalogReader.Read(Of("month", """{"spend":{"kind":"prepaid","amount":"120000.00","term":"year","rollover":true,"rates":{"calls":{"model":"per_unit","amount":"0.5"}}}}"""), 2).Catalog!;
        CatalogVersion other = CatalogReader.Read(Of("month", """{"spend":{"kind":"prepaid","amount":"90000.00","term":"quarter","charges":["calls"],"rates":{"calls":{"model":"per_unit","amount":"0.4"}}}}""").Replace("\"period\"", "\"minimum\":\"50.00\",\"period\"", StringComparison.Ordinal), 3).Catalog!;
        CatalogDifference.Between(before, one).Select(change => change.Sentence).ShouldBe([
            "Plan p: commit spend is prepaid (new)",
            "Plan p: commit spend amount 120,000.00 (new)",
            "Plan p: commit spend for each year (new)",
            "Plan p: commit spend counts all usage (new)",
            "Plan p: commit spend what is left goes on into the next term (new)",
            "Plan p: commit spend rate of calls: each unit at 0.50 (new)",
        ]);
        CatalogDifference.Between(one, other).Select(change => change.Sentence).ShouldBe([
            "Plan p: a billing period costs at least 50.00 (new)",
            "Plan p: commit spend amount 120,000.00 -> 90,000.00",
            "Plan p: commit spend for each year -> each quarter",
            "Plan p: commit spend counts all usage -> calls",
            "Plan p: commit spend rate of calls: each unit at 0.50 -> 0.40",
            "Plan p: commit spend what is left goes on into the next term (removed)",
        ]);
    }

    private static string Of(string period, string commits) => $$$"""
        {"currency":"USD","meters":{"calls":{"event":"calls","aggregation":"sum"},"rows":{"event":"rows","aggregation":"sum"}},
         "plans":{"p":{"period":"{{{period}}}","charges":{"fee":{"model":"flat","amount":"1.00"},"calls":{"meter":"calls","model":"per_unit","amount":"1.00"},"rows":{"meter":"rows","model":"per_unit","amount":"1.00"}},"commits":{{{commits}}} } } }
        """;
}
