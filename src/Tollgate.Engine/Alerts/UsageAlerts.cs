using System.Collections.Immutable;
using Tollgate.Engine.Accounts;
using Tollgate.Engine.Catalog;
using Tollgate.Engine.Contracts;
using Tollgate.Engine.Entitlements;
using Tollgate.Engine.Ledger;
using Tollgate.Engine.Metering;
using Tollgate.Engine.Numbers;
using Tollgate.Engine.Time;

namespace Tollgate.Engine.Alerts;

/// <summary>Which alerts a usage event raises with what it adds: those of the marks that it reaches and none before it did.</summary>
public static class UsageAlerts
{
    /// <summary>Whether there is any. It is asked of every event, and answered by one comparison where no mark has been reached.</summary>
    /// <param name="time">Of the event.</param>
    /// <param name="at">When it is recorded.</param>
    public static bool AreDue(AccountBook account, ReadOnlySpan<Tally> tallies, EffectiveAt time, RecordedAt at)
    {
        foreach (ref readonly Tally tally in tallies)
        {
            if (tally.Target.ContractId is { } id && account.Contract(id) is { } contract && (contract.IsAlertDue(tally) || LimitAlerts.AreDue(contract, account.HasSeveralAtOnce ? Of(tallies, id) : tallies, time, at)))
                return true;
        }

        return false;
    }

    /// <summary>The tallies that one contract takes.</summary>
    private static Tally[] Of(ReadOnlySpan<Tally> tallies, string contract) => [.. tallies.ToArray().Where(tally => tally.Target.ContractId == contract)];

    /// <summary>Adds the alerts that a counted event raises, which is not applied yet.</summary>
    internal static void Add(AccountBook account, UsageCounted counted, List<Fact> facts)
    {
        if (account.Holdings is null && !AreDue(account, counted.Tallies.AsSpan(), counted.Event.Time, counted.At))
            return;
        List<string> contracts = new(1);
        foreach (Tally tally in counted.Tallies)
        {
            if (tally.Target.ContractId is not { } id || account.Contract(id) is not { } contract)
                continue;
            Add(contract, account.Holdings, tally, counted.Event, counted.At, facts);
            if (!contracts.Contains(id))
                contracts.Add(id);
        }

        // One contract mostly takes all of an event's tallies.
        foreach (string id in contracts)
        {
            ImmutableArray<Tally> its = contracts.Count == 1 ? counted.Tallies : [.. Of(counted.Tallies.AsSpan(), id)];
            LimitAlerts.Add(account.Contract(id)!, its, counted.Event, counted.At, facts);
        }
    }

    /// <summary>Adds the alerts of one tally that is not applied yet, the lowest mark first.</summary>
    /// <param name="holdings">The account's grants before the event; null when there are none.</param>
    internal static void Add(ContractBook contract, Holdings? holdings, in Tally tally, UsageEvent usage, RecordedAt at, List<Fact> facts)
    {
        TallyTarget target = tally.Target;
        Quantity reached = contract.Used(target) + tally.Value;
        foreach (UsageMark mark in holdings is null ? contract.Marks(target) : Marks(contract, holdings, tally, usage))
        {
            if (reached < mark.At)
                return;
            if (contract.IsPassed(target, mark))
                continue;
            string feature = FeatureOf(contract, holdings, target.Meter)!;
            facts.Add(new AlertRaised(
                $"{contract.Contract.Id}/{feature}/{target.PeriodStart}/{Word(mark, target.AfterCutoff)}",
                mark.Kind,
                contract.Contract.AccountId,
                contract.Contract.Id,
                feature,
                target.Meter,
                target.PeriodStart,
                contract.PeriodAt(target.PeriodStart).End,
                target.AfterCutoff,
                mark.Percent,
                mark.Of,
                reached,
                new AlertCause(usage.Source, usage.Id),
                at
            ));
        }
    }

    /// <summary>
    /// With grants, what was granted in the period is what of its usage is covered, and what is held or available; an event alone does not change it.
    /// Beyond is what nothing covers, also where there was overage before and a grant came after it.
    /// </summary>
    private static ImmutableArray<UsageMark> Marks(ContractBook contract, Holdings holdings, in Tally tally, UsageEvent usage)
    {
        TallyTarget target = tally.Target;
        if (RightOf(contract, holdings, target.Meter) is not { Included: not null } right)
            return [];
        if (target.AfterCutoff)
            return tally.Covered < tally.Value ? Thresholds.MarksOfClosed(right.Included, right) : [];

        BillingPeriod period = contract.PeriodAt(usage.Time);
        PeriodBook totals = contract.Totals(period);
        Allowance? allowance = Allowance.Of(contract, period, target.Meter);
        Quantity reached = contract.Used(target) + tally.Value;
        bool covered = tally.Covered >= tally.Value;
        // Where the plan alone granted enough, no lot has to be asked.
        Quantity granted = totals.Meter(target.Meter).Covered + totals.Reserved(target.Meter).FromAllowance + (allowance?.Available ?? Quantity.Zero);
        if (covered && Thresholds.AreAllAbove(reached, granted, right))
            return [];
        var burning = new Burning(holdings, contract.Features(target.Meter), allowance, contract.FinalThrough);
        granted += burning.Reserved(usage.Time, usage.Properties) + burning.Available(usage.Time, usage.Properties);
        if (covered && Thresholds.AreAllAbove(reached, granted, right))
            return [];
        IEnumerable<UsageMark> marks = Thresholds.Marks(granted, right).Where(mark => mark.Kind == AlertKind.Usage && mark.At <= reached);
        return covered ? [.. marks] : [.. marks, .. Thresholds.Beyond(granted, right)];
    }

    /// <summary>Units that were granted beside a plan that does not name the feature end hard.</summary>
    private static MeteredEntitlement? RightOf(ContractBook contract, Holdings holdings, string meter) =>
        contract.MeteredRight(meter)?.Entitlement ?? (FeatureOf(contract, holdings, meter) is not null ? Resolution.ByGrant : null);

    /// <summary>Of the features that a meter counts, the one that the plan names, else the first of which units were granted.</summary>
    private static string? FeatureOf(ContractBook contract, Holdings? holdings, string meter)
    {
        if (contract.MeteredRight(meter) is { } right)
            return right.Feature;
        foreach (string feature in contract.Features(meter))
        {
            if (holdings?.Has(feature) == true)
                return feature;
        }

        return null;
    }

    private static string Word(in UsageMark mark, bool late) => (mark.Kind, late) switch
    {
        (AlertKind.Usage, _) => mark.Percent.ToString(),
        (_, false) => "overage",
        (_, true) => "late",
    };
}
