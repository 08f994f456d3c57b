using Tollgate.Engine.Accounts;
using Tollgate.Engine.Contracts;
using Tollgate.Engine.Metering;
using Tollgate.Engine.Numbers;
using Tollgate.Engine.Time;

namespace Tollgate.Engine.Ledger;

/// <summary>A plan's allowance of one period, as the ledger tells of it.</summary>
/// <param name="Included">Units in the period; null is without limit.</param>
/// <param name="Known">When the contract was recorded.</param>
public readonly record struct AllowanceTerms(string Lot, string Feature, Quantity? Included, EffectiveAt Start, EffectiveAt End, RecordedAt Known)
{
    /// <summary>Where what the period used beyond everything stands.</summary>
    public string Overage => Lot + "/overage";

    /// <summary>When it is issued: as early as usage of the period can come, and not before the contract was known.</summary>
    public RecordedAt IssuedAt => Later(Known, AcceptanceWindow.Earliest(Start));

    public RecordedAt ExpiredAt => Later(Known, new RecordedAt(End.Microseconds));

    /// <summary>Without limit nothing is issued beforehand: what is used comes straight from there.</summary>
    public Balance Source => Included is null ? Balance.Issued : Balance.Available;

    private static RecordedAt Later(RecordedAt left, RecordedAt right) => left > right ? left : right;
}

/// <summary>
/// What has to be known of an account to read its facts as rows: the windows of its lots, and what its contracts include. None of it changes once it is there, so
/// that facts of any time can be read with what is known now, on any thread.
/// </summary>
public sealed class LedgerTerms
{
    private static readonly LotWindow Ever = new(BillableTime.Start, null, null);

    private readonly Dictionary<string, LotWindow> _lots = new(StringComparer.Ordinal);
    private readonly List<ContractAllowances> _contracts = [];

    private LedgerTerms()
    {
    }

    /// <summary>As they are now: whoever reads what was recorded since needs new ones.</summary>
    public static LedgerTerms Of(AccountBook account)
    {
        var terms = new LedgerTerms();
        foreach (GrantBook grant in account.Holdings?.Grants.Values ?? [])
        {
            foreach (Lot lot in grant.Lots)
                terms._lots.Add(lot.Id, new LotWindow(lot.Start, lot.End, grant.VoidedAt));
        }

        foreach (ContractBook contract in account.Contracts)
            terms._contracts.Add(new ContractAllowances(contract, account));
        return terms;
    }

    /// <summary>The window of a lot; what a wallet owes has none.</summary>
    internal LotWindow Lot(string id) => Owing.WalletOf(id) is null ? _lots[id] : Ever;

    /// <summary>The allowance that usage of a target draws on; null without a contract, or when no feature has the meter's units.</summary>
    internal AllowanceTerms? Allowance(TallyTarget target) =>
        target.ContractId is { } id ? _contracts.Find(contract => contract.Id == id)?.Allowance(target.Meter, target.PeriodStart) : null;

    /// <summary>Those of the contracts in force at an instant that were recorded by another.</summary>
    public IEnumerable<AllowanceTerms> AllowancesAt(EffectiveAt at, RecordedAt knownAt) =>
        _contracts.Where(contract => contract.Known <= knownAt && contract.Covers(at)).SelectMany(contract => contract.AllowancesAt(at));

    /// <summary>The rows that nobody records, of allowances that are issued and expire, after an instant up to and at another; in order.</summary>
    /// <param name="after">Null is from the beginning.</param>
    internal IEnumerable<AllowanceTurn> Turns(RecordedAt? after, RecordedAt until) =>
        _contracts.SelectMany(contract => contract.Turns(after, until)).OrderBy(turn => turn.At).ThenBy(turn => turn.EffectiveAt).ThenBy(turn => !turn.Ends).ThenBy(turn => turn.Allowance.Lot, StringComparer.Ordinal);
}

/// <param name="VoidedAt">When the lot's grant was voided.</param>
internal readonly record struct LotWindow(EffectiveAt Start, EffectiveAt? End, RecordedAt? VoidedAt);

/// <summary>An allowance begins, or ends.</summary>
internal readonly record struct AllowanceTurn(AllowanceTerms Allowance, bool Ends)
{
    public RecordedAt At => Ends ? Allowance.ExpiredAt : Allowance.IssuedAt;

    public EffectiveAt EffectiveAt => Ends ? Allowance.End : Allowance.Start;
}

/// <summary>What a contract includes, period by period.</summary>
internal sealed class ContractAllowances
{
    private readonly Dictionary<string, (string Feature, Quantity? Included)> _meters = new(StringComparer.Ordinal);

    // Where the terms begin inside a period, what the rest of it includes.
    private readonly Dictionary<string, Quantity?> _atFirst = new(StringComparer.Ordinal);
    private readonly ContractCalendar _calendar;

    // Of what the environment gives by default: when another contract counts it.
    private readonly Dictionary<string, (EffectiveAt From, EffectiveAt? Until)[]> _elsewhere = new(StringComparer.Ordinal);
    private readonly string _contract;
    private readonly EffectiveAt _startsAt;
    private readonly EffectiveAt _endsAt;

    public ContractAllowances(ContractBook contract, AccountBook account)
    {
        Id = contract.Id;
        Known = contract.KnownAt;
        _contract = contract.Contract.Id;
        _calendar = contract.Calendar;
        _startsAt = contract.From;
        _endsAt = contract.Until ?? BillableTime.End;
        foreach (string meter in contract.Catalog.Meters.Keys)
        {
            if (contract.MeteredRight(meter) is { } right)
            {
                _meters.Add(meter, (right.Feature, right.Entitlement.Included));
                _atFirst[right.Feature] = contract.Included(contract.PeriodAt(contract.From), right);
                if (account.HasSeveralAtOnce && !contract.Names(meter))
                    _elsewhere[meter] = [.. account.ElsewhereCounted(contract, meter)];
            }
            else if (contract.Features(meter) is [var feature, ..])
                _meters.Add(meter, (feature, Quantity.Zero));
        }
    }

    public string Id { get; }

    public RecordedAt Known { get; }

    public bool Covers(EffectiveAt at) => at >= _startsAt && at < _endsAt;

    public AllowanceTerms? Allowance(string meter, EffectiveAt periodStart) => _meters.TryGetValue(meter, out var of) ? Of(of, _calendar.PeriodAt(periodStart)) : null;

    public IEnumerable<AllowanceTerms> AllowancesAt(EffectiveAt at) => OfPeriod(_calendar.PeriodAt(at));

    public IEnumerable<AllowanceTurn> Turns(RecordedAt? after, RecordedAt until)
    {
        if (until < Known || !_meters.Values.Any(Includes))
            yield break;
        // What was known of a contract when it was recorded comes whole; later, from the period that was running.
        EffectiveAt from = after >= Known && after.Value.Microseconds > _startsAt.Microseconds ? new EffectiveAt(after.Value.Microseconds) : _startsAt;
        for (BillingPeriod period = _calendar.PeriodAt(from < _endsAt ? from : _startsAt); period.Start < _endsAt; period = _calendar.Period(period.Index + 1))
        {
            foreach (AllowanceTerms allowance in OfPeriod(period))
            {
                if (allowance.IssuedAt > until)
                    yield break;
                if (allowance.Included is null)
                    continue;
                if (!(allowance.IssuedAt <= after))
                    yield return new AllowanceTurn(allowance, Ends: false);
                if (!(allowance.ExpiredAt <= after) && allowance.ExpiredAt <= until)
                    yield return new AllowanceTurn(allowance, Ends: true);
            }
        }
    }

    /// <summary>Nothing included is nothing issued.</summary>
    private IEnumerable<AllowanceTerms> OfPeriod(BillingPeriod period) =>
        period.Start == period.End ? [] : _meters.Where(of => Includes(of.Value) && !IsElsewhere(of.Key, period)).Select(of => Of(of.Value, period));

    private bool IsElsewhere(string meter, BillingPeriod period)
    {
        EffectiveAt from = period.Start < _startsAt ? _startsAt : period.Start;
        EffectiveAt until = period.End < _endsAt ? period.End : _endsAt;
        return _elsewhere.TryGetValue(meter, out var spans) && Array.Exists(spans, span => span.From <= from && !(span.Until < until));
    }

    private static bool Includes((string Feature, Quantity? Included) of) => of.Included != Quantity.Zero;

    private AllowanceTerms Of((string Feature, Quantity? Included) of, BillingPeriod period) =>
        period.Start < _startsAt
            ? Of((of.Feature, _atFirst.TryGetValue(of.Feature, out Quantity? left) ? left : of.Included), period with { Start = _startsAt })
            : new($"{_contract}/{of.Feature}/{period.Start}", of.Feature, of.Included, period.Start, period.End < _endsAt ? period.End : _endsAt, Known);
}
