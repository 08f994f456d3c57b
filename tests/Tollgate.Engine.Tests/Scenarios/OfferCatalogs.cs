namespace Tollgate.Engine.Tests.Scenarios;

/// <summary>Catalogs with rate cards, and with what is sold beside plans.</summary>
internal static class OfferCatalogs
{
    /// <summary>One card for two plans, of which one has a price of its own, and a card in another currency.</summary>
    public const string Cards = """
        {"currency":"USD",
         "meters":{"calls":{"event":"calls","aggregation":"sum"},"rows":{"event":"rows","aggregation":"sum"}},
         "features":{"calls":{"kind":"metered","meter":"calls"}},
         "rate_cards":{
           "standard":{
             "charges":{
               "calls":{"meter":"calls","after":"included","model":"per_unit","amount":"0.10"},
               "rows":{"meter":"rows","model":"graduated","tiers":[{"up_to":100,"unit_amount":"1.00"},{"unit_amount":"0.50"}]},
               "fee":{"model":"flat","amount":"30.00"}},
             "effective":[
               {"from":"2025-06-16T00:00:00Z","charges":{"rows":{"meter":"rows","model":"per_unit","amount":"0.25"},"fee":{"model":"flat","amount":"60.00"}}},
               {"from":"2025-08-01T00:00:00Z","charges":{"fee":{"model":"flat","amount":"90.00"},"late":{"model":"flat","amount":"1.00"}}}]},
           "europe":{"currency":"EUR","charges":{"calls":{"meter":"calls","model":"per_unit","amount":"0.09"}}}},
         "plans":{
           "shared":{"name":"Shared","period":"month","rate_card":"standard","entitlements":{"calls":{"included":10,"enforcement":"soft"}}},
           "own":{"period":"month","rate_card":"standard","entitlements":{"calls":{"included":10,"enforcement":"soft"}},
                  "charges":{"extra":{"model":"flat","amount":"5.00"},"rows":{"meter":"rows","model":"per_unit","amount":"2.00"}}},
           "euro":{"period":"month","rate_card":"europe"}}}
        """;
}
