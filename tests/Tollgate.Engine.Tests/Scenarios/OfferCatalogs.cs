namespace Tollgate.Engine.Tests.Scenarios;

/// <summary>Catalogs with rate cards, and with what is sold beside plans.</summary>
internal static class OfferCatalogs
{
    /// <summary>Plans that differ in what they commit to, by the quarter of three monthly periods; the fee is in advance.</summary>
    public const string Commits = """
        {"currency":"USD",
         "meters":{"calls":{"event":"calls","aggregation":"sum"},"rows":{"event":"rows","aggregation":"sum"}},
         "features":{"calls":{"kind":"metered","meter":"calls"},"rows":{"kind":"metered","meter":"rows"}},
         "plans":{
           "plain":{"period":"month","charges":{"calls":{"meter":"calls","model":"per_unit","amount":"1.00"}}},
           "postpaid":{"period":"month",
             "charges":{"fee":{"model":"flat","amount":"10.00","bill":"advance"},"calls":{"meter":"calls","model":"per_unit","amount":"1.00"},"rows":{"meter":"rows","model":"per_unit","amount":"0.10"}},
             "commits":{"spend":{"kind":"postpaid","amount":"100.00","term":"quarter"}}},
           "prepaid":{"period":"month","charges":{"calls":{"meter":"calls","model":"per_unit","amount":"1.00"},"rows":{"meter":"rows","model":"per_unit","amount":"0.10"}},
             "commits":{"spend":{"kind":"prepaid","amount":"100.00","term":"quarter","charges":["calls"]}}},
           "rolling":{"period":"month","charges":{"calls":{"meter":"calls","model":"per_unit","amount":"1.00"}},
             "commits":{"spend":{"kind":"prepaid","amount":"100.00","term":"month","rollover":true}}},
           "rates":{"period":"month","charges":{"calls":{"meter":"calls","model":"per_unit","amount":"1.00"},"rows":{"meter":"rows","model":"per_unit","amount":"0.10"}},
             "commits":{"spend":{"kind":"postpaid","amount":"100.00","term":"quarter","rates":{"calls":{"model":"per_unit","amount":"0.80"}}}}},
           "trying":{"period":"month","trial":{"days":31},"charges":{"calls":{"meter":"calls","model":"per_unit","amount":"1.00"}},
             "commits":{"spend":{"kind":"prepaid","amount":"100.00","term":"quarter"}}},
           "calendar":{"period":"month","anchor":"calendar","charges":{"calls":{"meter":"calls","model":"per_unit","amount":"1.00"}},
             "commits":{"spend":{"kind":"postpaid","amount":"100.00","term":"month"}}},
           "whole":{"period":"month","charges":{"calls":{"meter":"calls","model":"per_unit","amount":"1.00"}},
             "commits":{"spend":{"kind":"postpaid","amount":"100.00","term":"contract"}}},
           "least":{"period":"month","minimum":"50.00",
             "charges":{"fee":{"model":"flat","amount":"10.00","bill":"advance"},"calls":{"meter":"calls","model":"per_unit","amount":"1.00"}}}}}
        """;

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

    /// <summary>Add-ons, bundles, promotions, a trial and a plan that is sold no more.</summary>
    public const string Offers = """
        {"currency":"USD",
         "meters":{"calls":{"event":"calls","aggregation":"sum"},"rows":{"event":"rows","aggregation":"sum","dimensions":["region"]}},
         "features":{"calls":{"kind":"metered","meter":"calls"},"sso":{"kind":"boolean"},"projects":{"kind":"config","type":"number"},"editor":{"kind":"seat","type":"named"},"rows":{"kind":"metered","meter":"rows"}},
         "rate_cards":{"europe":{"currency":"EUR","charges":{"fee":{"model":"flat","amount":"25.00"}}}},
         "plans":{
           "growth":{"name":"Growth","period":"month",
             "entitlements":{"calls":{"included":100,"enforcement":"soft"},"sso":false,"projects":10,"editor":{"seats":2}},
             "charges":{
               "fee":{"model":"flat","amount":"30.00","bill":"advance"},
               "calls":{"meter":"calls","after":"included","model":"per_unit","amount":"0.10"},
               "rows":{"meter":"rows","model":"graduated","tiers":[{"up_to":100,"unit_amount":"1.00"},{"unit_amount":"0.50"}],"discount_percent":10}}},
           "trial":{"period":"month","trial":{"days":14},"entitlements":{"calls":{"included":10,"enforcement":"soft"}},
             "charges":{"fee":{"model":"flat","amount":"30.00","bill":"advance"},"calls":{"meter":"calls","after":"included","model":"per_unit","amount":"1.00"}}},
           "old":{"period":"month","retired":true},
           "euro":{"period":"month","rate_card":"europe"}},
         "add_ons":{
           "pack":{"name":"More calls","entitlements":{"calls":{"included":50}},"charges":{"fee":{"model":"flat","amount":"7.00"}},"plans":["growth","trial"],"max_quantity":5},
           "strict":{"entitlements":{"calls":{"included":1,"enforcement":"hard"}}},
           "team":{"entitlements":{"sso":true,"projects":25,"editor":{"seats":3}},"charges":{"setup":{"model":"flat","amount":"10.00","bill":"advance"}}},
           "big":{"entitlements":{"projects":[{"value":1000,"when":{"region":"eu"}}]}},
           "stored":{"entitlements":{"rows":{"included":5}},"plans":["growth"]}},
         "bundles":{"starter":{"plan":"growth","add_ons":[{"add_on":"pack","quantity":2},{"add_on":"team"}]},"gone":{"plan":"old","add_ons":[{"add_on":"big"}]}},
         "promotions":{
           "HALF":{"discount_percent":50,"charges":["fee"],"periods":2},
           "SPRING":{"discount_percent":20,"from":"2025-06-01T00:00:00Z","until":"2025-07-01T00:00:00Z","max_redemptions":1},
           "FIVE":{"discount_amount":"5.00","charges":["pack/fee","rows"]}}}
        """;
}
