using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Tollgate.Engine.Catalog;
using Tollgate.Engine.Contracts;
using Tollgate.Engine.Ledger;
using Tollgate.Engine.Metering;
using Tollgate.Engine.Numbers;
using Tollgate.Engine.Time;

namespace Tollgate.Engine.Entitlements;

/// <summary>
/// The limits that stand on a request beside the units of the billing period: windows of the calendar, caps on units and on overage, caps on spend. All are asked in one step; the one that lets least pass answers
/// and is named, and of several the one that stays longest.
/// </summary>
internal sealed class FurtherLimits
{
    private readonly List<StandingLimit> _limits = new(6);
    private SubjectMissing? _missing;

    /// <param name="holdings">With the reservations that hold units.</param>
    /// <param name="at">The instant that the request is for.</param>
    /// <returns>Null where there are none, as for most.</returns>
    public static FurtherLimits? Of(Holdings? holdings, EntitlementRequest request, MeteredEntitlement right, in PeriodUnits units, EffectiveAt at)
    {
        SpendCap? ofPlan = units.Contract.Plan.SpendCap;
        // What is hard ends at the cap already.
        Quantity? ceiling = right.Enforcement == Enforcement.Hard ? null : right.Cap;
        if (right.Limits is null && ofPlan is null && ceiling is null)
            return null;
        var further = new FurtherLimits();
        ContractBook contract = units.Contract;
        HeldUsage? held = holdings is null || holdings.Reservations.Count == 0 ? null : holdings.Held;
        if (ceiling is { } most)
            further._limits.Add(CapRoom.Of(most, units));
        ReadOnlySpan<WindowLimit> windows = right.Limits is { } limits ? limits.Windows.AsSpan() : [];
        foreach (WindowLimit window in windows)
            further.Add(window, contract.Window(units.Meter, window.Per, window.EachSubject), request, held?.Of(contract.Id, units.Meter), at);
        // What money pays is no overage in units: it has its cap on spend.
        if (right is { Limits.OverageCap: { } overage } and not { PaidFrom.CreditRate: null })
            further._limits.Add(OverageRoom.Of(overage, units));

        // What no charge prices costs nothing, whatever stands on it.
        if (contract.ChargesFor(units.Meter).IsEmpty)
            return further;
        Tally[] toSettle = units.Standing.Closed || held is null ? [] : ToSettle(held, contract, units.Period.Start);
        if (right.Limits?.SpendCap is { } ofFeature)
            further._limits.Add(new SpendRoom(LimitNames.SpendCap, ofFeature.Amount, units, [units.Meter], toSettle));
        if (ofPlan is not null)
            further._limits.Add(new SpendRoom(LimitNames.PlanSpendCap, ofPlan.Amount, units, contract.Limits!.PricedMeters, toSettle));
        return further;
    }

    /// <summary>What passes of a request under all limits at once.</summary>
    /// <param name="tightest">The limit that lets least pass; null when that is the units of the period, or all passes.</param>
    public Passage Decide(in PeriodUnits units, EntitlementRequest request, out StandingLimit? tightest)
    {
        Quantity asked = request.Units;
        if (_missing is not null && !asked.IsZero)
        {
            tightest = _missing;
            return Denied(_missing.Reason);
        }

        tightest = null;
        Passage alone = units.Passing(asked, request.AllowPartial);
        Quantity least = alone.Granted;
        if (!alone.Allowed && !request.AllowPartial)
            least = units.Passing(asked, allowPartial: true).Granted;
        EffectiveAt resetsAt = units.Period.End;
        foreach (StandingLimit one in _limits)
        {
            Quantity passing = one.Passing(asked);
            // Money buys whole units; what the others leave may end in a fraction that it pays as well.
            if (passing < least && one.Passing(least) == least)
                continue;
            if (passing < least || (passing == least && passing < asked && one.ResetsAt > resetsAt))
                (tightest, least, resetsAt) = (one, passing, one.ResetsAt);
        }

        // Where a price falls with the quantity, the part that the units let pass may cost more than all that was asked for.
        if (tightest is null && request.AllowPartial)
            tightest = _limits.Find(one => one.Passing(least) < least);
        if (tightest is null)
            return alone;
        Quantity granted = request.AllowPartial ? Together(least) : Quantity.Zero;
        return granted.IsZero
            ? Denied(tightest.Reason)
            : units.Passing(granted, allowPartial: true) with { Reason = tightest.Reason };
    }

    /// <summary>How all of them stand once so many units have been taken, or are held, the units of the period before the others.</summary>
    public ImmutableArray<LimitState> After(in PeriodUnits units, Quantity taken, Quantity held)
    {
        Limit after = units.Limit.After(taken);
        var states = new LimitState[_limits.Count + 1];
        int count = 0;
        if (after.Units is { } limit)
            states[count++] = new UnitLimit(LimitNames.UsageLimit, limit, after.Consumed, after.After(held).Remaining!.Value, units.Period.End);
        foreach (StandingLimit one in _limits)
        {
            if (one.After(taken, held) is { } state)
                states[count++] = state;
        }

        Array.Resize(ref states, count);
        return ImmutableCollectionsMarshal.AsImmutableArray(states);
    }

    /// <summary>The name of the limit that answers: of a denial or a part the one that lets least pass; else the one of which the fewest units are left.</summary>
    public static string? NameOf(StandingLimit? tightest, in Passage passage, Quantity asked, ImmutableArray<LimitState> states) =>
        tightest is not null ? tightest.Name
        : passage.Allowed && passage.Granted == asked ? LimitState.Least(states)?.Name
        : LimitNames.UsageLimit;

    private void Add(WindowLimit window, WindowCounter counter, EntitlementRequest request, HeldOfMeter? held, EffectiveAt at)
    {
        CalendarWindow of = counter.At(at);
        if (window.EachSubject && request.Subject is null)
        {
            _missing ??= new SubjectMissing(window, of.End);
            return;
        }

        Quantity units = held is null ? Quantity.Zero : window.EachSubject ? held.In(of, request.Subject!) : held.In(of);
        _limits.Add(WindowRoom.Of(window, counter, of, request.Subject, units));
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

    /// <summary>What reservations would add to a period if all that they hold were used.</summary>
    private static Tally[] ToSettle(HeldUsage held, ContractBook contract, EffectiveAt period) =>
        [.. held.In(contract.Id, period).SelectMany(meter => meter.ToSettle(contract.MeteredRight(meter.Meter)?.Entitlement.PaidFrom?.CreditRate))];

    private static Passage Denied(Reason reason) => new(Allowed: false, Quantity.Zero, Quantity.Zero, reason, null);
}
