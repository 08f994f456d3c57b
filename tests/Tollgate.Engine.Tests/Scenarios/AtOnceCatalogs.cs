namespace Tollgate.Engine.Tests.Scenarios;

/// <summary>Plans that may hold side by side, and some that may not.</summary>
internal static class AtOnceCatalogs
{
    public const string Side = """
        {"currency":"USD",
         "meters":{
           "calls":{"event":"calls","aggregation":"sum"},
           "images":{"event":"images","aggregation":"sum"},
           "job_hours":{"event":"job","aggregation":"sum"},
           "jobs":{"event":"job","aggregation":"count"},
           "spare":{"event":"spare","aggregation":"sum"}},
         "features":{
           "calls":{"kind":"metered","meter":"calls"},
           "images":{"kind":"metered","meter":"images"},
           "spare":{"kind":"metered","meter":"spare"},
           "editor":{"kind":"seat","type":"named"},
           "export":{"kind":"boolean"},
           "projects":{"kind":"config","type":"number"},
           "audit":{"kind":"boolean"}},
         "defaults":{"spare":{"included":5}},
         "plans":{
           "api":{"period":"month",
             "entitlements":{"calls":{"included":100,"enforcement":"soft"},"export":false,"projects":10,"editor":{"seats":1}},
             "charges":{"base":{"model":"flat","amount":"10.00"},"calls":{"meter":"calls","after":"included","model":"per_unit","amount":"0.50"}}},
           "media":{"period":"month",
             "entitlements":{"images":{"included":10},"export":true,"projects":25,"audit":{"granted":true,"when":{"region":["eu"]}}},
             "charges":{"base":{"model":"flat","amount":"20.00","bill":"advance"},"hours":{"meter":"job_hours","model":"per_unit","amount":"2.00"}}},
           "jobs":{"period":"month","spend_cap":"1.00","spend_thresholds":[50],
             "entitlements":{"audit":{"granted":true,"when":{"region":["us"]}}},
             "charges":{"jobs":{"meter":"jobs","model":"per_unit","amount":"0.25"}}},
           "calls_only":{"period":"month","charges":{"calls":{"meter":"calls","model":"per_unit","amount":"0.10"}}},
           "team":{"period":"month","entitlements":{"editor":{"seats":4}}},
           "empty":{"period":"month","charges":{"base":{"model":"flat","amount":"1.00"}}}}}
        """;

    /// <summary>Another version: what counts images is another kind of event.</summary>
    public const string SideLater = """
        {"currency":"EUR",
         "meters":{
           "calls":{"event":"calls","aggregation":"sum"},
           "images":{"event":"picture","aggregation":"count"}},
         "features":{"images":{"kind":"metered","meter":"images"}},
         "plans":{"pictures":{"period":"month","entitlements":{"images":{"included":3}}}}}
        """;
}
