using System.Collections.Immutable;
using Tollgate.Engine.Catalog;
using Tollgate.Engine.Contracts;
using Tollgate.Engine.Ledger;
using Tollgate.Engine.Metering;
using Tollgate.Engine.Numbers;
using Tollgate.Engine.Time;

namespace Tollgate.Engine.Entitlements;

/// <summary>
/// The limits that stand on a request beside the units of the billing period: windows of the calendar, a cap on overage, caps on spend. All are asked in one step; the one that lets least pass answers
/// and is named, and of several the one that stays longest.
/// </summary>
internal sealed class FurtherLimits
{
    private readonly List<StandingLimit> _limits = [];
    private SubjectMissing? _missing;

    /// <param name="limit">How the request stands to the units of the period.</param>
    /// <param name="at">The instant that it is for.</param>
    /// <returns>Null where there are none, as for most.</returns>
    public static FurtherLimits? Of(
        Holdings? holdings,
        EntitlementRequest request,
        ContractBook contract,
        MeteredEntitlement right,
        TallyTarget target,
        PeriodBook totals,
        in Limit limit,
        in Standing standing,
        EffectiveAt at
    )
    {
        SpendCap? ofPlan = contract.Plan.SpendCap;
        if (right.Limits is null && ofPlan is null)
            return null;
        var further = new FurtherLimits();
        Reservation[] held = HeldBy(holdings, contract, standing.Now);
        foreach (WindowLimit window in right.Limits?.Windows ?? [])
            further.Add(window, contract.Window(target.Meter, window.Per, window.EachSubject), request, target.Meter, held, at);
        if (right.Limits?.OverageCap is { } cap)
            further._limits.Add(OverageRoom.Of(cap, limit, standing));

        // What no charge prices costs nothing, whatever stands on it.
        if (contract.ChargesFor(target.Meter).IsEmpty)
            return further;
        Tally[] toSettle = standing.Closed ? [] : [.. held.Where(one => one.Target.PeriodStart == target.PeriodStart && !one.Target.AfterCutoff).Select(one => new Tally(one.Target, one.Units, one.Units - one.Beyond))];
        if (right.Limits?.SpendCap is { } ofFeature)
            further._limits.Add(new SpendRoom(LimitNames.SpendCap, ofFeature.Amount, contract, totals, [target.Meter], target, limit, toSettle, standing));
        if (ofPlan is not null)
            further._limits.Add(new SpendRoom(LimitNames.PlanSpendCap, ofPlan.Amount, contract, totals, contract.Limits!.PricedMeters, target, limit, toSettle, standing));
        return further;
    }

    /// <summary>What passes of a request under all limits at once.</summary>
    /// <param name="tightest">The limit that lets least pass; null when that is the units of the period, or all passes.</param>
    public Passage Decide(MeteredEntitlement right, in Standing standing, in Limit limit, EntitlementRequest request, out StandingLimit? tightest)
    {
        Quantity asked = request.Units;
        if (_missing is not null && !asked.IsZero)
        {
            tightest = _missing;
            return Denied(_missing.Reason);
        }

        tightest = null;
        Passage alone = AtTheLimit.Decide(right, standing, asked, limit.Beyond(asked), request.AllowPartial);
        Quantity least = alone.Granted;
        if (!alone.Allowed && !request.AllowPartial)
            least = AtTheLimit.Decide(right, standing, asked, limit.Beyond(asked), allowPartial: true).Granted;
        EffectiveAt resetsAt = standing.ResetsAt;
        foreach (StandingLimit one in _limits)
        {
            Quantity passing = one.Passing(asked);
            if (passing < least || (passing == least && passing < asked && one.ResetsAt > resetsAt))
                (tightest, least, resetsAt) = (one, passing, one.ResetsAt);
        }

        if (tightest is null)
            return alone;
        Quantity granted = request.AllowPartial ? Together(least) : Quantity.Zero;
        return granted.IsZero
            ? Denied(tightest.Reason)
            : AtTheLimit.Decide(right, standing, granted, limit.Beyond(granted), allowPartial: true) with { Reason = tightest.Reason };
    }

    /// <summary>How all of them stand once so many units have passed, the units of the period before the others.</summary>
    /// <param name="period">The units of the period, as they are then.</param>
    public ImmutableArray<LimitState> After(Quantity taken, in Limit period, EffectiveAt resetsAt)
    {
        ImmutableArray<LimitState>.Builder states = ImmutableArray.CreateBuilder<LimitState>(_limits.Count + 1);
        if (period is { Units: { } units, Remaining: { } remaining })
            states.Add(new UnitLimit(LimitNames.UsageLimit, units, period.Consumed, remaining, resetsAt));
        foreach (StandingLimit one in _limits)
        {
            if (one.After(taken) is { } state)
                states.Add(state);
        }

        return states.ToImmutable();
    }

    /// <summary>The name of the limit that answers: of a denial or a part the one that lets least pass; else the one of which the fewest units are left.</summary>
    public static string? NameOf(StandingLimit? tightest, in Passage passage, Quantity asked, ImmutableArray<LimitState> states) =>
        tightest is not null ? tightest.Name
        : passage.Allowed && passage.Granted == asked ? LimitState.Least(states)?.Name
        : LimitNames.UsageLimit;

    private void Add(WindowLimit window, WindowCounter counter, EntitlementRequest request, string meter, Reservation[] held, EffectiveAt at)
    {
        CalendarWindow of = counter.At(at);
        if (window.EachSubject && request.Subject is null)
        {
            _missing ??= new SubjectMissing(window, of.End);
            return;
        }

        Quantity units = Quantity.Zero;
        foreach (Reservation one in held)
        {
            if (one.Target.Meter == meter && of.Contains(one.Time) && (!window.EachSubject || one.Subject == request.Subject))
                units += one.Units;
        }

        _limits.Add(WindowRoom.Of(window, counter, at, request.Subject, units));
    }

    /// <summary>What each lets pass by itself, all let pass together, but where a price falls with the quantity: then less of it may cost more.</summary>
    private Quantity Together(Quantity units)
    {
        Quantity before;
        do
        {
            before = units;
            foreach (StandingLimit one in _limits)
                units = one.Passing(units);
        }
        while (units < before);
        return units;
    }

    /// <summary>A reservation that is over holds nothing, though nobody has recorded it yet.</summary>
    private static Reservation[] HeldBy(Holdings? holdings, ContractBook contract, RecordedAt now) => holdings is null || holdings.Reservations.Count == 0
        ? []
        : [.. holdings.Reservations.Values.Where(one => one.Target.ContractId == contract.Id && one.ExpiresAt.Microseconds > now.Microseconds)];

    private static Passage Denied(Reason reason) => new(Allowed: false, Quantity.Zero, Quantity.Zero, reason, null);
}
