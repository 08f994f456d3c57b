using System.Globalization;
using System.Text;
using Tollgate.Simulator.Model;
using Tollgate.Simulator.World;

namespace Tollgate.Simulator.Workload;

/// <summary>Makes catalogs: every price model, hard and soft limits, months of both kinds. The model reads the terms, the product the text.</summary>
internal static class Catalogs
{
    public static readonly string[] Meters = ["bytes", "calls", "requests", "tokens"];

    /// <summary>What wallets hold, in runs with grants: credits, or money.</summary>
    public const string Credit = "sparks";
    public const string Currency = "USD";
    public static readonly string[] Wallets = [Credit, Currency];

    public static readonly string[] CustomerTiers = ["gold", "free"];
    public static readonly string[] Groups = ["beta", "staff"];
    public static readonly long[] Heartbeats = [20 * SimClock.Second, 60 * SimClock.Second, SimClock.Hour];
    public static readonly long[] Skews = [0, 5 * SimClock.Second, 30 * SimClock.Second];

    public static readonly string[] Regions = ["eu", "us", "ap"];

    /// <param name="focus">In runs with grants: the features that are used most. Their limits are of every kind.</param>
    public static CatalogTerms Of(ulong seed, long number, IReadOnlyList<string>? focus, long now)
    {
        Chance chance = Chance.Of(seed, 0xCA7, number);
        var catalog = new CatalogTerms($"c{number}", [.. Enumerable.Range(0, 2).Select(i => Plan($"plan{i}", focus, chance))], focus is not null);
        if (focus is null)
            return catalog;
        Conditions(catalog, now, chance);
        Defaults(catalog, focus, chance);
        catalog.Seats.Add(Features.Desk, new SeatTerms(null, 0));
        catalog.Seats.Add(Features.Viewer, new SeatTerms(chance.Of(Heartbeats), chance.Of(Skews)));
        return catalog;
    }

    private static PlanTerms Plan(string id, IReadOnlyList<string>? focus, Chance chance)
    {
        var rights = new SortedDictionary<string, RightTerms>(StringComparer.Ordinal);
        foreach (string meter in Meters)
        {
            if (focus?.Contains(meter) == true && chance.Percent(85))
                rights.Add(meter, Right(chance));
            else if (focus is null && chance.Percent(70))
                rights.Add(meter, new RightTerms(chance.Percent(10) ? null : chance.Between(0, chance.Of([6, 60])), chance.Percent(70) ? AtLimit.Hard : AtLimit.Soft));
        }

        SortedDictionary<string, int?> seats = new(StringComparer.Ordinal);
        foreach (string feature in focus is null ? [] : Features.Seats)
        {
            if (chance.Percent(85))
                seats.Add(feature, chance.Percent(8) ? null : chance.Between(0, 3));
        }

        foreach (string meter in rights.Keys.ToArray())
        {
            if (seats.Count > 0 && chance.Percent(15))
                rights[meter] = rights[meter] with { NeedsSeatOf = chance.Of([.. seats.Keys]) };
        }

        List<ChargeTerms> charges = [];
        foreach (string meter in Meters)
        {
            if (chance.Percent(focus?.Contains(meter) == true ? 85 : 70))
                charges.Add(new ChargeTerms("use_" + meter, meter, rights.ContainsKey(meter) && chance.Percent(60), false, false, Price(chance, meter == "tokens")));
        }

        for (int i = chance.Below(3); i > 0; i--)
            charges.Add(new ChargeTerms($"fee_{i}", null, false, chance.Percent(50), chance.Percent(60), new PriceTerms(PriceModel.Flat, Amount(chance, 2))));
        foreach (string meter in focus is null ? [] : rights.Keys.ToArray())
        {
            if (rights[meter] is { Limit: AtLimit.Hard or AtLimit.Soft, Included: not null } right && chance.Percent(80))
                InMoney(meter, right, charges, rights, chance);
        }

        bool capped = focus is not null && charges.Exists(charge => charge.Meter is not null) && chance.Percent(20);
        foreach (string meter in focus is null ? [] : rights.Keys.ToArray())
        {
            if (charges.Exists(charge => charge.Meter == meter) && chance.Percent(35))
                rights[meter] = rights[meter] with { SpendCap = SpendCap(chance) };
        }

        var plan = new PlanTerms(id, chance.Percent(50), rights, charges) { SpendCap = capped ? SpendCap(chance) : null };
        foreach ((string feature, int? sold) in seats)
            plan.Seats.Add(feature, sold);
        return plan;
    }

    /// <summary>What is paid from a wallet in money has a price, and more of it never costs less.</summary>
    private static void InMoney(string meter, RightTerms right, List<ChargeTerms> charges, SortedDictionary<string, RightTerms> rights, Chance chance)
    {
        if (charges.Exists(charge => charge.Meter == meter) && chance.Percent(25))
            charges.Add(new ChargeTerms("also_" + meter, meter, chance.Percent(50), false, false, new PriceTerms(PriceModel.PerUnit, Amount(chance, 3))));
        ChargeTerms[] own = [.. charges.Where(charge => charge.Meter == meter)];
        if (own.Length > 0 && !own.Any(charge => CanFall(charge.Price)))
            rights[meter] = right with { From = new WalletSaid(Currency, null), OverageCap = null, Included = chance.Percent(60) ? 0 : right.Included };
    }

    private static bool CanFall(PriceTerms price) => price.Model == PriceModel.Volume || price.Cells?.Any(cell => CanFall(cell.Price)) == true || (price.Otherwise is { } otherwise && CanFall(otherwise));

    private static void Conditions(CatalogTerms catalog, long now, Chance chance)
    {
        foreach (PlanTerms plan in catalog.Plans)
        {
            foreach (string meter in plan.Rights.Keys.ToArray())
            {
                if (chance.Percent(20))
                    plan.Rights[meter] = plan.Rights[meter] with { When = Condition(now, chance) };
            }

            foreach (string feature in plan.Seats.Keys)
            {
                if (chance.Percent(20))
                    plan.SeatsWhen.Add(feature, Condition(now, chance));
            }
        }
    }

    private static ConditionSaid Condition(long now, Chance chance)
    {
        long second = now - (now % SimClock.Second);
        ConditionSaid none = new(null, null, null, null, null, null);
        ConditionSaid one = chance.Below(6) switch
        {
            0 => none with { Regions = [.. Regions.Take(chance.Between(1, 2))] },
            1 => none with { Tiers = [chance.Of(CustomerTiers)] },
            2 => none with { Groups = [.. Groups.Take(chance.Between(1, 2))] },
            3 => none with { Subjects = ["kim", "max"] },
            4 => none with { From = second + chance.Of([-SimClock.Hour, 20 * SimClock.Second, SimClock.Day]) },
            _ => none with { Until = second + chance.Of([20 * SimClock.Second, SimClock.Hour, 3 * SimClock.Day]) },
        };
        return chance.Percent(75) ? one : one with { Tiers = [.. CustomerTiers], Until = second + (10 * SimClock.Day) };
    }

    /// <summary>What no plan names, all have.</summary>
    private static void Defaults(CatalogTerms catalog, IReadOnlyList<string> focus, Chance chance)
    {
        foreach (string meter in Meters.Where(focus.Contains))
        {
            if (chance.Percent(25))
                catalog.Defaults.Add(meter, Right(chance) with { From = null });
        }

        foreach (string feature in Features.Seats)
        {
            if (chance.Percent(20))
                catalog.DefaultSeats.Add(feature, chance.Between(1, 2));
        }

        foreach (PlanTerms plan in catalog.Plans)
        {
            foreach ((string meter, RightTerms right) in catalog.Defaults)
            {
                if (plan.Rights.TryAdd(meter, right))
                    plan.ByDefault.Add(meter);
            }

            foreach ((string feature, int? sold) in catalog.DefaultSeats)
            {
                if (plan.Seats.TryAdd(feature, sold))
                    plan.ByDefault.Add(feature);
            }
        }
    }

    private static RightTerms Right(Chance chance)
    {
        AtLimit limit = chance.Below(20) switch
        {
            < 8 => AtLimit.Hard,
            < 11 => AtLimit.Soft,
            < 16 => AtLimit.Grace,
            _ => AtLimit.Throttle,
        };
        bool unlimited = limit is AtLimit.Hard or AtLimit.Soft && chance.Percent(8);
        var right = new RightTerms(unlimited ? null : chance.Between(0, chance.Of([6, 30])), limit)
        {
            Grace = limit == AtLimit.Grace ? Grace(chance) : null,
            Throttle = limit == AtLimit.Throttle ? new ThrottleSaid(chance.Of([1, 3, 7]), chance.Of(["s", "min", "h"]), chance.Of([1m, 2.5m, 12m])) : null,
        };
        if (!unlimited && limit is AtLimit.Hard or AtLimit.Soft && chance.Percent(40))
            right = right with { From = new WalletSaid(Credit, chance.Of([0.5m, 1, 2.5m, 0.03m])), Included = chance.Percent(50) ? 0 : right.Included };
        right = Limited(right, chance);
        return !unlimited && chance.Percent(30) ? right with { Thresholds = [50, 100, 150] } : right;
    }

    private static RightTerms Limited(RightTerms right, Chance chance)
    {
        if (chance.Percent(35))
        {
            // Those that hold less come first and have fewer units, so that each can be reached.
            List<WindowSaid> windows = [];
            decimal units = 0;
            foreach (WindowLength per in Enum.GetValues<WindowLength>())
            {
                foreach (bool each in new[] { true, false })
                {
                    if (chance.Percent(25))
                        windows.Add(new WindowSaid(per, units += chance.Percent(20) ? chance.Between(1, 9_000) / 1000m : chance.Between(1, 15), each));
                }
            }

            right = right with { Windows = windows };
        }

        if (right.Limit is AtLimit.Soft or AtLimit.Throttle && right.Included is not null && chance.Percent(40))
            right = right with { OverageCap = chance.Between(1, 30) };
        return chance.Percent(25) ? right with { BurnRate = new BurnRateSaid(chance.Of(Enum.GetValues<WindowLength>()), chance.Between(1, 30)) } : right;
    }

    private static decimal SpendCap(Chance chance) => chance.Of([chance.Between(1, 80) / 10m, chance.Between(1, 30), chance.Between(5, 400)]);

    private static GraceSaid Grace(Chance chance)
    {
        decimal? units = chance.Percent(70) ? chance.Between(1, 12) : null;
        int? seconds = units is null || chance.Percent(50) ? chance.Of([20, 3600, 86_400]) : null;
        return new GraceSaid(units, seconds, chance.Percent(50));
    }

    private static PriceTerms Price(Chance chance, bool mayHaveRegions) => chance.Below(mayHaveRegions ? 6 : 5) switch
    {
        0 => Common(chance, new PriceTerms(PriceModel.PerUnit, Amount(chance, 4))),
        1 => Common(chance, new PriceTerms(PriceModel.Package, Amount(chance, 3), PackageSize: chance.Between(1, 12))),
        2 or 3 => Common(chance, new PriceTerms(PriceModel.Graduated, Tiers: Tiers(chance))),
        4 => Common(chance, new PriceTerms(PriceModel.Volume, Tiers: Tiers(chance))),
        _ => new PriceTerms(
            PriceModel.Matrix,
            Cells: [("eu", Price(chance, false)), ("us", Price(chance, false))],
            Otherwise: chance.Percent(50) ? Price(chance, false) : null
        ),
    };

    private static PriceTerms Common(Chance chance, PriceTerms price)
    {
        if (chance.Percent(20))
            price = price with { Free = chance.Between(1, 9) };
        if (chance.Percent(15))
            price = price with { Least = chance.Between(1, 5) };
        return chance.Percent(15) ? price with { Most = chance.Between(6, 30) } : price;
    }

    private static List<TierTerms> Tiers(Chance chance)
    {
        List<TierTerms> tiers = [];
        int end = 0;
        for (int i = chance.Between(1, 3); i > 0; i--)
            tiers.Add(new TierTerms(end += chance.Between(1, chance.Of([5, 15])), Amount(chance, 3), chance.Percent(40) ? Amount(chance, 1) : 0));
        tiers.Add(new TierTerms(null, Amount(chance, 3), chance.Percent(40) ? Amount(chance, 1) : 0));
        return tiers;
    }

    /// <summary>Often an amount that ends on a half, so that rounding has something to decide.</summary>
    private static decimal Amount(Chance chance, int digits)
    {
        decimal unit = 1;
        for (int i = 0; i < digits; i++)
            unit /= 10;
        return chance.Percent(40) ? (chance.Between(1, 40) * unit * 5) : chance.Between(1, 999) * unit;
    }

    public static string Text(CatalogTerms catalog)
    {
        var text = new StringBuilder();
        text.Append(
            """
            {"currency":"USD","meters":{
            "bytes":{"event":"upload","aggregation":"sum","value":"size"},
            "calls":{"event":"call","aggregation":"count"},
            "requests":{"event":"token","aggregation":"count"},
            "tokens":{"event":"token","aggregation":"sum","value":"quantity","dimensions":["region"]}},
            "features":{
            """
        );
        text.AppendJoin(',', (catalog.HasChat ? Meters.Append(Features.Chat) : Meters).Select(feature => $$"""{{Quoted(feature)}}:{"kind":"metered","meter":{{Quoted(Features.MeterOf(feature))}}}"""));
        foreach ((string feature, SeatTerms terms) in catalog.Seats)
            text.Append($",{Quoted(feature)}:{{\"kind\":\"seat\",{(terms.Heartbeat is { } beat ? $"\"type\":\"concurrent\",\"heartbeat\":{Quoted($"{beat / SimClock.Second}s")},\"skew\":{Quoted($"{terms.Skew / SimClock.Second}s")}" : "\"type\":\"named\"")}}}");
        text.Append(catalog.HasChat ? $"}},\"credits\":{{{Quoted(Credit)}:{{}}}},{Defaults(catalog)}\"plans\":{{" : "},\"plans\":{").AppendJoin(',', catalog.Plans.Select(Text)).Append("}}");
        return text.ToString().ReplaceLineEndings("");
    }

    private static string Text(PlanTerms plan) =>
        $$"""{{Quoted(plan.Id)}}:{"name":{{Quoted(plan.Id)}},"period":"month","anchor":"{{(plan.FromCalendar ? "calendar" : "contract")}}",{{(plan.SpendCap is { } money ? $"\"spend_cap\":{Text(money)}," : "")}}"entitlements":{"""
        + string.Join(',', plan.Rights.Where(right => !plan.ByDefault.Contains(right.Key)).Select(right => $"{Quoted(right.Key)}:{{{Text(right.Value)}}}").Concat(plan.Seats.Where(sold => !plan.ByDefault.Contains(sold.Key)).Select(sold => Text(sold.Key, sold.Value, plan.SeatsWhen.GetValueOrDefault(sold.Key)))))
        + "},\"charges\":{"
        + string.Join(',', plan.Charges.Select(charge => $"{Quoted(charge.Name)}:{{{Text(charge)}}}"))
        + "}}";

    private static string Text(RightTerms right) =>
        $"\"included\":{(right.Included is { } units ? Text(units) : "\"unlimited\"")},\"enforcement\":\"{right.Limit.ToString().ToLowerInvariant()}\""
        + (right.Grace?.Units is { } most ? $",\"grace_units\":{Text(most)}" : "")
        + (right.Grace?.Seconds is { } seconds ? $",\"grace_period\":{Quoted($"{seconds}s")}" : "")
        + (right.Grace?.Free == true ? ",\"grace_free\":true" : "")
        + (right.Throttle is { } throttle ? $",\"rate\":{Quoted($"{throttle.Rate}/{throttle.Per}")},\"burst\":{Text(throttle.Burst)}" : "")
        + (right.From is { } from ? $",\"paid_from\":{Quoted(from.Unit)}{(from.Rate is { } rate ? $",\"credit_rate\":{Text(rate)}" : "")}" : "")
        + (right.Windows.Count > 0 ? $",\"limits\":[{string.Join(',', right.Windows.Select(window => $"{{{Window(window.Per, window.Units)}{(window.Each ? ",\"subject\":\"each\"" : "")}}}"))}]" : "")
        + Text(right.When)
        + (right.SpendCap is { } money ? $",\"spend_cap\":{Text(money)}" : "")
        + (right.NeedsSeatOf is { } seat ? $",\"seat\":{Quoted(seat)}" : "")
        + (right.OverageCap is { } overage ? $",\"overage_cap\":{Text(overage)}" : "")
        + (right.BurnRate is { } fast ? $",\"burn_rate\":{{{Window(fast.Per, fast.Units)}}}" : "")
        + (right.Thresholds.Count > 0 && right.Thresholds[0] == 50 ? $",\"thresholds\":[{string.Join(',', right.Thresholds.Select(Text))}]" : "");

    private static string Defaults(CatalogTerms catalog) => "\"defaults\":{"
        + string.Join(',', catalog.Defaults.Select(right => $"{Quoted(right.Key)}:{{{Text(right.Value)}}}").Concat(catalog.DefaultSeats.Select(sold => Text(sold.Key, sold.Value, null))))
        + "},";

    private static string Text(string feature, int? seats, ConditionSaid? when) => $"{Quoted(feature)}:{{\"seats\":{(seats is { } count ? Text(count) : "\"unlimited\"")}{Text(when)}}}";

    private static string Text(ConditionSaid? when)
    {
        if (when is null)
            return "";
        string?[] parts =
        [
            List("region", when.Regions),
            List("groups", when.Groups),
            List("subjects", when.Subjects),
            when.Tiers is { } tiers ? $"\"attributes\":{{{List("tier", tiers)}}}" : null,
            when.From is { } from ? $"\"from\":{Quoted(Instant(from))}" : null,
            when.Until is { } until ? $"\"until\":{Quoted(Instant(until))}" : null,
        ];
        return $",\"when\":{{{string.Join(',', parts.OfType<string>())}}}";

        static string? List(string key, string[]? values) => values is null ? null : $"{Quoted(key)}:[{string.Join(',', values.Select(Quoted))}]";

        static string Instant(long at) => DateTime.UnixEpoch.AddMicroseconds(at).ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
    }

    private static string Window(WindowLength per, decimal units) => $"\"per\":{Quoted(per.ToString().ToLowerInvariant())},\"units\":{Text(units)}";

    private static string Text(ChargeTerms charge) => charge.Meter is { } meter
        ? $"\"meter\":{Quoted(meter)},{(charge.AfterIncluded ? "\"after\":\"included\"," : "")}{Text(charge.Price)}"
        : $"\"bill\":\"{(charge.Advance ? "advance" : "arrears")}\",\"proration\":\"{(charge.ByDay ? "day" : "none")}\",{Text(charge.Price)}";

    private static string Text(PriceTerms price) => price.Model switch
    {
        PriceModel.Flat => $"\"model\":\"flat\",\"amount\":{Text(price.Amount)}",
        PriceModel.PerUnit => $"\"model\":\"per_unit\",\"amount\":{Text(price.Amount)}",
        PriceModel.Package => $"\"model\":\"package\",\"package_size\":{Text(price.PackageSize)},\"amount\":{Text(price.Amount)}",
        PriceModel.Graduated => $"\"model\":\"graduated\",\"tiers\":[{Text(price.Tiers!)}]",
        PriceModel.Volume => $"\"model\":\"volume\",\"tiers\":[{Text(price.Tiers!)}]",
        _ => $"\"model\":\"matrix\",\"dimensions\":[\"region\"],\"cells\":[{string.Join(',', price.Cells!.Select(cell => $"{{\"region\":{Quoted(cell.Region)},\"price\":{{{Text(cell.Price)}}}}}"))}]"
            + (price.Otherwise is { } otherwise ? $",\"default\":{{{Text(otherwise)}}}" : ""),
    } + (price.Free != 0 ? $",\"free_units\":{Text(price.Free)}" : "")
        + (price.Least is { } least ? $",\"minimum\":{Text(least)}" : "")
        + (price.Most is { } most ? $",\"maximum\":{Text(most)}" : "");

    private static string Text(IReadOnlyList<TierTerms> tiers) => string.Join(
        ',',
        tiers.Select(tier => $"{{\"up_to\":{(tier.UpTo is { } upTo ? Text(upTo) : "null")},\"unit_amount\":{Text(tier.Unit)},\"flat_amount\":{Text(tier.Flat)}}}")
    );

    private static string Quoted(string text) => $"\"{text}\"";

    private static string Text(decimal number) => $"\"{number.ToString(CultureInfo.InvariantCulture)}\"";
}
