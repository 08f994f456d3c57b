using Tollgate.Engine.Contracts;
using Tollgate.Engine.Invoicing;
using Tollgate.Engine.Tests.Scenarios;

namespace Tollgate.Engine.Tests.Contracts;

public class NegotiatedStories
{
    [Fact]
    public void A_negotiated_limit_stands_in_place_of_the_plans_and_leaves_the_rest() => Story.Plays("""
        env 2025-06-01
        catalog offers
        account a
        contract a growth 2025-06-01 add=pack terms={"entitlements":{"calls":{"included":1000},"sso":true,"editor":{"seats":1}}}
        consume a calls 1001                -> allowed soft_limit_exceeded, 1001 of 1000, over 1 at 0.1
        check a sso                         -> allowed within_limit
        seat a editor ann                   -> allowed within_limit, 1 of 1 seats
        seat a editor bob                   -> denied quota_exceeded, 1 of 1 seats
        account b
        contract b growth 2025-06-01 terms={"entitlements":{"calls":{"enforcement":"hard"}}}
        consume b calls 101                 -> denied quota_exceeded, 0 of 100 at 0.1
        account c
        contract c growth 2025-06-01 terms={"entitlements":{"calls":{"overage_cap":5}}}
        consume c calls 106                 -> denied quota_exceeded, 0 of 100 at 0.1, by overage_cap
        account d
        contract d growth 2025-06-01 terms={"entitlements":{"calls":{"included":"unlimited"}}}
        consume d calls 5000                -> allowed within_limit, 5000 of unlimited at 0.1
        restart
        """);

    // 200 rows at list are 150.00 less 10 %.
    [Fact]
    public void Prices_are_overwritten_multiplied_or_tiered_and_discounted() => Story.Plays("""
        env 2025-06-01
        catalog offers
        account a
        contract a growth 2025-06-01 terms={"prices":{"rows":{"multiplier":"0.8"}},"discount_percent":{"fee":25}}
        use a rows 200                      -> rows 200, covered 0
        invoice a 1                         -> fee 22.50; calls 0.00; rows 108.00; total 130.50
        account b
        contract b growth 2025-06-01 terms={"prices":{"rows":{"tiers":[{"up_to":50,"unit_amount":"0.50"},{"unit_amount":"0.10"}]},"calls":{"tiers":[{"up_to":10,"unit_amount":"0.09"},{"unit_amount":"0.08"}]}}}
        use b rows 200                      -> rows 200, covered 0
        use b calls 120                     -> calls 120, covered 100
        invoice b 1                         -> fee 30.00; calls 1.70; rows 36.00; total 67.70
        account c
        contract c growth 2025-06-01 promo=HALF terms={"prices":{"rows":{"overwrite":{"model":"per_unit","amount":"0.25"}},"fee":{"overwrite":{"model":"flat","amount":"20.00"}}}}
        use c rows 200                      -> rows 200, covered 0
        invoice c 1                         -> fee 10.00; calls 0.00; rows 50.00; total 60.00
        """);

    [Fact]
    public void A_multiplier_is_in_the_price_of_the_next_unit() => Story.Plays("""
        env 2025-06-01
        catalog offers
        account a
        contract a growth 2025-06-01 terms={"prices":{"calls":{"multiplier":"0.5"}}}
        check a calls 101                   -> allowed soft_limit_exceeded, 0 of 100, over 1 at 0.05
        """);

    [Fact]
    public void List_and_contract_price_are_both_on_the_line()
    {
        ContractBook contract = Started("""contract a growth 2025-06-01 add=pack promo=HALF terms={"prices":{"rows":{"multiplier":"0.8"}},"discount_percent":{"fee":25,"pack/fee":50}}""", "use a rows 200");
        Composition.Of(contract, 1).Lines.Where(line => line.ListPrice is not null).Select(line => $"{line.Charge}: {line.ListPrice} = {line.ListAmount}; {line.ContractPrice} = {line.ExactAmount}").ShouldBe([
            "fee: flat at 30.00 = 30; flat at 30.00, less 25 %, less 50 %, until 2025-08-01T00:00:00Z = 11.25",
            "rows: graduated, up to 100 at 1.00; beyond at 0.50, less 10 % = 135; graduated, up to 100 at 1.00; beyond at 0.50, times 0.8, less 10 % = 108",
            "pack/fee: flat at 7.00 = 7; flat at 7.00, less 50 % = 3.5",
        ]);
        Composition.Of(contract, 1).Lines.Where(line => line.AddOn is not null || !line.Promotions.IsEmpty).Select(line => $"{line.Charge} {line.AddOn?.AddOn} {line.AddOn?.Quantity} {string.Join(' ', line.Promotions)}").ShouldBe([
            "fee   HALF",
            "pack/fee pack 1 ",
        ]);
    }

    // Each line: negotiated terms, where the first problem is and which.
    [Theory]
    [InlineData("""{"colour":1}""", "/terms/colour", "unknown_key")]
    [InlineData("""[]""", "/terms", "wrong_type")]
    [InlineData("""{"discount_percent":{"fees":10}}""", "/terms/discount_percent/fees", "unknown_reference")]
    [InlineData("""{"discount_percent":{"pack/fee":10}}""", "/terms/discount_percent/pack~1fee", "unknown_reference")]
    [InlineData("""{"discount_percent":{"fee":101}}""", "/terms/discount_percent/fee", "percent_out_of_range")]
    [InlineData("""{"prices":{"fee":{}}}""", "/terms/prices/fee", "terms_mismatch")]
    [InlineData("""{"prices":{"fee":{"multiplier":1,"overwrite":{"model":"flat","amount":1}}}}""", "/terms/prices/fee", "terms_mismatch")]
    [InlineData("""{"prices":{"fee":{"multiplier":0}}}""", "/terms/prices/fee/multiplier", "terms_mismatch")]
    [InlineData("""{"prices":{"fee":{"multiplier":11}}}""", "/terms/prices/fee/multiplier", "terms_mismatch")]
    [InlineData("""{"prices":{"fee":{"tiers":[{"unit_amount":1}]}}}""", "/terms/prices/fee/tiers", "terms_mismatch")]
    [InlineData("""{"prices":{"fee":{"overwrite":{"model":"per_unit","amount":1}}}}""", "/terms/prices/fee/overwrite", "terms_mismatch")]
    [InlineData("""{"prices":{"rows":{"overwrite":{"model":"flat","amount":1}}}}""", "/terms/prices/rows/overwrite", "terms_mismatch")]
    [InlineData("""{"prices":{"rows":{"overwrite":{"model":"per_unit","amount":"1","from":"2025-06-01T00:00:00Z"}}}}""", "/terms/prices/rows/overwrite/from", "unknown_key")]
    [InlineData("""{"prices":{"rows":{"tiers":[{"up_to":5,"unit_amount":1},{"up_to":4,"unit_amount":1},{"unit_amount":1}]}}}""", "/terms/prices/rows/tiers/1/up_to", "tiers_not_rising")]
    [InlineData("""{"prices":{"calls":{"overwrite":{"model":"percentage","percent":"2"}}}}""", "/terms/prices/calls/overwrite", "events_priced_alone")]
    [InlineData("""{"entitlements":{"fax":true}}""", "/terms/entitlements/fax", "unknown_reference")]
    [InlineData("""{"entitlements":{"sso":10}}""", "/terms/entitlements/sso", "entitlement_mismatch")]
    [InlineData("""{"entitlements":{"calls":{"paid_from":"USD"}}}""", "/terms/entitlements/calls/paid_from", "wallet_mismatch")]
    [InlineData("""{"entitlements":{"calls":{"grace_units":1}}}""", "/terms/entitlements/calls/grace_units", "enforcement_mismatch")]
    public void What_does_not_go_with_the_plan_is_refused_at_its_place(string terms, string pointer, string code)
    {
        var world = new World();
        var verbs = new Verbs(world);
        foreach (string line in new[] { "env 2025-06-01", "catalog offers", "account a" })
            verbs.Play(line.Split(' ')).ShouldBe("ok");
        Rejection? refused = world.Submit(new StartContract("c", "a", "growth", null, null, System.Collections.Immutable.ImmutableSortedDictionary<string, string>.Empty) { Terms = ContractTerms.None with { Negotiated = terms } }).Rejection;
        (refused?.Pointer, refused?.Code).ShouldBe((pointer, code));
    }

    private static ContractBook Started(params string[] lines)
    {
        var verbs = new Verbs(new World());
        foreach (string line in (string[])["env 2025-06-01", "catalog offers", "account a", .. lines])
            verbs.Play(line.Split(' ')).ShouldNotContain("_not_");
        return verbs.World.Books.Contracts["ctr_a"];
    }
}
