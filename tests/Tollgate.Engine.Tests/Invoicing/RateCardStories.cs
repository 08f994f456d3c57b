using Tollgate.Engine.Catalog;
using Tollgate.Engine.Contracts;
using Tollgate.Engine.Invoicing;
using Tollgate.Engine.Tests.Scenarios;

namespace Tollgate.Engine.Tests.Invoicing;

public class RateCardStories
{
    // New prices begin a new count: 150 rows before the 16th stand in two tiers, 40 after it in none.
    [Fact]
    public void A_price_that_follows_another_counts_for_itself() => Story.Plays("""
        env 2025-06-01
        catalog cards
        account a
        contract a shared 2025-06-01
        use a calls 12 @2025-05-30                                  -> calls 12, waiting
        clock 2025-06-15
        use a calls 12                                              -> calls 12, covered 10
        use a rows 150                                              -> rows 150, covered 0
        clock 2025-06-20
        use a rows 40                                               -> rows 40, covered 0
        clock 2025-07-01
        invoice a 1                                                 -> calls 0.20; rows 125.00; rows@2025-06-16T00:00:00Z 10.00; fee 15.00; fee@2025-06-16T00:00:00Z 30.00; total 180.20
        invoice a 2                                                 -> calls 0.00; rows@2025-06-16T00:00:00Z 0.00; fee@2025-06-16T00:00:00Z 60.00; total 60.00
        invoice a 3                                                 -> calls 0.00; rows@2025-06-16T00:00:00Z 0.00; fee@2025-08-01T00:00:00Z 90.00; late 1.00; total 91.00
        restart
        """);

    [Fact]
    public void A_plans_own_price_stands_in_place_of_the_cards() => Story.Plays("""
        env 2025-06-01
        catalog cards
        account a
        contract a own 2025-07-01
        clock 2025-07-10
        use a rows 10                                               -> rows 10, covered 0
        invoice a 1                                                 -> calls 0.00; rows 20.00; fee@2025-06-16T00:00:00Z 60.00; extra 5.00; total 85.00
        """);

    [Fact]
    public void A_contract_is_billed_in_the_currency_of_its_card() => Story.Plays("""
        env 2025-06-01
        catalog cards
        account a currency=USD
        account b currency=EUR
        contract a euro 2025-06-01                                  -> currency_mismatch
        contract b euro 2025-06-01
        contract b shared 2026-06-01 id=c                           -> currency_mismatch
        use b calls 100                                             -> calls 100, covered 0
        invoice b 1                                                 -> calls 9.00; total 9.00
        """);

    [Fact]
    public void A_line_names_its_card_and_its_catalog_version()
    {
        var verbs = new Verbs(new World());
        foreach (string line in new[] { "env 2025-07-01", "catalog shop", "catalog cards", "account a", "contract a own 2025-07-01" })
            verbs.Play(line.Split(' ')).ShouldBe("ok");
        ContractBook contract = verbs.World.Books.Contracts["ctr_a"];
        Composition.Of(contract, 1).Lines.Select(line => $"{ChargeNames.Of(line.Charge)} {line.RateCard ?? "plan"} {line.CatalogVersion}").ShouldBe(
            ["calls standard 2", "rows plan 2", "fee standard 2", "extra plan 2"]);
    }
}
