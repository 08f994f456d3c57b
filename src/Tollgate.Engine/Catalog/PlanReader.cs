using System.Collections.Immutable;
using Tollgate.Engine.Rating;

namespace Tollgate.Engine.Catalog;

/// <summary>Reads a plan: <c>{name, period, anchor, entitlements, rate_card, charges, trial, retired, commits, minimum, spend_cap, spend_thresholds}</c>.</summary>
internal static class PlanReader
{
    private const int MostTrialDays = 3_650;

    public static Plan? Read(string id, Place place, Declared declared)
    {
        if (Fields.Open(place, "a plan", ["name", "period", "anchor", "entitlements", "rate_card", "charges", "trial", "retired", .. CommitReader.Keys, .. SpendCapReader.Keys]) is not { } fields)
            return null;

        int before = place.Problems.Count;
        string? name = fields.Optional("name") is { } given ? given.Text("a name") : id;
        PeriodUnit? period = fields.Required("period")?.Choice<PeriodUnit>(
            ("day", PeriodUnit.Day), ("week", PeriodUnit.Week), ("month", PeriodUnit.Month), ("quarter", PeriodUnit.Quarter), ("year", PeriodUnit.Year));
        PeriodAnchor? anchor = fields.Optional("anchor") is { } word
            ? word.Choice<PeriodAnchor>(("contract", PeriodAnchor.Contract), ("calendar", PeriodAnchor.Calendar))
            : PeriodAnchor.Contract;
        Place? rights = fields.Optional("entitlements");
        RateCard? card = Declared.Reference(fields.Optional("rate_card"), "a rate card", declared.RateCards) is { } named ? declared.RateCards[named] : null;
        if (card is not null)
            declared = declared with { Currency = card.Currency };
        ImmutableSortedSet<string> priced = ChargeReader.Meters(fields.Optional("charges")).Concat(card?.Charges.Select(charge => charge.Meter).OfType<string>() ?? []).ToImmutableSortedSet(StringComparer.Ordinal);
        ImmutableSortedDictionary<string, Entitlement> entitlements = EntitlementReader.Read(rights, declared, priced);
        ImmutableSortedSet<string> included = EntitlementReader.Meters(rights, declared).Concat(declared.MetersOfDefaults).ToImmutableSortedSet(StringComparer.Ordinal);
        ImmutableArray<Charge?> charges = [.. Fields.Map(fields.Optional("charges"), "the charges").Select(item => ChargeReader.Read(item.Id, item.Value, declared, included))];
        if (card is not null)
            charges = SharedCharges.Among(charges, card, included, fields.Optional("rate_card")!.Value);
        SpendCap? spendCap = SpendCapReader.Read(fields);
        int? trial = fields.Optional("trial") is { } said && Fields.Open(said, "a trial", "days")?.Required("days") is { } days ? WholeNumber.Read(days, "days", 1, MostTrialDays) : null;
        bool retired = fields.Optional("retired")?.Boolean() ?? false;
        SpendCapReader.Check(fields, !priced.IsEmpty, "any usage");
        if (place.Problems.Count > before)
            return null;
        var plan = new Plan(id, name!, period!.Value, anchor!.Value, entitlements, charges!) { SpendCap = spendCap, RateCard = card?.Name, Currency = declared.Currency!, TrialDays = trial, Retired = retired };
        plan = plan with { Commits = CommitReader.Commits(fields, plan, meter => declared.Meters[meter]!), Minimum = CommitReader.Minimum(fields, plan) };
        WalletReader.Check(rights, plan, declared);
        RefuseFreeGrace(rights, plan, declared);
        return place.Problems.Count == before ? plan : null;
    }

    /// <summary>A grace that costs nothing takes units off, of which the price of an event knows none.</summary>
    private static void RefuseFreeGrace(Place? rights, Plan plan, Declared declared)
    {
        foreach (Charge charge in plan.Charges)
        {
            if (charge.Price.HasEvents()
                && plan.Entitlements.FirstOrDefault(right => right.Value is MeteredEntitlement { Grace.Free: true } && declared.Features[right.Key]!.Meter == charge.Meter) is { Key: { } feature })
            {
                rights!.Value.At(feature, rights.Value.Value.GetProperty(feature)).Report(ProblemCodes.EventsPricedAlone,
                    $"The charge '{charge.Name}' prices each event by itself, so that no units of it can be free in a grace; remove grace_free, or price units.");
            }
        }
    }
}
