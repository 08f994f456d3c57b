namespace Tollgate.Engine.Tests.SlowRating;

/// <summary>An event that was counted by a meter.</summary>
internal sealed class Counted(DrawnEvent of, DrawnMeter meter, int period)
{
    public DrawnEvent Event { get; } = of;

    public DrawnMeter Meter { get; } = meter;

    public int Period { get; } = period;

    public Ratio Value { get; } = Ratio.Of(of.Value(meter));

    public Ratio Covered { get; set; } = Ratio.Zero;
}

/// <summary>What usage burns: the plan's allowance and the account's grants, in their order.</summary>
internal sealed class SlowBurning(SlowCalendar calendar, DrawnContract contract)
{
    private readonly List<Held> _held = [];
    private readonly Dictionary<(string Meter, int Period), Ratio> _allowanceBurnt = [];

    private sealed class Held(DrawnGrant grant)
    {
        public DrawnGrant Grant { get; } = grant;

        public Ratio Left { get; set; } = Ratio.Of(grant.Units);
    }

    /// <summary>It covers what was counted before it, period by period and then as it was recorded, and from then on what comes.</summary>
    public void Issue(DrawnGrant grant, IEnumerable<Counted> counted)
    {
        var held = new Held(grant);
        _held.Add(held);
        if (grant.Model is not null)
            return;
        foreach (Counted use in counted.Where(use => use.Meter.Name == grant.Meter && IsWithin(grant, use.Event.Time)).OrderBy(use => use.Period))
        {
            Ratio units = Ratio.Min(held.Left, use.Value - use.Covered);
            held.Left -= units;
            use.Covered += units;
        }
    }

    public void Burn(Counted use)
    {
        DrawnEvent of = use.Event;
        List<(IComparable Order, Func<Ratio, Ratio> Take)> sources = [];
        foreach ((int number, Held held) in _held.Index())
        {
            DrawnGrant grant = held.Grant;
            if (grant.Meter == use.Meter.Name && IsWithin(grant, of.Time) && (grant.Model is not { } model || of.Properties.GetValueOrDefault("model") == model))
                sources.Add(((grant.Priority, grant.Until ?? long.MaxValue, grant.IsPaid ? 1 : 0, grant.From, number), wanted => Take(held, wanted)));
        }

        if (use.Meter.Included is { } included)
        {
            long end = Math.Min(calendar.EndOf(use.Period), contract.End ?? long.MaxValue);
            sources.Add(((100, end, 0, calendar.StartOf(use.Period), -1), wanted => TakeIncluded(use, included, wanted)));
        }

        foreach ((IComparable _, Func<Ratio, Ratio> take) in sources.OrderBy(source => source.Order))
            use.Covered += take(use.Value - use.Covered);
    }

    private static Ratio Take(Held held, Ratio wanted)
    {
        Ratio units = Ratio.Min(wanted, held.Left);
        held.Left -= units;
        return units;
    }

    private Ratio TakeIncluded(Counted use, string included, Ratio wanted)
    {
        Ratio burnt = _allowanceBurnt.GetValueOrDefault((use.Meter.Name, use.Period), Ratio.Zero);
        Ratio units = included == "unlimited" ? wanted : Ratio.Min(wanted, Ratio.Of(included) - burnt);
        _allowanceBurnt[(use.Meter.Name, use.Period)] = burnt + units;
        return units;
    }

    private static bool IsWithin(DrawnGrant grant, long at) => at >= grant.From && !(at >= grant.Until);
}
