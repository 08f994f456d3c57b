namespace Tollgate.Engine.Tests.Scenarios;

/// <summary>The catalogs of the stories, by name.</summary>
internal static class Catalogs
{
    public static string Named(string name) => name switch
    {
        "shop" => Shop,
        "llm" => Llm,
        "yen" => Priced("JPY", """{"model":"per_unit","meter":"calls","amount":"0.5"}"""),
        "dinar" => Priced("KWD", """{"model":"per_unit","meter":"calls","amount":"0.0005"}"""),
        "tiny" => Priced("USD", """{"model":"per_unit","meter":"calls","amount":"0.000000000001"}"""),
        "product" => Priced("USD", """{"model":"per_unit","meter":"calls","amount":"0.000000001234"}"""),
        "dear" => Priced("USD", """{"model":"per_unit","meter":"calls","amount":"1000.00"}"""),
        "scoped" => """{"currency":"USD","meters":{"calls":{"event":"calls","aggregation":"sum","dimensions":["model"]}},"features":{"calls":{"kind":"metered","meter":"calls"}},"plans":{"plan":{"period":"month","entitlements":{"calls":{"included":0}}}}}""",
        "twins" => """{"currency":"USD","meters":{"calls":{"event":"calls","aggregation":"sum"}},"features":{"one":{"kind":"metered","meter":"calls"},"two":{"kind":"metered","meter":"calls"}},"plans":{"plan":{"period":"month","charges":{"base":{"model":"flat","amount":"1.00"}}}}}""",
        "commits" => OfferCatalogs.Commits,
        "counting" => Metered("""{"event":"job","aggregation":"count"}"""),
        "summing" => Metered("""{"event":"job","aggregation":"sum","value":"quantity"}"""),
        "renamed" => Metered("""{"event":"task","aggregation":"count"}"""),
        "two_charges" => """{"currency":"USD","meters":{"a":{"event":"job","aggregation":"sum","value":"quantity"}},"features":{"a":{"kind":"metered","meter":"a"}},"plans":{"plan":{"period":"month","entitlements":{"a":{"paid_from":"USD","enforcement":"hard"}},"charges":{"one":{"meter":"a","model":"per_unit","amount":"1.00"},"two":{"meter":"a","model":"per_unit","amount":"0.50"}}}}}""",
        "purses" => """{"currency":"USD","meters":{"a":{"event":"job","aggregation":"sum","value":"quantity"},"b":{"event":"job","aggregation":"sum","value":"quantity"}},"features":{"a":{"kind":"metered","meter":"a"},"b":{"kind":"metered","meter":"b"}},"credits":{"sparks":{}},"plans":{"plan":{"period":"month","entitlements":{"a":{"paid_from":"USD","enforcement":"soft"},"b":{"paid_from":"sparks","credit_rate":1,"enforcement":"soft"}},"charges":{"a":{"meter":"a","model":"per_unit","amount":"1.00"}}}}}""",
        "models" => Models,
        "cards" => OfferCatalogs.Cards,
        "offers" => OfferCatalogs.Offers,
        "days" => LifecycleCatalogs.Days,
        "pair" => """{"currency":"USD","meters":{"a":{"event":"job","aggregation":"sum","value":"quantity"},"b":{"event":"job","aggregation":"sum","value":"quantity"}},"features":{"a":{"kind":"metered","meter":"a"}},"plans":{"plan":{"period":"month","spend_cap":"10.00","spend_thresholds":[50,100],"charges":{"a":{"meter":"a","model":"per_unit","amount":"1.00"},"b":{"meter":"b","model":"per_unit","amount":"1.00"}}}}}""",
        "wallets" => Wallets,
        "billed" => """{"currency":"USD","meters":{"calls":{"event":"calls","aggregation":"sum"}},"features":{"one":{"kind":"metered","meter":"calls"},"two":{"kind":"metered","meter":"calls"}},"plans":{"paid":{"period":"month","entitlements":{"one":{"paid_from":"USD","enforcement":"hard"}},"charges":{"use":{"meter":"calls","model":"per_unit","amount":"1.00"},"also":{"meter":"calls","model":"per_unit","amount":"0.50"}}},"falling":{"period":"month","entitlements":{"one":{"included":12,"enforcement":"hard","spend_cap":"4.00"}},"charges":{"use":{"meter":"calls","model":"volume","tiers":[{"up_to":14,"unit_amount":"0.10","flat_amount":"5.00"},{"up_to":null,"unit_amount":"0.01"}]}}}}}""",
        "alerting" => Alerting,
        "conditions" => Conditions,
        "fx" => Foreign,
        "shop_dearer" => Shop.Replace("3000.00", "3300.00", StringComparison.Ordinal),
        "seats" => Seats,
        "limited" => Limited,
        "paying" => Paying,
        "booked" => """{"currency":"USD","meters":{},"features":{},"plans":{"plan":{"period":"month","charges":{"base":{"model":"flat","amount":"100.00","bill":"advance","gl_account":"4000","revenue":"over_period"},"book":{"model":"flat","amount":"9.99","bill":"advance","gl_account":"4100","tax_category":"books"}}}}}""",
        "side" => AtOnceCatalogs.Side,
        "side_later" => AtOnceCatalogs.SideLater,
        "other" => """{"currency":"USD","meters":{"other":{"event":"other","aggregation":"count"}},"features":{},"plans":{}}""",
        _ => throw new ArgumentException($"There is no catalog '{name}'."),
    };

    private const string Models = """
        {"currency":"USD",
         "meters":{
           "paid":{"event":"payment","aggregation":"sum","value":"amount","dimensions":["card"]},
           "calls":{"event":"calls","aggregation":"sum","dimensions":["model"]}},
         "features":{"calls":{"kind":"metered","meter":"calls"},"paid":{"kind":"metered","meter":"paid"}},
         "plans":{
           "payments":{"period":"month","charges":{
             "fees":{"meter":"paid","model":"matrix","dimensions":["card"],
               "cells":[{"card":"amex","price":{"model":"percentage","percent":"3.5","fixed_amount":"0.30","event_maximum":"20.00"}}],
               "default":{"model":"percentage","percent":"2.9","free_events":1}},
             "passed_on":{"meter":"paid","model":"dynamic","amount_path":"cost","multiplier":"1.1"}}},
           "capped":{"period":"month","entitlements":{"paid":{"included":"unlimited","spend_cap":"10.00"}},"charges":{
             "fees":{"meter":"paid","model":"percentage","percent":"10","fixed_amount":"1.00"}}},
           "prepaid":{"period":"month","entitlements":{"paid":{"paid_from":"USD","enforcement":"hard"}},"charges":{
             "fees":{"meter":"paid","model":"percentage","percent":"10","fixed_amount":"1.00"}}},
           "by_day":{"period":"month","charges":{
             "calls":{"meter":"calls","model":"time_of_day","windows":[{"from":"08:00","to":"20:00","price":{"model":"per_unit","amount":"0.02"}}],"default":{"model":"per_unit","amount":"0.01"}}}},
           "dated":{"period":"month","anchor":"calendar","charges":{
             "base":{"model":"flat","amount":"30.00","until":"2025-06-11T00:00:00Z"},
             "base_new":{"model":"flat","amount":"60.00","from":"2025-06-11T00:00:00Z"},
             "calls":{"meter":"calls","model":"per_unit","amount":"1.00","until":"2025-06-11T00:00:00Z"},
             "calls_new":{"meter":"calls","model":"per_unit","amount":"2.00","from":"2025-06-11T00:00:00Z"}}},
           "steps":{"period":"month","charges":{
             "calls":{"meter":"calls","model":"stair","tiers":[{"up_to":10,"amount":"5.00"},{"up_to":null,"amount":"8.00"}],"discount_percent":10,"minimum":"5.00"}}},
           "formula":{"period":"month","charges":{
             "calls":{"meter":"calls","model":"formula","expression":"5 + max(0, quantity - 100) * 0.5"}}}}}
        """;

    private const string Foreign = """
        {"currency":"USD",
         "meters":{"calls":{"event":"calls","aggregation":"sum"}},
         "features":{"calls":{"kind":"metered","meter":"calls"}},
         "rate_cards":{"standard":{
           "charges":{
             "fee":{"model":"flat","amount":"30.00","bill":"advance"},
             "calls":{"meter":"calls","model":"per_unit","amount":"0.10"},
             "support":{"model":"flat","amount":"10.00"}},
           "currencies":{"EUR":{"charges":{"calls":{"meter":"calls","model":"per_unit","amount":"0.08"}}}}}},
         "plans":{
           "plan":{"period":"month","rate_card":"standard"},
           "next":{"period":"month","rate_card":"standard","charges":{"fee":{"model":"flat","amount":"60.00","bill":"advance"}}},
           "capped":{"period":"month","rate_card":"standard","spend_cap":"100.00"}}}
        """;

    private const string Wallets = """
        {"currency":"USD",
         "meters":{
           "calls":{"event":"calls","aggregation":"sum"},
           "images":{"event":"images","aggregation":"sum"},
           "steps":{"event":"steps","aggregation":"sum","dimensions":["model"]}},
         "features":{
           "calls":{"kind":"metered","meter":"calls"},
           "images":{"kind":"metered","meter":"images"},
           "steps":{"kind":"metered","meter":"steps"}},
         "credits":{"sparks":{"price":{"model":"volume","tiers":[{"up_to":1000,"unit_amount":"0.10"},{"up_to":null,"unit_amount":"0.08"}]}}},
         "plans":{
           "prepaid":{"period":"month",
             "entitlements":{
               "calls":{"paid_from":"USD","enforcement":"hard"},
               "images":{"included":10,"paid_from":"sparks","credit_rate":4,"enforcement":"hard"},
               "steps":{"paid_from":"USD"}},
             "charges":{
               "calls":{"meter":"calls","model":"per_unit","amount":"0.002"},
               "steps":{"meter":"steps","model":"graduated","tiers":[{"up_to":100,"unit_amount":"0.10","flat_amount":"1.00"},{"up_to":null,"unit_amount":"0.05"}]}}},
           "mixed":{"period":"month",
             "entitlements":{
               "calls":{"included":100,"paid_from":"USD","enforcement":"soft"},
               "images":{"paid_from":"sparks","credit_rate":"0.3","enforcement":"soft"}},
             "charges":{
               "base":{"model":"flat","amount":"5.00"},
               "calls":{"meter":"calls","after":"included","model":"per_unit","amount":"0.50"},
               "images":{"meter":"images","after":"included","model":"per_unit","amount":"1.00"},
               "steps":{"meter":"steps","model":"per_unit","amount":"0.01"}}}}}
        """;

    private const string Shop = """
        {"currency":"USD",
         "meters":{
           "api_calls":{"event":"api_calls","aggregation":"sum"},
           "rows":{"event":"rows","aggregation":"sum"},
           "rows_seen":{"event":"rows","aggregation":"count"}},
         "features":{
           "api_calls":{"kind":"metered","meter":"api_calls"},
           "rows":{"kind":"metered","meter":"rows"},
           "bulk_export":{"kind":"boolean"},
           "max_projects":{"kind":"config","type":"number"},
           "region":{"kind":"config","type":"string"}},
         "plans":{
           "growth":{"period":"month",
             "entitlements":{"api_calls":{"included":10000000,"enforcement":"soft"},"bulk_export":true,"max_projects":10,"region":"eu"},
             "charges":{
               "platform":{"model":"flat","amount":"3000.00","bill":"advance"},
               "api_calls":{"meter":"api_calls","after":"included","model":"package","package_size":1000,"amount":"0.20"}}},
           "scale":{"period":"month",
             "entitlements":{"api_calls":{"included":25000000,"enforcement":"soft"}},
             "charges":{
               "platform":{"model":"flat","amount":"6000.00","bill":"advance"},
               "api_calls":{"meter":"api_calls","after":"included","model":"package","package_size":1000,"amount":"0.15"}}},
           "rows":{"period":"month",
             "entitlements":{"rows":{"included":5000000,"enforcement":"soft"}},
             "charges":{
               "base":{"model":"flat","amount":"2000.00"},
               "rows":{"meter":"rows","after":"included","model":"per_unit","amount":"0.40","convert":{"divide_by":1000}}}},
           "extra":{"period":"month",
             "charges":{"calls":{"meter":"api_calls","model":"per_unit","amount":"2.00","convert":{"divide_by":100000}}}},
           "soft":{"period":"month",
             "entitlements":{"api_calls":{"included":50000,"enforcement":"soft"}},
             "charges":{"api_calls":{"meter":"api_calls","after":"included","model":"per_unit","amount":"0.002"}}},
           "hard":{"period":"month",
             "entitlements":{"api_calls":{"included":100},"bulk_export":false},
             "charges":{"api_calls":{"meter":"api_calls","after":"included","model":"per_unit","amount":"1.00"}}},
           "free":{"period":"month","entitlements":{"api_calls":{"included":"unlimited"}}},
           "graced":{"period":"month",
             "entitlements":{"api_calls":{"included":100,"enforcement":"grace","grace_units":50,"grace_period":"7d","grace_free":true}},
             "charges":{"api_calls":{"meter":"api_calls","after":"included","model":"per_unit","amount":"1.00"}}},
           "wide":{"period":"month",
             "entitlements":{"api_calls":{"included":10000000,"enforcement":"grace","grace_units":100000}},
             "charges":{"api_calls":{"meter":"api_calls","after":"included","model":"per_unit","amount":"0.01"}}},
           "throttled":{"period":"month",
             "entitlements":{"api_calls":{"included":100,"enforcement":"throttle","rate":"10/s","burst":20}},
             "charges":{"api_calls":{"meter":"api_calls","after":"included","model":"per_unit","amount":"1.00"}}},
           "mid":{"period":"month","anchor":"calendar",
             "charges":{
               "seat":{"model":"flat","amount":"30.00","bill":"advance"},
               "base":{"model":"flat","amount":"60.00"},
               "calls":{"meter":"api_calls","model":"per_unit","amount":"1.00"}}},
           "day":{"period":"day","anchor":"calendar","charges":{
               "by_second":{"model":"flat","amount":"86.40","proration":"second"},
               "calls":{"meter":"api_calls","model":"per_unit","amount":"1.00"}}},
           "advance":{"period":"month","charges":{"base":{"model":"flat","amount":"10.00","bill":"advance"}}},
           "year":{"period":"year","charges":{"base":{"model":"flat","amount":"365.00"}}}}}
        """;

    private const string Alerting = """
        {"currency":"USD",
         "meters":{"calls":{"event":"calls","aggregation":"sum"},"rows":{"event":"calls","aggregation":"count"}},
         "features":{"calls":{"kind":"metered","meter":"calls"},"rows":{"kind":"metered","meter":"rows"}},
         "plans":{
           "early":{"period":"month","entitlements":{"calls":{"included":10,"enforcement":"soft","thresholds":[150,50]}}},
           "quiet":{"period":"month","entitlements":{"calls":{"included":10,"enforcement":"soft","thresholds":[]}}},
           "thirds":{"period":"month","entitlements":{"calls":{"included":"0.000000010","enforcement":"soft","thresholds":["33.333333333"]}}},
           "paygo":{"period":"month","entitlements":{"calls":{"enforcement":"soft"}}},
           "none":{"period":"month","entitlements":{"calls":{"included":0}}},
           "both":{"period":"month","entitlements":{"calls":{"included":10,"enforcement":"soft"},"rows":{"included":2,"enforcement":"soft"}}},
           "open":{"period":"month","entitlements":{"calls":{"included":"unlimited"}}}}}
        """;

    private const string Conditions = """
        {"currency":"USD",
         "meters":{"calls":{"event":"calls","aggregation":"sum"},"mails":{"event":"mails","aggregation":"sum"},"scans":{"event":"scans","aggregation":"sum"}},
         "features":{
           "sso":{"kind":"boolean"},"export":{"kind":"boolean"},"audit":{"kind":"boolean"},
           "projects":{"kind":"config","type":"number"},
           "support":{"kind":"config","type":"string","values":["basic","pro","enterprise"]},
           "dark":{"kind":"config","type":"boolean"},
           "calls":{"kind":"metered","meter":"calls"},"mails":{"kind":"metered","meter":"mails"},"scans":{"kind":"metered","meter":"scans"},"reads":{"kind":"metered","meter":"scans"}},
         "defaults":{
           "audit":true,"projects":1,
           "dark":{"value":true,"when":{"groups":["beta"]}},
           "scans":{"included":10,"enforcement":"soft"}},
         "plans":{
           "team":{"period":"month",
             "entitlements":{
               "sso":{"granted":true,"when":{"region":["eu","uk"],"deployment":"cloud"}},
               "export":{"granted":true,"when":{"from":"2025-06-10T00:00:00Z","until":"2025-06-20T00:00:00Z"}},
               "projects":[10,{"value":50,"when":{"attributes":{"tier":["gold","platinum"]}}},{"value":100,"when":{"groups":"beta"}}],
               "support":[{"value":"enterprise","when":{"subjects":["vip"]}},{"value":"basic","when":{"region":"eu"}},{"value":"pro","when":{"attributes":{"tier":"gold"}}}],
               "audit":false,
               "calls":{"included":100,"when":{"subjects":["robot"]}},
               "mails":{"included":5,"when":{"attributes":{"tier":"gold"}}},
               "reads":{"included":7}}},
           "bare":{"period":"month","charges":{"scans":{"meter":"scans","after":"included","model":"per_unit","amount":"1.00"}}}}}
        """;

    private const string Seats = """
        {"currency":"USD",
         "meters":{"calls":{"event":"calls","aggregation":"sum"},"prints":{"event":"prints","aggregation":"sum"}},
         "features":{
           "editor":{"kind":"seat","type":"named"},
           "floating":{"kind":"seat","type":"concurrent","heartbeat":"5min"},
           "strict":{"kind":"seat","type":"concurrent","heartbeat":"60s","skew":"0s"},
           "calls":{"kind":"metered","meter":"calls"},
           "prints":{"kind":"metered","meter":"prints"},
           "export":{"kind":"boolean"}},
         "plans":{
           "team":{"period":"month","entitlements":{
             "editor":{"seats":2},"floating":{"seats":2},"strict":{"seats":1},"calls":{"included":100,"seat":"editor"},"export":{"seat":"editor"},
             "prints":{"paid_from":"USD","enforcement":"hard","seat":"editor"}},
             "charges":{"prints":{"meter":"prints","model":"per_unit","amount":"0.50"}}},
           "small":{"period":"month","entitlements":{"editor":{"seats":1}}},
           "by_seat":{"period":"month","entitlements":{"editor":{"seats":100},"floating":{"seats":100}},"charges":{
             "editors":{"model":"seat","feature":"editor","amount":"30.00"},
             "floaters":{"model":"seat","feature":"floating","amount":"60.00","free_units":1}}},
           "by_seat_dear":{"period":"month","entitlements":{"editor":{"seats":100}},"charges":{
             "editors":{"model":"seat","feature":"editor","amount":"90.00"}}},
           "open":{"period":"month","entitlements":{"floating":{"seats":"unlimited"}}}}}
        """;

    private const string Limited = """
        {"currency":"USD",
         "meters":{"calls":{"event":"calls","aggregation":"sum","dimensions":["model"]},"rows":{"event":"rows","aggregation":"sum"}},
         "features":{"calls":{"kind":"metered","meter":"calls"},"further":{"kind":"metered","meter":"calls"},"rows":{"kind":"metered","meter":"rows"}},
         "defaults":{"rows":{"included":"unlimited","limits":[{"per":"day","units":3}]}},
         "plans":{
           "windows":{"period":"month","entitlements":{"calls":{"included":1000,"thresholds":[],"limits":[{"per":"day","units":25},{"per":"minute","units":10}]}}},
           "hourly":{"period":"month","entitlements":{"calls":{"included":"unlimited","limits":[{"per":"hour","units":10}]}}},
           "long":{"period":"month","entitlements":{"calls":{"included":"unlimited","limits":[{"per":"week","units":10},{"per":"month","units":15}]}}},
           "each":{"period":"month","entitlements":{"calls":{"included":"unlimited","limits":[{"per":"day","units":12},{"per":"day","units":5,"subject":"each"}]}}},
           "overage":{"period":"month",
             "entitlements":{"calls":{"included":10,"enforcement":"soft","overage_cap":5,"thresholds":[]}},
             "charges":{"calls":{"meter":"calls","after":"included","model":"per_unit","amount":"1.00"}}},
           "drip":{"period":"month",
             "entitlements":{"calls":{"included":10,"enforcement":"throttle","rate":"1/s","burst":4,"overage_cap":6,"thresholds":[]}}},
           "capped":{"period":"month",
             "entitlements":{"calls":{"included":10,"enforcement":"soft","spend_cap":"20.00","spend_thresholds":[50,100],"thresholds":[]}},
             "charges":{"base":{"model":"flat","amount":"100.00"},"calls":{"meter":"calls","after":"included","model":"per_unit","amount":"2.00"}}},
           "volume":{"period":"month",
             "entitlements":{"calls":{"enforcement":"soft","spend_cap":"45.00","spend_thresholds":[]}},
             "charges":{"calls":{"meter":"calls","model":"volume","tiers":[{"up_to":10,"unit_amount":"5.00"},{"up_to":null,"unit_amount":"2.00"}]}}},
           "matrix":{"period":"month",
             "entitlements":{"calls":{"included":2,"enforcement":"soft","spend_cap":"30.00","spend_thresholds":[]}},
             "charges":{"calls":{"meter":"calls","after":"included","model":"matrix","dimensions":["model"],
               "cells":[{"model":"big","price":{"model":"per_unit","amount":"10.00"}},{"model":"small","price":{"model":"per_unit","amount":"1.00"}}]}}},
           "whole":{"period":"month","spend_cap":"50.00",
             "entitlements":{"calls":{"enforcement":"soft","spend_cap":"40.00","spend_thresholds":[]},"rows":{"included":"unlimited"}},
             "charges":{
               "calls":{"meter":"calls","model":"per_unit","amount":"1.00"},
               "rows":{"meter":"rows","model":"per_unit","amount":"0.5"}}},
           "watched":{"period":"month","entitlements":{"calls":{"included":"unlimited","burn_rate":{"per":"hour","units":100}}}},
           "five":{"period":"month","spend_cap":"60.00",
             "entitlements":{"calls":{"included":40,"enforcement":"soft","overage_cap":30,"spend_cap":"45.00","spend_thresholds":[],"thresholds":[],
               "limits":[{"per":"minute","units":12},{"per":"hour","units":30},{"per":"day","units":60},{"per":"minute","units":8,"subject":"each"},{"per":"day","units":20,"subject":"each"}]}},
             "charges":{"calls":{"meter":"calls","after":"included","model":"graduated","tiers":[{"up_to":10,"unit_amount":"1.00"},{"up_to":null,"unit_amount":"2.50","flat_amount":"1.00"}]}}}}}
        """;

    private const string Paying = """
        {"currency":"USD",
         "meters":{"calls":{"event":"calls","aggregation":"sum"},"images":{"event":"images","aggregation":"sum"}},
         "features":{"calls":{"kind":"metered","meter":"calls"},"images":{"kind":"metered","meter":"images"}},
         "credits":{"sparks":{"price":{"model":"per_unit","amount":"0.10"}}},
         "plans":{
           "metered":{"period":"month","spend_cap":"50.00",
             "entitlements":{
               "calls":{"included":10,"paid_from":"USD","enforcement":"hard","spend_cap":"20.00","spend_thresholds":[50],"limits":[{"per":"day","units":50}]},
               "images":{"paid_from":"sparks","credit_rate":2,"enforcement":"soft","overage_cap":3}},
             "charges":{
               "calls":{"meter":"calls","after":"included","model":"per_unit","amount":"1.00"},
               "images":{"meter":"images","after":"included","model":"per_unit","amount":"0.50"}}}}}
        """;

    private const string Llm = """
        {"currency":"USD",
         "meters":{
           "tokens_in":{"event":"llm.request","aggregation":"sum","value":"input_tokens","dimensions":["model"]},
           "tokens_out":{"event":"llm.request","aggregation":"sum","value":"output_tokens","dimensions":["model"]},
           "requests":{"event":"llm.request","aggregation":"count"}},
         "features":{"requests":{"kind":"metered","meter":"requests"}},
         "plans":{"llm":{"period":"month",
           "entitlements":{"requests":{"included":"unlimited","enforcement":"soft"}},
           "charges":{
             "base":{"model":"flat","amount":"500.00"},
             "input":{"meter":"tokens_in","model":"matrix","dimensions":["model"],"convert":{"divide_by":1000000},
               "cells":[{"model":"gpt-4","price":{"model":"per_unit","amount":"30.00"}}]},
             "output":{"meter":"tokens_out","model":"matrix","dimensions":["model"],"convert":{"divide_by":1000000},
               "cells":[{"model":"gpt-4","price":{"model":"per_unit","amount":"60.00"}}]}}}}}
        """;

    private static string Priced(string currency, string charge) => $$$"""
        {"currency":"{{{currency}}}","meters":{"calls":{"event":"calls","aggregation":"sum"}},"features":{},
         "plans":{"paid":{"period":"month","charges":{"calls":{{{charge}}} } } } }
        """;

    private static string Metered(string meter) => $$$"""
        {"currency":"USD","meters":{"jobs":{{{meter}}} },"features":{"jobs":{"kind":"metered","meter":"jobs"}},
         "plans":{"paid":{"period":"month","entitlements":{"jobs":{"included":"unlimited"}},
           "charges":{"jobs":{"meter":"jobs","model":"per_unit","amount":"1.00"} } } } }
        """;
}
