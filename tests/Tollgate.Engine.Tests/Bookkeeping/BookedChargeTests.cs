using Tollgate.Engine.Catalog;
using Tollgate.Engine.Tests.Catalog;

namespace Tollgate.Engine.Tests.Bookkeeping;

/// <summary>What a charge says for the books.</summary>
public class BookedChargeTests
{
    private const string Sample = """
        {"currency":"USD","meters":{},"features":{},"plans":{"team":{"period":"month","charges":{
          "base":{"model":"flat","amount":"100.00","gl_account":"4000-10","revenue":"over_period","tax_category":"saas"},
          "plain":{"model":"flat","amount":"1.00"}}}}}
        """;

    [Fact]
    public void Reads_accounts_revenue_and_tax_categories()
    {
        Plan plan = Documents.Read(Sample).Plans["team"];
        (plan.Charges[0].GlAccount, plan.Charges[0].Revenue, plan.Charges[0].TaxCategory).ShouldBe(("4000-10", RevenueRule.OverPeriod, "saas"));
        (plan.Charges[1].GlAccount, plan.Charges[1].Revenue, plan.Charges[1].TaxCategory).ShouldBe((null, null, null));
        Documents.Read(Sample.Replace("over_period", "at_once", StringComparison.Ordinal)).Plans["team"].Charges[0].Revenue.ShouldBe(RevenueRule.AtOnce);
    }

    [Theory]
    [InlineData("\"4000-10\"", "\"40 00\"", "malformed_id", "gl_account")]
    [InlineData("\"4000-10\"", "4000", "wrong_type", "gl_account")]
    [InlineData("\"over_period\"", "\"monthly\"", "value_not_allowed", "revenue")]
    [InlineData("\"saas\"", "\"\"", "malformed_id", "tax_category")]
    public void What_is_wrong_is_told_with_its_place(string then, string now, string code, string key)
    {
        CatalogProblem problem = CatalogReader.Read(Sample.Replace(then, now, StringComparison.Ordinal), 1).Problems.ShouldHaveSingleItem();
        (problem.Code, problem.Pointer).ShouldBe((code, $"/plans/team/charges/base/{key}"));
    }
}
