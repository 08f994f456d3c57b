using Tollgate.Engine.Catalog;
using Tollgate.Engine.Invoicing;
using Tollgate.Engine.Metering;
using Tollgate.Engine.Numbers;
using Tollgate.Engine.Time;

namespace Tollgate.Engine.Contracts;

// The versions of a contract's terms. Each holds from its own instant to where the next one begins, whatever the order in which they were recorded; of two that
// begin at one instant the later recorded holds.
public sealed partial class ContractBook
{
    private readonly List<ContractBook> _parts = [];
    private readonly List<ContractAmended> _amendments = [];

    // Those that hold no time any more among them: what they billed is kept.
    private readonly List<ContractBook> _later = [];

    // In the order in which they were recorded, with those that were taken back: null in their place.
    private readonly List<(EffectiveAt From, ContractBook? Part)> _order = [];
    private readonly AllowanceOnChange _onChange;

    private ContractBook(ContractBook first, ContractAmended amended, CatalogVersion catalog, PlanMeters meters)
    {
        First = first;
        Started = first.Started;
        Contract = amended.Contract;
        KnownAt = amended.At;
        Id = IdOf(amended.Contract.Id, amended.Contract.Version);
        From = amended.EffectiveAt;
        _onChange = amended.AllowanceOnChange;
        _meters = meters;
        Catalog = catalog;
        Plan = meters.Plan;
        LegalEntity = first.LegalEntity;
        Zone = first.Zone;
    }

    /// <summary>The contract as it was made, which keeps what is billed.</summary>
    public ContractBook First { get; }

    public bool IsFirst => ReferenceEquals(First, this);

    /// <summary>These terms hold at the contract's end, or for good.</summary>
    public bool IsLast => Parts.Count > 0 && ReferenceEquals(Parts[^1], this);

    /// <summary>When these terms were recorded.</summary>
    public RecordedAt KnownAt { get; }

    /// <summary>From when these terms hold.</summary>
    public EffectiveAt From { get; }

    /// <summary>Until when, exclusive: the next version's beginning, or the contract's end; null is for good.</summary>
    public EffectiveAt? Until { get; private set; }

    /// <summary>The versions that hold at some time, in the order of their times.</summary>
    public IReadOnlyList<ContractBook> Parts => First._parts;

    /// <summary>The amendments, in the order in which they were recorded.</summary>
    public IReadOnlyList<ContractAmended> Amendments => First._amendments;

    /// <summary>The number of the version that was recorded last.</summary>
    public int LatestVersion => First._amendments.Count + 1;

    /// <summary>What facts call a version: the first has the contract's own id.</summary>
    public static string IdOf(string contractId, int version) => version == 1 ? contractId : $"{contractId}~{version}";

    /// <summary>The contract that a fact's name of a version is of.</summary>
    public static string ContractOf(string id) => id.IndexOf('~', StringComparison.Ordinal) is > 0 and var cut ? id[..cut] : id;

    /// <summary>The version in force at an instant, or null.</summary>
    public ContractBook? At(EffectiveAt at)
    {
        foreach (ContractBook part in Parts)
        {
            if (part.Covers(at))
                return part;
        }

        return null;
    }

    /// <summary>The version that an invoice's line is of.</summary>
    public ContractBook TermsOf(InvoiceLine line) => Version(line.ContractVersion);

    /// <summary>A version of terms by its number, whether or not it holds at some time.</summary>
    public ContractBook Version(int number) => First._later.Find(terms => terms.Contract.Version == number) ?? First;

    /// <summary>The buyer's number at an instant. A new number alone is no new terms: counts go on under it.</summary>
    public string? PurchaseOrderAt(EffectiveAt at) =>
        Amendments.Count == 0 ? Contract.PurchaseOrder : TermsAt(at, new RecordedAt(long.MaxValue))!.PurchaseOrder;

    /// <summary>What held at an instant, as it was known at another; null when the contract was not known then.</summary>
    public Contract? TermsAt(EffectiveAt at, RecordedAt knownAt) => HeldTerms.Of(Started, Amendments, knownAt)?.At(at);

    /// <summary>Adds a version. Those that it leaves no time hold none any more; one that changes nothing but the contract's end is no new terms, and counts go on.</summary>
    /// <returns>The new terms, or null.</returns>
    internal ContractBook? Amend(ContractAmended amended, CatalogVersion catalog, PlanMeters meters)
    {
        _amendments.Add(amended);
        EffectiveAt? end = amended.Contract.EndsAt;
        bool goesOn = amended.Withdraws || (At(amended.EffectiveAt) is { } before && before.Contract.HasTermsOf(amended.Contract));
        ContractBook? part = goesOn ? null : new ContractBook(this, amended, catalog, meters);
        if (part is not null)
            _later.Add(part);
        if (part is not null || amended.Withdraws)
            _order.Add((amended.EffectiveAt, part));
        Order(end);
        _calendar = CalendarOf(_parts.Select(known => (known.From, known.Plan)));
        for (int i = 0; i < _parts.Count; i++)
            _parts[i].Reach(i + 1 < _parts.Count ? _parts[i + 1].From : end, end);
        if (!_parts.Contains(this))
            Reach(From, end);
        return part;
    }

    /// <summary>Whether any version has a promotion.</summary>
    internal bool HasHadPromotion(string code) => Started.Contract.Terms.Promotions.Contains(code) || Amendments.Any(amended => amended.Contract.Terms.Promotions.Contains(code));

    /// <summary>Whether usage of an instant or later is counted under these terms.</summary>
    internal bool HasUsageFrom(EffectiveAt at) => _open.Values.Concat(_late.Values).Concat(_closed.Values).Any(book => book.Latest >= at);

    /// <summary>Whoever begins where another does takes its place; an end that was brought forward and is put off again gives back what lay behind it.</summary>
    private void Order(EffectiveAt? end)
    {
        _parts.Clear();
        _parts.Add(this);
        foreach ((EffectiveAt from, ContractBook? part) in _order)
        {
            _parts.RemoveAll(other => other.From == from);
            int place = _parts.FindIndex(other => other.From > from);
            if (part is not null)
                _parts.Insert(place < 0 ? _parts.Count : place, part);
        }

        _parts.RemoveAll(other => other.From >= end);
    }

    internal bool HasTermsOf(Contract other) => Contract.HasTermsOf(other);

    /// <summary>
    /// Whether usage of a meter of a time is counted under these terms. Times are kept of what nothing covered; of the rest it is asked whether the meter counted anything in a period that any
    /// usage of that time or later is counted in.
    /// </summary>
    internal bool HasUsageIn(string meter, EffectiveAt from, EffectiveAt? until) =>
        _open.Any(book => !(book.Key >= until) && (book.Value.Meter(meter).Covered.IsZero ? book.Value.Overage.Any(entry => entry.Target.Meter == meter && entry.Last >= from) : book.Value.Latest >= from))
        || _late.Concat(_closed).Any(book => book.Value.Latest >= from && !(book.Key >= until) && book.Value.Meters.ContainsKey(meter));

    private void Reach(EffectiveAt? until, EffectiveAt? end)
    {
        Until = until;
        Contract = Contract with { EndsAt = end };
        _recent = default;
        _counting = null;
    }

    /// <summary>
    /// What a plan includes of a meter in a period; null is without limit. Where terms change inside a period, what was burnt before of what the plan included then
    /// is taken off, or it is prorated, as the amendment says.
    /// </summary>
    public Quantity? Included(BillingPeriod part, MeteredRight right)
    {
        BillingPeriod whole = Calendar.Period(part.Index);
        if (right.Entitlement.Included is not { } included || part.Start == whole.Start || IsFirst || _onChange == AllowanceOnChange.Full)
            return right.Entitlement.Included;
        if (_onChange == AllowanceOnChange.Prorated)
        {
            CutEnd end = part.End == Contract.EndsAt ? CutEnd.Terminates : CutEnd.Continues;
            PeriodShare share = PeriodShare.Of(Proration.Day, whole, part.Start, part.End, end, Zone);
            return Quantity.FromScaled(included.Scaled / share.Denominator * share.Numerator + (included.Scaled % share.Denominator * share.Numerator / share.Denominator));
        }

        foreach (ContractBook earlier in Parts)
        {
            if (earlier.From >= From)
                break;
            if (earlier.Part(part.Index) is not { } before || earlier.MeterOf(right.Feature) is not { } meter)
                continue;
            PeriodBook totals = earlier.IsClosed(before) ? earlier.ClosedTotals(before) : earlier.Totals(before);
            included -= totals.Meter(meter).Covered - totals.FromGrants(meter) + totals.Reserved(meter).FromAllowance;
        }

        return Quantity.Max(included, Quantity.Zero);
    }

    private string? MeterOf(string feature) => Catalog.Features.GetValueOrDefault(feature)?.Meter;
}
