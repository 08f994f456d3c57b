namespace Tollgate.Simulator.Model;

// What usage burns, what nothing covers, and what is let pass beyond a limit.
internal sealed partial class ModelContract
{
    private readonly Dictionary<(long Period, string Meter), decimal> _fromLots = [];
    private readonly Dictionary<(long Period, string Meter), (long Since, decimal AfterGrace)> _exceeded = [];
    private readonly List<ModelOverage> _overage = [];

    public IReadOnlyList<ModelOverage> Overage => _overage;

    /// <summary>When the limit of a meter was first exceeded in a period, where a grace depends on it, and what went beyond once that was over.</summary>
    public (long Since, decimal AfterGrace)? Exceeded(long period, string meter) => _exceeded.TryGetValue((period, meter), out var found) ? found : null;

    /// <summary>What the plan says of a meter; units that were granted beside a plan that says nothing end hard.</summary>
    public RightTerms? RightTo(ModelAccount account, string meter) => plan.Rights.TryGetValue(meter, out RightTerms? right) ? right
        : account.Grants.Values.Any(grant => Features.MeterOf(grant.Feature) == meter && !account.Voided.Contains(grant.Id)) ? new RightTerms(0, AtLimit.Hard)
        : null;

    public ModelTarget Target(string meter, long at, string? region)
    {
        long period = PeriodOf(at);
        return new ModelTarget(id, StartOf(period), meter, IsClosed(period), Text(Cells(meter, region)));
    }

    /// <summary>What usage of an instant may burn, in this order. The whole list is sorted each time.</summary>
    /// <param name="spoken">Units of the allowance that are taken already, and not counted yet.</param>
    public List<ModelSource> Sources(ModelAccount account, string meter, long at, string? region, decimal spoken = 0)
    {
        long period = PeriodOf(at);
        List<((int Priority, int Fresh, long End, int Paid, long Start, int Number) Order, ModelSource Source)> valid = [], later = [];
        foreach (ModelLot lot in account.Lots)
        {
            // A lot that is over serves late usage until its end is on a final invoice.
            if (!lot.Serves(meter, region) || (lot.HasEnded && lot.End <= ClosedThrough))
                continue;
            if (lot.Covers(at))
                valid.Add((lot.Order, new ModelSource(lot, lot[lot.Left])));
            else if (lot.CoversLate(at))
                later.Add((lot.Order, new ModelSource(lot, lot[lot.Left])));
        }

        if (!IsClosed(period) && plan.Rights.TryGetValue(meter, out RightTerms? right))
            valid.Add((OfAllowance(period), new ModelSource(null, right.Included - FromAllowance(period, meter) - Held(account, period, meter).FromAllowance - spoken)));
        return [.. valid.OrderBy(one => one.Order).Select(one => one.Source), .. later.OrderBy(one => one.Order).Select(one => one.Source)];
    }

    /// <summary>The plan's allowance is a promotion of the period, older than any grant.</summary>
    private (int Priority, int Fresh, long End, int Paid, long Start, int Number) OfAllowance(long period) => (100, 1, EndOf(period), 0, StartOf(period), -1);

    /// <summary>What a quantity would burn, part by part.</summary>
    public static List<ModelSource> Parts(IEnumerable<ModelSource> sources, decimal units)
    {
        List<ModelSource> parts = [];
        foreach (ModelSource source in sources)
        {
            decimal part = source.Left is { } left ? Math.Min(left, units) : units;
            if (part > 0)
                parts.Add(new ModelSource(source.Lot, part));
            units -= part;
        }

        return parts;
    }

    /// <summary>What of a period's usage the plan's allowance covered.</summary>
    public decimal FromAllowance(long period, string meter) => Meter(period, meter, late: false).Covered - _fromLots.GetValueOrDefault((period, meter));

    /// <summary>What open reservations hold of a period, beside what lots hold.</summary>
    public (decimal FromAllowance, decimal Beyond) Held(ModelAccount account, long period, string meter)
    {
        if (IsClosed(period))
            return default;
        ModelReservation[] own = [.. Reserved(account, period, meter).Where(one => !one.Target.Late)];
        return (own.Sum(one => one.FromAllowance), own.Sum(one => one.Beyond));
    }

    /// <summary>The units that credits hold of a period.</summary>
    public decimal HeldByCredits(ModelAccount account, long period, string meter, decimal rate) =>
        UnitsOf(Reserved(account, period, meter).SelectMany(one => one.Holds).Where(hold => hold.Lot.Grant.Wallet is not null).Sum(hold => hold.Units), rate);

    public IEnumerable<ModelReservation> Reserved(ModelAccount account, long period, string meter) =>
        account.Reservations.Values.Where(one => one.Target.Contract == id && one.Target.Period == StartOf(period) && one.Target.Meter == meter);

    /// <summary>All that was granted and may count for usage of an instant: covered, held or available. Null is without limit.</summary>
    public decimal? Granted(ModelAccount account, string meter, long at, string? region)
    {
        long period = PeriodOf(at);
        List<ModelSource> sources = Sources(account, meter, at, region);
        return RightTo(account, meter)?.Included is null
            ? null
            : Meter(period, meter, IsClosed(period)).Covered + Held(account, period, meter).FromAllowance + HeldByLots(account, meter, at, region) + sources.Sum(source => source.Left ?? 0);
    }

    public static decimal HeldByLots(ModelAccount account, string meter, long at, string? region) =>
        account.Lots.Where(lot => lot.Serves(meter, region) && lot.Covers(at)).Sum(lot => lot[LotBalance.Reserved]);

    /// <summary>A lot that came late covers the overage of its window that open periods have counted, in recorded order.</summary>
    public List<ModelMove> Cover(ModelLot lot)
    {
        List<ModelMove> moves = [];
        string meter = Features.MeterOf(lot.Grant.Feature);
        // What money has paid stays paid.
        if (plan.Rights.GetValueOrDefault(meter)?.From is { Rate: null })
            return moves;
        ModelOverage[] own = [.. _overage.Where(entry => entry.Meter == meter && lot.Covers(entry.Time) && !IsClosed(entry.Period))];
        foreach (IGrouping<long, ModelOverage> period in own.GroupBy(entry => entry.Period).OrderBy(group => group.Key))
        {
            Dictionary<string, decimal> byTarget = [];
            foreach (ModelOverage entry in period)
            {
                decimal part = Math.Min(lot[LotBalance.Available], entry.Units);
                if (part == 0)
                    continue;
                lot.Move(LotBalance.Available, LotBalance.Consumed, part);
                entry.Units -= part;
                _meters[(entry.Period, meter, false)] = _meters[(entry.Period, meter, false)].Cover(part);
                foreach ((string charge, int cell) in entry.Cells)
                    _cells[(entry.Period, charge, cell, false)] = _cells[(entry.Period, charge, cell, false)].Cover(part);
                _fromLots[(entry.Period, meter)] += part;
                string target = $"{new ModelTarget(id, StartOf(entry.Period), meter, false, Text(entry.Cells))}";
                byTarget[target] = byTarget.GetValueOrDefault(target) + part;
            }

            moves.AddRange(byTarget.Select(one => new ModelMove("cover", lot.Name, one.Value, $"{lot.Start} to {lot.End} for {one.Key}")));
        }

        _overage.RemoveAll(entry => entry.Units == 0);
        return moves;
    }

    /// <summary>
    /// What a settlement uses of each hold, and of what the allowance holds, in the order of burning. An allowance closes with its period, and what it held
    /// with it; and what reaches a closed period no wallet pays.
    /// </summary>
    /// <param name="right">By which what nothing covers is paid.</param>
    public (IReadOnlyList<decimal> OfHolds, decimal OfAllowance) FromHolds(ModelAccount account, ModelReservation reservation, ModelRight? right, decimal all)
    {
        decimal units = all;
        long period = PeriodOf(reservation.Time);
        decimal ofAllowance = 0, held = IsClosed(period) ? 0 : reservation.FromAllowance;
        List<decimal> used = [];
        foreach (ModelHold hold in reservation.Holds.Where(hold => hold.Lot.Grant.Wallet is null))
        {
            if (hold.Lot.Order.CompareTo(OfAllowance(period)) > 0)
                TakeAllowance();
            used.Add(Math.Min(hold.Units, units));
            units -= used[^1];
        }

        TakeAllowance();
        ModelHold[] own = [.. reservation.Holds.Skip(used.Count)];
        if (own.Length == 0)
            return (used, ofAllowance);
        List<ModelPayment> payments = [];
        if (!IsClosed(period) && right?.Terms.From is not null)
        {
            string meter = reservation.Target.Meter;
            units -= Parts(Sources(account, meter, reservation.Time, reservation.Region), units).Sum(part => part.Left!.Value);
            payments = Payments(account, right.Terms, new ModelPurchase(right.Feature, meter, reservation.Time, reservation.Region), all, all - units, own, out _);
        }

        return ([.. used, .. own.Select(hold => payments.Where(payment => payment.Lot == hold.Lot && payment.From == LotBalance.Reserved).Sum(payment => payment.Amount))], ofAllowance);

        void TakeAllowance()
        {
            decimal part = Math.Min(held, units);
            (held, units, ofAllowance) = (0, units - part, ofAllowance + part);
        }
    }

    private (decimal Covered, decimal FromLots) Burn(ModelUse use, string meter, decimal value)
    {
        (ModelAccount account, UsageSaid said) = (use.Account, use.Said);
        ModelTarget target = Target(meter, said.Time, said.Region);
        decimal rest = value, fromLots = 0, spoken = 0;
        if (use.Settled is { } settled)
        {
            spoken = target.Late ? 0 : settled.Reservation.FromAllowance;
            rest -= settled.OfAllowance;
            for (int i = 0; i < settled.Used.Count; i++)
            {
                if (settled.Reservation.Holds[i].Lot.Grant.Wallet is null)
                    Take(settled.Reservation.Holds[i].Lot, LotBalance.Reserved, settled.Used[i]);
            }
        }

        foreach (ModelSource part in Parts(Sources(account, meter, said.Time, said.Region, spoken), rest))
        {
            if (part.Lot is { } lot)
                Take(lot, lot.Left, part.Left!.Value);
            else
                rest -= part.Left!.Value;
        }

        if (!target.Late && (use.Decided ?? plan.Rights.GetValueOrDefault(meter)) is { From: not null } right)
        {
            decimal paid = Pay(use, right, target, value, value - rest);
            rest -= paid;
            fromLots += paid;
        }

        return (value - rest, fromLots);

        void Take(ModelLot lot, LotBalance from, decimal units)
        {
            if (units == 0)
                return;
            lot.Move(from, LotBalance.Consumed, units);
            use.Moves.Add(new ModelMove("burn", lot.Name, units, $"{from} for {target}"));
            rest -= units;
            fromLots += units;
        }
    }

    private void Exceed(long period, string meter, (string Charge, int Cell)[] cells, long time, decimal beyond, long now)
    {
        if (beyond == 0)
            return;
        _overage.Add(new ModelOverage(period, meter, cells, time) { Units = beyond });
        if (plan.Rights.GetValueOrDefault(meter)?.Grace?.Seconds is not { } seconds)
            return;
        if (!_exceeded.TryGetValue((period, meter), out var known))
            _exceeded.Add((period, meter), (now, 0));
        else if (now - known.Since >= seconds * World.SimClock.Second)
            _exceeded[(period, meter)] = (known.Since, known.AfterGrace + beyond);
    }

    /// <summary>The part of a period's overage that was used in a grace that costs nothing. What comes late is beyond any that ends.</summary>
    private decimal FreeInGrace(long period, string meter, bool withLate = false)
    {
        if (plan.Rights.GetValueOrDefault(meter)?.Grace is not { Free: true } grace)
            return 0;
        ModelTotal total = Meter(period, meter, late: false);
        if (withLate && Exceeded(period, meter) is null)
            total = total.Plus(Meter(period, meter, late: true));
        decimal inGrace = Math.Max(total.Used - total.Covered - (Exceeded(period, meter)?.AfterGrace ?? 0), 0);
        return grace.Units is { } units ? Math.Min(inGrace, units) : inGrace;
    }

    private static SortedDictionary<int, decimal> WithoutFirst(SortedDictionary<int, decimal> cells, decimal free)
    {
        SortedDictionary<int, decimal> left = [];
        foreach ((int cell, decimal units) in cells)
        {
            left.Add(cell, units - Math.Min(free, units));
            free -= Math.Min(free, units);
        }

        return left;
    }

    private (string Charge, int Cell)[] Cells(string meter, string? region) =>
        [.. plan.Charges.Where(charge => charge.Meter == meter).Select(charge => (charge.Name, Pricing.Cell(charge.Price, region)))];

    /// <summary>As the auditor writes what the journal says.</summary>
    public static string Text(IEnumerable<(string Charge, int Cell)> cells) => string.Join(' ', cells.OrderBy(cell => cell.Charge, StringComparer.Ordinal).Select(cell => $"{cell.Charge}/{cell.Cell}"));
}

/// <summary>Something that units burn from, or would.</summary>
/// <param name="Lot">Null is the plan's allowance.</param>
/// <param name="Left">Null is without limit.</param>
internal sealed record ModelSource(ModelLot? Lot, decimal? Left);

/// <summary>A reservation that was settled, until what it used is counted.</summary>
/// <param name="Used">Of each of its holds.</param>
/// <param name="OfAllowance">Used of what the allowance held.</param>
/// <param name="Granted">All that was granted before it was settled.</param>
internal sealed record ModelSettlement(ModelReservation Reservation, decimal Units, IReadOnlyList<decimal> Used, decimal OfAllowance, decimal? Granted);

/// <summary>Usage that nothing covered.</summary>
internal sealed class ModelOverage(long period, string meter, (string Charge, int Cell)[] cells, long time)
{
    public long Period => period;

    public string Meter => meter;

    public IReadOnlyList<(string Charge, int Cell)> Cells => cells;

    public long Time => time;

    public decimal Units { get; set; }
}
