namespace Tollgate.Simulator.Model;

/// <summary>A limit beside the units of the billing period.</summary>
/// <param name="Left">What may be used still, less what is held.</param>
/// <param name="Resets">When it begins anew.</param>
internal sealed record ModelLimit(string Name, decimal Most, decimal Used, decimal Left, long Resets)
{
    public const string OfUnits = "usage_limit";
    public const string OfOverage = "overage_cap";

    /// <param name="remaining">Of the period's units; what is asked beyond them is overage.</param>
    public decimal Passing(decimal asked, decimal? remaining) => Name == OfOverage ? Math.Min(asked, remaining + Left ?? asked) : Math.Min(asked, Left);

    /// <summary>With units that were used, or held, since.</summary>
    public ModelLimit After(decimal used, decimal held, decimal? remaining) => Name == OfOverage
        ? this with { Used = Used + Beyond(used, remaining), Left = Left - Beyond(used + held, remaining) }
        : this with { Used = Used + used, Left = Left - used - held };

    private static decimal Beyond(decimal units, decimal? remaining) => remaining is { } left ? Math.Max(units - left, 0) : 0;
}

// All limits that stand on a request beside the units of the billing period.
internal sealed partial class Deciding
{
    /// <summary>They are told where there are any, and where there is only something to be watched.</summary>
    private static bool HasFurther(RightTerms right) =>
        right.Windows.Count > 0 || right.OverageCap is not null || right.BurnRate is not null || (right.Cap is not null && right.Limit != AtLimit.Hard);

    /// <param name="over">What is overage already; the next, with what is held to become it.</param>
    private List<ModelLimit> Further(RightTerms right, ModelContract contract, ModelAccount holder, long period, decimal used, decimal held, decimal over, decimal exceeded)
    {
        long end = contract.EndOf(period);
        bool closed = contract.IsClosed(period);
        List<ModelLimit> limits = [];
        if (right.Cap is { } cap && right.Limit != AtLimit.Hard)
            limits.Add(new ModelLimit("cap", cap, used, closed ? 0 : Math.Max(cap - used - held, 0), end));
        foreach (WindowSaid said in right.Windows.OrderBy(window => window.Per).ThenBy(window => window.Each))
        {
            if (said.Each && asked.Subject is null)
                continue;
            ModelWindows windows = contract.Window(_meter, said.Per, said.Each);
            (long from, long to) = windows.At(asked.At);
            decimal taken = windows.Used(from, asked.Subject);
            decimal waiting = holder.Reservations.Values
                .Where(one => one.Target.Contract == contract.Id && one.Target.Meter == _meter && one.Time >= from && one.Time < to && (!said.Each || one.Subject == asked.Subject))
                .Sum(one => one.Units);
            limits.Add(new ModelLimit(said.Name, said.Units, taken, windows.IsForgotten(from) ? 0 : Math.Max(said.Units - taken - waiting, 0), to));
        }

        if (right.OverageCap is { } most)
            limits.Add(new ModelLimit(ModelLimit.OfOverage, most, over, closed ? 0 : Math.Max(most - exceeded, 0), end));
        return limits;
    }

    /// <summary>The limit that lets least pass answers; of several the one that stays longest. What the units of the period let pass less of, they answer themselves.</summary>
    private ModelDecision UnderAll(ModelDecision alone, List<ModelLimit> limits, RightTerms right, ModelContract contract, long period, decimal? remaining, decimal exceeded)
    {
        WindowSaid? quota = right.Windows.OrderBy(window => window.Per).FirstOrDefault(window => window.Each);
        if (quota is not null && asked.Subject is null && asked.Units > 0)
            return new ModelDecision(false, "ConditionNotMet", 0) { Tightest = quota.Name };
        decimal byUnits = (alone.Allowed || asked.Partial ? alone : Part(asked.Units)).Granted;
        (string Name, decimal Passing, long Resets)[] all = [(ModelLimit.OfUnits, byUnits, contract.EndOf(period)), .. limits.Select(limit => (limit.Name, limit.Passing(asked.Units, remaining), limit.Resets))];
        decimal least = all.Min(limit => limit.Passing);
        string tightest = all.Where(limit => limit.Passing == least).OrderByDescending(limit => limit.Resets).First().Name;
        if (least == asked.Units || tightest == ModelLimit.OfUnits)
            return alone;
        return (asked.Partial && least > 0 ? Part(least) with { Reason = "QuotaExceeded" } : new ModelDecision(false, "QuotaExceeded", 0)) with { Tightest = tightest };

        ModelDecision Part(decimal units) => new Deciding(shard, account, asked with { Units = units, Partial = true }, now)
            .AtTheLimit(right, contract, period, remaining is { } left ? Math.Max(units - left, 0) : 0, exceeded);
    }

    /// <summary>Where all passes, the limit is named of which the fewest units are left.</summary>
    private string? NameOf(ModelDecision decision, List<ModelLimit> limits) =>
        decision.Tightest is { } tightest ? tightest
        : !decision.Allowed || decision.Granted < asked.Units ? ModelLimit.OfUnits
        : limits.Where(limit => limit.Name != ModelLimit.OfOverage).OrderBy(limit => limit.Left).FirstOrDefault()?.Name;
}
