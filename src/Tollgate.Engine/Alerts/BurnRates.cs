using Tollgate.Engine.Catalog;
using Tollgate.Engine.Contracts;
using Tollgate.Engine.Metering;
using Tollgate.Engine.Numbers;
using Tollgate.Engine.Time;

namespace Tollgate.Engine.Alerts;

/// <summary>When the usage of a calendar window first reaches as many units as the plan wants to be told of: once a window.</summary>
internal static class BurnRates
{
    private static readonly Quantity Whole = 100;

    /// <summary>What a window's usage comes to with a tally that reaches its burn rate; null when it does not, or did before.</summary>
    public static Quantity? Reached(ContractBook contract, in Tally tally, EffectiveAt time)
    {
        if (RateOf(contract, tally) is not { } rate || tally.Value.IsZero)
            return null;
        WindowCounter counter = contract.Window(tally.Target.Meter, rate.Per, eachSubject: false);
        CalendarWindow window = counter.At(time);
        if (counter.IsTold(window))
            return null;
        Quantity used = counter.Used(window, subject: null) + tally.Value;
        return used >= rate.Units ? used : null;
    }

    public static AlertRaised? Of(ContractBook contract, in Tally tally, UsageEvent usage, RecordedAt at)
    {
        if (Reached(contract, tally, usage.Time) is not { } reached)
            return null;
        MeterLimits limits = contract.Limits!.ByMeter[tally.Target.Meter];
        BurnRate rate = limits.Limits.BurnRate!;
        CalendarWindow window = contract.Window(tally.Target.Meter, rate.Per, eachSubject: false).At(usage.Time);
        return new AlertRaised(
            $"{contract.Contract.Id}/{limits.Feature}/{window.Start}/burn_rate",
            AlertKind.BurnRate,
            contract.Contract.AccountId,
            contract.Contract.Id,
            limits.Feature,
            tally.Target.Meter,
            window.Start,
            window.End,
            AfterCutoff: false,
            Whole,
            rate.Units,
            reached,
            new AlertCause(usage.Source, usage.Id),
            at
        );
    }

    private static BurnRate? RateOf(ContractBook contract, in Tally tally) =>
        contract.Limits!.ByMeter.TryGetValue(tally.Target.Meter, out MeterLimits? limits) ? limits.Limits.BurnRate : null;
}
