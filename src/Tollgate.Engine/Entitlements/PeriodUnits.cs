using Tollgate.Engine.Accounts;
using Tollgate.Engine.Catalog;
using Tollgate.Engine.Contracts;
using Tollgate.Engine.Ledger;
using Tollgate.Engine.Metering;
using Tollgate.Engine.Numbers;
using Tollgate.Engine.Time;

namespace Tollgate.Engine.Entitlements;

/// <summary>
/// The units of a billing period as a request finds them: what was used and is held of them, what the allowance, the grants and the wallet still have for such a request.
/// </summary>
internal readonly ref struct PeriodUnits
{
    private readonly MeteredEntitlement _right;
    private readonly EffectiveAt _at;
    private readonly Burning _burning;

    /// <summary>Asked only where a wallet pays, and the period is open.</summary>
    private readonly WalletBurning _wallet;
    private readonly WalletTerms? _paidFrom;

    /// <summary>Of the request.</summary>
    public Properties Properties { get; }

    /// <param name="holdings">The account's grants that may be burnt.</param>
    /// <param name="at">The instant that the request is for.</param>
    public PeriodUnits(AccountBook account, Holdings? holdings, EntitlementRequest request, in Resolution resolution, MeteredEntitlement right, EffectiveAt at, RecordedAt now)
    {
        _right = right;
        _at = at;
        Properties = request.Properties;
        Contract = resolution.Contract!;
        Meter = resolution.Meter!.Name;
        Period = Contract.PeriodAt(at);
        bool closed = Contract.IsClosed(Period);
        Totals = closed ? Contract.LateTotals(Period) : Contract.Totals(Period);
        Target = Contract.Target(Meter, Period, closed, at, request.Properties);
        Total total = Totals.Meter(Meter);
        // A reservation that is over by then holds nothing, though nobody has recorded it yet. Whoever takes units has had it recorded.
        HeldUnits held = closed ? default
            : ReferenceEquals(holdings, account.Holdings) ? Totals.Reserved(Meter)
            : holdings!.HeldIn(Contract.Id, Meter, Period.Start);
        // A closed period has nothing left to give: its allowance closed with it, and what was used in it is on a final invoice and no longer
        // in memory. Only what reached it afterwards is known, and what is left of grants that have not ended.
        Allowance? allowance = Allowance.Of(Contract, Period, Meter) is { } recorded ? recorded with { Reserved = held.FromAllowance } : null;
        _burning = new Burning(holdings, Contract.Features(Meter), allowance, Contract.FinalThrough);
        Quantity? coverable = right.Included is null ? null : _burning.Available(at, Properties) + (allowance?.Available ?? Quantity.Zero);
        var limit = new Limit(total.Covered, total.Used, held.FromAllowance + _burning.Reserved(at, Properties), coverable)
        {
            Cap = right.Cap,
            Held = right.Cap is null || closed ? Quantity.Zero : AllHeld(holdings),
        };
        Reserved = limit.Reserved + held.Beyond;
        Coverable = coverable;
        if (right.PaidFrom is { } terms && !closed)
        {
            _paidFrom = terms;
            _wallet = new(holdings, resolution.Metered(request.Feature)!, Contract, new EventContent(account.Id, "", resolution.Meter.Event, at, request.Units, request.Subject, request.Properties), Target);
            // Money covers no units: what was used is paid, or on the invoice. What is held of a wallet lets these units pass.
            Quantity byWallet = terms.CreditRate is null ? held.Beyond : _wallet.HeldByCredits();
            limit = limit with
            {
                Covered = terms.CreditRate is null ? total.Used : total.Covered,
                Reserved = limit.Reserved + byWallet,
                Available = _wallet.Affordable(coverable!.Value),
            };
            held = held with { Beyond = held.Beyond - byWallet };
            Coverable = terms.CreditRate is null ? coverable : limit.Available;
        }

        Limit = limit;
        Standing = Standing.Of(account, request.Feature, Totals, Meter, limit, held, now, Period, closed);
    }

    public ContractBook Contract { get; }

    public string Meter { get; }

    public BillingPeriod Period { get; }

    public PeriodBook Totals { get; }

    /// <summary>Where the request would be counted.</summary>
    public TallyTarget Target { get; }

    public Limit Limit { get; }

    public Standing Standing { get; }

    /// <summary>All units that are held for reservations, within the limit and beyond.</summary>
    public Quantity Reserved { get; }

    /// <summary>Units that would be covered, and cost nothing where only what is not covered does; null is all.</summary>
    public Quantity? Coverable { get; }

    private Quantity AllHeld(Holdings? holdings) =>
        holdings is null || holdings.Reservations.Count == 0 ? Quantity.Zero : holdings.Held.Of(Contract.Id, Meter, Period.Start)?.All ?? Quantity.Zero;

    /// <summary>What passes of a request under these units alone.</summary>
    public Passage Passing(Quantity asked, bool allowPartial)
    {
        Passage passage = AtTheLimit.Decide(_right, Standing, asked, Limit.Beyond(asked), allowPartial);
        return _right.PaidFrom is not null && passage.Reason == Reason.QuotaExceeded && Limit.Remaining == Limit.Available
            ? passage with { Reason = Reason.InsufficientCredits }
            : passage;
    }

    /// <summary>Burns what passes.</summary>
    /// <param name="burns">Takes what is burnt of grants and of the wallet.</param>
    /// <param name="wallet">How the wallet stands before, with what it pays; null where none pays.</param>
    /// <returns>What is burnt of the plan's allowance.</returns>
    public Quantity Burn(in Passage passage, List<Burn> burns, out WalletState? wallet)
    {
        Quantity covered = passage.Allowed ? _burning.Cover(passage.Granted, _at, Properties, Target, burns) : Quantity.Zero;
        Quantity fromAllowance = covered;
        foreach (Burn burn in burns)
            fromAllowance -= burn.Covered;
        wallet = _right.PaidFrom is { Unit: var unit } ? new WalletState(unit, Units.Zero, Units.Zero) : null;
        if (wallet is null || _paidFrom is null)
            return fromAllowance;
        Units available = _wallet.Available();
        if (passage.Allowed)
            _wallet.Pay(passage.Granted, covered, [], burns);
        Units cost = Units.Zero;
        foreach (Burn burn in burns)
            cost += burn.IsOfWallet ? burn.Units : Units.Zero;
        wallet = wallet with { Available = available, Cost = cost };
        return fromAllowance;
    }
}
