using NodaTime;

namespace Tollgate.Engine.Tests.SlowRating;

/// <summary>A line as the model has it; amounts in full.</summary>
internal sealed record SlowLine(string Charge, long From, long To, Ratio Metered, Ratio Covered, Ratio Quantity, int Events, Ratio Exact, Ratio Amount);

/// <summary>Usage of a charge that no part of its price takes.</summary>
internal sealed record SlowMissing(string Charge, Ratio Quantity, int Events);

internal sealed record SlowInvoice(long Date, List<SlowLine> Lines, List<SlowMissing> Missing);

/// <summary>What a contract used and what it costs.</summary>
internal sealed class SlowLedger
{
    private readonly DrawnContract _contract;
    private readonly SlowCalendar _calendar;
    private readonly SlowBurning _burning;
    private readonly List<Counted> _counted = [];
    private readonly List<DrawnEvent> _waiting = [];
    private bool _known;

    public SlowLedger(DrawnContract contract)
    {
        _contract = contract;
        _calendar = new SlowCalendar(contract.Unit, contract.OfCalendar, contract.Zone, contract.Start);
        _burning = new SlowBurning(_calendar, contract);
    }

    public void Start()
    {
        _known = true;
        foreach (DrawnEvent used in _waiting)
            _ = Count(used);
    }

    public void Issue(DrawnGrant grant) => _burning.Issue(grant, _counted);

    /// <summary>Counts an event: what it costs, by charge, where it costs anything.</summary>
    public Dictionary<string, Ratio> Report(DrawnEvent used)
    {
        if (_known)
            return Count(used);
        _waiting.Add(used);
        return [];
    }

    /// <summary>The invoices up to an instant, each with its lines; those that would have none are not made.</summary>
    public IEnumerable<SlowInvoice> Invoices(long until)
    {
        for (int boundary = 0; boundary == 0 || StartOf(boundary - 1) < (_contract.End ?? long.MaxValue); boundary++)
        {
            long date = boundary == 0 ? _contract.Start : EndOf(boundary - 1);
            if (date > until)
                yield break;
            var invoice = new SlowInvoice(date, [], []);
            foreach (DrawnCharge charge in _contract.Charges)
                Bill(charge, charge.InAdvance ? boundary : boundary - 1, invoice);
            if (invoice.Lines.Count > 0)
                yield return invoice;
        }
    }

    private Dictionary<string, Ratio> Count(DrawnEvent used)
    {
        if (used.Time < _contract.Start || used.Time >= _contract.End)
            return [];
        int period = 0;
        while (_calendar.EndOf(period) <= used.Time)
            period++;
        Dictionary<string, Ratio> before = Costs(period);
        foreach (DrawnMeter meter in _contract.Meters)
        {
            var counted = new Counted(used, meter, period);
            _burning.Burn(counted);
            _counted.Add(counted);
        }

        return Costs(period).Select(cost => (cost.Key, Cost: cost.Value - before[cost.Key])).Where(cost => !cost.Cost.IsZero).ToDictionary(cost => cost.Key, cost => cost.Cost);
    }

    private Dictionary<string, Ratio> Costs(int period) =>
        _contract.Charges.Where(charge => charge.Meter is not null).ToDictionary(charge => charge.Name, charge => charge.Price.Amount([.. Of(charge, period).Where(each => charge.Price.Prices(each.Use)).Select(each => each.Use)]).HalfAway(21));

    private void Bill(DrawnCharge charge, int period, SlowInvoice invoice)
    {
        if (period < 0 || StartOf(period) >= (_contract.End ?? long.MaxValue))
            return;
        long from = Math.Max(StartOf(period), charge.Price.From ?? long.MinValue);
        long to = Math.Min(EndOf(period), charge.Price.Until ?? long.MaxValue);
        if (from >= to)
            return;
        if (charge.Meter is null)
        {
            Ratio part = (charge.Price.Amount([]) * Share(charge, period, from, to)).HalfAway(21);
            invoice.Lines.Add(new(charge.Name, from, to, Ratio.Zero, Ratio.Zero, Ratio.Zero, 0, part, part.HalfAway(_contract.CurrencyDigits)));
            return;
        }

        (Counted Counted, Use Use)[] all = [.. Of(charge, period)];
        (Counted Counted, Use Use)[] priced = [.. all.Where(each => charge.Price.Prices(each.Use))];
        Ratio metered = Ratio.Sum(priced.Select(each => each.Counted.Value));
        Ratio covered = charge.After ? Ratio.Sum(priced.Select(each => each.Counted.Covered)) : Ratio.Zero;
        Ratio exact = charge.Price.Amount([.. priced.Select(each => each.Use)]).HalfAway(21);
        invoice.Lines.Add(new(charge.Name, StartOf(period), EndOf(period), metered, covered, metered - covered, priced.Length, exact, exact.HalfAway(_contract.CurrencyDigits)));
        if (all.Length > priced.Length)
            invoice.Missing.Add(new(charge.Name, Ratio.Sum(all.Select(each => each.Counted.Value)) - metered, all.Length - priced.Length));
    }

    /// <summary>The usage that a charge has to do with, in recorded order.</summary>
    private IEnumerable<(Counted Counted, Use Use)> Of(DrawnCharge charge, int period) =>
        from counted in _counted
        where counted.Meter.Name == charge.Meter && counted.Period == period && charge.Price.IsInForce(counted.Event.Time)
        let units = charge.After ? counted.Value - counted.Covered : counted.Value
        select (counted, new Use(units, counted.Event.Time, counted.Event.Properties, zone => SlowCalendar.Local(counted.Event.Time, DateTimeZoneProviders.Tzdb[zone is null or "account" ? _contract.Zone : zone])));

    private long StartOf(int period) => _calendar.StartOf(period);

    private long EndOf(int period) => Math.Min(_calendar.EndOf(period), _contract.End ?? long.MaxValue);

    /// <summary>The part of a period that is owed: by calendar days, of which the day of a change is the new terms' and the day of an end the ending ones'.</summary>
    private Ratio Share(DrawnCharge charge, int period, long from, long to)
    {
        long begin = _calendar.NominalStart(period);
        long end = _calendar.EndOf(period);
        if (charge.Proration == "none")
            return 1;
        if (charge.Proration == "second")
            return new Ratio(Seconds(to) - Seconds(from), Seconds(end) - Seconds(begin));
        int all = Days(begin, end);
        int days = to == _contract.End && to < end ? Days(from, to - 1) + 1 : Days(from, to);
        return new Ratio(Math.Min(days, all), all);
    }

    private int Days(long from, long to) => (_calendar.Local(to).Date - _calendar.Local(from).Date).Days;

    private static long Seconds(long at) => (long)Math.Floor(at / 1_000_000m);
}
