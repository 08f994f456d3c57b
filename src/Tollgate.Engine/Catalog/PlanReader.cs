using System.Collections.Immutable;

namespace Tollgate.Engine.Catalog;

/// <summary>Reads a plan: <c>{name, period, anchor, entitlements, charges}</c>.</summary>
internal static class PlanReader
{
    public static Plan? Read(string id, Place place, Declared declared)
    {
        if (Fields.Open(place, "a plan", "name", "period", "anchor", "entitlements", "charges") is not { } fields)
            return null;

        int before = place.Problems.Count;
        string? name = fields.Optional("name") is { } given ? given.Text("a name") : id;
        PeriodUnit? period = fields.Required("period")?.Choice<PeriodUnit>(
            ("day", PeriodUnit.Day), ("week", PeriodUnit.Week), ("month", PeriodUnit.Month), ("quarter", PeriodUnit.Quarter), ("year", PeriodUnit.Year));
        PeriodAnchor? anchor = fields.Optional("anchor") is { } word
            ? word.Choice<PeriodAnchor>(("contract", PeriodAnchor.Contract), ("calendar", PeriodAnchor.Calendar))
            : PeriodAnchor.Contract;
        Place? rights = fields.Optional("entitlements");
        ImmutableSortedDictionary<string, Entitlement> entitlements = EntitlementReader.Read(rights, declared);
        ImmutableSortedSet<string> included = EntitlementReader.Meters(rights, declared).ToImmutableSortedSet(StringComparer.Ordinal);
        ImmutableArray<Charge?> charges = [.. Fields.Map(fields.Optional("charges"), "the charges").Select(item => ChargeReader.Read(item.Id, item.Value, declared, included))];
        if (place.Problems.Count > before)
            return null;
        var plan = new Plan(id, name!, period!.Value, anchor!.Value, entitlements, charges!);
        WalletReader.Check(rights, plan, declared);
        return place.Problems.Count == before ? plan : null;
    }
}
