namespace Tollgate.Engine.Tests.Scenarios;

/// <summary>A catalog whose fees are one a day, so that days can be counted in them.</summary>
internal static class LifecycleCatalogs
{
    public const string Days = """
        {"currency":"USD",
         "meters":{"calls":{"event":"calls","aggregation":"sum"}},
         "features":{"calls":{"kind":"metered","meter":"calls"},"editor":{"kind":"boolean"},"updates":{"kind":"boolean"},"support":{"kind":"boolean"}},
         "defaults":{"support":true},
         "rate_cards":{"europe":{"currency":"EUR","charges":{"fee":{"model":"flat","amount":"25.00"}}}},
         "plans":{
           "monthly":{"period":"month","entitlements":{"calls":{"included":100,"enforcement":"soft"},"editor":true},
             "charges":{"fee":{"model":"flat","amount":"30.00","bill":"advance"},"calls":{"meter":"calls","after":"included","model":"per_unit","amount":"0.10"}}},
           "bigger":{"period":"month","entitlements":{"calls":{"included":500,"enforcement":"soft"},"editor":true},
             "charges":{"fee":{"model":"flat","amount":"60.00","bill":"advance"},"calls":{"meter":"calls","after":"included","model":"per_unit","amount":"0.05"}}},
           "yearly":{"period":"year","entitlements":{"calls":{"included":1200,"enforcement":"soft"},"editor":true},
             "charges":{"fee":{"model":"flat","amount":"365.00","bill":"advance"},"calls":{"meter":"calls","after":"included","model":"per_unit","amount":"0.10"}}},
           "weekly":{"period":"week","charges":{"fee":{"model":"flat","amount":"7.00"}}},
           "first":{"period":"month","anchor":"calendar","charges":{"fee":{"model":"flat","amount":"30.00","bill":"advance"}}},
           "trial":{"period":"month","trial":{"days":14},"charges":{"fee":{"model":"flat","amount":"30.00","bill":"advance"},"setup":{"model":"flat","amount":"99.00","bill":"once"}}},
           "euro":{"period":"month","rate_card":"europe"},
           "old":{"period":"month","retired":true},
           "licence":{"period":"year","entitlements":{"editor":true},"charges":{"licence":{"model":"flat","amount":"5000.00","bill":"once"}}},
           "suite":{"period":"year","entitlements":{"editor":true},"charges":{"licence":{"model":"flat","amount":"9000.00","bill":"once"}}}},
         "add_ons":{
           "maintenance":{"plans":["licence","suite"],"entitlements":{"updates":true},"charges":{"fee":{"model":"flat","amount":"365.00","bill":"advance"}}},
           "training":{"max_quantity":10,"charges":{"day":{"model":"flat","amount":"800.00","bill":"once"}}},
           "pack":{"plans":["monthly","bigger"],"entitlements":{"calls":{"included":50}},"charges":{"fee":{"model":"flat","amount":"3.00","bill":"advance"}}}},
         "promotions":{
           "HALF":{"discount_percent":50,"charges":["fee"],"periods":2,"max_redemptions":1},
           "ALWAYS":{"discount_percent":10,"charges":["fee"]}}}
        """;
}
