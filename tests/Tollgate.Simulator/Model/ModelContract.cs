namespace Tollgate.Simulator.Model;

/// <summary>A sum of events.</summary>
internal record struct ModelTotal(decimal Used, decimal Covered, long Events)
{
    public readonly ModelTotal With(decimal used, decimal covered) => new(Used + used, Covered + covered, Events + 1);

    public readonly ModelTotal Plus(ModelTotal other) => new(Used + other.Used, Covered + other.Covered, Events + other.Events);

    public readonly ModelTotal Cover(decimal units) => this with { Covered = Covered + units };
}

/// <summary>Where one event went.</summary>
internal readonly record struct ModelTally(string Meter, string? Contract, long Period, bool Late, decimal Value, decimal Covered);

/// <summary>A contract with everything that was ever counted under it.</summary>
internal sealed partial class ModelContract(string id, string account, PlanTerms plan, int catalogVersion, long startsAt, long? endsAt, int offsetHours, string entity, long startedSeq)
{
    private readonly Months _months = new(plan.FromCalendar, startsAt, offsetHours);
    private readonly Dictionary<(long Period, string Meter, bool Late), ModelTotal> _meters = [];
    private readonly Dictionary<(long Period, string Charge, int Cell, bool Late), ModelTotal> _cells = [];
    private readonly Dictionary<(long Period, string Meter), List<(long Seq, decimal Used)>> _course = [];
    private readonly HashSet<(long Period, string Meter, string Mark)> _raised = [];

    public string Id => id;

    public string Account => account;

    public PlanTerms Plan => plan;

    public int CatalogVersion => catalogVersion;

    public long StartsAt => startsAt;

    public long? EndsAt => endsAt;

    public string Entity => entity;

    /// <summary>The block in which it was started.</summary>
    public long StartedSeq => startedSeq;

    public long NextBoundary { get; set; }

    public long ClosedThrough { get; set; } = long.MinValue;

    public SortedDictionary<long, string> Drafts { get; } = [];

    /// <summary>What was counted since must be followed by these.</summary>
    public List<ModelAlert> Alerts { get; } = [];

    public IEnumerable<((long Period, string Meter, bool Late) Key, ModelTotal Total)> Meters => _meters.Select(pair => (pair.Key, pair.Value));

    public bool Covers(long time) => time >= startsAt && (endsAt is not { } end || time < end);

    public long PeriodOf(long time) => _months.IndexOf(time);

    public long StartOf(long period) => _months.Boundary(period);

    public long EndOf(long period) => endsAt is { } end && end < _months.Boundary(period + 1) ? end : _months.Boundary(period + 1);

    public bool IsClosed(long period) => EndOf(period) <= ClosedThrough;

    public ModelTotal Meter(long period, string meter, bool late) => _meters.GetValueOrDefault((period, meter, late));

    /// <summary>What was used of a meter by the end of a block.</summary>
    public decimal UsedBy(long period, string meter, long seq) => _course.TryGetValue((period, meter), out var course)
        ? course.LastOrDefault(point => point.Seq <= seq).Used
        : 0;

    public ModelTally Count(ModelUse use, string meter, decimal value, long seq)
    {
        (ModelAccount account, UsageSaid said) = (use.Account, use.Said);
        long period = PeriodOf(said.Time);
        bool late = IsClosed(period);
        decimal? granted = use.Settled is null ? Granted(account, meter, said.Time, said.Region) : use.Settled.Granted;
        (decimal covered, decimal fromLots) = Burn(use, meter, value);
        ModelTotal before = Meter(period, meter, late);
        _meters[(period, meter, late)] = before.With(value, covered);
        (string Charge, int Cell)[] cells = Cells(meter, said.Region);
        foreach ((string charge, int cell) in cells)
            _cells[(period, charge, cell, late)] = _cells.GetValueOrDefault((period, charge, cell, late)).With(value, covered);
        if (!late)
        {
            _fromLots[(period, meter)] = _fromLots.GetValueOrDefault((period, meter)) + fromLots;
            if (!_course.TryGetValue((period, meter), out var course))
                _course.Add((period, meter), course = []);
            course.Add((seq, before.Used + value));
            Exceed(period, meter, cells, said.Time, value - covered, use.Now);
        }

        UseInWindows(meter, said, value);
        if (granted is { } units && RightTo(account, meter) is { } right)
        {
            foreach ((string mark, decimal of) in ModelAlert.Reaches(right, units, late, before.Used + value, value - covered))
            {
                if (_raised.Add((period, meter, mark)))
                    Alerts.Add(new ModelAlert(id, meter, _months.Boundary(period), mark, of, before.Used + value));
            }
        }

        return new ModelTally(meter, id, _months.Boundary(period), late, value, covered);
    }

    /// <summary>A boundary's date, and whether there is such a boundary.</summary>
    public long DateOf(long boundary) => boundary == 0 ? startsAt : EndOf(boundary - 1);

    public bool Exists(long boundary) => boundary == 0 || endsAt is not { } end || _months.Boundary(boundary - 1) < end;

    /// <summary>The lines of the invoice at a boundary.</summary>
    public IReadOnlyList<ModelLine> Lines(long boundary)
    {
        List<ModelLine> lines = [];
        foreach (ChargeTerms charge in plan.Charges)
        {
            long period = charge.Advance ? boundary : boundary - 1;
            if (period < 0 || (charge.Advance && endsAt is { } end && _months.Boundary(boundary) >= end))
                continue;
            lines.Add(charge.Meter is null ? Fixed(charge, period) : Usage(charge, period));
        }

        return lines;
    }

    private ModelLine Fixed(ChargeTerms charge, long period)
    {
        long to = EndOf(period);
        bool terminates = to < _months.Boundary(period + 1);
        (long days, long of) = charge.ByDay ? _months.Share(period, to, terminates) : (1, 1);
        return new ModelLine(charge.Name, 0, 0, 0, 0, 0, Rounded(charge.Price.Amount * days / of), 0);
    }

    private ModelLine Usage(ChargeTerms charge, long period, bool withLate = false)
    {
        ModelTotal all = default;
        SortedDictionary<int, decimal> cells = [];
        foreach (((long at, string name, int cell, bool late), ModelTotal total) in _cells)
        {
            if (at != period || name != charge.Name || (late && !withLate) || cell < 0)
                continue;
            all = all.Plus(total);
            cells[cell] = cells.GetValueOrDefault(cell) + (charge.AfterIncluded ? total.Used - total.Covered : total.Used);
        }

        decimal priced = cells.Values.Sum();
        decimal free = Math.Min(FreeInGrace(period, charge.Meter!, withLate), priced), amount = Rounded(Pricing.Amount(charge.Price, WithoutFirst(cells, free)));
        return new ModelLine(
            charge.Name,
            all.Used,
            charge.AfterIncluded ? all.Covered : 0,
            priced,
            free,
            all.Events,
            amount,
            Math.Min(amount, Rounded(Paid(period, charge.Name)))
        );
    }

    private static decimal Rounded(decimal amount) => Math.Round(amount, 2, MidpointRounding.AwayFromZero);
}

/// <param name="Free">The part of what is priced that costs nothing, since it was used in grace.</param>
/// <param name="Paid">From wallets.</param>
internal sealed record ModelLine(string Charge, decimal Metered, decimal Covered, decimal Priced, decimal Free, long Events, decimal Amount, decimal Paid)
{
    /// <summary>The boundary whose line is corrected; null of a line of the invoice's own.</summary>
    public long? Corrects { get; init; }
}
