using System.Collections.Immutable;
using Tollgate.Engine.Contracts;
using Tollgate.Engine.Invoicing;
using Tollgate.Engine.Metering;
using Tollgate.Engine.Numbers;
using Tollgate.Engine.Time;

namespace Tollgate.Engine.Alerts;

/// <summary>
/// When what usage costs in an open billing period reaches a threshold of the cap on it: of the feature's, and of the plan's on all its usage. Once a period and threshold, though a grant
/// that comes later may lower what it costs.
/// </summary>
public static class SpendAlerts
{
    /// <summary>What an alert of a plan's cap has in the place of a feature. No id is like it.</summary>
    public const string AllMeters = "*";

    private static readonly Int128 PerQuantity = (Int128)Fixed.PowerOfTen(Fixed.MoneyDigits - Fixed.QuantityDigits);

    internal static bool AreDue(ContractBook contract, ReadOnlySpan<Tally> tallies, RecordedAt at)
    {
        PlanLimits limits = contract.Limits!;
        foreach (ref readonly Tally tally in tallies)
        {
            if (tally.Target.AfterCutoff)
                return false;
            if (limits.ByMeter.TryGetValue(tally.Target.Meter, out MeterLimits? meter) && FirstLeft(contract, tally.Target, tally.Target.Meter, meter.SpendMarks) is { } mark && PeriodSpend.With(contract, contract.Totals(tally.Target), tally.Target.Meter, tally, at) >= mark.At)
                return true;
        }

        return FirstLeft(contract, tallies[0].Target, AllMeters, limits.SpendMarks) is { } first && All(contract, tallies, at) >= first.At;
    }

    /// <summary>Adds those that an event's tallies raise, of one contract and not applied yet.</summary>
    internal static void Add(ContractBook contract, ReadOnlySpan<Tally> tallies, UsageEvent usage, RecordedAt at, List<Fact> facts)
    {
        // What reaches a closed period is billed later, and no part of what the period cost.
        if (tallies.IsEmpty || tallies[0].Target.AfterCutoff)
            return;
        PlanLimits limits = contract.Limits!;
        foreach (ref readonly Tally tally in tallies)
        {
            if (!limits.ByMeter.TryGetValue(tally.Target.Meter, out MeterLimits? meter) || FirstLeft(contract, tally.Target, tally.Target.Meter, meter.SpendMarks) is null)
                continue;
            Money spent = PeriodSpend.With(contract, contract.Totals(tally.Target), tally.Target.Meter, tally, at);
            Add(contract, tally.Target, tally.Target.Meter, meter.Feature, meter.Limits.SpendCap!.Amount, meter.SpendMarks, spent, usage, at, facts);
        }

        if (FirstLeft(contract, tallies[0].Target, AllMeters, limits.SpendMarks) is not null)
            Add(contract, tallies[0].Target, null, AllMeters, contract.Plan.SpendCap!.Amount, limits.SpendMarks, All(contract, tallies, at), usage, at, facts);
    }

    private static void Add(
        ContractBook contract,
        TallyTarget target,
        string? meter,
        string feature,
        Money cap,
        ImmutableArray<SpendMark> marks,
        Money spent,
        UsageEvent usage,
        RecordedAt at,
        List<Fact> facts
    )
    {
        PeriodBook totals = contract.Totals(target);
        foreach (SpendMark mark in marks)
        {
            if (spent < mark.At)
                return;
            if (totals.HasPassed(meter ?? AllMeters, AlertKind.Spend, mark.Percent))
                continue;
            facts.Add(new AlertRaised(
                $"{contract.Contract.Id}/{feature}/{target.PeriodStart}/spend_{mark.Percent}",
                AlertKind.Spend,
                contract.Contract.AccountId,
                contract.Contract.Id,
                feature,
                meter,
                target.PeriodStart,
                contract.PeriodAt(target.PeriodStart).End,
                AfterCutoff: false,
                mark.Percent,
                Cut(cap),
                Cut(spent),
                new AlertCause(usage.Source, usage.Id),
                at
            ));
        }
    }

    /// <summary>The lowest mark that was not passed yet; null when all were.</summary>
    private static SpendMark? FirstLeft(ContractBook contract, TallyTarget target, string meter, ImmutableArray<SpendMark> marks)
    {
        if (marks.IsEmpty)
            return null;
        PeriodBook totals = contract.Totals(target);
        foreach (SpendMark mark in marks)
        {
            if (!totals.HasPassed(meter, AlertKind.Spend, mark.Percent))
                return mark;
        }

        return null;
    }

    /// <summary>What all usage of the period costs with an event's tallies.</summary>
    private static Money All(ContractBook contract, ReadOnlySpan<Tally> tallies, RecordedAt at)
    {
        Money sum = Money.Zero;
        PeriodBook totals = contract.Totals(tallies[0].Target);
        foreach (string meter in contract.Limits!.PricedMeters)
            sum += PeriodSpend.With(contract, totals, meter, tallies, at);
        return sum;
    }

    private static Quantity Cut(Money amount) => Quantity.FromScaled(amount.Scaled / PerQuantity);
}
