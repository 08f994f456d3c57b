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
        "counting" => Metered("""{"event":"job","aggregation":"count"}"""),
        "summing" => Metered("""{"event":"job","aggregation":"sum","value":"quantity"}"""),
        "renamed" => Metered("""{"event":"task","aggregation":"count"}"""),
        "wallets" => Wallets,
        "alerting" => Alerting,
        "seats" => Seats,
        "other" => """{"currency":"USD","meters":{"other":{"event":"other","aggregation":"count"}},"features":{},"plans":{}}""",
        _ => throw new ArgumentException($"There is no catalog '{name}'."),
    };

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
           "open":{"period":"month","entitlements":{"floating":{"seats":"unlimited"}}}}}
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
