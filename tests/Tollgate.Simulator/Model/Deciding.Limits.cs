namespace Tollgate.Simulator.Model;

/// <summary>A limit beside the units of the billing period.</summary>
/// <param name="Left">What may be used still, less what is held.</param>
/// <param name="Resets">When it begins anew.</param>
internal record ModelLimit(string Name, decimal Most, decimal Used, decimal Left, long Resets)
{
    public const string OfUnits = "usage_limit";
    public const string OfOverage = "overage_cap";

    public virtual string Reason => "QuotaExceeded";

    /// <summary>All units count toward it, and not only those beyond what is granted.</summary>
    public virtual bool OfAllUnits => Name != OfOverage;

    /// <param name="remaining">Of the period's units; what is asked beyond them is overage.</param>
    public virtual decimal Passing(decimal asked, decimal? remaining) => Name == OfOverage ? Math.Min(asked, remaining + Left ?? asked) : Math.Min(asked, Left);

    /// <summary>With units that were used, or held, since.</summary>
    public virtual ModelLimit After(decimal used, decimal held, decimal? remaining) => Name == OfOverage
        ? this with { Used = Used + Beyond(used, remaining), Left = Left - Beyond(used + held, remaining) }
        : this with { Used = Used + used, Left = Left - used - held };

    private static decimal Beyond(decimal units, decimal? remaining) => remaining is { } left ? Math.Max(units - left, 0) : 0;
}

/// <summary>So much money for the usage of a period.</summary>
/// <param name="Closed">Nobody knows any more what was spent: only what costs nothing passes.</param>
/// <param name="Cost">What units add to what was used.</param>
/// <param name="CostBehind">What they add to what is held, too.</param>
internal sealed record ModelSpendLimit(string Name, decimal Most, decimal Used, decimal Committed, long Resets, bool Closed, Func<decimal, decimal> Cost, Func<decimal, decimal> CostBehind)
    : ModelLimit(Name, Most, Used, Closed ? 0 : Math.Max(Most - Committed, 0), Resets)
{
    private const decimal Smallest = 0.000_000_001m;

    public override string Reason => "SpendCapExceeded";

    public override bool OfAllUnits => false;

    /// <summary>Found by halving, of whole units where whole units are asked for: where more costs less, it is what the halving meets.</summary>
    public override decimal Passing(decimal asked, decimal? remaining)
    {
        if (Fits(asked))
            return asked;
        decimal step = asked % 1 == 0 ? 1 : Smallest, fits = 0, not = asked / step;
        while (not - fits > 1)
        {
            decimal middle = fits + Math.Floor((not - fits) / 2);
            if (Fits(middle * step))
                fits = middle;
            else
                not = middle;
        }

        return fits * step;
    }

    public override ModelLimit After(decimal used, decimal held, decimal? remaining) =>
        this with { Used = Used + Cost(used), Left = Closed ? 0 : Math.Max(Math.Min(Most - Committed - CostBehind(used + held), Most - Used - Cost(used + held)), 0) };

    /// <summary>Whether what is held is used in the end, or not.</summary>
    private bool Fits(decimal units) => units == 0
        || (CostBehind(units) <= 0 && Cost(units) <= 0)
        || (!Closed && Committed + CostBehind(units) <= Most && Used + Cost(units) <= Most);
}

// All limits that stand on a request beside the units of the billing period.
internal sealed partial class Deciding
{
    /// <summary>They are told where there are any, and where there is only something to be watched.</summary>
    private static bool HasFurther(RightTerms right, PlanTerms plan) =>
        plan.SpendCap is not null || right.SpendCap is not null || right.Windows.Count > 0 || right.OverageCap is not null || right.BurnRate is not null || (right.Cap is not null && right.Limit != AtLimit.Hard);

    /// <param name="over">What is overage already; the next, with what is held to become it.</param>
    private List<ModelLimit> Further(RightTerms right, ModelContract contract, ModelAccount holder, long period, decimal used, decimal held, decimal over, decimal exceeded, decimal? available)
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

        // What money pays is no overage in units.
        if (right.OverageCap is { } most && right.From is not { Rate: null })
            limits.Add(new ModelLimit(ModelLimit.OfOverage, most, over, closed ? 0 : Math.Max(most - exceeded, 0), end));
        // What no charge prices costs nothing.
        if (!contract.IsPriced(_meter))
            return limits;
        IReadOnlyList<ModelMore> toSettle = contract.ToSettle(holder, period);
        if (right.SpendCap is { } ofFeature)
            limits.Add(Spend("spend_cap", ofFeature, _meter));
        if (contract.Plan.SpendCap is { } ofPlan)
            limits.Add(Spend("plan_spend_cap", ofPlan, null));
        return limits;

        ModelSpendLimit Spend(string name, decimal cap, string? meter) =>
            new(name, cap, contract.Spend(period, closed, meter, []), contract.Spend(period, closed, meter, toSettle), end, closed, units => Cost(units, []), units => Cost(units, toSettle));

        decimal Cost(decimal units, IReadOnlyList<ModelMore> besides) =>
            contract.Cost(period, closed, new ModelMore(_meter, asked.Region, units, Math.Min(units, available ?? (closed ? 0 : units))), besides);
    }

    /// <summary>The limit that lets least pass answers; of several the one that stays longest. What the units of the period let pass less of, they answer themselves.</summary>
    private ModelDecision UnderAll(ModelDecision alone, List<ModelLimit> limits, RightTerms right, ModelContract contract, long period, decimal? remaining, decimal exceeded)
    {
        WindowSaid? quota = right.Windows.OrderBy(window => window.Per).FirstOrDefault(window => window.Each);
        if (quota is not null && asked.Subject is null && asked.Units > 0)
            return new ModelDecision(false, "ConditionNotMet", 0) { Tightest = quota.Name };
        decimal byUnits = (alone.Allowed || asked.Partial ? alone : Part(asked.Units)).Granted;
        List<(string Name, decimal Passing, long Resets)> all = [(ModelLimit.OfUnits, byUnits, contract.EndOf(period))];
        decimal least = byUnits;
        foreach (ModelLimit limit in limits)
        {
            // Of what is asked money pays whole units; of what the others leave, the fraction too.
            decimal passing = limit.Passing(asked.Units, remaining);
            if (passing < least && limit.Passing(least, remaining) == least)
                continue;
            all.Add((limit.Name, passing, limit.Resets));
            least = Math.Min(least, passing);
        }

        string tightest = all.Where(limit => limit.Passing == least).OrderByDescending(limit => limit.Resets).First().Name;
        // Where more costs less, the part that the units let pass may be too much for another limit, which all of it was not.
        if (asked.Partial && least < asked.Units && tightest == ModelLimit.OfUnits)
            tightest = limits.FirstOrDefault(limit => limit.Passing(least, remaining) < least)?.Name ?? tightest;
        if (least == asked.Units || tightest == ModelLimit.OfUnits)
            return alone;
        string reason = limits.Single(limit => limit.Name == tightest).Reason;
        // Where more costs less, what passes one of them may be too much for another.
        decimal part = asked.Partial ? least : 0;
        while (limits.Select(limit => limit.Passing(part, remaining)).Append(part).Min() is var less && less < part)
            part = less;
        return (part > 0 ? Part(part) with { Reason = reason } : new ModelDecision(false, reason, 0)) with { Tightest = tightest };

        ModelDecision Part(decimal units) => new Deciding(shard, account, asked with { Units = units, Partial = true }, now)
            .AtTheLimit(right, contract, period, remaining is { } left ? Math.Max(units - left, 0) : 0, exceeded);
    }

    /// <summary>Where all passes, the limit is named of which the fewest units are left.</summary>
    private string? NameOf(ModelDecision decision, List<ModelLimit> limits) =>
        decision.Tightest is { } tightest ? tightest
        : !decision.Allowed || decision.Granted < asked.Units ? ModelLimit.OfUnits
        : limits.Where(limit => limit.OfAllUnits).OrderBy(limit => limit.Left).FirstOrDefault()?.Name;
}
