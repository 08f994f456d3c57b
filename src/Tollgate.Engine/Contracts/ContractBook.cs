using System.Collections.Immutable;
using NodaTime;
using Tollgate.Engine.Accounts;
using Tollgate.Engine.Catalog;
using Tollgate.Engine.Commitments;
using Tollgate.Engine.Invoicing;
using Tollgate.Engine.Ledger;
using Tollgate.Engine.Metering;
using Tollgate.Engine.Numbers;
using Tollgate.Engine.Rating;
using Tollgate.Engine.Time;

namespace Tollgate.Engine.Contracts;

/// <summary>
/// A contract under one version of its terms, with the usage of its billing periods; the first version's has the drafts and what was billed besides. A contract
/// that was never amended has this one.
/// </summary>
public sealed partial class ContractBook
{
    // Few of each: lists in order, whose items lie side by side, and not trees.
    private readonly SortedList<EffectiveAt, PeriodBook> _open = [];
    private readonly SortedList<EffectiveAt, PeriodBook> _late = [];
    private readonly SortedList<EffectiveAt, PeriodBook> _closed = [];
    private readonly SortedList<long, string> _drafts = [];

    // Of drafts that another account pays, or that are parts of a consolidated invoice.
    private readonly SortedList<long, (Addressing To, EffectiveAt Date)> _addressed = [];
    private readonly PlanMeters _meters;
    private long _nextInvoice;
    private EffectiveAt? _finalThrough;

    /// <summary>One for each meter that was used, where its last tally went: the next mostly goes there too, and shares the object.</summary>
    private TallyTarget[] _targets = [];

    /// <summary>The open period that was counted in last, which the next event mostly falls in too; null when none was, or it is closed.</summary>
    private PeriodBook? _counting;
    private EffectiveAt _countingFrom;

    /// <summary>The last period that was asked for. The calendar takes far longer than a look whether it is that one again.</summary>
    private BillingPeriod _recent;

    /// <param name="meters">Of the contract's plan.</param>
    public ContractBook(ContractStarted started, CatalogVersion catalog, PlanMeters meters, Account account)
    {
        Started = started;
        Contract = started.Contract;
        KnownAt = started.At;
        Id = started.Contract.Id;
        From = started.Contract.StartsAt;
        Until = started.Contract.EndsAt;
        _meters = meters;
        Catalog = catalog;
        Plan = meters.Plan;
        LegalEntity = account.LegalEntity;
        Zone = TimeZones.Get(account.TimeZone);
        First = this;
        _parts = [this];
        _calendar = CalendarOf(_parts.Select(part => (part.From, part.Plan)));
    }

    /// <summary>The fact that made the contract.</summary>
    public ContractStarted Started { get; }

    /// <summary>Of two contracts the one with the lower was recorded first.</summary>
    internal int Ordinal { get; init; }

    /// <summary>As this version has it; its start and end are the contract's own.</summary>
    public Contract Contract { get; private set; }

    /// <summary>Of the contract and its version; kept here, since every event asks.</summary>
    internal string Id { get; }

    /// <summary>The catalog version that these terms were made from and stay on.</summary>
    public CatalogVersion Catalog { get; }

    /// <summary>As the contract has it: with its add-ons, negotiated terms and promotions.</summary>
    public Plan Plan { get; }

    public string LegalEntity { get; }

    /// <summary>What amounts in another currency are converted at; null before it is entered with its account.</summary>
    internal Exchange.ExchangeRates? Rates { get; init; }

    /// <summary>Some charge is priced in another currency.</summary>
    internal bool HasForeignCharges => Plan.Charges.Any(charge => charge.PricedIn is not null);

    /// <summary>Whose it is; null before it is entered there.</summary>
    internal AccountBook? Holder { get; set; }

    public DateTimeZone Zone { get; }

    /// <summary>Periods with usage that no final invoice has taken yet, by their start.</summary>
    public IReadOnlyDictionary<EffectiveAt, PeriodBook> OpenPeriods => _open;

    /// <summary>What reached a period after it was closed, by the period's start: not yet billed.</summary>
    public IReadOnlyDictionary<EffectiveAt, PeriodBook> LatePeriods => _late;

    /// <summary>Drafts by the number of the boundary they are dated at, with their invoice id.</summary>
    public IReadOnlyDictionary<long, string> Drafts => First._drafts;

    /// <summary>The number of the next period boundary that has no invoice yet. Boundary 0 is the contract's start, n the end of period n - 1.</summary>
    public long NextInvoice => First._nextInvoice;

    /// <summary>Periods that end here or earlier are closed.</summary>
    public EffectiveAt? FinalThrough => First._finalThrough;

    /// <summary>Whether its plan entitles to the units of a meter or prices them.</summary>
    public bool Names(string meter) => _meters[meter].IsNamed;

    internal PlanMeters Meters => _meters;

    /// <summary>The plan's right to the units of a meter, else the environment's, or null. There is at most one for a meter.</summary>
    public MeteredRight? MeteredRight(string meter) => _meters[meter].Right;

    /// <summary>The plan's right to a feature and the meter that counts it, as the contract's own catalog version has them.</summary>
    public PlanFeature Feature(string name) => _meters.Feature(name);

    /// <summary>What a feature is given without conditions: by the plan, else by the defaults, else by the right to the units of its meter.</summary>
    public Entitlement? RightOf(PlanFeature feature) =>
        feature.Right ?? feature.Default ?? (feature.Meter is { } meter ? MeteredRight(meter.Name)?.Entitlement : null);

    /// <summary>The features whose units a meter counts; grants of them cover it.</summary>
    public ReadOnlySpan<string> Features(string meter) => _meters[meter].Features;

    /// <summary>The charges that price a meter, in the plan's order.</summary>
    public ReadOnlySpan<Charge> ChargesFor(string meter) => _meters[meter].Charges;

    /// <summary>The most units of a meter that one period takes.</summary>
    public MeterCapacity Capacity(string meter) => _meters[meter].Capacity;

    public Charge Charge(string name) => Plan.Charges.First(charge => charge.Name == name);

    public bool Covers(EffectiveAt at) =>
        at >= From && at < BillableTime.End && (Until is not { } end || at < end);

    /// <summary>The part of a billing period under these terms that an instant falls in.</summary>
    public BillingPeriod PeriodAt(EffectiveAt at)
    {
        if (!_recent.Contains(at))
            _recent = Cut(Calendar.PeriodAt(at));
        return _recent;
    }

    /// <summary>A billing period under whatever terms, cut at the contract's end.</summary>
    public BillingPeriod Period(long index)
    {
        BillingPeriod period = Calendar.Period(index);
        return Contract.EndsAt is { } end && end < period.End ? period with { End = end } : period;
    }

    /// <summary>The part of a billing period that is under these terms; null when none of it is.</summary>
    public BillingPeriod? Part(long index)
    {
        BillingPeriod part = Cut(Calendar.Period(index));
        return part.Start < part.End ? part : null;
    }

    /// <summary>The same period as if the contract went on: what a fixed amount is prorated by.</summary>
    public BillingPeriod WholePeriod(long index) => Calendar.Period(index);

    /// <summary>Whether the period is the trial, in which nothing is charged.</summary>
    public bool IsTrial(long index) => Contract.TrialEndsAt is { } end && Calendar.Period(index).Start < end;

    public bool IsClosed(BillingPeriod period) => FinalThrough is { } final && period.End <= final;

    /// <summary>The totals of an open period; empty ones when nothing was counted in it, or when it is closed.</summary>
    public PeriodBook Totals(BillingPeriod period) => _counting is not null && period.Start == _countingFrom
        ? _counting
        : _open.GetValueOrDefault(period.Start) ?? PeriodBook.Empty;

    /// <summary>The totals of what reached a period after it was closed; empty ones when nothing did.</summary>
    public PeriodBook LateTotals(BillingPeriod period) => _late.GetValueOrDefault(period.Start) ?? PeriodBook.Empty;

    /// <summary>Where a quantity of a meter goes in a period, and which cells of which charges price it.</summary>
    /// <param name="time">Of the event.</param>
    public TallyTarget Target(string meter, BillingPeriod period, bool afterCutoff, EffectiveAt time, Properties properties)
    {
        int place = PlaceOf(meter);
        if (place < _targets.Length && _targets[place] is { } last && last.PeriodStart == period.Start && last.AfterCutoff == afterCutoff && HasCells(last, time, properties))
            return last;
        ReadOnlySpan<Charge> charges = ChargesFor(meter);
        ImmutableArray<ChargeCell>.Builder cells = ImmutableArray.CreateBuilder<ChargeCell>(charges.Length);
        foreach (Charge charge in charges)
            cells.Add(new ChargeCell(charge.Name, CellOf(charge, time, properties)));
        if (place == _targets.Length)
            Array.Resize(ref _targets, place + 1);
        return _targets[place] = new TallyTarget(meter, Id, period.Start, afterCutoff, cells.MoveToImmutable());
    }

    /// <summary>What an event adds at a target, with what it costs where events are priced one by one.</summary>
    /// <param name="totals">What was counted before it.</param>
    /// <exception cref="NumberOutOfRangeException">It costs more than can be told.</exception>
    internal Tally Tallied(TallyTarget target, Quantity value, Quantity covered, PeriodBook totals, Properties properties)
    {
        var tally = new Tally(target, value, covered);
        if (!_meters[target.Meter].HasEventPrices)
            return tally;
        var fees = new Money[target.Charges.Length];
        for (int i = 0; i < fees.Length; i++)
        {
            (string name, int cell) = (target.Charges[i].Charge, target.Charges[i].Cell);
            if (!target.Charges[i].IsPriced || Charge(name).Price.Cell(cell).Price is not EventPrice price)
                continue;
            totals.Charges.TryGetValue((name, cell), out Total before);
            // Where usage is counted again, what came in time is in an open book whatever became of its period.
            if (target.AfterCutoff && (_closed.GetValueOrDefault(target.PeriodStart) ?? _open.GetValueOrDefault(target.PeriodStart)) is { } timely && timely.Charges.TryGetValue((name, cell), out Total inTime))
                before = before.Plus(inTime);
            fees[i] = price.Fee(before.AsUsage, value, properties.Dimension);
            if (before.Fees + fees[i] > MeterCapacity.DearestLine)
                throw NumberOutOfRangeException.Of($"What '{name}' comes to", "money amount");
        }

        return tally with { Fees = [.. fees] };
    }

    /// <param name="time">Of the event.</param>
    /// <param name="at">When it was recorded.</param>
    /// <param name="subject">Of the event; matters only where windows are counted.</param>
    internal void Apply(TallyTarget target, in Tally tally, EffectiveAt time, RecordedAt at, string? subject)
    {
        // A window is of the calendar, and goes on when a billing period that it overlaps is closed.
        if (_meters.Limits is not null)
            CountInWindows(target.Meter, tally.Value, time, subject);
        if (target.AfterCutoff)
        {
            Book(_late, target.PeriodStart).Add(target, tally, time);
            return;
        }

        if (_counting is null || _countingFrom != target.PeriodStart)
        {
            _counting = Book(_open, target.PeriodStart);
            _countingFrom = target.PeriodStart;
        }

        _counting.Add(target, tally, time);
        if (_meters.HasGracePeriods && tally.Covered < tally.Value && _meters[target.Meter].Right?.Entitlement.Grace?.PeriodMicroseconds is { } grace)
            _counting.Exceed(target.Meter, tally.Value - tally.Covered, at, grace);
    }

    /// <summary>What was counted at a burn's target was burnt from grants, or paid by a wallet.</summary>
    internal void Apply(in Burn burn)
    {
        PeriodBook book = Book(burn.Target.AfterCutoff ? _late : _open, burn.Target.PeriodStart);
        if (burn.Pays is { } charge)
            book.Pay(charge, Money.FromScaled(burn.Units.Scaled));
        else
            book.Burn(burn.Target.Meter, burn.Covered);
    }

    internal void Apply(OverageCovered covered) => _open[covered.Target.PeriodStart].Cover(covered.Target, covered.From, covered.To, covered.Units.ToQuantity());

    /// <summary>Whom a draft is for.</summary>
    public Addressing AddressOf(long boundary) => First._addressed.TryGetValue(boundary, out (Addressing To, EffectiveAt Date) found) ? found.To : default;

    internal void Apply(InvoiceDrafted drafted)
    {
        _drafts.Add(_nextInvoice, drafted.InvoiceId);
        if (drafted.BillTo is not null || drafted.ConsolidatedIn is not null)
            _addressed.Add(_nextInvoice, (new Addressing(drafted.BillTo, drafted.ConsolidatedIn), drafted.Date));
        _nextInvoice++;
    }

    internal void Apply(InvoiceFinalized finalized, int windowDays)
    {
        if (finalized.Reissues is not null)
        {
            Reissue(finalized);
            return;
        }

        long boundary = _drafts.First(draft => draft.Value == finalized.InvoiceId).Key;
        _drafts.Remove(boundary);
        _addressed.Remove(boundary);
        Close(boundary, finalized.Date, windowDays);
        Bill(boundary, finalized);
    }

    internal void Apply(PeriodClosed closed, int windowDays)
    {
        _nextInvoice = Math.Max(_nextInvoice, closed.Boundary + 1);
        Close(closed.Boundary, closed.Date, windowDays);
        Bill(closed.Boundary, null);
    }

    internal void Apply(ContractCarried carried)
    {
        _nextInvoice = carried.NextInvoice;
        _finalThrough = carried.FinalThrough;
        foreach (CarriedDraft draft in carried.Drafts)
        {
            _drafts.Add(draft.Boundary, draft.InvoiceId);
            if (draft.Date is { } date)
                _addressed.Add(draft.Boundary, (new Addressing(draft.BillTo, draft.ConsolidatedIn), date));
        }

        foreach (CarriedPeriod period in carried.Periods)
            (period.AfterCutoff ? _late : _open).Add(period.Start, PeriodBook.From(period));
        foreach (CarriedPeriod period in carried.Closed)
            _closed.Add(period.Start, PeriodBook.From(period));
        foreach (BilledBoundary billed in carried.Billed)
            _billed.Add(billed.Boundary, billed);
        foreach (CommitUse use in carried.Commits)
            _commits.Bill(use);
        Restore(carried.Windows);
    }

    internal ContractCarried Carry() => new(
        Id,
        _nextInvoice,
        _finalThrough,
        [.. _drafts.Select(Carry)],
        [
            .. _open.Select(period => period.Value.Carry(period.Key, afterCutoff: false)),
            .. _late.Select(period => period.Value.Carry(period.Key, afterCutoff: true)),
        ]
    )
    {
        Windows = IsFirst ? CarryWindows() : [],
        Closed = [.. _closed.Select(period => period.Value.Carry(period.Key, afterCutoff: false))],
        Billed = [.. _billed.Values],
        Commits = _commits.Carry(),
    };

    private CarriedDraft Carry(KeyValuePair<long, string> draft) => _addressed.TryGetValue(draft.Key, out (Addressing To, EffectiveAt Date) addressed)
        ? new CarriedDraft(draft.Value, draft.Key) { BillTo = addressed.To.BillTo, ConsolidatedIn = addressed.To.ConsolidatedIn, Date = addressed.Date }
        : new CarriedDraft(draft.Value, draft.Key);

    /// <summary>Behind the last where the meter has not been used yet.</summary>
    private int PlaceOf(string meter)
    {
        int place = 0;
        while (place < _targets.Length && !string.Equals(_targets[place].Meter, meter, StringComparison.Ordinal))
            place++;
        return place;
    }

    private bool HasCells(TallyTarget target, EffectiveAt time, Properties properties)
    {
        ReadOnlySpan<Charge> charges = ChargesFor(target.Meter);
        for (int i = 0; i < charges.Length; i++)
        {
            if (target.Charges[i].Cell != CellOf(charges[i], time, properties))
                return false;
        }

        return true;
    }

    private int CellOf(Charge charge, EffectiveAt time, Properties properties)
    {
        if (time < Contract.TrialEndsAt || !charge.Price.IsInForce(time))
            return ChargeCell.OutOfForce;
        return charge.Price is CompositePrice or EventPrice
            ? charge.Price.CellOf(new Occasion(time, Zone, properties.Dimension)) ?? ChargeCell.Unpriced
            : 0;
    }

    private static PeriodBook Book(SortedList<EffectiveAt, PeriodBook> periods, EffectiveAt start)
    {
        if (!periods.TryGetValue(start, out PeriodBook? period))
            periods.Add(start, period = new PeriodBook());
        return period;
    }

    private BillingPeriod Cut(BillingPeriod period) => period with
    {
        Start = From > period.Start ? From : period.Start,
        End = Until is { } end && end < period.End ? end : period.End,
    };
}
